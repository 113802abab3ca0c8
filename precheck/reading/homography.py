"""The transform from a flat document to its picture, by least squares from points and straight lines, and its covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PERSPECTIVE = 0.03
"""Foreshortening (standard deviation) from a card's middle to its side: a card seen at 25° from three card widths."""

ROBUST = 2.5
"""Residuals beyond this many standard deviations count less and less (Huber)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Eight parameters of a homography from the card (−1..1 across, in half widths) to the picture (in half widths of
    the card), and their covariance."""

    parameters: Array
    covariance: Array
    frame: Frame

    def at(self, points_mm: Array) -> Array:
        return self.frame.to_picture(_project(self.parameters, self.frame.to_card(points_mm)))

    def spread(self, point_mm: Array) -> Array:
        """Covariance of where a point lies, in square pixels."""
        jacobian = _jacobian(self.parameters, self.frame.to_card(point_mm[None]))
        axes = self.frame.axes * self.frame.half_px
        return np.asarray(axes @ jacobian @ self.covariance @ jacobian.T @ axes.T, np.float64)


@dataclass(frozen=True, slots=True)
class Frame:
    """Units in which numbers are near 1; in the picture along and across the card's own lines (``axes``: its right and
    down as columns)."""

    middle_mm: Array
    half_mm: float
    middle_px: Array
    half_px: float
    axes: Array

    def to_card(self, points_mm: Array) -> Array:
        return (points_mm - self.middle_mm) / self.half_mm

    def from_picture(self, points_px: Array) -> Array:
        return (points_px - self.middle_px) @ self.axes / self.half_px

    def to_picture(self, points: Array) -> Array:
        return points @ self.axes.T * self.half_px + self.middle_px


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line in the picture on which a side of the card lies: points, each with its place along the side (0..1),
    and how far (standard deviation) the side may lie off each."""

    side: Array
    points: Array
    along: Array
    sigma_mm: float


def _project(p: Array, points: Array) -> Array:
    u, v = points[:, 0], points[:, 1]
    under = 1 + p[6] * u + p[7] * v
    return np.stack([(p[0] * u + p[1] * v + p[2]) / under, (p[3] * u + p[4] * v + p[5]) / under], axis=1)


def _jacobian(p: Array, points: Array) -> Array:
    """(2N) × 8, x and y of each point in turn."""
    u, v = points[:, 0], points[:, 1]
    under = 1 + p[6] * u + p[7] * v
    at = _project(p, points)
    one, none = np.ones_like(u), np.zeros_like(u)
    basis = np.stack([u, v, one], axis=1) / under[:, None]
    zeros = np.stack([none, none, none], axis=1)
    bend_x = -at[:, :1] * basis[:, :2]
    bend_y = -at[:, 1:] * basis[:, :2]
    rows_x = np.concatenate([basis, zeros, bend_x], axis=1)
    rows_y = np.concatenate([zeros, basis, bend_y], axis=1)
    return np.stack([rows_x, rows_y], axis=1).reshape(-1, 8)


def fitted(start: Array, points: tuple[Array, Array, Array], found: Sequence[Line], frame: Frame) -> Fit:
    """Robust least squares by Gauss–Newton: texts in both directions, edges across themselves, little perspective."""
    on_card, in_picture, sigmas = points
    p = start.copy()
    prior = np.zeros((2, 8))
    prior[0, 6] = prior[1, 7] = 1 / PERSPECTIVE
    anchor = sigmas.ravel() / frame.half_mm
    lines = []
    for line in found:
        seen = frame.from_picture(line.points)
        run = seen[-1] - seen[0]
        across = np.array([-run[1], run[0]]) / np.linalg.norm(run)
        on_side = line.side[0] + line.along[:, None] * (line.side[1] - line.side[0])
        lines.append((frame.to_card(on_side), seen, across, line.sigma_mm / frame.half_mm))
    normal = np.eye(8)
    scale = 1.0
    for _ in range(5):
        rows = [_jacobian(p, on_card) / anchor[:, None]]
        off = [(_project(p, on_card) - in_picture).ravel() / anchor]
        for side, seen, across, unit in lines:
            rows.append(np.einsum("d,ndk->nk", across, _jacobian(p, side).reshape(-1, 2, 8)) / unit)
            off.append((_project(p, side) - seen) @ across / unit)
        residual = np.concatenate(off)
        weight = np.minimum(1.0, ROBUST / np.maximum(np.abs(residual), 1e-9))
        jacobian = np.concatenate([*rows, prior])
        everything = np.concatenate([residual, prior @ p])
        weights = np.concatenate([weight, np.ones(2)])
        normal = jacobian.T @ (jacobian * weights[:, None])
        change = np.linalg.solve(normal, jacobian.T @ (weights * everything))
        p = p - change
        freedom = max(1, len(residual) - 6)
        scale = max(1.0, float((weight * residual**2).sum()) / freedom)
        if float(np.abs(change).max()) < 1e-6:
            break
    return Fit(p, np.asarray(np.linalg.inv(normal) * scale, np.float64), frame)
