"""What is seen where in a picture (maps of chances over the whole of it, chances about it, papers, faces) and how good it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, Region

Map = NDArray[np.float32]
"""Rows × columns of chances, 0..1, stretched over the whole picture whatever its shape."""


CUTS = ("cut_left", "cut_top", "cut_right", "cut_bottom")
"""Scalars: the chance that the document goes on beyond this border of the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class PageMaps:
    """All that the page segmenter says of one picture, by the names in its ``model.toml``. ``masks``: a map each;
    ``scalars``: a chance each, 0..1. ``width``, ``height``: the picture's, in pixels."""

    masks: Mapping[str, Map]
    scalars: Mapping[str, float]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. ``corners`` run clockwise on screen from the upper left one, None where they cannot be told; ``outline`` as
    the map shows it; ``reaches``: for the left, top, right and bottom of the picture, the share of that border along which
    the paper lies; ``share``: of the picture."""

    corners: Quad | None
    outline: Region
    reaches: tuple[float, float, float, float]
    share: float


@dataclass(frozen=True, slots=True)
class Face:
    """A face's box (straight in the picture as shown), its height in pixels, and how sure, 0..1."""

    box: Quad
    height_px: float
    confidence: float


@dataclass(frozen=True, slots=True)
class LineSharpness:
    """Sharpness of one text line, 0 (cannot be read) to 1 (crisp), and its height in pixels."""

    box: Quad
    sharpness: float
    height_px: float


@dataclass(frozen=True, slots=True)
class Sharpness:
    """Sharpness where the text is: over all lines (0..1), and line by line. Of the print alone, before any field is
    known. ``softest``: steepness of the letters' edges in the direction in which they are softest, 0..1, whatever was
    read: a lens out of focus softens all directions, a shaking hand one."""

    value: float
    lines: tuple[LineSharpness, ...] = ()
    softest: float = 0.0


@dataclass(frozen=True, slots=True)
class Legibility:
    """How likely the fields that matter can be read, 0..1; ``worst`` is where the least certain of them stands, None
    where it was not found or the page owes none."""

    value: float
    worst: Quad | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """Light on the document. ``brightness``: of the lighter of paper and print around the text, 0..1. ``contrast``: ink on it, 0..1."""

    brightness: float
    contrast: float | None
