"""Ink on paper: its strokes, red and dark, and the picture without the red.

Ink is measured against the paper around it, channel by channel and as a ratio (what share of the light is swallowed), so
that neither exposure nor white balance matters. Red, purple or orange ink swallows green and lets red pass; black print
swallows both alike and cancels out.
"""

from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Overview

Strokes = NDArray[np.float32]


class Ink(StrEnum):
    """What is written or stamped with."""

    RED = "red"
    GREY = "grey"


STROKE_PX = 14
"""What is thicker is no stroke: a seal's rim takes up to 4 pixels of 720."""

_LOGS = np.log(np.arange(256, dtype=np.float32) + 4).reshape(1, 256)
"""The 4 keeps the dark, where a step of one is noise, from counting."""


def find(small: Image, ink: Ink) -> Strokes:
    """Thin strokes of red ink or dark print, 0..0.8 (in natural logarithms of light).

    The paper is what closing leaves: strokes thinner than :data:`STROKE_PX` vanish, while a portrait, a table beside the
    page or a red ground count as paper and draw no rims of their own.
    """
    height, width = small.shape[:2]
    half = cv2.resize(small, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((STROKE_PX // 2, STROKE_PX // 2), np.uint8))
    # The logarithm of the smooth paper is taken before it is enlarged: a quarter of the pixels.
    paper = cv2.LUT(cv2.GaussianBlur(paper, (0, 0), 2), _LOGS)
    if ink is Ink.GREY:
        light = cv2.resize(np.ascontiguousarray(paper[..., 2]), (width, height))
        dark = cv2.subtract(light, cv2.LUT(np.ascontiguousarray(small[..., 2]), _LOGS))
        return np.asarray(np.clip(dark, 0, 0.8), np.float32)
    blue, green, red = cv2.split(cv2.subtract(cv2.resize(paper, (width, height)), cv2.LUT(small, _LOGS)))
    # Yellow and orange print swallow blue alone, magenta and purple green alone: seals at least some of both.
    return np.asarray(np.clip(np.minimum(green, 1.2 * blue + 0.3) - red, 0, 0.8), np.float32)


def without_red_ink(image: Image) -> Image:
    """The picture as seen through a red filter, grey in three channels: red ink turns as light as the paper, black
    print stays. Print that is red itself is lost, so this is only ever a second look."""
    return np.repeat(image[:, :, 2:3], 3, axis=2)


def is_colourless(seen: Overview) -> bool:
    """Whether the file holds greys only: a scan in black and white, an app's "enhanced" picture. A photograph of a black and
    white page is not: light and table have colours, and so has the noise. Chroma is taken as greatest less least channel;
    the 8 is what JPEG makes of greys."""
    small = cv2.resize(seen.pixels, (64, 64), interpolation=cv2.INTER_AREA)
    return bool(np.percentile(small.max(axis=2) - small.min(axis=2), 99.5) < 8)
