import pytest

from precheck.domain.geometry import EIGHT_WAYS, Quad
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, line

LIMITS = {"max_outside": 0.03, "max_touching": 2}


def card(place: Quad) -> SubjectDouble:
    """A card in a picture of 800 × 600 pixels."""
    return SubjectDouble(pages=(Page("front", EIGHT_WAYS[0], document=place),))


def printed(*lines: TextLine) -> SubjectDouble:
    return SubjectDouble(lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),))


@pytest.mark.parametrize(
    ("place", "side"),
    [
        (box(-16, 100, 384, 350), "左侧"),
        (box(100, -10, 500, 240), "上方"),
        (box(416, 100, 816, 350), "右侧"),
        (box(100, 360, 500, 610), "下方"),
    ],
)
def test_the_side_that_is_cut_off_is_named(place: Quad, side: str) -> None:
    finding = one("cropped", card(place), **LIMITS)
    assert (finding.code, finding.threshold) == ("cropped.document", 0.03)
    assert finding.measured == pytest.approx(0.04)
    assert finding.region == place
    assert message(finding) == f"证件未拍全（{side}被裁切），请将整个证件放入画面后重新拍摄。"


@pytest.mark.parametrize("place", [box(0, 0, 800, 600), box(-12, 100, 388, 350), box(100, 100, 500, 350)])
def test_a_card_that_fills_the_frame_is_whole(place: Quad) -> None:
    assert findings("cropped", card(place), **LIMITS) == []


def test_of_two_sides_the_worse_is_told() -> None:
    assert one("cropped", card(box(-20, -50, 380, 200)), **LIMITS).measured == pytest.approx(0.2)


def test_lines_that_run_out_of_the_frame() -> None:
    cut = [line("一行文字", 0, 100 + 40 * n) for n in range(3)]
    finding = one("cropped", printed(*cut), **LIMITS)
    assert (finding.measured, finding.threshold, finding.region) == (3, 2, cut[0].box)
    assert "左侧" in message(finding)
    assert findings("cropped", printed(*cut[:2]), **LIMITS) == []


def test_lines_with_paper_around_them_and_unread_specks_cut_nothing() -> None:
    whole = [line("一行文字", 3, 100 + 40 * n) for n in range(5)]
    assert findings("cropped", printed(*whole), **LIMITS) == []
    specks = [line("一行文字", 0, 100 + 40 * n, confidence=0.6) for n in range(5)]
    assert findings("cropped", printed(*specks), **LIMITS) == []


def test_without_text_nothing_is_known() -> None:
    assert findings("cropped", SubjectDouble(lines=()), **LIMITS) == []
