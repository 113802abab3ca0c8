"""Whether two pictures are the same one, pixel by pixel: what a fingerprint suspects is confirmed here.

One is laid onto the other by points that look alike in both (Lowe, 2004: SIFT), then compared block by block where there is
print or anything else to see. Two sheets of one form agree in what is printed on both and in nothing else.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging import copies
from precheck.imaging.fingerprint import Guess

_LONG_SIDE_PX = 640
_BLOCK_PX = 12
_TEXTURED = 16.0
"""Levels by which a block varies that shows more than plain paper and compression."""

_MOST_POINTS = 600
_LEAST_POINTS = 8
_CLEARLY = 0.8
"""How much nearer a point's match must be than the next one (Lowe, 2004)."""

Grey = NDArray[np.float32]
Warp = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares, 0..1, of the blocks of print and the like: that agree, and that do not agree at all."""

    alike: float
    unlike: float


NOT_ALIKE = Likeness(0.0, 1.0)
"""One cannot be laid onto the other."""


def likeness(kept: Image, came: Image, guess: Guess, *, alike_from: float, unlike_below: float) -> Likeness:
    """``guess``: how the picture that came was turned, and where in it the other lies. The limits are correlations of
    blocks."""
    turned = np.rot90(came[:, ::-1] if guess.mirrored else came, -guess.quarters)
    square = guess.square
    # No finer than the coarser of the two: what one of them lost is no difference.
    scale = square.size * min(turned.shape[:2]) / min(kept.shape[:2])
    side = min(_LONG_SIDE_PX / max(kept.shape[:2]), 1.0, scale)
    whole, part = _grey(kept, side), _grey(np.ascontiguousarray(turned), side / scale)
    if min(whole.shape + part.shape) < 2 * _BLOCK_PX:
        return NOT_ALIKE
    unit = min(part.shape)
    middle = part.shape[1] / 2 + square.x * unit, part.shape[0] / 2 + square.y * unit
    guessed = np.array(
        [[1, 0, whole.shape[1] / 2 - middle[0]], [0, 1, whole.shape[0] / 2 - middle[1]]], np.float32
    )
    points = _by_points(part, whole)
    found = guessed if points is None else points
    size = part.shape[1], part.shape[0]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = np.asarray(cv2.warpAffine(whole, found, size, flags=flags), np.float32)
    covered = cv2.warpAffine(np.ones_like(whole), found, size, flags=flags) >= 1
    return _compare(laid, part, covered, alike_from, unlike_below)


def _by_points(part: Grey, whole: Grey) -> Warp | None:
    finder = cv2.SIFT.create(_MOST_POINTS)
    (points, ours), (others, theirs) = (
        finder.detectAndCompute(np.asarray(side, np.uint8), None) for side in (part, whole)
    )
    if min(len(points), len(others)) < _LEAST_POINTS:
        return None
    pairs = [
        (points[best.queryIdx].pt, others[best.trainIdx].pt)
        for best, second in cv2.BFMatcher(cv2.NORM_L2).knnMatch(ours, theirs, k=2)
        if best.distance < _CLEARLY * second.distance
    ]
    if len(pairs) < _LEAST_POINTS:
        return None
    here, there = (np.array([pair[side] for pair in pairs], np.float32) for side in (0, 1))
    warp, agreed = cv2.estimateAffinePartial2D(here, there, method=cv2.RANSAC, ransacReprojThreshold=2.0)
    return np.asarray(warp, np.float32) if warp is not None and agreed.sum() >= _LEAST_POINTS else None


def _compare(
    first: Grey, second: Grey, covered: NDArray[np.bool_], alike_from: float, unlike_below: float
) -> Likeness:
    """Block by block where both pictures are."""
    mean_1, mean_2 = _by_block(first), _by_block(second)
    spread_1, spread_2 = (
        np.sqrt(np.maximum(_by_block(side * side) - mean * mean, 1e-6))
        for side, mean in ((first, mean_1), (second, mean_2))
    )
    correlation = (_by_block(first * second) - mean_1 * mean_2) / (spread_1 * spread_2)
    textured = (np.maximum(spread_1, spread_2) >= _TEXTURED) & (
        _by_block(np.asarray(covered, np.float32)) > 0.999
    )
    if not textured.any():
        return NOT_ALIKE
    found = correlation[textured]
    return Likeness(float((found >= alike_from).mean()), float((found < unlike_below).mean()))


def _by_block(values: Grey) -> Grey:
    """Means over blocks that overlap by half."""
    means = np.asarray(cv2.boxFilter(values, -1, (_BLOCK_PX, _BLOCK_PX)), np.float32)
    half = _BLOCK_PX // 2
    return means[half:-half:half, half:-half:half]


def _grey(image: Image, scale: float) -> Grey:
    small, _ = copies.at_most(image, round(scale * max(image.shape[:2])))
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32)
