"""Pictures for the chaos engine, no two alike: whole ones, some of a colour that kills, and files as candidates send them
whose check ends early, at their format."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.geometry import Image

Colour = tuple[int, int, int]
GREY: Colour = (127, 127, 127)
KILLS: Colour = (0, 0, 255)
EXHAUSTS: Colour = (0, 255, 0)
HANGS: Colour = (255, 0, 0)

TOLERANCE = 20


def picture(number: int, colour: Colour = GREY) -> bytes:
    """A small PNG of one colour with its number drawn into it as bits."""
    image = np.full((48, 64, 3), colour, dtype=np.uint8)
    for bit in range(32):
        if number >> bit & 1:
            image[0, bit] = 60
    ok, data = cv2.imencode(".png", image)
    assert ok
    return bytes(data)


def early_end(number: int) -> bytes:
    """A file whose check ends at its format: half a PNG, a GIF, a PDF or the beginning of a JPEG, in turn."""
    said = b"%d" % number
    kinds = (
        picture(number)[:-24],
        b"GIF89a\x40\x00\x30\x00\x00\x00\x00" + said,
        b"%PDF-1.7\n%" + said,
        b"\xff\xd8\xff\xfe\x00\x0c" + said.rjust(10),
    )
    return kinds[number % len(kinds)]


def is_nearly(image: Image, colour: Colour) -> bool:
    """Whether the picture's mean is of this colour."""
    mean = image.reshape(-1, 3).mean(axis=0)
    return bool(np.abs(mean - np.array(colour)).max() < TOLERANCE)
