import pytest

from precheck.domain.geometry import Orientation
from precheck.domain.reading import Turn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble

SCORES = {(0, False): 0.7, (0, True): 0.98, (180, False): 0.6, (180, True): 0.97}


def lying(rotation: int, mirrored: bool) -> SubjectDouble:
    return SubjectDouble(turn=Turn(Orientation(rotation, mirrored), SCORES))


@pytest.mark.parametrize(
    ("rotation", "told"),
    [
        (0, "图片为镜像（文字左右相反），请关闭自拍镜像或改用后置摄像头重新拍摄。"),
        (90, "图片为镜像且未正向，请关闭镜像功能，将证件摆正后重新拍摄。"),
        (180, "图片为镜像且上下颠倒，请关闭镜像功能，将证件摆正后重新拍摄。"),
        (270, "图片为镜像且未正向，请关闭镜像功能，将证件摆正后重新拍摄。"),
    ],
)
def test_one_flag_says_that_it_is_mirrored_and_turned(rotation: int, told: str) -> None:
    finding = one("mirrored", lying(rotation, True))
    assert finding.code == "mirrored.reflected"
    assert message(finding) == told
    assert findings("rotated", lying(rotation, True)) == []


def test_the_evidence_is_how_well_both_read() -> None:
    finding = one("mirrored", lying(0, True))
    assert (finding.measured, finding.threshold) == (0.7, 0.98)


def test_turned_alone_and_unknown_are_not_flagged() -> None:
    assert findings("mirrored", lying(90, False)) == []
    assert findings("mirrored", SubjectDouble(turn=Turn(None, SCORES))) == []
