"""Values too long for one row are read with the row they go on in."""

from __future__ import annotations

import pytest

from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.reading import FieldReading, Page
from precheck.domain.resources import packaged_folder
from precheck.pipeline import definition
from precheck.reading import fields
from precheck.reading.settings import ReadingSettings
from tests.doubles import line

LOADED = definition.load([packaged_folder("pipelines")])


def read(material: str, view: str | None, *rows: tuple[str, int, int]) -> dict[str, FieldReading]:
    page = Page(view, EIGHT_WAYS[0], tuple(line(text, x, y) for text, x, y in rows))
    return fields.read(LOADED[material].material, [page], None, ReadingSettings())


def test_a_name_of_thirteen_characters() -> None:
    found = read(
        "identity", "front",
        ("姓名", 100, 100), ("阿卜杜热合曼·麦麦", 200, 100), ("提托合提", 200, 126), ("性别", 100, 180), ("男", 200, 180),
    )  # fmt: skip
    assert found["name"].value == "阿卜杜热合曼·麦麦提托合提"


def test_a_short_name_takes_nothing_from_the_row_below() -> None:
    # The label of the next row was not found.
    found = read("identity", "front", ("姓名", 100, 100), ("张三", 200, 100), ("男", 200, 126))
    assert found["name"].value == "张三"


@pytest.mark.parametrize("cut", [14, 18, 20])
def test_a_code_of_twenty_seven_characters(cut: int) -> None:
    code = "201051120510104199102280421"
    found = read(
        "physician_qualification", None,
        ("医师资格证书", 300, 40), ("证书编码：", 100, 100), (code[:cut], 200, 100), (code[cut:], 200, 126),
        ("签发日期：", 100, 180), ("2010年12月4日", 200, 180),
    )  # fmt: skip
    assert found["certificate_number"].value == code
    assert found["certificate_number"].problems == ()


def test_a_card_whose_pale_labels_were_seen_by_half() -> None:
    found = read("identity", "front", ("名姜贵铭", 100, 100), ("生1974年3月8日", 100, 140))
    assert (found["name"].value, found["birth_date"].value) == ("姜贵铭", "1974-03-08")
