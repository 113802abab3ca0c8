import numpy as np

from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, line, readings

LIMITS = {"min_long_side_px": 480, "min_text_height_px": 9.0}
PLACE = box(10, 10, 200, 19)


def sized(width: int, height: int) -> SubjectDouble:
    return SubjectDouble(image=np.zeros((height, width, 3), np.uint8))


def number(height_px: float) -> SubjectDouble:
    read = FieldReading("certificate_number", Status.MATCH, box=PLACE, text_height_px=height_px)
    optional = FieldReading("sex", Status.MATCH, text_height_px=2.0)
    return SubjectDouble(fields=readings(read, optional))


def test_the_longer_side_counts() -> None:
    finding = one("too_small", sized(300, 479), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("too_small.image", 479, 480)
    assert "300×479像素" in message(finding)
    assert findings("too_small", sized(480, 300), **LIMITS) == []


def test_the_print_of_a_required_field_counts() -> None:
    finding = one("too_small", number(8.9), **LIMITS)
    assert (finding.code, finding.measured, finding.region) == ("too_small.text", 8.9, PLACE)
    assert findings("too_small", number(9.0), **LIMITS) == []


def test_without_fields_the_page_s_middle_line_counts() -> None:
    heights = (4.0, 8.0, 30.0)
    lines = tuple(line("文字", 0, 40 * n, height) for n, height in enumerate(heights))
    finding = one("too_small", SubjectDouble(lines=lines), **LIMITS)
    assert (finding.measured, finding.region) == (8.0, None)
    assert findings("too_small", SubjectDouble(lines=()), **LIMITS) == []


def test_a_thumbnail_is_told_both() -> None:
    subject = number(4.0)
    subject.image = np.zeros((100, 100, 3), np.uint8)
    assert [finding.code for finding in findings("too_small", subject, **LIMITS)] == [
        "too_small.image",
        "too_small.text",
    ]
