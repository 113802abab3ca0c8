"""A picture's perceptual fingerprint: what stays of it when it is compressed again, resized, turned, mirrored or cropped.

The signs of low spatial frequencies (a discrete cosine transform of the luminance, as in pHash by Zauner, 2010) of the
picture without its outer tenth, so that a crop leaves what was hashed inside. Whoever asks tries what may have been done
to the picture: eight ways of turning and mirroring it, and crops of up to a tenth at its sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging import copies

BANDS = 12
"""Each of :data:`BAND_BITS` bits; fingerprints that are close agree on one of them at least."""

BAND_BITS = 20
BITS = BANDS * BAND_BITS
BYTES = 32
MARGIN = 0.1
"""Left out at every side: as much as may be cropped."""

_GRID_PX = 64
_LOOK_PX = 256

_SHARES = (0.025, 0.05, 0.075, 0.1)
_SHARES_OF_TWO = (0.03, 0.06, 0.09)

Crop = tuple[float, float, float, float]
"""What was cut off at the left, top, right and bottom, as shares of the side."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A fingerprint of the picture as it may have been: mirrored left-right first, then turned by quarters clockwise, and
    ``crop`` put back at the sides of the result."""

    bits: NDArray[np.uint8]
    quarters: int
    mirrored: bool
    crop: Crop


def fingerprint(image: Image) -> bytes:
    """32 bytes, the last sixteen bits of them empty."""
    return _pack(_hash(_grey(image), (0.0, 0.0, 0.0, 0.0))).tobytes()


def guesses(image: Image) -> Sequence[Guess]:
    """All that is asked for, the picture as it is first."""
    grey = _grey(image)
    found = []
    for mirrored in (False, True):
        for quarters in range(4):
            turned = np.rot90(grey[:, ::-1] if mirrored else grey, -quarters)
            crops = _crops() if not mirrored and quarters == 0 else _crops()[:1]
            found += [Guess(_pack(_hash(turned, crop)), quarters, mirrored, crop) for crop in crops]
    return found


def band_keys(bits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """One number a band, its place and its value, of one fingerprint or of each of several (… × 32 → … × bands)."""
    single = np.unpackbits(bits, axis=-1)[..., :BITS].reshape(*bits.shape[:-1], BANDS, BAND_BITS)
    values = single @ (1 << np.arange(BAND_BITS, dtype=np.int64))
    return np.asarray(values + (np.arange(BANDS, dtype=np.int64) << BAND_BITS))


def distances(asked: NDArray[np.uint8], kept: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Bits that differ, each of the ones asked (m × 32) against each that is kept (n × 32): m × n."""
    first, second = (np.ascontiguousarray(side).view(np.uint64) for side in (asked, kept))
    return np.asarray(np.bitwise_count(first[:, None] ^ second[None]).sum(axis=-1, dtype=np.int64))


def _grey(image: Image) -> NDArray[np.uint8]:
    small, _ = copies.at_most(image, _LOOK_PX)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _hash(grey: NDArray[np.uint8], crop: Crop) -> NDArray[np.bool_]:
    """The signs, in the order of bands: each band holds low and high frequencies alike."""
    height, width = grey.shape
    left, top, right, bottom = crop
    # The whole picture was wider by what was cut; its inner part lies here in what is left.
    whole_width, whole_height = width / (1 - left - right), height / (1 - top - bottom)
    x0, x1 = MARGIN * whole_width - left * whole_width, (1 - MARGIN - left) * whole_width
    y0, y1 = MARGIN * whole_height - top * whole_height, (1 - MARGIN - top) * whole_height
    inner = grey[max(0, round(y0)) : max(1, round(y1)), max(0, round(x0)) : max(1, round(x1))]
    if min(inner.shape) == 0:
        inner = grey
    small = cv2.resize(inner, (_GRID_PX, _GRID_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    spectrum = cv2.dct(small)
    chosen = spectrum.ravel()[_frequencies()]
    return np.asarray(chosen > np.median(chosen), np.bool_)


@cache
def _frequencies() -> NDArray[np.intp]:
    """The lowest frequencies but the mean, dealt to the bands in turn."""
    rows, columns = np.mgrid[0:_GRID_PX, 0:_GRID_PX]
    order = np.argsort((rows + columns + 0.001 * rows).ravel(), kind="stable")[1 : BITS + 1]
    return np.concatenate([order[place::BANDS] for place in range(BANDS)])


@cache
def _crops() -> list[Crop]:
    """No crop; all sides alike; one side; two neighbouring sides, each by itself."""
    found: list[Crop] = [(0.0, 0.0, 0.0, 0.0)]
    for share in _SHARES:
        found.append((share, share, share, share))
        found += [_at({side: share}) for side in range(4)]
    corners = [(side, (side + 1) % 4) for side in range(4)]
    found += [
        _at({one: share, other: another})
        for one, other in corners
        for share in _SHARES_OF_TWO
        for another in _SHARES_OF_TWO
    ]
    return found


def _at(shares: Mapping[int, float]) -> Crop:
    left, top, right, bottom = (shares.get(side, 0.0) for side in range(4))
    return left, top, right, bottom


def _pack(bits: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.packbits(np.pad(bits, (0, 8 * BYTES - BITS)))
