from precheck.domain.quality import Exposure
from precheck.domain.reading import FieldReading, Kind, Status
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble, readings

LIMITS = {"from_brightness": 0.97, "min_contrast": 0.25}


def lit(brightness: float, contrast: float | None, clipped: float = 0.5) -> SubjectDouble:
    return SubjectDouble(exposure=Exposure(brightness, clipped, contrast))


def test_white_paper_with_faded_ink() -> None:
    finding = one("overexposed", lit(0.99, 0.249), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("overexposed.document", 0.249, 0.25)


def test_a_clean_scan_is_white_and_its_ink_black() -> None:
    assert findings("overexposed", lit(1.0, 0.25), **LIMITS) == []
    assert findings("overexposed", lit(1.0, 0.9), **LIMITS) == []


def test_faint_print_on_grey_paper_is_something_else() -> None:
    assert findings("overexposed", lit(0.969, 0.1), **LIMITS) == []


def test_without_text_there_is_nothing_to_judge_by() -> None:
    assert findings("overexposed", lit(1.0, None), **LIMITS) == []


def test_pale_print_on_paper_that_is_not_burnt_out_is_something_else() -> None:
    assert findings("overexposed", lit(0.973, 0.1, clipped=0.001), **LIMITS) == []


WHITENED = {**LIMITS, "min_clipped_lost": 0.45, "min_contrast_lost": 0.46}


def test_a_title_that_is_left_where_all_fields_are_gone_does_not_make_up_for_them() -> None:
    washed_out = lit(1.0, 0.4)
    washed_out.fields = readings(FieldReading("certificate_number", Status.UNREADABLE))
    assert one("overexposed", washed_out, **WHITENED).threshold == 0.46
    washed_out.exposure = Exposure(1.0, 0.44, 0.4)
    assert findings("overexposed", washed_out, **WHITENED) == []


def test_a_picture_that_a_scanner_app_whitened_shows_its_fields() -> None:
    whitened = lit(1.0, 0.4)
    whitened.fields = readings(FieldReading("certificate_number", Status.UNREADABLE, value="10631"))
    assert findings("overexposed", whitened, **WHITENED) == []


def test_another_paper_has_not_lost_what_it_never_carried() -> None:
    other = lit(1.0, 0.4)
    other.fields = readings(FieldReading("certificate_number", Status.UNREADABLE))
    for kind in (Kind("identity", {"identity": 5.0}), Kind(None, {"diploma": 0.0})):
        other.kind = kind
        assert findings("overexposed", other, **WHITENED) == []
