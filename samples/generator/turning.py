"""Turning, mirroring, cropping and resizing a finished picture together with its truth."""

from dataclasses import replace

import numpy as np

from samples.generator.camera import Shot
from samples.generator.truth import Points


def turned(shot: Shot, degrees: int) -> Shot:
    """Turned clockwise by 0, 90, 180 or 270 degrees."""
    for _ in range(degrees // 90 % 4):
        height = shot.image.shape[0]

        def clockwise(points: Points, height: int = height) -> Points:
            return np.stack([height - points[:, 1], points[:, 0]], axis=1)

        shot = replace(
            shot,
            image=np.ascontiguousarray(np.rot90(shot.image, k=-1)),
            truth=shot.truth.mapped(clockwise),
            rotation=(shot.rotation + 90) % 360,
        )
    return shot


def mirrored(shot: Shot, *, upside_down: bool = False) -> Shot:
    """Mirrored left–right, or top–bottom, which is the same turned by 180 degrees."""
    width = shot.image.shape[1]

    def across(points: Points) -> Points:
        return np.stack([width - points[:, 0], points[:, 1]], axis=1)

    # Mirroring a picture turned clockwise by r gives the mirrored page turned clockwise by -r.
    shot = replace(
        shot,
        image=np.ascontiguousarray(shot.image[:, ::-1]),
        truth=shot.truth.mapped(across),
        rotation=-shot.rotation % 360,
        mirrored=not shot.mirrored,
    )
    return turned(shot, 180) if upside_down else shot


def cropped(shot: Shot, x0: int, y0: int, x1: int, y1: int) -> Shot:
    """The picture's part from (x0, y0) to (x1, y1)."""

    def shifted(points: Points) -> Points:
        return points - np.array([x0, y0], dtype=np.float64)

    return replace(
        shot, image=np.ascontiguousarray(shot.image[y0:y1, x0:x1]), truth=shot.truth.mapped(shifted)
    )
