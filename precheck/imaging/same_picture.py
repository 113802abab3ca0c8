"""Whether two pictures are the same one, pixel by pixel: what a fingerprint suspects is confirmed here.

One is laid onto the other (Evangelidis and Psarakis, 2008: enhanced correlation coefficient), then compared block by block
where there is print or anything else to see. Two sheets of one form agree in what is printed on both and in nothing else.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging import copies
from precheck.imaging.fingerprint import Guess

_LONG_SIDE_PX = 480
_BLOCK_PX = 24
_TEXTURED = 4.0
"""Levels by which a block varies that shows more than plain paper and compression."""

_STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)

Grey = NDArray[np.float32]


def share_alike(kept: Image, came: Image, guess: Guess, least_correlation: float) -> float:
    """The share of blocks with something to see that correlate by at least this, 0..1; 0 where the one cannot be laid onto
    the other. ``guess``: how the picture that came was turned and cropped."""
    # No finer than the coarser of the two: what one of them lost is no difference.
    side = min(_LONG_SIDE_PX, max(came.shape[:2]), max(kept.shape[:2]))
    whole = _grey(kept, side)
    turned = np.rot90(came[:, ::-1] if guess.mirrored else came, -guess.quarters)
    left, top, right, bottom = guess.crop
    height, width = whole.shape
    place = (round(left * width), round(top * height))
    size = (max(32, round((1 - left - right) * width)), max(32, round((1 - top - bottom) * height)))
    part = cv2.resize(_grey(np.ascontiguousarray(turned), side), size, interpolation=cv2.INTER_AREA)
    warp = np.array([[1, 0, place[0]], [0, 1, place[1]]], np.float32)
    try:
        _, found = cv2.findTransformECC(
            _edges(np.asarray(part, np.float32)), _edges(whole), warp, cv2.MOTION_AFFINE, _STEPS
        )
    except cv2.error:
        return 0.0
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(whole, found, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return _agreement(np.asarray(laid, np.float32), np.asarray(part, np.float32), least_correlation)


def _agreement(first: Grey, second: Grey, least_correlation: float) -> float:
    alike = textured = 0
    for y in range(0, first.shape[0] - _BLOCK_PX + 1, _BLOCK_PX):
        for x in range(0, first.shape[1] - _BLOCK_PX + 1, _BLOCK_PX):
            here = (slice(y, y + _BLOCK_PX), slice(x, x + _BLOCK_PX))
            a, b = first[here] - first[here].mean(), second[here] - second[here].mean()
            spread = float(a.std()), float(b.std())
            if max(spread) < _TEXTURED:
                continue
            textured += 1
            alike += float((a * b).mean()) >= least_correlation * max(spread[0] * spread[1], 1e-6)
    return alike / textured if textured else 0.0


def _grey(image: Image, side: int) -> Grey:
    small, _ = copies.at_most(image, side)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32)


def _edges(grey: Grey) -> Grey:
    """Without slow changes of light, softened so that print need not meet at once."""
    soft = cv2.GaussianBlur(grey, (0, 0), 2.0)
    return np.asarray(soft - cv2.GaussianBlur(grey, (0, 0), 12.0), np.float32)
