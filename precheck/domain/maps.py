"""What is seen where in a picture: maps of chances over the whole of it, chances about it, papers and faces."""

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
