from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Finding, Remedy, Severity
from precheck.domain.picture import Sharpness
from precheck.domain.reading import FieldReading, Hidden, Kind, Status
from precheck.imaging import sharpness
from tests import drawn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, page_maps, readings

LIMITS = {"min_readability": 0.6, "min_sharpness": 0.45, "min_text_height_px": 9.0}
PAGE = drawn.lines(["106311201505001234"])
GREY = np.full_like(PAGE.image, 128)


def number(image: Any = PAGE.image, **more: Any) -> SubjectDouble:
    values: dict[str, Any] = {
        "status": Status.UNREADABLE,
        "box": PAGE.boxes[0],
        "text_height_px": 30.0,
        "readability": 0.3,
        **more,
    }
    return SubjectDouble(image=image, fields=readings(FieldReading("certificate_number", **values)))


def asks_again(finding: Finding) -> bool:
    assert (finding.severity, finding.remedy) in (
        (None, Remedy.REUPLOAD),
        (Severity.REVIEW, Remedy.NONE),
    )
    return finding.severity is None


def test_the_office_s_own_words() -> None:
    finding = one("unreadable", number(), **LIMITS)
    assert (finding.code, finding.subcode, finding.measured, finding.threshold) == (
        "unreadable.*",
        "certificate_number",
        0.3,
        0.6,
    )
    assert message(finding, label="毕业证编号") == "毕业证编号无法识别，请重新上传！"


def test_a_legible_number_that_is_not_understood_goes_to_a_person() -> None:
    assert sharpness.crispness(PAGE.image, PAGE.boxes[0]) >= LIMITS["min_sharpness"]
    assert not asks_again(one("unreadable", number(), **LIMITS))


def test_a_blurred_or_small_one_is_asked_for_again() -> None:
    assert asks_again(one("unreadable", number(GREY), **LIMITS))
    assert asks_again(one("unreadable", number(text_height_px=8.9), **LIMITS))
    assert not asks_again(one("unreadable", number(text_height_px=9.0), **LIMITS))


@pytest.mark.parametrize(("page", "again"), [(0.44, True), (0.45, False), (None, True)])
def test_where_no_line_was_found_the_page_answers(page: float | None, again: bool) -> None:
    subject = number(box=None, text_height_px=None, readability=None)
    subject.sharpness = None if page is None else Sharpness(page)
    finding = one("unreadable", subject, **LIMITS)
    assert (finding.measured, finding.region) == (0.0, None)
    assert asks_again(finding) is again


@pytest.mark.parametrize(("chance", "again"), [(0.6, True), (0.4, False)])
def test_what_was_not_found_on_a_page_that_the_frame_cuts_may_lie_outside(chance: float, again: bool) -> None:
    subject = number(box=None, text_height_px=None, readability=None)
    subject.sharpness = Sharpness(0.9)
    subject.maps = page_maps(cut_bottom=chance)
    assert asks_again(one("unreadable", subject, **LIMITS)) is again


def test_what_something_hides_is_asked_for_again() -> None:
    subject = number(box=None, text_height_px=None, readability=None)
    subject.sharpness = Sharpness(0.9)
    subject.hidden = {"certificate_number": (Hidden("glare", 0.8, box(0, 0, 10, 10)),)}
    assert asks_again(one("unreadable", subject, **LIMITS))


def test_optional_fields_count_only_where_something_was_declared() -> None:
    def sex(expected: str | None) -> SubjectDouble:
        return SubjectDouble(fields=readings(FieldReading("sex", Status.UNREADABLE, expected=expected)))

    assert findings("unreadable", sex(None), **LIMITS) == []
    assert one("unreadable", sex("男"), **LIMITS).subcode == "sex"


def test_where_a_field_is_lost_that_the_page_owes_what_it_need_not_carry_is_not_listed() -> None:
    small = FieldReading(
        "certificate_number", Status.UNREADABLE, value="1063", box=PAGE.boxes[0], text_height_px=5.0
    )
    lost = FieldReading("sex", Status.UNREADABLE, expected="男")
    both = SubjectDouble(image=PAGE.image, fields=readings(small, lost))
    assert [finding.subcode for finding in findings("unreadable", both, **LIMITS)] == ["certificate_number"]
    doubted = SubjectDouble(
        image=PAGE.image, fields=readings(small, replace(lost, value="女", box=PAGE.boxes[0]))
    )
    assert len(findings("unreadable", doubted, **LIMITS)) == 2


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.UNREADABLE])
def test_every_other_status_is_readable(status: Status) -> None:
    assert findings("unreadable", number(status=status), **LIMITS) == []


def test_a_line_is_sharp_from_the_limit_on_and_a_page_cut_from_its_own() -> None:
    soft = np.asarray(cv2.GaussianBlur(PAGE.image, (0, 0), 1.5), np.uint8)
    edges = sharpness.crispness(soft, PAGE.boxes[0])
    assert 0 < edges < 1
    assert not asks_again(one("unreadable", number(soft), **{**LIMITS, "min_sharpness": edges}))
    above = float(np.nextafter(edges, 1))
    assert asks_again(one("unreadable", number(soft), **{**LIMITS, "min_sharpness": above}))
    lost = number(box=None, text_height_px=None)
    lost.sharpness, lost.maps = Sharpness(0.9), page_maps(cut_top=0.5)
    assert asks_again(one("unreadable", lost, **LIMITS, cut_from=0.5))
    assert not asks_again(one("unreadable", lost, **LIMITS, cut_from=0.51))


def test_where_no_line_at_all_was_read_the_picture_is_at_fault() -> None:
    subject = number(box=None, text_height_px=None, readability=None)
    subject.sharpness, subject.lines = Sharpness(0.9), ()
    assert asks_again(one("unreadable", subject, **LIMITS))


def test_what_the_page_need_not_carry_is_never_asked_for_again() -> None:
    sex = FieldReading("sex", Status.UNREADABLE, expected="男", box=PAGE.boxes[0], text_height_px=3.0)
    subject = SubjectDouble(image=GREY, fields=readings(sex))
    subject.hidden = {"sex": (Hidden("glare", 0.8, box(0, 0, 10, 10)),)}
    assert not asks_again(one("unreadable", subject, **LIMITS))


def test_of_another_paper_nothing_is_owed() -> None:
    other = number()
    other.kind = Kind("identity", {"identity": 4.0})
    assert findings("unreadable", other, **LIMITS) == []
    other.kind = Kind("identity", {"identity": 4.0, "diploma": 1.0})
    assert len(findings("unreadable", other, **LIMITS)) == 1
