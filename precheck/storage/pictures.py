"""Pictures by their SHA-256: the same file is kept once, and a file is there whole or not at all."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from precheck.domain.errors import Full, Transient
from precheck.storage.cipher import Cipher

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PURPOSE = "picture"


class Pictures:
    """Pictures in a folder: ``ab/abcd…`` as they came, or ``ab/abcd….sealed`` when encrypted. Every method raises
    Transient where the folder cannot be read or written now (away, full)."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder = folder
        self._cipher = cipher

    def put(self, data: bytes) -> str:
        """Keep a picture durably; its SHA-256 in hexadecimal."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256, self._cipher.encrypts)
        try:
            try:
                os.utime(path)  # somebody may be about to erase it for age: it is new again
            except FileNotFoundError:
                _write_whole(path, self._cipher.encrypt(data, _PURPOSE) if self._cipher.encrypts else data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Full("磁盘已满 (the disk is full)") from None
            raise Transient(f"图片无法保存 (the picture cannot be kept): {error.strerror}") from None
        return sha256

    def get(self, sha256: str) -> bytes:
        """The picture. Raises KeyError: there is none."""
        for sealed in (self._cipher.encrypts, not self._cipher.encrypts):
            try:
                content = self._path(sha256, sealed).read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise Transient(f"图片无法读取 (the picture cannot be read): {error.strerror}") from None
            return self._cipher.decrypt(content, _PURPOSE) if sealed else content
        raise KeyError(sha256)

    def has(self, sha256: str) -> bool:
        return any(self._path(sha256, sealed).exists() for sealed in (False, True))

    def delete(self, sha256: str) -> bool:
        """Erase it; whether it was there."""
        found = False
        for sealed in (False, True):
            with contextlib.suppress(FileNotFoundError):
                self._path(sha256, sealed).unlink()
                found = True
        return found

    def reseal(self, done: Callable[[int], None] = lambda count: None) -> int:
        """Encrypt every picture with the present key that is not yet; how many. May be interrupted and run again."""
        count = 0
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            sha256 = path.name.removesuffix(".sealed")
            if not _DIGEST.fullmatch(sha256) or self._is_current(path):
                continue
            try:
                content = path.read_bytes()
                data = self._cipher.decrypt(content, _PURPOSE) if path.name != sha256 else content
                _write_whole(self._path(sha256, True), self._cipher.encrypt(data, _PURPOSE))
            except FileNotFoundError:
                continue  # erased meanwhile
            except OSError as error:
                raise Transient(f"图片无法保存 (the picture cannot be kept): {error.strerror}") from None
            if path.name == sha256:
                path.unlink(missing_ok=True)
            done(count := count + 1)
        return count

    def _is_current(self, path: Path) -> bool:
        mark = self._cipher.mark
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            return path.name.endswith(".sealed") and file.read(len(mark)) == mark
        return True

    def older_than(self, seconds: float) -> Iterator[str]:
        """The SHA-256 of all that were put longer ago than this, for finding what nobody points to."""
        limit = time.time() - seconds
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                name = path.name.removesuffix(".sealed")
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime >= limit:
                        continue
                    if _DIGEST.fullmatch(name):
                        yield name
                    elif name.startswith("."):
                        path.unlink()  # half a picture that a crash left

    def _path(self, sha256: str, sealed: bool) -> Path:
        # Names come from the database only, but a digest is also all that keeps a path inside the folder.
        if not _DIGEST.fullmatch(sha256):
            raise KeyError(sha256)
        return self._folder / sha256[:2] / (sha256 + (".sealed" if sealed else ""))


def _write_whole(path: Path, content: bytes) -> None:
    """Written beside, flushed to the disk, then renamed; the folder's entry is flushed too."""
    beside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        file = _new(beside)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _new(beside)
    try:
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)
        finally:
            os.close(file)
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
