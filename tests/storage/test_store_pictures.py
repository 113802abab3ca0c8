from __future__ import annotations

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest

from precheck.domain.errors import Transient
from precheck.storage import Cipher, Pictures

KEY = bytes(range(32))


@pytest.fixture(params=["plain", "sealed"])
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Pictures:
    return Pictures(tmp_path, Cipher((KEY,) if request.param == "sealed" else ()))


def test_a_picture_comes_back_as_it_was(pictures: Pictures) -> None:
    data = os.urandom(1000)
    sha256 = pictures.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert pictures.has(sha256)
    assert pictures.get(sha256) == data


def test_the_same_file_is_kept_once(pictures: Pictures, tmp_path: Path) -> None:
    pictures.put(b"picture")
    pictures.put(b"picture")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_picture_that_is_erased_while_it_comes_again_is_kept(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, utime = pictures.put(b"picture"), os.utime

    def erased(path: Path) -> None:
        path.unlink()
        utime(path)

    monkeypatch.setattr(os, "utime", erased)
    assert pictures.put(b"picture") == digest
    assert pictures.get(digest) == b"picture"


def test_an_erased_picture_is_gone(pictures: Pictures) -> None:
    sha256 = pictures.put(b"picture")
    assert pictures.delete(sha256)
    assert not pictures.delete(sha256)
    with pytest.raises(KeyError):
        pictures.get(sha256)


def test_nothing_of_a_sealed_picture_can_be_read_on_the_disk(tmp_path: Path) -> None:
    Pictures(tmp_path, Cipher((KEY,))).put(b"picture of somebody")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert b"somebody" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_picture_from_before_the_key_is_still_found(tmp_path: Path) -> None:
    sha256 = Pictures(tmp_path, Cipher()).put(b"picture")
    assert Pictures(tmp_path, Cipher((KEY,))).get(sha256) == b"picture"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63 + "/"])
def test_only_a_digest_names_a_picture(pictures: Pictures, name: str) -> None:
    with pytest.raises(KeyError):
        pictures.get(name)


def test_a_full_disk_leaves_nothing_and_may_be_tried_again(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Transient, match="disk is full"):
        pictures.put(b"picture")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert pictures.has(pictures.put(b"picture"))


def test_old_pictures_are_listed_and_halves_cleared_away(pictures: Pictures, tmp_path: Path) -> None:
    old, new = pictures.put(b"old"), pictures.put(b"new")
    half = tmp_path / old[:2] / ".0123456789abcdef"
    half.write_bytes(b"ol")
    before = time.time() - 100
    for path in (*(tmp_path / old[:2]).iterdir(),):
        if path.name[:64] == old or path == half:
            os.utime(path, (before, before))
    assert list(pictures.older_than(50)) == [old]
    assert not half.exists()
    assert pictures.has(new)
    pictures.put(b"old")
    assert list(pictures.older_than(50)) == []
