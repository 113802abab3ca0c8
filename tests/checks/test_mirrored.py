import pytest

from precheck.domain.geometry import Orientation
from precheck.domain.reading import Turn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble

SCORES = {(0, False): 0.7, (0, True): 0.98, (180, False): 0.6, (180, True): 0.97}


def lying(rotation: int, mirrored: bool) -> SubjectDouble:
    return SubjectDouble(turn=Turn(Orientation(rotation, mirrored), SCORES))


@pytest.mark.parametrize(("rotation", "how"), [(0, "左右"), (90, "左右"), (180, "上下"), (270, "左右")])
def test_the_message_says_what_is_exchanged(rotation: int, how: str) -> None:
    finding = one("mirrored", lying(rotation, True))
    assert finding.code == "mirrored.reflected"
    assert message(finding) == f"图片{how}颠倒，请关闭自拍镜像或改用后置摄像头重拍。"


def test_the_evidence_is_how_well_both_read() -> None:
    finding = one("mirrored", lying(0, True))
    assert (finding.measured, finding.threshold) == (0.7, 0.98)


def test_turned_alone_and_unknown_are_not_flagged() -> None:
    assert findings("mirrored", lying(90, False)) == []
    assert findings("mirrored", SubjectDouble(turn=Turn(None, SCORES))) == []
