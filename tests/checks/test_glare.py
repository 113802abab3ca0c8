"""A highlight on print, beside print, and white that is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Severity
from precheck.domain.geometry import Image, Quad, slice_along
from precheck.domain.quality import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from tests import drawn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, readings

LIMITS = {"min_heights": 0.5, "min_portrait": 0.15, "min_sharpness": 0.45}
PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业"], leading=4)
NUMBER, TEXT = PAGE.boxes
MIDDLE = ((NUMBER[0][0] + NUMBER[1][0]) / 2, (NUMBER[0][1] + NUMBER[3][1]) / 2)


def paper(level: int) -> Image:
    """The page printed on paper of this brightness."""
    return np.asarray(PAGE.image.astype(np.float32) * (level / 255), np.uint8)


def lamp(image: Image, centre: tuple[float, float], radii: tuple[float, float] = (50, 40)) -> Image:
    """A lamp's reflection: light added, burnt out in the middle, fading softly."""
    y, x = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(np.float32)
    away = ((x - centre[0]) / radii[0]) ** 2 + ((y - centre[1]) / radii[1]) ** 2
    return np.asarray(np.clip(image + (500 * np.exp(-away))[..., None], 0, 255), np.uint8)


def subject(
    image: Image, status: Status = Status.UNREADABLE, box: Quad | None = NUMBER, **more: object
) -> SubjectDouble:
    reading = FieldReading("certificate_number", status, value="1063112015", box=box)
    lines = (TextLine(NUMBER, "106311201505001234", 0.7), TextLine(TEXT, "成绩合格准予毕业", 0.99))
    return SubjectDouble(image=image, lines=lines, fields=readings(reading), **more)  # type: ignore[arg-type]


def test_a_highlight_on_a_number_is_shown_where_it_lies() -> None:
    finding = one("glare", subject(lamp(paper(200), MIDDLE)), **LIMITS)
    assert (finding.code, finding.field, finding.threshold) == ("glare.text", "certificate_number", 0.5)
    assert finding.measured is not None
    assert finding.measured > 1
    assert finding.region is not None
    assert cv2.pointPolygonTest(np.array(finding.region, np.float32), MIDDLE, False) > 0
    assert message(finding).startswith("毕业证编号处反光")


def test_print_under_a_highlight_is_only_noted_where_everything_reads_as_declared() -> None:
    finding = one("glare", subject(lamp(paper(200), MIDDLE), Status.MATCH), **LIMITS)
    assert (finding.field, finding.severity) == (None, Severity.INFO)
    assert message(finding).startswith("部分文字处反光")


def test_a_highlight_elsewhere_on_the_page_does_no_harm() -> None:
    below = (TEXT[0][0] + 30, TEXT[0][1] + 10)
    assert findings("glare", subject(lamp(paper(200), below, (40, 25))), **LIMITS) == []


@pytest.mark.parametrize("level", [170, 235, 255])
def test_evenly_lit_paper_is_no_highlight(level: int) -> None:
    assert findings("glare", subject(paper(level)), **LIMITS) == []


def window(level: int, left: float, right: float) -> Image:
    """A burnt-out patch with sharp edges over this part of the number, on paper of this brightness."""
    image, where = paper(level), slice_along(NUMBER, left, right)
    image[int(where[0][1]) - 10 : int(where[2][1]) + 10, int(where[0][0]) : int(where[1][0])] = 255
    return image


def test_a_window_with_sharp_edges_hides_the_number_that_it_cuts_in_two() -> None:
    finding = one("glare", subject(window(200, 0.3, 0.65)), **LIMITS)
    assert finding.field == "certificate_number"
    assert finding.measured is not None
    assert finding.measured > 1


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.MATCH])
def test_a_white_label_beside_print_is_no_highlight(status: Status) -> None:
    assert findings("glare", subject(window(200, 1.1, 1.5), status), **LIMITS) == []


def test_a_white_part_of_the_page_with_print_on_it_is_no_highlight() -> None:
    image = paper(200)
    top, bottom = int(TEXT[0][1]) - 8, int(TEXT[2][1]) + 8
    image[top:bottom] = PAGE.image[top:bottom]
    assert findings("glare", subject(image, Status.MATCH), **LIMITS) == []


def test_a_number_broken_in_two_by_burnt_out_paper_is_told_from_its_pieces() -> None:
    image = paper(255)
    first, gap, last = (slice_along(NUMBER, a, b) for a, b in ((0, 0.3), (0.3, 0.7), (0.7, 1)))
    image[int(gap[0][1]) : int(gap[2][1]) + 1, int(gap[0][0]) : int(gap[1][0])] = 255
    broken = subject(image, box=first)
    broken.lines = (TextLine(first, "10631", 0.99), TextLine(last, "01234", 0.99), broken.lines[1])
    finding = one("glare", broken, **LIMITS)
    assert finding.measured is not None
    assert finding.measured > 1.5
    whole = subject(paper(255), box=first)
    whole.lines = broken.lines
    assert findings("glare", whole, **LIMITS) == []


def test_a_highlight_between_two_pieces_of_a_number_counts_where_another_line_was_read() -> None:
    first, last = slice_along(NUMBER, 0, 0.3), slice_along(NUMBER, 0.7, 1)
    pieces = (TextLine(first, "10631", 0.99), TextLine(last, "01234", 0.99))
    hidden = subject(lamp(paper(200), MIDDLE, (65, 30)), box=TEXT)
    hidden.lines = pieces
    finding = one("glare", hidden, **LIMITS)
    assert finding.region is not None
    assert cv2.pointPolygonTest(np.array(finding.region, np.float32), MIDDLE, False) > 0
    # A blank that nothing brightened, on paper that is burnt out itself, tells of two columns.
    for image in (paper(200), paper(255)):
        blank = subject(image, box=TEXT)
        blank.lines = pieces
        assert findings("glare", blank, **LIMITS) == []


def test_a_value_that_breaks_off_at_a_highlight_with_print_beyond_is_hidden() -> None:
    image = lamp(paper(225), MIDDLE, (70, 40))
    assert len(findings("glare", subject(image, box=slice_along(NUMBER, 0, 0.25)), **LIMITS)) == 1


def test_a_blurred_page_is_left_to_blurred() -> None:
    smeared = subject(lamp(paper(200), MIDDLE), sharpness=Sharpness(0.44))
    assert findings("glare", smeared, **LIMITS) == []


def test_without_text_there_is_nothing_to_hide() -> None:
    assert findings("glare", SubjectDouble(lines=()), **LIMITS) == []
