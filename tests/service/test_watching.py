"""A watched folder: uploads and registrations as they lie there."""

from __future__ import annotations

import os
from pathlib import Path

from precheck.entrypoints.folder_watcher import FolderWatcher, PollResult
from tests.service.desk import Desk


def look(folder: FolderWatcher) -> PollResult:
    """A file is taken in the second look."""
    folder.poll()
    return folder.poll()


def files(desk: Desk, submission: str) -> list[str | None]:
    return sorted((upload.file for upload in desk.intake.get_submission(submission)[1]), key=str)


def test_two_names_in_gbk_are_two_uploads_with_readable_names(desk: Desk, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "s1" / "diploma"
    inside.mkdir(parents=True)
    for name in ("毕业证.jpg", "学位证.jpg"):
        (inside / os.fsdecode(name.encode("gbk"))).write_bytes(name.encode())
    (inside / "毕业证.jpg").write_bytes(b"utf-8")
    (inside / "Thumbs.db").write_bytes(b"x")
    (inside / "b.jpg.downloading").write_bytes(b"x")
    folder = FolderWatcher(tmp_path / "in", desk.intake, tmp_path / "out")
    assert look(folder).uploads == 3
    assert files(desk, "s1") == ["学位证.jpg", "毕业证.jpg", "毕业证（GBK）.jpg"]
    desk.work()
    assert folder.write_reports() == 0
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.json")) == [
        "学位证.jpg.json",
        "毕业证.jpg.json",
        "毕业证（GBK）.jpg.json",
    ]


def test_a_utf8_name_that_comes_later_replaces_no_other_file(desk: Desk, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "s1" / "diploma"
    inside.mkdir(parents=True)
    (inside / os.fsdecode("毕业证.jpg".encode("gbk"))).write_bytes(b"gbk")
    folder = FolderWatcher(tmp_path / "in", desk.intake)
    look(folder)
    (inside / "毕业证.jpg").write_bytes(b"utf-8")
    assert look(folder).uploads == 1
    assert len(files(desk, "s1")) == 2


def test_an_empty_file_is_an_upload(desk: Desk, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "s1" / "diploma"
    inside.mkdir(parents=True)
    (inside / "a.jpg").write_bytes(b"")
    assert look(FolderWatcher(tmp_path / "in", desk.intake)).uploads == 1


def test_uploads_wait_while_their_registration_cannot_be_used(desk: Desk, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "s1" / "diploma"
    inside.mkdir(parents=True)
    (inside / "a.jpg").write_bytes(b"x")
    registration = inside.parent / "registration.json"
    registration.write_text('{"nmae": "张三", "id_number": "5.11302E+17"}', encoding="utf-8")
    folder = FolderWatcher(tmp_path / "in", desk.intake)
    taken = look(folder)
    assert (taken.uploads, taken.refused) == (0, 1)
    (said,) = taken.said
    assert said.startswith("s1/registration.json: ")
    assert "did you mean name?" in said
    assert "id_number" in said
    assert "张三" not in said
    registration.write_text('{"name": "张三\\u200b"}', encoding="utf-8")
    taken = look(folder)
    assert (taken.uploads, taken.registrations, taken.refused) == (1, 1, 0)
    assert "cleaned" in taken.said[0]
    declared = desk.intake.get_submission("s1")[0].registration
    assert declared is not None
    assert declared.name == "张三"
