from precheck.domain.picture import Exposure
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble


def lit(brightness: float) -> SubjectDouble:
    return SubjectDouble(exposure=Exposure(brightness, None))


def test_below_the_limit() -> None:
    finding = one("dark", lit(0.299), min_brightness=0.3)
    assert (finding.code, finding.measured, finding.threshold) == ("dark.document", 0.299, 0.3)
    assert finding.region == ((0, 0), (799, 0), (799, 599), (0, 599))


def test_at_the_limit_it_passes() -> None:
    assert findings("dark", lit(0.3), min_brightness=0.3) == []
