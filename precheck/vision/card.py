"""A card of known layout: where it lies, from where its texts stand, overruled by edges that are seen.

A resident ID card is always 85.6 × 54 mm with the same labels at the same places, so what is read of it tells where its
sides should be. Makers place print up to 3% of the card elsewhere: a side is moved to the paper's edge where one is seen
near it, and print alone is evidence of nothing closer than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, quad
from precheck.domain.picture import Paper
from precheck.domain.reading import Beyond
from precheck.vision import limits, sides

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    enough: int
    fits: float
    makers: float
    seen_near: float
    at_border: float


LIMITS = limits.read("card", Limits)


@dataclass(frozen=True, slots=True)
class Placement:
    """The card's corners, its own top-left first; ``beyond``: how far it reaches beyond the left, top, right and bottom of
    the picture; ``to_picture``: the affine transform from millimetres on the card (2 × 3)."""

    document: Quad
    beyond: tuple[Beyond, ...]
    to_picture: Points

    def at(self, place_mm: tuple[float, float, float, float]) -> Quad:
        """Where a box on the card (left, top, right, bottom in millimetres) lies in the picture."""
        left, top, right, bottom = place_mm
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
        return quad(corners @ self.to_picture[:, :2].T + self.to_picture[:, 2])


def place(
    image: Image, on_card_mm: Points, in_picture: Points, size_mm: tuple[float, float], found: Sequence[Paper]
) -> Placement | None:
    """Where the card lies, from points on it and the same in the picture (N × 2 each); None where too few of them fit."""
    if len(on_card_mm) < LIMITS.enough:
        return None
    affine = _fitted(on_card_mm, in_picture, size_mm)
    if affine is None:
        return None
    wide, high = size_mm
    printed = (
        np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float64) @ affine[:, :2].T + affine[:, 2]
    )
    seen = _seen(printed, found)
    edges = sides.on_edges(image, printed if seen is None else seen)
    corners = edges.corners if edges is not None and _near(edges.corners, printed) else printed
    return Placement(
        quad(corners), _beyond(corners, image, 0.0 if seen is not None else LIMITS.makers), affine
    )


def _fitted(on_card_mm: Points, in_picture: Points, size_mm: tuple[float, float]) -> Points | None:
    """The transform that most points fit: without skew where that fits as many, since few texts tell a skew badly."""
    spread = float(np.ptp(in_picture, axis=0).max() / max(1e-6, np.ptp(on_card_mm, axis=0).max()))
    best, fitting = None, LIMITS.enough - 1
    for method in (cv2.estimateAffinePartial2D, cv2.estimateAffine2D):
        found, kept = method(
            on_card_mm, in_picture, method=cv2.RANSAC, ransacReprojThreshold=LIMITS.fits * size_mm[0] * spread
        )
        if found is not None and int(kept.sum()) > fitting:
            best, fitting = np.asarray(found, np.float64), int(kept.sum())
    return best


def _seen(printed: Points, found: Sequence[Paper]) -> Points | None:
    """The corners of the paper that is the card, in the card's own order; None where it ends at the picture's border, which
    need not be the card's own side."""
    for paper in found:
        if paper.corners is None or max(paper.reaches) > LIMITS.at_border:
            continue
        corners = np.array(paper.corners)
        turns = [np.roll(way, shift, axis=0) for way in (corners, corners[::-1]) for shift in range(4)]
        nearest = min(turns, key=lambda turned: float(np.abs(turned - printed).sum()))
        if _near(nearest, printed):
            return nearest
    return None


def _near(corners: Points, printed: Points) -> bool:
    diagonal = float(np.linalg.norm(printed[2] - printed[0]))
    return bool(np.linalg.norm(corners - printed, axis=1).max() <= LIMITS.seen_near * diagonal)


def _beyond(corners: Points, image: Image, uncertain: float) -> tuple[Beyond, ...]:
    high, wide = image.shape[:2]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    across, down = max(1e-6, right - left), max(1e-6, bottom - top)
    shares = (-left / across, -top / down, (right - wide) / across, (bottom - high) / down)
    return tuple(Beyond(float(share), uncertain) for share in shares)
