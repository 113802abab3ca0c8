"""A picture's perceptual fingerprint: what stays of it when it is compressed again, resized, turned, mirrored or cropped.

The signs of low spatial frequencies (a discrete cosine transform of the luminance, as in pHash by Zauner, 2010) of the
square in its middle, faded out towards its edges (a Hann window), so that little changes where the square is slightly off.
Whoever asks tries what may have been done to either picture: eight ways of turning and mirroring, and crops of up to a
tenth at each side, which move the middle and change the size of the square: three numbers, whatever the sides lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging import copies

BITS = 128
BYTES = BITS // 8
BANDS = 8
"""Each of :data:`BAND_BITS` of the lowest frequencies; fingerprints that are close agree on one of them at least."""

BAND_BITS = 20
SQUARE = 0.8
"""The square's side in shorter sides of the picture: what is left of it when a tenth is cut off at both ends."""

_BANDED_BITS = 64
_GRID_PX = 32
_LOOK_PX = 256

_MOST_CUT = 0.2
"""Of the shorter side, at both ends together."""

_STEP = 0.025
"""Between places of the square's middle, in shorter sides; its size is tried at every second one."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where the other picture's middle lies from this one's, and its shorter side; both in this one's shorter sides."""

    x: float = 0.0
    y: float = 0.0
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """A fingerprint of the picture as it may have been: mirrored left-right first, then turned by quarters clockwise, then
    ``square`` taken instead of its own."""

    bits: NDArray[np.uint8]
    quarters: int
    mirrored: bool
    square: Square


def fingerprint(image: Image) -> bytes:
    """:data:`BYTES` bytes."""
    return _pack(_hash(_grey(image), Square())).tobytes()


def guesses(image: Image) -> Sequence[Guess]:
    """All that is asked for, the picture as it is first."""
    grey = _grey(image)
    found = []
    for mirrored in (False, True):
        for quarters in range(4):
            turned = np.rot90(grey[:, ::-1] if mirrored else grey, -quarters)
            height, width = grey.shape
            cropped = _squares(width / height) if not mirrored and quarters == 0 else ()
            for square in (Square(), *cropped):
                found.append(Guess(_pack(_hash(turned, square)), quarters, mirrored, square))
    return found


def band_keys(bits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """One number a band, its place and its value, of one fingerprint or of each of several (… x BYTES → … x bands)."""
    banded = np.unpackbits(bits, axis=-1)[..., _banded_bits()]
    values = banded @ (1 << np.arange(BAND_BITS, dtype=np.int64))
    return np.asarray(values + (np.arange(BANDS, dtype=np.int64) << BAND_BITS))


def distances(asked: NDArray[np.uint8], kept: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bits that differ, each of the ones asked (m x BYTES) against each that is kept (n x BYTES): m x n."""
    first, second = (np.ascontiguousarray(side).view(np.uint64) for side in (asked, kept))
    found = np.zeros((len(first), len(second)), np.uint8)
    for word in range(first.shape[1]):
        found += np.bitwise_count(first[:, word, None] ^ second[None, :, word])
    return found


def nearest(
    guesses: Sequence[Guess], kept: NDArray[np.uint8], most_bits: int
) -> list[tuple[int, int, Guess]]:
    """Of the fingerprints kept (n x BYTES) those within ``most_bits`` of any guess, the closest first: distance, place, and the
    guess that comes nearest."""
    apart = distances(np.stack([guess.bits for guess in guesses]), kept)
    least, which = apart.min(axis=0), apart.argmin(axis=0)
    close = np.flatnonzero(least <= most_bits)
    found = [(int(least[place]), int(place), guesses[int(which[place])]) for place in close]
    return sorted(found, key=lambda one: one[:2])


def _grey(image: Image) -> NDArray[np.uint8]:
    small, _ = copies.at_most(image, _LOOK_PX)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _hash(grey: NDArray[np.uint8], square: Square) -> NDArray[np.bool_]:
    """The signs, lowest frequencies first; what lies outside of the picture is left out of the square."""
    height, width = grey.shape
    unit = min(height, width)
    x, y, half = width / 2 + square.x * unit, height / 2 + square.y * unit, SQUARE * square.size * unit / 2
    inner = grey[max(0, round(y - half)) : round(y + half), max(0, round(x - half)) : round(x + half)]
    if min(inner.shape) == 0:
        inner = grey
    small = cv2.resize(inner, (_GRID_PX, _GRID_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    chosen = cv2.dct((small - small.mean()) * _faded()).ravel()[_frequencies()]
    return np.asarray(chosen > np.median(chosen), np.bool_)


@cache
def _faded() -> NDArray[np.float32]:
    return np.asarray(cv2.createHanningWindow((_GRID_PX, _GRID_PX), cv2.CV_32F), np.float32)


@cache
def _frequencies() -> NDArray[np.intp]:
    """The lowest but the mean."""
    rows, columns = np.mgrid[0:_GRID_PX, 0:_GRID_PX]
    return np.argsort((rows + columns + 0.001 * rows).ravel(), kind="stable")[1 : BITS + 1]


@cache
def _banded_bits() -> NDArray[np.intp]:
    """Which bits each band takes (bands x bits): steps of odd width, so that no band takes one twice."""
    band, place = np.mgrid[0:BANDS, 0:BAND_BITS]
    return np.asarray((8 * band + (2 * band + 3) * place) % _BANDED_BITS, np.intp)


@cache
def _squares(aspect: float) -> tuple[Square, ...]:
    """Of a picture that this one was cut from, and of one that was cut from this one. ``aspect``: width by height."""
    found = []
    for cut, along, across in _cuts(max(aspect, 1 / aspect)):
        x, y = (along, across) if aspect >= 1 else (across, along)
        whole = 1 / (1 - cut)
        found += [Square(x * whole, y * whole, whole), Square(-x, -y, 1 - cut)]
    return tuple(dict.fromkeys(square for square in found if square != Square()))


def _cuts(longer: float) -> Iterator[tuple[float, float, float]]:
    """What was cut off the shorter side in all, and how far the middle moved along the longer and the shorter side, in the
    whole picture's shorter sides. Places of every second row lie between those of the first: fewer do."""
    sizes = round(_MOST_CUT / (2 * _STEP))
    for row in range(sizes + 1):
        cut = row * 2 * _STEP
        # Both ends lose at most half of _MOST_CUT, so the middle moves by no more than this.
        rows = round(min(cut, _MOST_CUT - cut) / 2 / _STEP)
        for place in range(-rows, rows + 1):
            between = (row + place) % 2 == 1
            columns = int(np.ceil(longer * _MOST_CUT / 4 / _STEP - 0.5))
            for column in range(-columns - between, columns + 1):
                yield cut, (column + between / 2) * _STEP, place * _STEP


def _pack(bits: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.packbits(bits)
