"""Traces of a display in a picture: its pixel grid, and the coloured bands where that grid beats with the camera's.

A display lights every pixel the same way, so its grid stands at one frequency on all of the blank paper, and turned or
bent against the picture's axes. Print, guilloche and halftone change from place to place or lie where there is ink; rows of
text, table lines and the blocks of JPEG lie along the axes and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad
from precheck.imaging import copies

LOOK_PX = 1600
TILE = 128
TILES = 12
"""Blank pieces of the page, this many pixels wide, in which a grid is looked for on a copy of at most ``LOOK_PX``."""

EVEN_PX, UNLIKE, ON_PAPER = 21, 60.0, 0.9
"""Levels by which paper differs from itself under uneven light, evened out over so many pixels, and the share of a piece that
must be paper: the one cloth that was taken for a display differed by 100."""

BANDS_PX = 256
"""The page's longer side when coloured bands are looked for."""

DIRECTED = 2.0
"""How many times what a direction has more than the others on average is taken off its frequencies."""

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Traces:
    """``grid``: how far the strongest frequency that the blank pieces share stands above its surroundings, in powers of ten
    of energy (chance: 1 to 2). ``band_share``: the part of the page's colour changes that lies at one frequency, 0..1.
    ``bands``: how far that stands out, in powers of ten, in the weaker of two colour differences."""

    grid: float
    band_share: float
    bands: float


def traces(image: Image, lines: Sequence[Quad]) -> Traces | None:
    """None where the page is too small to tell."""
    small, scale = copies.at_most(image, LOOK_PX)
    around = _around(small, lines, scale)
    page = small[around]
    if min(page.shape[:2]) < TILE:
        return None
    share, bands = _bands(page)
    return Traces(_grid(page, _paper(small, lines, scale)[around]), share, bands)


def _around(image: Image, lines: Sequence[Quad], scale: float) -> tuple[slice, slice]:
    if not lines:
        return np.s_[:, :]
    points = np.array([point for box in lines for point in box]) * scale
    low, high = points.min(axis=0), points.max(axis=0)
    left, top = np.maximum(0, low - 0.1 * (high - low) - 20).astype(int)
    right, bottom = (high + 0.1 * (high - low) + 20).astype(int)
    return np.s_[top:bottom, left:right]


def _paper(image: Image, lines: Sequence[Quad], scale: float) -> Image:
    """1 where the picture has the colour of the paper among the print, 0 elsewhere; 1 everywhere where nothing is written.
    Beside a page that leans lies the table, and cloth has a grid of its own."""
    if not lines:
        return np.ones(image.shape[:2], np.uint8)
    hull = cv2.convexHull(np.array([point for box in lines for point in box], np.float32) * scale)
    written = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(written, np.round(hull).astype(np.int32), 1)
    even = cv2.blur(image, (EVEN_PX, EVEN_PX))
    paper = np.median(even[written > 0], axis=0)
    return np.asarray(np.abs(even.astype(np.float32) - paper).max(axis=2) <= UNLIKE, np.uint8)


def _frequencies(rows: int, columns: int) -> tuple[Plane, Plane, Plane]:
    """Cycles down and across the plane for each term of a real transform, and both together."""
    down = (np.fft.fftfreq(rows) * rows).astype(np.float32)[:, None] + np.zeros(
        (1, columns // 2 + 1), np.float32
    )
    across = np.arange(columns // 2 + 1, dtype=np.float32)[None] + np.zeros((rows, 1), np.float32)
    return down, across, np.hypot(down, across)


_DOWN, _ACROSS, _RADIUS = _frequencies(TILE, TILE)
_RINGS = np.minimum(_RADIUS / 4, 24).astype(int)
_SECTORS = np.minimum((np.degrees(np.arctan2(_DOWN, _ACROSS)) + 90) / 4, 44).astype(int)
_ASLANT = (_RADIUS > 6) & (_RADIUS < 62) & (np.abs(_DOWN) > 2) & (_ACROSS > 2)
_WINDOW = np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


def _grid(page: Image, paper: Image) -> float:
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    # In whole levels, which is a fifth of the work; what is lighter than its surroundings comes out as 0.
    dark = (np.asarray(cv2.subtract(cv2.blur(grey, (41, 41)), grey)) > 17).astype(np.uint8)
    places = _blank(dark, paper)
    if not places:
        return 0.0
    spectra = [_spectrum(grey[y : y + TILE, x : x + TILE].astype(np.float32)) for y, x in places]
    shared = np.median(spectra, axis=0)
    return float(shared[_ASLANT].max())


def _spectrum(tile: Plane) -> Plane:
    """Energy at each frequency over the usual at that distance from zero and in that direction (a table's line has much in
    one direction), as logarithm; spread to the neighbours, because perspective shifts a grid's frequency a little from
    piece to piece."""
    plane = (tile - cv2.GaussianBlur(tile, (0, 0), 10)) * _WINDOW
    energy = np.log10(np.abs(np.fft.rfft2(plane)) ** 2 + 1e-3)
    rings = _RINGS.ravel()
    usual = np.bincount(rings, energy.ravel()) / np.bincount(rings)
    above = energy - usual[_RINGS]
    sectors = _SECTORS.ravel()
    directed = np.maximum(np.bincount(sectors, above.ravel()) / np.bincount(sectors), 0)
    above -= DIRECTED * directed[_SECTORS]
    return np.asarray(cv2.dilate(above.astype(np.float32), np.ones((3, 3), np.uint8)), np.float32)


def _blank(dark: Image, paper: Image) -> list[tuple[int, int]]:
    """Where the pieces of paper with the least ink begin; they may overlap by a quarter."""
    inked, like_paper = cv2.integral(dark), cv2.integral(paper)

    def over(table: NDArray[Any], y: int, x: int) -> float:
        return float(table[y + TILE, x + TILE] - table[y, x + TILE] - table[y + TILE, x] + table[y, x])

    places = [
        (over(inked, y, x), y, x)
        for y in range(0, dark.shape[0] - TILE + 1, TILE // 2)
        for x in range(0, dark.shape[1] - TILE + 1, TILE // 2)
        if over(like_paper, y, x) >= ON_PAPER * TILE * TILE
    ]
    chosen: list[tuple[int, int]] = []
    for _, y, x in sorted(places):
        if all(abs(y - b) >= 0.75 * TILE or abs(x - a) >= 0.75 * TILE for b, a in chosen):
            chosen.append((y, x))
        if len(chosen) == TILES:
            break
    return chosen


def _bands(page: Image) -> tuple[float, float]:
    scale = BANDS_PX / max(page.shape[:2])
    size = (max(16, round(page.shape[1] * scale)), max(16, round(page.shape[0] * scale)))
    # Halved first, as a copy of twice the size: the mean over any area of the whole page would cost five times as much.
    near, _ = copies.at_most(page, 2 * BANDS_PX)
    blue, green, red = cv2.split(cv2.resize(near, size, interpolation=cv2.INTER_AREA).astype(np.float32))
    measured = [_strongest(np.asarray(plane, np.float32)) for plane in (red - green, blue - green)]
    return max(share for share, _ in measured), min(above for _, above in measured)


def _strongest(plane: Plane) -> tuple[float, float]:
    """The share of a plane's changes at its strongest frequency off the axes, and how far that stands out."""
    # Portraits and seals are clipped to the strength of bands.
    even = np.clip(plane - cv2.GaussianBlur(plane, (0, 0), 12), -12, 12)
    rows, columns = plane.shape
    window = np.outer(np.hanning(rows), np.hanning(columns))
    energy = np.abs(np.fft.rfft2(even * window)) ** 2 + 1e-6
    down, across, _ = _frequencies(rows, columns)
    # In cycles over BANDS_PX, whatever the page's shape.
    down, across = down * (BANDS_PX / rows), across * (BANDS_PX / columns)
    radius = np.hypot(down, across)
    possible = (radius > 8) & (radius < 110) & (np.abs(down) > 2.5) & (across > 2.5)
    y, x = np.unravel_index(np.where(possible, energy, 0).argmax(), energy.shape)
    at = radius[y, x]
    near = (np.abs(across - across[y, x]) < 3.5) & (np.abs(down - down[y, x]) < 3.5)
    usual = float(np.median(energy[(radius > 0.8 * at) & (radius < 1.25 * at)]))
    total = float(energy[radius > 5].sum())
    return float(energy[near].sum()) / total, float(np.log10(energy[y, x] / usual))
