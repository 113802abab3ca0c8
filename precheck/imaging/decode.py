"""From a file's bytes to the picture as a viewer shows it. The only place where pixels are decoded.

One decoder, OpenCV, for both formats: Pillow 13 gives all white for 16-bit grey PNG and black for
transparent backgrounds, and was not better at anything measured (tests/imaging/test_decode.py: CMYK, YCCK,
RGB JPEG, every PNG colour type and depth). Where OpenCV errs it gets help here:

- it is given only the segments and chunks that carry pixels, so that metadata cannot hurt it, the EXIF
  orientation is applied exactly once (by us), and further pictures in the file are not seen;
- it ignores a transparent grey (tRNS with colour type 0);
- it fills what is missing from a JPEG with grey and says nothing.
"""

import zlib
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.domain.upload import Header

_STRIP = 256
"""Rows composited at a time: keeps temporary arrays small."""

_FILL = {128}
"""libjpeg leaves blocks it has no data for at zero coefficients, mid-grey: these are its BGR values."""
_FILL_CMYK = {64, 65}
"""The same after OpenCV turned mid-grey cyan, magenta, yellow and black into BGR."""

_PROBE_BYTES = (
    bytes(range(1, 200)) + b"".join(bytes([0xFF, 0xD0 + i, 0x55, 0x2A, 0x91]) for i in range(8))
) * 4
"""Entropy-coded data that no picture needs, with restart marks for files that are cut at one."""


class Reason(StrEnum):
    """Why a file could not be decoded."""

    FORBIDDEN = "forbidden"
    """Its header names a problem: see ``Header.problems``."""
    BROKEN = "broken"
    INCOMPLETE = "incomplete"
    OUT_OF_MEMORY = "out_of_memory"
    """Ours, not the file's: its needs were within the limits."""


class Undecodable(Exception):
    """The file cannot be turned into a picture. ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the picture cannot be decoded: {reason.value}")
        self.reason = reason


def decode(data: bytes, header: Header) -> Image:
    """The picture, BGR, height × width × 3, 0..255, EXIF orientation applied, transparency over white.

    ``header`` is :func:`precheck.imaging.header.probe`'s answer for the same bytes.
    Raises Undecodable: for whatever reason; nothing else is raised."""
    if header.problems or header.format is None:
        raise Undecodable(Reason.FORBIDDEN)
    try:
        pixels = _jpeg(data, header) if header.format == "jpeg" else _png(data, header)
        return _turned(pixels, header.exif_orientation or 1)
    except MemoryError:
        raise Undecodable(Reason.OUT_OF_MEMORY) from None
    except cv2.error as problem:
        short = problem.code == cv2.Error.StsNoMem
        raise Undecodable(Reason.OUT_OF_MEMORY if short else Reason.BROKEN) from None


def _jpeg(data: bytes, header: Header) -> Image:
    if header.coarse:
        raise Undecodable(Reason.INCOMPLETE)
    stream = b"".join(data[start:end] for start, end in header.pixel_parts)
    pixels: Image = _decoded(stream, header, cv2.IMREAD_COLOR).astype(np.uint8, copy=False)
    fill = _FILL_CMYK if header.channels == 4 else _FILL
    last = {int(value) for value in pixels[-1, -1]}
    if not last <= fill:
        return pixels
    # The last pixel has the colour of missing data. Where data is missing, further data changes the picture;
    # a complete picture does not look at it. Compared by checksum: two pictures at a time are too many.
    before = zlib.crc32(pixels.data)
    del pixels
    pixels = _decoded(stream[:-2] + _PROBE_BYTES + stream[-2:], header, cv2.IMREAD_COLOR).astype(
        np.uint8, copy=False
    )
    if zlib.crc32(pixels.data) != before:
        raise Undecodable(Reason.INCOMPLETE)
    return pixels


def _png(data: bytes, header: Header) -> Image:
    stream = b"".join(data[start:end] for start, end in header.pixel_parts)
    if not header.alpha:
        return _decoded(stream, header, cv2.IMREAD_COLOR).astype(np.uint8, copy=False)
    pixels = _decoded(stream, header, cv2.IMREAD_UNCHANGED)
    if pixels.ndim == 2:
        return _grey_on_white(pixels, header)
    if pixels.shape[2] == 3:  # a tRNS chunk that libpng did not accept: nothing is transparent
        return _eight_bits(pixels)
    picture = np.empty((*pixels.shape[:2], 3), np.uint8)
    for top in range(0, len(pixels), _STRIP):
        strip = _eight_bits(pixels[top : top + _STRIP])
        alpha = cv2.extractChannel(strip, 3)
        # 255 − (255 − colour) × alpha / 255, rounded: ink fades, paper stays.
        ink = cv2.bitwise_not(cv2.cvtColor(strip, cv2.COLOR_BGRA2BGR))
        faded = cv2.multiply(ink, cv2.merge([alpha, alpha, alpha]), scale=1 / 255)
        picture[top : top + _STRIP] = cv2.bitwise_not(faded)
    return picture


def _grey_on_white(pixels: NDArray[Any], header: Header) -> Image:
    """A grey picture one of whose greys is transparent (OpenCV widens samples below 8 bits to 0..255)."""
    grey = _eight_bits(pixels)
    if header.transparent_grey is not None and header.bits is not None:
        sample = header.transparent_grey & ((1 << header.bits) - 1)
        if header.bits < 8:
            sample = sample * 255 // ((1 << header.bits) - 1)
        grey = np.where(pixels == sample, np.uint8(255), grey)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def _eight_bits(pixels: NDArray[Any]) -> Image:
    """0..65535 to 0..255, rounded down as libpng does; 8 bits as they are."""
    if pixels.dtype == np.uint16:
        return (pixels >> 8).astype(np.uint8)
    return pixels.astype(np.uint8, copy=False)


def _decoded(stream: bytes, header: Header, flags: int) -> NDArray[Any]:
    pixels: NDArray[Any] | None = cv2.imdecode(np.frombuffer(stream, np.uint8), flags)
    if pixels is None:
        # OpenCV says no more than that; was it memory?
        np.empty(header.decode_bytes, np.uint8)
        raise Undecodable(Reason.BROKEN)
    if pixels.shape[:2] != (header.stored_height, header.stored_width):
        raise Undecodable(Reason.BROKEN)
    return pixels


def _turned(pixels: Image, orientation: int) -> Image:
    """EXIF orientation 1..8 (TIFF 6.0, tag Orientation: where row 0 and column 0 are) undone."""
    if orientation >= 5:
        pixels = cv2.transpose(pixels).astype(np.uint8, copy=False)
    # After the transposition 5 is upright, 6 wants left and right swapped, 7 both, 8 top and bottom.
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    if flip is not None:
        pixels = cv2.flip(pixels, flip).astype(np.uint8, copy=False)
    return pixels
