"""Print that reaches the picture's border."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import touching
from tests.doubles import box

PAPER: Image = np.full((200, 300, 3), 230, np.uint8)


@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_strokes_on_the_border_are_counted(side: int) -> None:
    image = PAPER.copy()
    strokes = image if side % 2 else image.transpose(1, 0, 2)
    deep = slice(0, 20) if side < 2 else slice(-20, None)
    for at in (60, 80, 110):
        strokes[deep, at : at + 6] = 30
    place = (box(0, 40, 20, 140), box(40, 0, 140, 20), box(280, 40, 300, 140), box(40, 180, 140, 200))[side]
    assert touching.strokes(image, place, side) == 3


def test_print_that_ends_before_the_border_does_not_reach_it() -> None:
    image = PAPER.copy()
    image[3:20, 60:66] = 30
    assert touching.strokes(image, box(40, 0, 140, 20), 1) == 0


def test_blank_paper_has_no_strokes() -> None:
    assert touching.strokes(PAPER, box(40, 0, 140, 20), 1) == 0
