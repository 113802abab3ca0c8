"""The annotated picture."""

import xml.etree.ElementTree as ElementTree

import pytest

from precheck.reporting import html
from precheck.reporting.card import card
from tests.reporting import made

SVG = "{http://www.w3.org/2000/svg}"


def test_it_holds_the_picture_the_regions_and_the_words() -> None:
    report = made.report(made.flag(region=made.BOX), file="<b>&.jpg")
    root = ElementTree.fromstring(html.svg(card(report, made.DIPLOMA, picture=b"\xff\xd8")))
    image = root.find(f".//{SVG}image")
    assert image is not None
    assert image.get("href", "").startswith("data:image/jpeg;base64,")
    assert len(root.findall(f".//{SVG}polygon[@class='flag reupload']")) == 1
    words = "".join(element.text or "" for element in root.iter(f"{SVG}text"))
    assert "<b>&.jpg" in words
    assert "毕业证编号无法识别" in words


def test_without_a_picture_the_words_remain() -> None:
    root = ElementTree.fromstring(html.svg(card(made.report(made.flag()), made.DIPLOMA)))
    assert root.find(f".//{SVG}image") is None
    assert "毕业证编号无法识别" in "".join(element.text or "" for element in root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("张三/毕业证.jpg", "001-毕业证.jpg.svg"),
        ("../../etc/passwd", "001-passwd.svg"),
        ("..", "001-picture.svg"),
        ("a\x00b<c>.png", "001-a_b_c_.png.svg"),
        ("", "001-picture.svg"),
    ],
)
def test_file_names_stay_in_the_folder(file: str, name: str) -> None:
    assert html.file_name(1, file) == name


def test_lines_break_by_width() -> None:
    assert html.wrap("中文ab", columns=4) == ["中文", "ab"]
    assert html.wrap("below（0..1）", columns=6) == ["below", "（0..1", "）"]
    assert html.wrap("flagged below", columns=8) == ["flagged", "below"]
    assert html.wrap("a" * 7, columns=3) == ["aaa", "aaa", "a"]
