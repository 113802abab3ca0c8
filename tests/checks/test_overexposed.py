from precheck.domain.quality import Exposure
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble

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
