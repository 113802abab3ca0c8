import pytest

from precheck.domain.quality import LineSharpness, Sharpness
from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble, box, readings

LIMITS = {"min_sharpness": 0.3, "min_sharpness_unread": 0.5}
CRISP = LineSharpness(box(0, 0, 100, 20), 0.8, 20)
SMEARED = LineSharpness(box(0, 40, 100, 60), 0.1, 20)


def page(value: float, status: Status = Status.MATCH) -> SubjectDouble:
    return SubjectDouble(
        sharpness=Sharpness(value, (CRISP, SMEARED)), fields=readings(FieldReading("name", status))
    )


def test_below_the_limit_the_least_sharp_line_is_shown() -> None:
    finding = one("blurred", page(0.299), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("blurred.text", 0.299, 0.3)
    assert finding.region == SMEARED.box


def test_at_the_limit_it_passes() -> None:
    assert findings("blurred", page(0.3), **LIMITS) == []


def test_where_a_field_could_not_be_read_more_is_asked_for() -> None:
    finding = one("blurred", page(0.499, Status.UNREADABLE), **LIMITS)
    assert (finding.measured, finding.threshold) == (0.499, 0.5)
    assert findings("blurred", page(0.5, Status.UNREADABLE), **LIMITS) == []


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.UNREADABLE])
def test_any_other_status_asks_for_no_more(status: Status) -> None:
    assert findings("blurred", page(0.4, status), **LIMITS) == []


def test_without_text_there_is_nothing_to_judge_by() -> None:
    unread = {"min_sharpness": 1.0, "min_sharpness_unread": 1.0}
    assert findings("blurred", SubjectDouble(sharpness=None), **unread) == []


def test_small_print_is_not_called_blurred_for_not_being_read() -> None:
    unread = page(0.4, Status.UNREADABLE)
    assert findings("blurred", unread, **LIMITS, small_below_px=20.0) != []
    assert findings("blurred", unread, **LIMITS, small_below_px=20.5) == []
    assert findings("blurred", page(0.2, Status.UNREADABLE), **LIMITS, small_below_px=20.5) != []
