"""Security print: frames of interlaced strands, a fine line pattern over the page, waves, QR codes, gilt frames."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.generator.glyphs import Colour
from samples.generator.page import Page

Array = NDArray[np.float32]


class _Pen:
    """Fine curves on a white layer the size of the page, laid over it as ink at the end."""

    def __init__(self, page: Page, colour: Colour) -> None:
        self.page, self.colour = page, colour
        self.layer = np.full((page.image.height, page.image.width, 3), 255, np.uint8)

    def stroke(self, xs: NDArray[np.float64], ys: NDArray[np.float64], weight: float) -> None:
        """One curve through points in mm; weight in mm."""
        points = np.stack([xs, ys], axis=-1) * self.page.scale * 16
        thick = max(1, round(weight * self.page.scale))
        cv2.polylines(
            self.layer, [points.round().astype(np.int32)], False, self.colour, thick, cv2.LINE_AA, 4
        )

    def lay(self, strength: float) -> None:
        """Press the layer onto the page."""
        self.page.multiply(1 - (1 - self.layer.astype(np.float32) / 255) * strength, 0, 0)


def guilloche_frame(
    page: Page, colour: Colour, margin: float, width: float, *, strands: int = 9, strength: float = 0.8
) -> None:
    """A border of interlaced strands `width` mm wide, `margin` mm inside the page, with a rosette at each corner."""
    pen, rng = _Pen(page, colour), page.rng
    a, b = margin + width / 2, margin + width / 2
    c, d = page.width - a, page.height - b
    waves = rng.choice((1.0, 1.5, 2.0))
    second = rng.choice((2, 3, 5))
    for x0, y0, x1, y1 in ((a, b, c, b), (c, b, c, d), (c, d, a, d), (a, d, a, b)):
        length = math.hypot(x1 - x0, y1 - y0)
        turns = max(4, round(length / (width * waves)))
        t = np.linspace(0, 1, turns * 48)
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        for k in range(strands):
            phase = 2 * np.pi * k / strands
            swing = np.sin(2 * np.pi * turns * t + phase) * (
                0.72 + 0.28 * np.cos(2 * np.pi * turns * t * second)
            )
            for side in (1, -1):
                off = side * swing * width * 0.44
                pen.stroke(x0 + (x1 - x0) * t + nx * off, y0 + (y1 - y0) * t + ny * off, 0.12)
    for inset, weight in ((0.0, 0.45), (0.9, 0.15), (width - 0.9, 0.15), (width, 0.45)):
        e = margin + inset
        xs = np.array([e, page.width - e, page.width - e, e, e])
        ys = np.array([e, e, page.height - e, page.height - e, e])
        pen.stroke(xs, ys, weight)
    s = page.scale
    for x, y in ((a, b), (c, b), (c, d), (a, d)):
        cv2.circle(
            pen.layer, (round(x * s), round(y * s)), round(width * 0.8 * s), (255, 255, 255), -1, cv2.LINE_AA
        )
        petals = rng.choice((8, 10, 12))
        t = np.linspace(0, 2 * np.pi, 540)
        for k in range(8):
            r = width * 0.8 * (0.62 + 0.36 * np.sin(petals * t + k * np.pi / 4) * (0.5 + k / 16))
            pen.stroke(x + r * np.cos(t), y + r * np.sin(t), 0.12)
    pen.lay(strength)


def fine_lines(page: Page, colour: Colour, *, pitch: float, strength: float, crossed: bool = True) -> None:
    """Hair lines over the whole page, `pitch` mm apart: reduced in a scan they turn into moiré."""
    pen, rng = _Pen(page, colour), page.rng
    for family in range(2 if crossed else 1):
        period, depth = rng.uniform(18, 60), rng.uniform(0.8, 3.2)
        lean = rng.uniform(-0.25, 0.25) * (family + 0.3)
        xs = np.arange(-2.0, page.width + 2, 1.2)
        swell = depth * np.sin(2 * np.pi * xs / period) + depth * 0.4 * np.sin(
            2 * np.pi * xs / (period * 0.37)
        )
        reach = abs(lean) * page.width + 2 * depth
        for y in np.arange(-reach, page.height + reach, pitch):
            pen.stroke(xs, y + swell * (1 + 0.3 * math.sin(y / 17)) + lean * xs, 0.08)
    pen.lay(strength)


def card_waves(page: Page, colours: tuple[Colour, Colour], *, strength: float) -> None:
    """The fan-shaped waves of an identity card: families of arcs that cross, one colour running into the other."""
    rng = page.rng
    ramp = np.linspace(0, 1, page.image.width, dtype=np.float32)[None, :, None]
    ink = np.array(colours[0], np.float32) * (1 - ramp) + np.array(colours[1], np.float32) * ramp
    pen = _Pen(page, (0, 0, 0))
    for _ in range(5):
        cx, cy = rng.uniform(-0.2, 1.2) * page.width, rng.choice((-0.35, 1.35)) * page.height
        lobes, deep = rng.randint(7, 12), rng.uniform(0.03, 0.08)
        t = np.linspace(0, 2 * np.pi, 900)
        for r in np.arange(8.0, page.width * 1.1, rng.uniform(1.3, 2.0)):
            radius = r * (1 + deep * np.sin(lobes * t + r / 9))
            pen.stroke(cx + radius * np.cos(t), cy + radius * np.sin(t), 0.09)
    cover = (1 - pen.layer.astype(np.float32) / 255) * strength
    page.multiply(1 - cover * (1 - ink / 255), 0, 0)


def gilt_frame(page: Page, colour: Colour, margin: float, width: float) -> None:
    """A broad ornamental border: scrolls between rules, a leaf at each corner and in the middle of each side."""
    pen, rng = _Pen(page, colour), page.rng
    for inset, weight in ((0.0, 1.1), (1.7, 0.3), (width - 1.2, 0.3), (width, 0.7)):
        e = margin + inset
        xs = np.array([e, page.width - e, page.width - e, e, e])
        ys = np.array([e, e, page.height - e, page.height - e, e])
        pen.stroke(xs, ys, weight)
    pitch = width * rng.uniform(0.9, 1.3)
    middle = margin + width / 2
    t = np.linspace(0, 1, 26)
    for horizontal in (True, False):
        length = (page.width if horizontal else page.height) - 2 * margin - 2 * width
        count = max(3, round(length / pitch))
        for i in range(count):
            start = margin + width + length * i / count
            along = start + t * length / count
            curl = 0.3 * width * np.sin(2 * np.pi * t)
            spiral = np.linspace(0, 3.6 * np.pi, 40)
            reach = 0.2 * width * (1 - spiral / (3.8 * np.pi))
            centre = start + length / count / 2
            other = (page.height if horizontal else page.width) - middle
            for base, sign in ((middle, 1), (other, -1)):
                curves = (
                    (along, base + sign * curl),
                    (centre + reach * np.cos(spiral), base + sign * (0.1 * width + reach * np.sin(spiral))),
                )
                for u, v in curves:
                    pen.stroke(*((u, v) if horizontal else (v, u)), 0.45)
    for x in (middle, page.width / 2, page.width - middle):
        for y in (middle, page.height / 2, page.height - middle):
            if (x, y) != (page.width / 2, page.height / 2):
                _leaf(pen, x, y, width * 0.62)
    pen.lay(0.95)


def _leaf(pen: _Pen, x: float, y: float, radius: float) -> None:
    s = pen.page.scale
    cv2.circle(pen.layer, (round(x * s), round(y * s)), round(radius * s), (255, 255, 255), -1, cv2.LINE_AA)
    t = np.linspace(0, 2 * np.pi, 240)
    for k, grow in enumerate((1.0, 0.72, 0.42)):
        r = radius * grow * (0.7 + 0.3 * np.cos(8 * t + k * np.pi / 2))
        pen.stroke(x + r * np.cos(t), y + r * np.sin(t), 0.4)


def qr_code(page: Page, words: str, x: float, y: float, side: float) -> None:
    """A QR code that can be read, `side` mm wide."""
    cells = cv2.QRCodeEncoder.create().encode(words)
    enlarged = cv2.resize(cells, None, fx=12, fy=12, interpolation=cv2.INTER_NEAREST)
    shown = Image.fromarray(enlarged).convert("RGB")
    shown.info["shows"] = "qr_code"
    page.picture(shown, x, y, side, side)
