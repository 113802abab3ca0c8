from __future__ import annotations

import pytest

from precheck.reading import labels


def found(string: str, wanted: list[str], beginnings: tuple[int, ...] = (0,)) -> list[tuple[str, int, int]]:
    return [(hit.text, hit.start, hit.errors) for hit in labels.find(string, wanted, beginnings)]


def test_labels_come_in_the_order_of_the_text() -> None:
    assert found("姓名李明性别男", ["性别", "姓名"]) == [("姓名", 0, 0), ("性别", 4, 0)]


def test_the_longer_label_wins() -> None:
    assert found("毕业证书编号123", ["证书编号", "毕业证书编号", "编号"]) == [("毕业证书编号", 0, 0)]


def test_a_long_label_may_have_one_character_misread() -> None:
    assert found("公民身份导码", ["公民身份号码"]) == [("公民身份号码", 0, 1)]
    assert found("公氏身份导码", ["公民身份号码"]) == []


def test_a_short_label_may_not() -> None:
    assert found("姓各李明", ["姓名"]) == []


def test_a_digit_is_never_a_misread_label() -> None:
    assert found("证书编1", ["证书编号"]) == []


@pytest.mark.parametrize(
    ("string", "beginnings", "hits"),
    [
        ("学校名甲", (0,), 1),
        ("本学校", (0,), 0),
        ("本学校", (1,), 1),
        ("本学校：甲", (0,), 1),
        ("甲，学校乙", (0,), 1),
    ],
)
def test_some_labels_count_only_at_a_beginning(string: str, beginnings: tuple[int, ...], hits: int) -> None:
    assert len(found(string, ["^学校"], beginnings)) == hits


def test_signs_in_a_label_are_plain_text() -> None:
    assert found("No.123", ["No."]) == [("No.", 0, 0)]
    assert found("Noa123", ["No."]) == []


def test_brackets_and_colons_of_either_width_are_the_same() -> None:
    assert len(found("登记号(医疗机构代码)", ["登记号（医疗机构代码）"])) == 1
