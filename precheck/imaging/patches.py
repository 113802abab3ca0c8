"""Patches of a picture, such as a highlight or a finger: where they lie and how much of a line of print they cover."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, Region, height, width

Mask = NDArray[np.uint8]
"""Height × width of a reduced copy; 0 outside, above 0 inside."""

STEPS_A_HEIGHT = 8
"""A line is looked at in columns of an eighth of its height."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch on a copy reduced by ``scale`` (at most 1). ``mask`` is 1 inside."""

    mask: Mask
    scale: float

    @property
    def region(self) -> Region:
        """Its outline in pixels of the full picture."""
        found, _ = cv2.findContours(self.mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        outline = max(found, key=cv2.contourArea)
        points = cv2.approxPolyDP(outline, 1.5, True).reshape(-1, 2)
        if len(points) < 3:
            points = cv2.boxPoints(cv2.minAreaRect(outline))
        return tuple((float(x) / self.scale, float(y) / self.scale) for x, y in points)


def covered_columns(mask: Mask, scale: float, box: Quad, share: float = 0.5) -> NDArray[np.bool_]:
    """Which columns of a line, each an eighth of its height wide, lie under the mask with at least this share of their
    height."""
    tall = max(1.0, height(box))
    columns = max(1, round(width(box) / tall * STEPS_A_HEIGHT))
    target = np.array([(0, 0), (columns, 0), (columns, STEPS_A_HEIGHT), (0, STEPS_A_HEIGHT)], np.float32)
    matrix = cv2.getPerspectiveTransform((np.array(box) * scale).astype(np.float32), target)
    strip = cv2.warpPerspective(mask, matrix, (columns, STEPS_A_HEIGHT), flags=cv2.INTER_NEAREST)
    return np.asarray((strip > 0).mean(axis=0) >= share)


def covered_heights(mask: Mask, scale: float, box: Quad, share: float = 0.5) -> float:
    """How long a piece of a line the mask covers, in units of the line's height."""
    return float(covered_columns(mask, scale, box, share).sum()) / STEPS_A_HEIGHT


def covered_share(mask: Mask, scale: float, box: Quad) -> float:
    """The share of a box that the mask covers."""
    inside = np.zeros_like(mask)
    cv2.fillPoly(inside, [np.round(np.array(box) * scale).astype(np.int32)], (1,))
    return float((mask[inside > 0] > 0).mean()) if inside.any() else 0.0
