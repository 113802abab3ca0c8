"""Measured qualities of a picture."""

from dataclasses import dataclass

from precheck.domain.geometry import Quad


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
    """Light on the document. ``brightness``: of the lighter of paper and print around the text, 0..1. ``contrast``: ink
    against paper there, 0..1."""

    brightness: float
    contrast: float | None
