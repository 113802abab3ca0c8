"""Which lines are the paper's own print, and not words that a candidate or an app laid over the picture: watermarks against
misuse run slantwise over the border, an app signs at the very bottom.

Such words are paler than print, lie at another angle, or say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from precheck.domain.geometry import Image, height, width
from precheck.domain.text import TextLine
from precheck.imaging import contrast

SAMPLE = 24
"""So many lines tell how dark the page's print is."""

DARKEST = 80
"""Percentile of their contrast: a watermark may have more lines than the page."""

PALE = 0.6
"""Paler print than this share of it is no print of the page's."""

SLANTED_DEGREES, ALIKE_DEGREES, LONG = 10.0, 3.0, 1.8
"""A line so many times as long as high that leans so much against most others, which agree within the second; perspective
gives 5°."""

WORDS = re.compile(
    "仅[供限用]|用于[医资考报]|[报名审核考试]{2}使用|他用无效|复印无效|扫描全能王|CamScanner", re.IGNORECASE
)

CLOCK, STATUS_BAR = re.compile(r"\d{1,2}[:：]\d{2}"), 0.08
"""A telephone's status bar shows the time, within this share of the longer side."""


def is_screenshot(image: Image, lines: Sequence[TextLine]) -> bool:
    """Whether the picture is a telephone's screen: what it shows may begin and end anywhere."""
    return any(
        CLOCK.match(line.text) and max(y for _, y in line.box) < STATUS_BAR * max(image.shape[:2])
        for line in lines
    )


def usual(image: Image, lines: Sequence[TextLine]) -> float:
    """The contrast of the page's print, 0..1; 0 without lines."""
    lines = [line for line in lines if not _says(line)]
    if not lines:
        return 0.0
    some = lines[:: max(1, len(lines) // SAMPLE)]
    return float(np.percentile([contrast.of_ink(image, line.box) for line in some], DARKEST))


def lean(lines: Sequence[TextLine]) -> float:
    """By how many degrees most of the lines run against the picture's nearest axis, -45..45."""
    leans = [
        (lean, width(line.box)) for line in lines if not _says(line) and (lean := _leaning(line)) is not None
    ]
    if not leans:
        return 0.0
    # Most of the print by its length; a page's own lines differ by a degree or two.
    return max(
        (one for one, _ in leans),
        key=lambda one: sum(long for other, long in leans if abs(other - one) < ALIKE_DEGREES),
    )


def _leaning(line: TextLine) -> float | None:
    """The same of one line; None where it is too short to tell."""
    if width(line.box) < LONG * height(line.box):
        return None
    corners = np.array(line.box)
    along = corners[1] + corners[2] - corners[0] - corners[3]
    return float((np.degrees(np.arctan2(along[1], along[0])) + 45) % 90 - 45)


def _says(line: TextLine) -> bool:
    return WORDS.search(line.text.replace(" ", "")) is not None


def is_own(image: Image, line: TextLine, usual_contrast: float, lean_degrees: float = 0.0) -> bool:
    """Whether a line is the page's own print. ``lean_degrees``: how its lines lean."""
    if _says(line):
        return False
    own = _leaning(line)
    if own is not None and abs((own - lean_degrees + 45) % 90 - 45) > SLANTED_DEGREES:
        return False
    return contrast.of_ink(image, line.box) >= PALE * usual_contrast
