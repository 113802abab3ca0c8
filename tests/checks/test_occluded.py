"""A thumb on print, beside print, and what is no thumb."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, slice_along
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from tests import drawn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, readings

LIMITS = {"min_heights": 0.6, "max_share": 0.3}
PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业", "学校名称"], leading=4)
NUMBER, TEXT, _ = PAGE.boxes
SKIN, RED = (140, 170, 225), (60, 50, 220)


def middle(box: Quad) -> tuple[int, int]:
    return round((box[0][0] + box[1][0]) / 2), round((box[0][1] + box[3][1]) / 2)


def thumb(image: Image, tip: tuple[int, int], thick: int = 60, colour: tuple[int, int, int] = SKIN) -> Image:
    """From the picture's upper edge down to a little below ``tip``."""
    covered = image.copy()
    end = (tip[0], tip[1] + thick // 3)
    cv2.line(covered, (tip[0] + 20, -thick), end, tuple(round(c * 0.8) for c in colour), thick, cv2.LINE_AA)
    cv2.line(covered, (tip[0] + 20, -thick), end, colour, round(thick * 0.8), cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(covered, (0, 0), 1.0), np.uint8)


def subject(image: Image, status: Status = Status.MISMATCH, **more: object) -> SubjectDouble:
    values: dict[str, object] = {"value": "1063101234", "box": NUMBER, **more}
    reading = FieldReading("certificate_number", status, **values)  # type: ignore[arg-type]
    lines = (TextLine(NUMBER, "1063101234", 0.9), TextLine(TEXT, "成绩合格准予毕业", 0.99))
    return SubjectDouble(image=image, lines=lines, fields=readings(reading))


def test_a_thumb_on_a_number_is_shown_where_it_lies() -> None:
    finding = one("occluded", subject(thumb(PAGE.image, middle(NUMBER))), **LIMITS)
    assert (finding.code, finding.field, finding.threshold) == ("occluded.text", "certificate_number", 0.6)
    assert finding.measured is not None
    assert 1.0 < finding.measured < 3.0
    assert finding.region is not None
    inside = tuple(float(value) for value in middle(NUMBER))
    assert cv2.pointPolygonTest(np.array(finding.region, np.float32), inside, False) > 0
    assert message(finding, label="毕业证编号").startswith("毕业证编号被手指或其他物品遮挡")


def test_what_reads_as_declared_is_not_covered() -> None:
    assert findings("occluded", subject(thumb(PAGE.image, middle(NUMBER)), Status.MATCH), **LIMITS) == []


def test_a_thumb_on_other_print_does_no_harm() -> None:
    held = thumb(PAGE.image[::-1, ::-1], (30, 30))[::-1, ::-1]
    assert findings("occluded", subject(np.ascontiguousarray(held)), **LIMITS) == []


def test_the_tip_beyond_the_last_character_read_counts() -> None:
    first = slice_along(NUMBER, 0, 0.4)
    held = subject(thumb(PAGE.image, middle(slice_along(NUMBER, 0.4, 0.7))), box=first, value="10631")
    assert one("occluded", held, **LIMITS).field == "certificate_number"


def test_a_sticker_inside_a_number_counts_a_portrait_beside_its_label_does_not() -> None:
    image = PAGE.image.copy()
    x, y = middle(NUMBER)
    image[y - 40 : y + 40, x - 30 : x + 30] = (200, 120, 40)
    assert one("occluded", subject(image), **LIMITS).region is not None
    label = subject(image, Status.UNREADABLE, box=None, value=None, areas=(NUMBER,))
    assert findings("occluded", label, **LIMITS) == []


def test_a_shadow_and_a_line_of_seal_ink_cover_nothing() -> None:
    x, y = middle(NUMBER)
    shadow = PAGE.image.astype(np.float32)
    shadow[:, x - 60 : x + 60] *= 0.75
    assert findings("occluded", subject(np.asarray(shadow, np.uint8)), **LIMITS) == []
    sealed = PAGE.image.copy()
    cv2.circle(sealed, (x, y), 60, RED, 5)
    assert findings("occluded", subject(sealed), **LIMITS) == []


def test_the_table_beside_the_page_covers_nothing() -> None:
    cut = PAGE.image.copy()
    cut[:, round(NUMBER[1][0]) + 2 :] = SKIN
    wide = cv2.copyMakeBorder(cut, 0, 0, 0, 600, cv2.BORDER_CONSTANT, value=SKIN)
    assert findings("occluded", subject(np.asarray(wide, np.uint8)), **LIMITS) == []
