import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image
from precheck.domain.reading import Beyond, Page, Side
from precheck.domain.text import TextLine
from tests import drawn, inked
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, line

LIMITS = {"max_outside": 0.0, "sigmas": 2.0, "max_touching": 2}


def card(*beyond: float, uncertain: float = 0.01) -> SubjectDouble:
    """A card that reaches that far beyond the left, top, right and bottom of a picture."""
    sides = tuple(Beyond(share, uncertain) for share in beyond)
    return SubjectDouble(pages=(Page("front", EIGHT_WAYS[0], document=PLACE, beyond=sides),))


PLACE = box(100, 100, 500, 350)


def printed(*lines: TextLine) -> SubjectDouble:
    return SubjectDouble(lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),))


@pytest.mark.parametrize(
    ("beyond", "side"),
    [
        ((0.04, 0.0, -0.1, 0.0), "左侧"),
        ((0.0, 0.04, 0.0, -0.1), "上方"),
        ((0.0, 0.01, 0.04, 0.0), "右侧"),
        ((0.0, 0.0, 0.015, 0.04), "下方"),
    ],
)
def test_the_side_that_is_cut_off_is_named(beyond: tuple[float, ...], side: str) -> None:
    finding = one("cropped", card(*beyond), **LIMITS)
    assert (finding.code, finding.measured) == ("cropped.document", 0.04)
    assert finding.threshold == pytest.approx(0.02)
    assert finding.region == PLACE
    assert message(finding) == f"证件未拍全（{side}被裁切），请将整个证件放入画面后重新拍摄。"


def test_a_card_that_fills_the_frame_is_whole() -> None:
    assert findings("cropped", card(0.0, 0.0, 0.0, 0.0), **LIMITS) == []


def test_what_is_too_uncertain_cuts_nothing() -> None:
    assert findings("cropped", card(0.04, 0.0, 0.0, 0.0, uncertain=0.021), **LIMITS) == []
    assert one("cropped", card(0.04, 0.0, 0.0, 0.0, uncertain=0.019), **LIMITS).measured == 0.04


def test_of_two_sides_the_worse_is_told() -> None:
    assert one("cropped", card(0.05, 0.2, 0.0, 0.0), **LIMITS).measured == 0.2


def test_lines_that_run_out_of_the_frame() -> None:
    cut = [line("一行文字", 0, 100 + 40 * n) for n in range(3)]
    finding = one("cropped", printed(*cut), **LIMITS)
    assert (finding.measured, finding.threshold, finding.region) == (3, 2, cut[0].box)
    assert "左侧" in message(finding)
    assert findings("cropped", printed(*cut[:2]), **LIMITS) == []


def test_a_heading_over_many_lines_and_print_cropped_on_both_sides_are_not_cut() -> None:
    above = line("一行文字", 100, 0)
    assert one("cropped", printed(above), **LIMITS).measured == 1
    many = [line("一行文字", 100, 100 + 4 * n) for n in range(30)]
    assert findings("cropped", printed(above, *many), **LIMITS) == []
    below = line("一行文字", 100, SubjectDouble().image.shape[0] - 20)
    assert findings("cropped", printed(above, below), **LIMITS) == []


def test_lines_with_paper_around_them_and_unread_specks_cut_nothing() -> None:
    whole = [line("一行文字", 3, 100 + 40 * n) for n in range(5)]
    assert findings("cropped", printed(*whole), **LIMITS) == []
    specks = [line("一行文字", 0, 100 + 40 * n, confidence=0.6) for n in range(5)]
    assert findings("cropped", printed(*specks), **LIMITS) == []


def test_a_single_line_cut_along_its_length_is_enough_above_and_below() -> None:
    finding = one("cropped", printed(line("一行文字", 100, 0)), **LIMITS)
    assert (finding.measured, finding.threshold) == (1, 0)
    assert "上方" in message(finding)
    assert findings("cropped", printed(line("一字", 100, 0)), **LIMITS) == []


def test_where_the_sheet_is_seen_to_end_another_papers_text_may_touch() -> None:
    above = line("一行文字", 100, 0)
    sides = (Side.UNKNOWN, Side.ENDS, Side.RUNS_OUT, Side.UNKNOWN)
    seen = SubjectDouble(lines=(above,), pages=(Page(None, EIGHT_WAYS[0], (above,), sides=sides),))
    assert findings("cropped", seen, **LIMITS) == []


def test_a_sheet_that_is_cut_off() -> None:
    sides = (Side.ENDS, Side.ENDS, Side.CUT, Side.ENDS)
    seen = SubjectDouble(pages=(Page(None, EIGHT_WAYS[0], sides=sides),))
    finding = one("cropped", seen, **LIMITS)
    assert "右侧" in message(finding)
    assert finding.region is not None
    high, wide = seen.image.shape[:2]
    corners = [value for point in finding.region for value in point]
    left, right, bottom = 0.95 * (wide - 1), wide - 1, high - 1
    assert corners == pytest.approx([left, 0, right, 0, right, bottom, left, bottom])
    whole = SubjectDouble(pages=(Page(None, EIGHT_WAYS[0], sides=(Side.RUNS_OUT,) * 4),))
    assert findings("cropped", whole, **LIMITS) == []


def test_without_text_nothing_is_known() -> None:
    assert findings("cropped", SubjectDouble(lines=()), **LIMITS) == []


def drawn_page(image: Image, *, cut: int = 0, sides: tuple[Side, ...] = ()) -> SubjectDouble:
    """The lines of a drawn page that lie in the picture, of which ``cut`` pixels were taken off at the top."""
    read = tuple(
        TextLine(tuple((x, y - cut) for x, y in place), text, 0.99)  # type: ignore[arg-type]
        for place, text in zip(PRINTED.boxes, PRINTED.texts, strict=True)
        if cut < place[0][1] and place[2][1] - cut < image.shape[0]
    )
    return SubjectDouble(image=image, lines=read, pages=(Page(None, EIGHT_WAYS[0], read, sides=sides),))


PRINTED = drawn.lines(["一行很长的文字在此处被裁切了", *["又一行文字在页面中间"] * 6], margin=120)


def test_half_a_line_on_the_border_shows_that_the_page_is_cut() -> None:
    assert findings("cropped", drawn_page(PRINTED.image), **LIMITS) == []
    cut = 138
    finding = one("cropped", drawn_page(PRINTED.image[cut:], cut=cut), **LIMITS)
    assert "上方" in message(finding)
    assert finding.measured is not None
    assert finding.measured >= 12


def test_halves_of_letters_look_like_an_edge_but_not_where_the_sheet_has_corners() -> None:
    cut = 138
    out, ends = Side.RUNS_OUT, Side.ENDS
    reaching = drawn_page(PRINTED.image[cut:], cut=cut, sides=(out, ends, out, out))
    assert "上方" in message(one("cropped", reaching, **LIMITS))
    lying = drawn_page(PRINTED.image[cut:], cut=cut, sides=(ends, ends, out, out))
    assert findings("cropped", lying, **LIMITS) == []


def test_a_seal_that_the_border_cuts_shows_it_as_well() -> None:
    high, wide = PRINTED.image.shape[:2]
    sealed = inked.seal(PRINTED.image, (wide - 130, high - 90), 60)
    assert findings("cropped", drawn_page(sealed), **LIMITS) == []
    finding = one("cropped", drawn_page(sealed[: high - 60]), **LIMITS)
    assert "下方" in message(finding)
    assert finding.region is not None
    assert max(y for _, y in finding.region) <= high - 61


def test_a_label_that_has_no_paper_beside_it() -> None:
    lines = (line("姓名张三", 100, 8), *(line("成绩合格准予毕业", 200, 100 + 60 * n) for n in range(4)))
    finding = one("cropped", printed(*lines), **LIMITS)
    assert (finding.threshold, finding.region) == (0, lines[0].box)
    assert finding.measured == pytest.approx(1 / 3)
    assert "上方" in message(finding)


def test_a_telephones_screen_may_end_between_any_two_lines() -> None:
    clock = line("09:41", 20, 10)
    below = [line("成绩合格准予毕业", 200, 100 + 60 * n) for n in range(4)]
    label = line("姓名张三", 100, SubjectDouble().image.shape[0] - 22)
    assert "下方" in message(one("cropped", printed(label, *below), **LIMITS))
    assert findings("cropped", printed(clock, label, *below), **LIMITS) == []
    sides = (Side.CUT, Side.ENDS, Side.CUT, Side.ENDS)
    seen = SubjectDouble(lines=(clock,), pages=(Page(None, EIGHT_WAYS[0], (clock,), sides=sides),))
    assert findings("cropped", seen, **LIMITS) == []


def test_a_watermark_may_run_over_the_border() -> None:
    mark = [line("仅供医师资格考试报名使用", 0, 100 + 40 * n) for n in range(3)]
    assert findings("cropped", printed(*mark), **LIMITS) == []


def test_where_all_print_lies_askew_it_tells_of_no_side() -> None:
    slanted = tuple(
        TextLine(((0, y + 60), (85, y - 25), (99, y - 11), (14, y + 74)), "一行文字", 0.99)
        for y in range(100, 400, 60)
    )
    assert findings("cropped", printed(*slanted), **LIMITS) == []
    level = tuple(line("一行文字", 0, y) for y in range(100, 400, 60))
    assert len(findings("cropped", printed(*level), **LIMITS)) == 1
