from precheck.domain.quality import LineSharpness, Sharpness
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble, box

CRISP = LineSharpness(box(0, 0, 100, 20), 0.8, 20)
SMEARED = LineSharpness(box(0, 40, 100, 60), 0.1, 20)


def page(value: float) -> SubjectDouble:
    return SubjectDouble(sharpness=Sharpness(value, (CRISP, SMEARED)))


def test_below_the_limit_the_least_sharp_line_is_shown() -> None:
    finding = one("blurred", page(0.499), min_sharpness=0.5)
    assert (finding.code, finding.measured, finding.threshold) == ("blurred.text", 0.499, 0.5)
    assert finding.region == SMEARED.box


def test_at_the_limit_it_passes() -> None:
    assert findings("blurred", page(0.5), min_sharpness=0.5) == []


def test_without_text_there_is_nothing_to_judge_by() -> None:
    assert findings("blurred", SubjectDouble(sharpness=None), min_sharpness=1.0) == []
