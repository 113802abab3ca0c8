"""JPEG files made by OpenCV and then taken apart, honest and hostile."""

from __future__ import annotations

import re
import struct

import cv2
import numpy as np

from precheck.domain.geometry import Image

EOI = b"\xff\xd9"
_SCAN = re.compile(rb"\xff\xda")
_FRAME = re.compile(rb"\xff[\xc0-\xc2]\0")


def jpeg(picture: Image, *, quality: int = 90, progressive: bool = False, full_colour: bool = False) -> bytes:
    """As OpenCV writes it; ``full_colour`` keeps the colours' resolution (4:4:4)."""
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive)]
    if full_colour:
        flags += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    return cv2.imencode(".jpg", picture, flags)[1].tobytes()


def segment(marker: int, body: bytes) -> bytes:
    """One segment with its length."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """Segments put in front of all others."""
    return data[:2] + b"".join(segments) + data[2:]


def claiming(data: bytes, width: int, height: int) -> bytes:
    """Another size in the frame header."""
    found = _FRAME.search(data)
    assert found is not None
    at = found.start() + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def with_scans(data: bytes, count: int) -> bytes:
    """The last scan of a progressive file repeated ``count`` times."""
    last = [found.start() for found in _SCAN.finditer(data)][-1]
    return data[:-2] + data[last:-2] * count + EOI


def scan_starts(data: bytes) -> list[int]:
    """Offsets of the scans."""
    return [found.start() for found in _SCAN.finditer(data)]


def exif(orientation: int, order: str = ">") -> bytes:
    """An EXIF structure with an orientation, a GPS directory and nothing else."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(order + "HHII", 0x8825, 4, 1, 38)
    gps = struct.pack(order + "HHHI4s", 1, 0x0001, 2, 2, b"N\0\0\0") + bytes(4)
    return mark + struct.pack(order + "IH", 8, 2) + entries + bytes(4) + gps


def flat(width: int, height: int, value: int = 90) -> Image:
    """One grey all over."""
    return np.full((height, width, 3), value, np.uint8)


def quarters(width: int = 64, height: int = 48) -> Image:
    """Four colours, none like another under any turn: red-ish, green-ish / blue-ish, white."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (40, 30, 200)
    picture[: height // 2, width // 2 :] = (60, 180, 20)
    picture[height // 2 :, : width // 2] = (220, 50, 30)
    picture[height // 2 :, width // 2 :] = (250, 250, 250)
    return picture


def photograph(width: int = 320, height: int = 240, seed: int = 1) -> Image:
    """Soft random colours: something with data in every block."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 20, width // 20, 3), np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
