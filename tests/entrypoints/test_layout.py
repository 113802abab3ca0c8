"""Files as they come: what is no upload, and names that are no UTF-8."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from precheck.entrypoints.layout import display_name, find_file, is_no_upload
from precheck.entrypoints.scan.rows import Source
from precheck.entrypoints.scan.triage import _address


def put(folder: Path, *names: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Thumbs.db",
            "THUMBS.DB",
            "ehthumbs.db",
            "desktop.ini",
            "Desktop.ini",
            ".DS_Store",
            "._a.jpg",
            "~$表.docx",
        ),
        *(
            "a.jpg.downloading",
            "a.jpg.crdownload",
            "a.jpg.part",
            "a.jpg.PART",
            "a.jpg.tmp",
            "a.jpg.td",
            "__MACOSX",
        ),
    ],
)
def test_what_is_no_upload(tmp_path: Path, name: str) -> None:
    assert is_no_upload(name)
    put(tmp_path / "s1" / "diploma", name.encode(), b"a.jpg")
    source = Source(tmp_path)
    assert [row.file for row in source.rows()] == ["s1/diploma/a.jpg"]
    assert source.ignored == 1


@pytest.mark.parametrize(
    "name", ["a.jpg", "part.jpg", "thumbs.jpg", "~a.jpg", "desktop.ini.jpg", "tmp", "照片.download.png"]
)
def test_what_may_be_one(name: str) -> None:
    assert not is_no_upload(name)


def test_names_in_gbk_are_readable_kept_apart_and_found(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("张三".encode("gbk")) / "diploma"
    gbk = "毕业证.jpg".encode("gbk")
    put(
        folder,
        gbk,
        "毕业证.jpg".encode(),
        "毕业证2.jpg".encode("gbk"),
        b"\xff\xfe.jpg",
        "a 复印.jpg".encode("gbk"),
    )
    rows = list(Source(tmp_path).rows())
    assert sorted(row.file or "" for row in rows) == [
        "张三/diploma/\\xff\\xfe.jpg",
        "张三/diploma/a 复印.jpg",
        "张三/diploma/毕业证.jpg",
        "张三/diploma/毕业证2.jpg",
        "张三/diploma/毕业证（GBK）.jpg",
    ]
    assert {row.submission for row in rows} == {"张三"}
    for row in rows:
        assert row.path is not None
        assert row.file is not None
        content = row.path.read_bytes()
        assert content == os.fsencode(row.path.name)
        assert find_file(tmp_path, row.file).read_bytes() == content
        # The report's link is the file's own bytes.
        link = _address(find_file(tmp_path, row.file), tmp_path / "out")
        assert unquote_to_bytes(link).endswith(content)


def test_a_manifest_names_what_lies_there_in_gbk(tmp_path: Path) -> None:
    put(tmp_path, "毕业证.jpg".encode("gbk"))
    (tmp_path / "m.csv").write_text("file,material\n毕业证.jpg,diploma\n", encoding="gbk")
    (row,) = Source(tmp_path / "m.csv").rows()
    assert row.file == "毕业证.jpg"
    assert row.path is not None
    assert row.path.is_file()


def test_shown_never_fails(tmp_path: Path) -> None:
    for name in (b"\x81", b"\xa0\xa1.png", b"caf\xe9.jpg", b"\x80\x80"):
        text = display_name(tmp_path / os.fsdecode(name))
        text.encode("utf-8")
        assert text


@pytest.mark.parametrize("name", ["学位证.jpg", "学位证书 (1).png", "学位.jpg", "毕业证.jpg", "李四.jpg"])
def test_gbk_that_is_utf8_by_chance_is_known(tmp_path: Path, name: str) -> None:
    put(tmp_path, name.encode("gbk"))
    assert display_name(tmp_path / os.fsdecode(name.encode("gbk"))) == name
    assert find_file(tmp_path, name).is_file()


@pytest.mark.parametrize(
    "name", ["café.jpg", "фото.jpg", "Ärzte.png", "φωτο.jpg", "学位证.jpg", "naïve (ü).jpg"]
)
def test_utf8_stays_utf8(tmp_path: Path, name: str) -> None:
    assert display_name(tmp_path / name) == name
