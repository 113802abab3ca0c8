"""What a scan takes for a row."""

import csv
import json
import os
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.entrypoints.scan.rows import Row, Source


def lay(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}" if name.endswith(".json") else "x")


def rows(path: Path) -> list[Row]:
    return list(Source(path).rows())


def test_a_folder_in_order_other_paths_counted(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "s2/diploma/b.jpg",
        "s2/diploma/a 文件.jpg",
        "s1/identity/c.png",
        "s1/registration.json",
        "readme.txt",
        "s1/note.txt",
        "s1/identity/deeper/d.jpg",
        "s1/identity/.hidden.jpg",
        "s1/_old/e.jpg",
        "_ignored/diploma/f.jpg",
        ".git/config",
    )
    source = Source(tmp_path)
    found = [(row.number, row.file, row.material, row.submission) for row in source.rows()]
    assert found == [
        (0, "s1/identity/c.png", "identity", "s1"),
        (1, "s2/diploma/a 文件.jpg", "diploma", "s2"),
        (2, "s2/diploma/b.jpg", "diploma", "s2"),
    ]
    assert source.ignored == 7


def test_a_folders_registration_holds_for_its_pictures(tmp_path: Path) -> None:
    lay(tmp_path, "s1/diploma/a.jpg", "s2/diploma/a.jpg")
    (tmp_path / "s1/registration.json").write_text('{"name": "张三"}', encoding="utf-8")
    first, second = rows(tmp_path)
    assert first.registration is not None
    assert first.registration.name == "张三"
    assert second.registration is None


def test_a_folder_with_a_registration_is_one_submission(tmp_path: Path) -> None:
    lay(tmp_path / "s7", "registration.json", "diploma/a.jpg", "identity/b.jpg", "note.txt")
    source = Source(tmp_path / "s7")
    found = [(row.file, row.material, row.submission, row.registration is not None) for row in source.rows()]
    assert found == [("diploma/a.jpg", "diploma", "s7", True), ("identity/b.jpg", "identity", "s7", True)]
    assert all(row.path is not None and row.path.is_file() for row in source.rows())
    assert source.ignored == 1


def test_a_jsonl_manifest_with_registrations_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"name": "李四"}', encoding="utf-8")
    lines = [
        {"file": "a.jpg", "material": "diploma", "submission": "s", "registration": {"name": "张三"}},
        {"file": "a.jpg", "material": "diploma", "submission": "s", "registration": "r.json"},
        {"file": str(tmp_path / "b.jpg"), "material": "diploma", "submission": 7},
        {"file": "c.jpg", "material": "diploma", "registration": {"name": ["no", "text"]}},
        {"file": "d.jpg", "material": "diploma", "registration": "absent.json"},
        {"material": "diploma"},
        "no object",
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n{broken\n\n"
    manifest = tmp_path / "m.jsonl"
    manifest.write_text("\ufeff" + text, encoding="utf-8")
    found = rows(manifest)
    assert [row.registration.name if row.registration else None for row in found] == [
        "张三",
        "李四",
        *[None] * 6,
    ]
    assert [row.problem is None for row in found] == [True, True, True, *[False] * 5]
    assert found[0].path == tmp_path / "a.jpg"
    assert (found[2].path, found[2].submission) == (tmp_path / "b.jpg", "7")
    assert "no', 'text" not in (found[3].problem or "")
    assert [row.path is None for row in found[5:]] == [True, True, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_manifest_as_excel_writes_it(tmp_path: Path, encoding: str) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "file,material,submission,registration,name,id_number\r\n毕业证.jpg,diploma,s1,,张三,123\r\nb.jpg,diploma,,,,\r\n",
        encoding=encoding,
    )
    first, second = rows(manifest)
    assert first.file == "毕业证.jpg"
    assert first.registration is not None
    assert (first.registration.name, first.registration.id_number) == ("张三", "123")
    assert (second.registration, second.submission, second.problem) == (None, None, None)


def test_a_csv_without_headings_is_bad_usage(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("a.jpg,diploma\n")
    with pytest.raises(Invalid, match="file, material"):
        rows(manifest)


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nowhere"):
        Source(tmp_path / "nowhere")


def test_names_that_are_no_utf8_can_be_shown_and_opened(tmp_path: Path) -> None:
    folder = tmp_path / "s" / "diploma"
    folder.mkdir(parents=True)
    (folder / os.fsdecode(b"\xff\xfe.jpg")).write_bytes(b"x")
    (row,) = rows(tmp_path)
    assert row.file == "s/diploma/\\xff\\xfe.jpg"
    assert row.path is not None
    assert row.path.read_bytes() == b"x"


def csv_rows(tmp_path: Path, *rows: dict[str, str]) -> list[Row]:
    manifest = tmp_path / "m.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["file", "material", *rows[0]])
        writer.writeheader()
        writer.writerows({"file": "a.jpg", "material": "identity", **row} for row in rows)
    return list(Source(manifest).rows())


def test_a_rows_registration_is_cleaned_and_the_change_said(tmp_path: Path) -> None:
    (row,) = csv_rows(
        tmp_path, {"name": "苏 婉 清\u200b", "birth_date": "33911", "id_number": '="511302199211031853"'}
    )
    assert row.problem is None
    assert row.registration is not None
    assert row.registration.model_dump(exclude_defaults=True) == {
        "name": "苏婉清",
        "birth_date": "1992-11-03",
        "id_number": "511302199211031853",
    }
    assert {change.key for change in row.changes} == {"name", "birth_date", "id_number"}


def test_a_misspelt_column_and_a_destroyed_number_are_bad_registrations(tmp_path: Path) -> None:
    misspelt, destroyed = csv_rows(
        tmp_path, {"nmae": "苏婉清", "id_number": ""}, {"nmae": "", "id_number": "5.11302E+17"}
    )
    assert misspelt.registration is None
    assert "did you mean name?" in (misspelt.problem or "")
    assert destroyed.registration is None
    assert "id_number" in (destroyed.problem or "")
    assert "5.11302" not in (destroyed.problem or "")


def test_cells_without_a_heading_and_headings_that_stand_twice(tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("file,material,name\na.jpg,diploma,张三,男\n", encoding="utf-8")
    assert "more cells" in (rows(manifest)[0].problem or "")
    manifest.write_text("file,material,name,name\na.jpg,diploma,张三,李四\n", encoding="utf-8")
    with pytest.raises(Invalid, match="name"):
        rows(manifest)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_registration_file_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    lay(tmp_path, "s1/diploma/a.jpg")
    (tmp_path / "s1/registration.json").write_text('{"name": "龚昱䶮"}', encoding=encoding)
    (row,) = rows(tmp_path)
    assert row.registration is not None
    assert row.registration.name == "龚昱䶮"


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"file": "a", "material": "diploma", "registration": {"name": "a", "name": "b"}}\n')
    assert "name" in (rows(manifest)[0].problem or "")


def test_a_registration_beside_loose_keys_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"file": "a", "material": "diploma", "registration": {"name": "a"}, "sex": "男"}\n')
    assert "sex" in (rows(manifest)[0].problem or "")
