"""Sharpness where the text is, in units of the text's own height."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, height, width
from precheck.domain.picture import LineSharpness, Sharpness
from precheck.domain.text import TextLine

STRIP_PX = 32
"""Every line is looked at 32 pixels high, so that one limit holds whatever the picture's resolution."""


DOUBTED = 0.8
"""A character read with less certainty is a doubtful one."""

DOUBT_COSTS, STEEP_HELPS, ALWAYS = 13.2, 8.6, 0.5
"""Log odds that a required field cannot be read = 13.2 × share of doubtful characters − 8.6 × steepness − 0.5.

Fitted by ridge logistic regression to 267 pictures of five materials, 35 of them with a required field that was neither
read right nor printed so among the lines: defocus, motion and compression of the generator, and 59 degraded apart from it (a
lens's disc in linear light, a shaking hand, JPEG at quality 4 to 20, widths from 600 to 3,600 pixels). AUC in six-fold
cross-validation 0.95, trained on either kind and asked about the other 0.96; mean certainty times crispness, used before,
0.93 and 0.90; variance of the Laplacian 0.80."""

STEEPEST = 0.5

LONG = 12.0
"""Heights of width up to which a line counts for more."""

FEWEST = 4
"""Characters in lines: textures and drawings give up to 3 that look like text, and are no blurred document."""


def measure(image: Image, lines: Sequence[TextLine]) -> Sharpness | None:
    """How likely print as sharp as this can be read, 0 to 1; None where next to nothing is written.

    The letters' edges and the reader's doubts are put together: edges alone call crushed print sharp, and doubts alone do
    not see how close the print is to being lost.
    """
    shown = [line for line in lines if len(line.text.strip()) > 1]
    if sum(len(line.text.strip()) for line in shown) < FEWEST:
        return None
    seen = [_edges(image, line.box) for line in shown]
    measured = tuple(
        LineSharpness(
            line.box, float(np.clip(line.confidence, 0, 1)) * _crispness(edges.steepest), height(line.box)
        )
        for line, edges in zip(shown, seen, strict=True)
    )
    weights = [min(width(m.box), LONG * m.height_px) for m in measured]
    steepest = float(np.average([min(edges.steepest, STEEPEST) for edges in seen], weights=weights))
    softest = float(np.average([edges.softest for edges in seen], weights=weights))
    certain = [character for line in shown for character in line.characters or (line.confidence,)]
    doubtful = float(np.mean(np.array(certain) < DOUBTED))
    odds = DOUBT_COSTS * doubtful - STEEP_HELPS * steepest - ALWAYS
    return Sharpness(float(1 / (1 + np.exp(odds))), measured, softest)


SMEARED, CRISP = 0.08, 0.40
"""Edge steepness of text that no reader makes out, and of print in focus: medians over 113 generated pictures were 0.14
at a blur of 0.2 text heights and 0.45 without, whatever the resolution."""


LEAST_CONTRAST = 8.0
"""Levels between ink and paper below which there are no edges."""

DIRECTIONS = np.deg2rad((0, 45, 90, 135))


@dataclass(frozen=True, slots=True)
class _Edges:
    """The steepest edges of a line, as share of its ink's contrast that one 1/32 of the line's height spans, 0..1; ``softest``:
    the same in the direction in which they are softest."""

    steepest: float = 0.0
    softest: float = 0.0


def crispness(image: Image, box: Quad) -> float:
    """How steep the letters' edges are, 0 (smeared) to 1 (crisp), whatever was read there."""
    return _crispness(_edges(image, box).steepest)


def _crispness(steepness: float) -> float:
    return float(np.clip((steepness - SMEARED) / (CRISP - SMEARED), 0, 1))


def softest_edges(image: Image, boxes: Sequence[Quad]) -> float:
    """Mean over some lines of how steep edges are in the direction in which they are softest, the longer lines counting more; 0
    for none."""
    weights = [min(width(box), LONG * height(box)) for box in boxes]
    if sum(weights) <= 0:
        return 0.0
    return float(np.average([_edges(image, box).softest for box in boxes], weights=weights))


def _edges(image: Image, box: Quad) -> _Edges:
    """The 95th percentile of the slope of brightness, over the contrast between the 5th and 95th of brightness, in a strip
    :data:`STRIP_PX` high."""
    own_height, own_width = max(2.0, height(box)), max(2.0, width(box))
    strip_width = int(np.clip(own_width * STRIP_PX / own_height, 8, 640))
    target = np.array([(0, 0), (strip_width, 0), (strip_width, STRIP_PX), (0, STRIP_PX)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    strip = cv2.warpPerspective(image, matrix, (strip_width, STRIP_PX), flags=cv2.INTER_AREA)
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY).astype(np.float32)
    contrast = _percentile(grey, 95) - _percentile(grey, 5)
    if contrast < LEAST_CONTRAST:
        return _Edges()
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(grey, cv2.CV_32F, 0, 1) / 8
    along = [np.abs(across * np.cos(angle) + down * np.sin(angle)) for angle in DIRECTIONS]
    steepest, *others = (_percentile(np.asarray(slope), 95) for slope in (np.hypot(across, down), *along))
    return _Edges(min(1.0, steepest / contrast), min(1.0, min(others) / contrast))


def _percentile(values: NDArray[Any], share: int) -> float:
    """The nearest one that occurs: NumPy's own takes four times as long."""
    index = round((values.size - 1) * share / 100)
    return float(np.partition(values, index, axis=None)[index])
