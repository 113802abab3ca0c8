"""What a candidate or an app laid over the picture is no print of the paper's."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad, quad
from precheck.domain.text import TextLine
from precheck.reading import overlaid
from tests import drawn
from tests.doubles import WHITE, line

PAGE = drawn.lines(["兹证明该同志在我单位连续工作", "期间无违法违规行为", "特此证明", "二〇二六年十月二十日"])
READ = tuple(TextLine(place, text, 0.99) for place, text in zip(PAGE.boxes, PAGE.texts, strict=True))


def paler(share: float) -> Image:
    """The third line with so much of its ink."""
    image = PAGE.image.copy()
    (left, top), (right, bottom) = np.array(READ[2].box)[[0, 2]].astype(int)
    piece = image[top:bottom, left:right]
    image[top:bottom, left:right] = (255 - (255 - piece.astype(float)) * share).astype(np.uint8)
    return image


def leaning(degrees: float, one: TextLine = READ[1]) -> TextLine:
    corners = np.array(one.box)
    matrix = cv2.getRotationMatrix2D(tuple(corners.mean(axis=0)), -degrees, 1)
    turned: Quad = quad(corners @ matrix[:, :2].T + matrix[:, 2])
    return TextLine(turned, one.text, 0.99)


def test_print_is_the_pages_own() -> None:
    usual = overlaid.usual(PAGE.image, READ)
    assert usual > 0.8
    assert all(overlaid.is_own(PAGE.image, one, usual) for one in READ)


def test_pale_words_are_not_though_faded_print_is() -> None:
    for share, own in ((0.4, False), (0.8, True)):
        image = paler(share)
        assert overlaid.is_own(image, READ[2], overlaid.usual(image, READ)) is own


def test_a_watermark_with_more_lines_than_the_page_does_not_say_how_dark_print_is() -> None:
    image = paler(0.3)
    marks = [TextLine(READ[2].box, "仅供医师资格考试报名使用", 0.99)] * 30
    usual = overlaid.usual(image, [*READ, *marks])
    assert overlaid.is_own(image, READ[0], usual)
    assert not overlaid.is_own(image, READ[2], usual)


def test_words_that_run_slantwise_are_not() -> None:
    assert overlaid.is_own(PAGE.image, leaning(4), 0.1)
    assert not overlaid.is_own(PAGE.image, leaning(20), 0.1)
    assert overlaid.is_own(PAGE.image, leaning(20), 0.1, lean_degrees=17)


def test_most_of_the_print_says_how_lines_lean() -> None:
    assert overlaid.lean([leaning(2), leaning(3), leaning(30)]) == pytest.approx(2.5, abs=0.6)
    assert overlaid.lean([line("一", 10, 10)]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "仅供医师资格考试报名使用",
        "仅限2027年医师资格考试",
        "扫描全能王 创建",
        "格考试报名使用",
        "UTOPIA用于医",
    ],
)
def test_words_that_say_what_they_are(text: str) -> None:
    assert not overlaid.is_own(PAGE.image, TextLine(READ[0].box, text, 0.99), 0.1)


def test_a_clock_at_the_top_is_a_telephones_screen() -> None:
    assert overlaid.is_screenshot(WHITE, [line("09:41", 20, 10), line("毕业证书", 300, 200)])
    assert not overlaid.is_screenshot(WHITE, [line("09:41", 20, 300)])
    assert not overlaid.is_screenshot(WHITE, [line("2026年9月", 20, 10)])
