"""Before the first program starts, and for ``doctor``: everything that ``serve`` and ``worker`` would stumble over
later. The store is there, is the one that was there before, can be written and is sealed with the present key; the
pipelines are read once and kept as they were read. What is wrong is said in one sentence."""

import errno
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from precheck import config, ocr
from precheck.domain.errors import Full, Invalid, Transient, Unusable
from precheck.domain.resources import packaged_folder
from precheck.entrypoints.deployment import Deployment, private_folder
from precheck.pipeline import definition, requirements
from precheck.storage import database_url
from precheck.wiring import pipeline_folders


def refuse_faults(place: Deployment) -> None:
    """Before the first process is started and the first file is made.
    Raises Invalid: something would not work; names the setting or the file, all that are wrong at once."""
    found = list(list_faults(place))
    if found:
        raise Invalid("; ".join(found))


def list_faults(place: Deployment) -> Iterator[str]:
    """What is wrong, in words that name the setting or the file."""
    for check in (_pipelines, _engine, _database, _broker, _inbox, _folders):
        try:
            check(place)
        except Invalid as error:
            yield str(error)


def _pipelines(place: Deployment) -> None:
    _load_pipelines(pipeline_folders(place.settings.pipelines))


def _engine(place: Deployment) -> None:
    name = place.settings.engine
    available = ocr.load(name).probe()
    if not available.available:
        raise Invalid(f"PRECHECK_ENGINE: {name}: {available.detail}")


def _database(place: Deployment) -> None:
    database_url(place.database)


def _broker(place: Deployment) -> None:
    if place.embedded:
        return
    try:
        parts = urlsplit(place.broker)
        there = (
            bool(parts.path) if parts.scheme == "redis+socket" else bool(parts.hostname and parts.port != 0)
        )
    except ValueError:
        there = False
    if not there:
        raise Invalid("PRECHECK_BROKER: 地址不完整 (incomplete): redis://host:6379/0, redis+socket:///path")


def _inbox(place: Deployment) -> None:
    inbox = place.settings.inbox
    if inbox is not None and not os.access(inbox.expanduser(), os.R_OK | os.X_OK):
        raise Invalid(f"PRECHECK_INBOX: 目录不存在或不可读 (no readable folder): {inbox}")


def _folders(place: Deployment) -> None:
    _check_writable("PRECHECK_DATA", place.data)
    _check_writable("PRECHECK_PICTURES", place.pictures_folder)


def _check_writable(setting: str, folder: Path) -> None:
    """The folder may be missing, but then it must be possible to make it."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise Invalid(f"{setting}: 不可写 (cannot be written): {there}")


log = logging.getLogger(__name__)

PACKAGED, OWN = "packaged", "own"
"""Folders of the copy of the pipeline files."""

MARK = "store.id"
ATTRIBUTE = "user.precheck.store"
"""The same mark on the folder itself: it stays where somebody empties the folder."""


def open_store(place: Deployment, *, new: bool = False) -> None:
    """Bring the database up to date. ``new``: begin afresh where one was lost.
    Raises Unusable: it is damaged, missing, another one than before, a newer program's, sealed with another key, or
    there is no room; Invalid: ``new``, and there is a database; Transient: a server's database is away."""
    try:
        private_folder(place.data)
        _refuse_lost_database(place, new)
        shutil.rmtree(place.temporary, ignore_errors=True)  # what a crash left half made
        private_folder(place.temporary)
        store = place.store()
        try:
            store.migrate()
            _check_identity(place, store.establish(), new)
        finally:
            store.close()
    except OSError as error:
        raise Unusable(_describe(error)) from None
    except Full as error:
        raise Unusable(str(error)) from None
    except Transient as error:
        if place.database_file is None:
            raise
        raise Unusable(f"{error}: {place.database_file}") from None


def keep_pipelines(place: Deployment) -> dict[str, str]:
    """A copy of the pipeline files, the packaged ones and the settings' own, in a folder named by their digest: what the
    environment of the programs must say for them to read it, however often they are started.
    Raises Invalid: a file is wrong; then nothing was copied."""
    own = place.settings.pipelines
    folder = place.data / "run" / "pipelines"
    coming = folder / ".coming"
    try:
        shutil.rmtree(coming, ignore_errors=True)
        for name, source in ((PACKAGED, packaged_folder("pipelines")), (OWN, own and own.expanduser())):
            if source is not None:
                shutil.copytree(
                    source, coming / name, ignore=lambda _, names: [n for n in names if n[0] == "."]
                )
        _load_pipelines([coming / name for name in (OWN, PACKAGED) if (coming / name).exists()])
        kept = folder / _digest(coming)
        if not kept.exists():
            coming.rename(kept)
    except OSError as error:
        raise Invalid(f"PRECHECK_PIPELINES: {_describe(error)}") from None
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    log.info("pipelines %s", kept.name)
    names = {config.KEPT_PIPELINES: PACKAGED, f"{config.PREFIX}PIPELINES": OWN}
    return {variable: str(kept / name) for variable, name in names.items() if (kept / name).exists()}


def _load_pipelines(folders: Sequence[Path]) -> None:
    materials = {slug: item.material for slug, item in definition.load(folders).items()}
    requirements.load(folders, materials)


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(
            f"{path.relative_to(folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return whole.hexdigest()[:16]


def _refuse_lost_database(place: Deployment, new: bool) -> None:
    """Refuse a folder that had a database and has it no more."""
    file = place.database_file
    if file is None:
        return
    if file.exists():
        if new:
            raise Invalid(
                f"已有数据库，--new 只用于重新开始 (there is a database; --new begins afresh): {file}"
            )
        if not file.stat().st_size:
            raise Unusable(
                f"数据库是空文件，请从备份恢复 (the database is an empty file: restore a backup): {file}"
            )
        return
    had = _read_mark(place.data) is not None or any(place.pictures_folder.glob("[0-9a-f][0-9a-f]"))
    if had and not new:
        raise Unusable(
            f"此目录曾有数据，数据库却不见了；请从备份恢复，或以 --new 重新开始 "
            f"(the database is gone: restore a backup, or begin afresh with --new): {file}"
        )
    if new:
        _write_mark(place.data, None)


def _check_identity(place: Deployment, store_id: str, new: bool) -> None:
    before = _read_mark(place.data)
    if before is not None and before != store_id and not new:
        raise Unusable(
            f"数据库不是此目录原有的；若确要更换，请用 --new "
            f"(the database is another one than this folder had; --new where that is meant): {place.data}"
        )
    if before != store_id:
        _write_mark(place.data, store_id)


def _read_mark(folder: Path) -> str | None:
    with suppress(OSError):
        return (folder / MARK).read_text(encoding="ascii").strip()
    with suppress(OSError):
        return os.getxattr(folder, ATTRIBUTE).decode()
    return None


def _write_mark(folder: Path, store_id: str | None) -> None:
    if store_id is None:
        (folder / MARK).unlink(missing_ok=True)
        with suppress(OSError):
            os.removexattr(folder, ATTRIBUTE)
        return
    (folder / MARK).write_text(f"{store_id}\n", encoding="ascii")
    with suppress(OSError):  # not every file system keeps such
        os.setxattr(folder, ATTRIBUTE, store_id.encode())


def _describe(error: OSError) -> str:
    words = {
        errno.ENOSPC: "磁盘已满 (the disk is full)",
        errno.EROFS: "磁盘只读 (the disk is read-only)",
        errno.EACCES: "没有权限 (no permission)",
    }
    where = f": {error.filename}" if error.filename else ""
    return f"{words.get(error.errno or 0, error.strerror)}{where}"
