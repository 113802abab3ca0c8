"""A face seen in a picture."""

from dataclasses import dataclass

from precheck.domain.geometry import Quad


@dataclass(frozen=True, slots=True)
class Face:
    """A face's box (straight in the picture as shown), its height in pixels, and how sure, 0..1."""

    box: Quad
    height_px: float
    confidence: float
