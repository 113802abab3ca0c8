"""Lines of text drawn black on white, with their true boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from precheck.domain.geometry import Image, Orientation, Quad, quad

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2
"""The font's index inside the collection."""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    assert FONT.is_file(), f"{FONT} is missing: apt-get install fonts-noto-cjk"
    return ImageFont.truetype(str(FONT), size, index=SIMPLIFIED)


@dataclass(frozen=True)
class Drawn:
    """A picture and the box of each line, beginning with the text's own top-left."""

    image: Image
    boxes: tuple[Quad, ...]
    texts: tuple[str, ...]

    def turned(self, way: Orientation) -> Drawn:
        """The same page lying otherwise: mirrored first, then turned clockwise."""
        height, width = self.image.shape[:2]
        picture = self.image
        points = np.array(self.boxes, dtype=np.float64).reshape(-1, 2)
        if way.mirrored:
            picture = cv2.flip(picture, 1).astype(np.uint8)
            points[:, 0] = width - points[:, 0]
        for _ in range(way.rotation // 90):
            picture = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8)
            points = np.stack([height - points[:, 1], points[:, 0]], axis=1)
            height, width = width, height
        boxes = tuple(quad(corners) for corners in points.reshape(-1, 4, 2))
        return Drawn(picture, boxes, self.texts)


def lines(texts: Sequence[str], size: int = 28, margin: int = 40, leading: float = 2.0) -> Drawn:
    """One text a line, flush left, on a page just large enough."""
    font = _font(size)
    width = round(max(font.getlength(text) for text in texts)) + 2 * margin
    step = round(size * leading)
    page = PillowImage.new("RGB", (width, step * len(texts) + 2 * margin), "white")
    draw = ImageDraw.Draw(page)
    boxes = []
    for number, text in enumerate(texts):
        left, top = margin, margin + number * step
        draw.text((left, top), text, font=font, fill="black")
        x0, y0, x1, y1 = draw.textbbox((left, top), text, font=font)
        pad = size * 0.15
        boxes.append(
            quad(((x0 - pad, y0 - pad), (x1 + pad, y0 - pad), (x1 + pad, y1 + pad), (x0 - pad, y1 + pad)))
        )
    return Drawn(np.asarray(page)[..., ::-1].copy(), tuple(boxes), tuple(texts))


def columns(texts: Sequence[str], size: int = 28, margin: int = 40) -> Image:
    """One text a column, its characters upright one below the other, columns from right to left."""
    font, step = _font(size), round(1.3 * size)
    width = 2 * step * len(texts) + 2 * margin
    page = PillowImage.new("RGB", (width, step * max(map(len, texts)) + 2 * margin), "white")
    draw = ImageDraw.Draw(page)
    for number, text in enumerate(texts):
        left = width - margin - 2 * step * number - size
        for place, character in enumerate(text):
            draw.text((left, margin + place * step), character, font=font, fill="black")
    return np.asarray(page)[..., ::-1].copy()


def jpeg(image: Image, quality: int = 90) -> bytes:
    """The picture as a JPEG file."""
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
