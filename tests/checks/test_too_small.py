from dataclasses import replace

import cv2
import numpy as np

from precheck.domain.geometry import EIGHT_WAYS, Image, Quad
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.text import TextLine
from precheck.imaging import ink
from tests.checks.asked import BELOW, about, findings, message, one
from tests.doubles import DIPLOMA, IDENTITY, SubjectDouble, box, readings

LIMITS = {"min_long_side_px": 480, "min_text_height_px": 8.0}


def sized(width: int, height: int) -> SubjectDouble:
    return SubjectDouble(image=np.zeros((height, width, 3), np.uint8))


def printed(*heights: int) -> tuple[Image, list[Quad]]:
    """Rows of upright strokes of these heights, each in a box 1.6 times as high, as detectors draw them."""
    image = np.full((600, 800, 3), 240, np.uint8)
    boxes = []
    for number, height in enumerate(heights):
        top = 50 + 60 * number
        for left in range(100, 400, 8):
            cv2.rectangle(image, (left, top), (left + 2, top + height - 1), (20, 20, 20), -1)
        pad = round(0.3 * height)
        boxes.append(box(100, top - pad, 400, top + height + pad))
    return image, boxes


def number(height: int, status: Status = Status.UNREADABLE) -> SubjectDouble:
    image, (place,) = printed(height)
    required = FieldReading("certificate_number", status, box=place)
    optional = FieldReading("sex", Status.UNREADABLE, box=place)
    return SubjectDouble(image=image, fields=readings(required, optional))


def test_the_longer_side_counts() -> None:
    finding = one("too_small", sized(300, 479), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("too_small.image", 479, 480)
    assert "300×479像素" in message(finding)
    assert findings("too_small", sized(480, 300), **LIMITS) == []


def test_the_print_counts_and_not_the_paper_around_it() -> None:
    small = number(6)
    finding = one("too_small", small, **LIMITS)
    assert finding.code == "too_small.text"
    assert finding.measured is not None
    assert 5 <= finding.measured <= 7
    assert finding.region == small.fields["certificate_number"].box
    assert findings("too_small", number(10), **LIMITS) == []


def test_what_was_read_is_large_enough() -> None:
    assert findings("too_small", number(6, Status.MATCH), **LIMITS) == []
    assert findings("too_small", number(6, Status.UNVERIFIED), **LIMITS) == []


def test_where_the_field_was_not_even_found_the_page_s_middle_line_counts() -> None:
    image, boxes = printed(5, 6, 20)
    missing = readings(FieldReading("certificate_number", Status.UNREADABLE))
    lines = tuple(TextLine(place, "一行文字", 0.3) for place in boxes)
    finding = one("too_small", SubjectDouble(image=image, fields=missing, lines=lines), **LIMITS)
    assert finding.region is None
    assert finding.measured is not None
    assert 5 <= finding.measured <= 7
    assert findings("too_small", SubjectDouble(image=image, fields=missing, lines=lines[:2]), **LIMITS) == []


def test_a_page_too_small_to_tell_which_it_is_counts_too() -> None:
    image, boxes = printed(5, 6, 7)
    lines = tuple(TextLine(place, "一行文字", 0.3) for place in boxes)
    pages = (Page(None, EIGHT_WAYS[0], lines),)
    subject = SubjectDouble(image=image, lines=lines, pages=pages, material=IDENTITY)
    assert one("too_small", subject, **LIMITS).code == "too_small.text"
    assert findings("too_small", SubjectDouble(image=image, lines=lines, pages=pages), **LIMITS) == []


def test_a_thumbnail_is_told_both() -> None:
    subject = number(4)
    subject.image = np.ascontiguousarray(subject.image[:400, :450])
    assert [finding.code for finding in findings("too_small", subject, **LIMITS)] == [
        "too_small.image",
        "too_small.text",
    ]


def test_the_smallest_of_what_could_not_be_read_counts_and_is_shown() -> None:
    image, places = printed(10, 5, 6)
    rules = tuple(replace(rule, required=True) for rule in DIPLOMA.fields)
    names = ("name", "sex", "birth_date")
    given = [
        FieldReading(name, Status.UNREADABLE, box=place) for name, place in zip(names, places, strict=True)
    ]
    lost = FieldReading("certificate_number", Status.UNREADABLE)
    subject = SubjectDouble(
        image=image, fields=readings(lost, *given), material=replace(DIPLOMA, fields=rules)
    )
    finding = one("too_small", subject, **LIMITS)
    assert finding.region == places[1]
    height = ink.height_px(image, places[1])
    assert height is not None
    assert (finding.measured, finding.threshold) == (round(height, 1), 8.0)
    assert about("too_small", subject, "min_text_height_px", height) == BELOW


def test_of_a_page_whose_field_was_not_found_so_many_lines_tell_the_middle_one() -> None:
    image, boxes = printed(20, 5, 6)
    lines = tuple(TextLine(place, "一行文字", 0.3) for place in boxes)
    missing = readings(FieldReading("certificate_number", Status.UNREADABLE))
    subject = SubjectDouble(image=image, fields=missing, lines=lines)
    middle = ink.height_px(image, boxes[2])
    assert middle is not None
    assert one("too_small", subject, **LIMITS, min_lines=3).measured == round(middle, 1)
    assert findings("too_small", subject, **LIMITS, min_lines=4) == []
    assert about("too_small", subject, "min_text_height_px", middle, min_lines=3) == BELOW
    blank = TextLine(box(500, 400, 700, 430), "一行文字", 0.3)
    subject.lines = (*lines[:2], blank)
    assert findings("too_small", subject, **LIMITS, min_lines=3) == []


def test_one_page_of_several_that_nobody_knows_is_enough() -> None:
    image, boxes = printed(5, 6, 7)
    lines = tuple(TextLine(place, "一行文字", 0.3) for place in boxes)
    pages = tuple(Page(view, EIGHT_WAYS[0], lines) for view in ("front", None))
    both = SubjectDouble(image=image, lines=lines, pages=pages, material=IDENTITY)
    assert one("too_small", both, **LIMITS).code == "too_small.text"
    both.pages = pages[:1]
    assert findings("too_small", both, **LIMITS) == []
