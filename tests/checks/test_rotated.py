import pytest

from precheck.domain.geometry import Orientation
from precheck.domain.reading import Turn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble


def turned(rotation: int, mirrored: bool = False) -> SubjectDouble:
    return SubjectDouble(turn=Turn(Orientation(rotation, mirrored)))


@pytest.mark.parametrize(
    ("rotation", "told"),
    [
        (90, "图片未正向，请向左旋转90°后重新上传。"),
        (180, "图片上下颠倒，请旋转180°后重新上传。"),
        (270, "图片未正向，请向右旋转90°后重新上传。"),
    ],
)
def test_the_message_says_how_to_turn_it_back(rotation: int, told: str) -> None:
    finding = one("rotated", turned(rotation))
    assert (finding.code, finding.measured) == ("rotated.quarter_turn", rotation)
    assert message(finding) == told


def test_upright_and_unknown_are_not_flagged() -> None:
    assert findings("rotated", turned(0)) == []
    assert findings("rotated", turned(0, mirrored=True)) == []
    assert findings("rotated", SubjectDouble(turn=Turn(None))) == []
