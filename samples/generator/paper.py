"""Paper: tints, fibres, guilloche patterns, frames, and the wear of printing and copying."""

import random
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.generator.glyphs import Colour
from samples.generator.page import Page

Array = NDArray[np.float32]


def noise(rng: random.Random, height: int, width: int, cell: float) -> Array:
    """Smooth random values of about unit spread, `cell` pixels from bump to bump."""
    source = np.random.default_rng(rng.randrange(2**32))
    small = source.standard_normal((max(2, int(height / cell) + 2), max(2, int(width / cell) + 2))).astype(
        np.float32
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def tint(page: Page, top: Colour, bottom: Colour, *, mottle: float = 2.0) -> None:
    """Fill the page with a vertical gradient and a little unevenness."""
    h, w = page.image.height, page.image.width
    ramp = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    ground = np.array(top, np.float32) * (1 - ramp) + np.array(bottom, np.float32) * ramp
    uneven = noise(page.rng, h, w, 90)[..., None] * mottle
    page.image.paste(Image.fromarray(np.clip(ground + uneven, 0, 255).astype(np.uint8)))


def guilloche(
    page: Page,
    colour: Colour,
    *,
    curves: int = 24,
    strength: float = 0.35,
    region: tuple[float, float, float, float] | None = None,
) -> None:
    """Fine interlaced waves over the page or a region (mm), as printed on security paper."""
    rng = page.rng
    x0, y0, x1, y1 = (v * page.scale for v in (region or (0, 0, page.width, page.height)))
    h, w = int(y1 - y0), int(x1 - x0)
    layer = np.full((h, w, 3), 255, np.uint8)
    xs = np.linspace(0, w, max(64, w // 6))
    period, second = w / rng.uniform(2, 7), w / rng.uniform(9, 22)
    amplitude = h / rng.uniform(8, 18)
    for i in range(curves):
        shift = i * 2 * np.pi / curves * rng.choice((1, 2))
        middle = h * (i + 0.5) / curves
        ys = (
            middle
            + amplitude * np.sin(2 * np.pi * xs / period + shift)
            + amplitude / 3 * np.sin(2 * np.pi * xs / second)
        )
        points = np.stack([xs, ys], axis=1)
        cv2.polylines(
            layer,
            [(points * 16).astype(np.int32)],
            False,
            colour,
            max(1, round(page.scale * 0.08)),
            cv2.LINE_AA,
            4,
        )
    ink = 1 - (1 - layer.astype(np.float32) / 255) * strength
    page.multiply(ink, x0 / page.scale, y0 / page.scale)


def rosette(page: Page, x: float, y: float, radius: float, colour: Colour, *, strength: float = 0.4) -> None:
    """A round guilloche figure centred at (x, y) mm."""
    side = round(2 * radius * page.scale)
    layer = np.full((side, side, 3), 255, np.uint8)
    t = np.linspace(0, 2 * np.pi, 720)
    petals = page.rng.choice((8, 10, 12, 16))
    for k in range(12):
        r = side / 2 * (0.55 + 0.4 * np.sin(petals * t + k * np.pi / 6) * (0.4 + k / 20))
        points = np.stack([side / 2 + r * np.cos(t), side / 2 + r * np.sin(t)], axis=1)
        cv2.polylines(
            layer,
            [(points * 16).astype(np.int32)],
            True,
            colour,
            max(1, round(page.scale * 0.08)),
            cv2.LINE_AA,
            4,
        )
    page.multiply(1 - (1 - layer.astype(np.float32) / 255) * strength, x - radius, y - radius)


def frame(
    page: Page, colour: Colour, margin: float, *, style: str, x0: float = 0.0, x1: float | None = None
) -> None:
    """A border `margin` mm inside the page (or inside the columns x0..x1). Styles: double, band, dotted, corner."""
    right = page.width if x1 is None else x1
    a, b, c, d = x0 + margin, margin, right - margin, page.height - margin
    if style == "double":
        page.rectangle(a, b, c, d, outline=colour, weight=1.0)
        page.rectangle(a + 1.8, b + 1.8, c - 1.8, d - 1.8, outline=colour, weight=0.3)
        return
    if style == "corner":
        page.rectangle(a, b, c, d, outline=colour, weight=0.4)
        for x, y in ((a, b), (c, b), (c, d), (a, d)):
            for r in (2.0, 4.0, 6.0):
                sx, sy = (1 if x == a else -1), (1 if y == b else -1)
                page.rectangle(
                    min(x, x + sx * r),
                    min(y, y + sy * r),
                    max(x, x + sx * r),
                    max(y, y + sy * r),
                    outline=colour,
                )
        return
    width = page.rng.uniform(4.5, 8.0)
    page.rectangle(a, b, c, d, outline=colour, weight=0.6)
    page.rectangle(a + width, b + width, c - width, d - width, outline=colour, weight=0.6)
    step = width * (0.62 if style == "band" else 0.5)
    for horizontal in (True, False):
        length = (c - a) if horizontal else (d - b)
        count = max(2, int(length / step))
        for i in range(count + 1):
            along = i * length / count
            for side in (0, 1):
                x = a + along if horizontal else (a + width / 2 if side == 0 else c - width / 2)
                y = (b + width / 2 if side == 0 else d - width / 2) if horizontal else b + along
                x, y = min(max(x, a + width / 2), c - width / 2), min(max(y, b + width / 2), d - width / 2)
                _motif(page, x, y, width * 0.42, colour, style)


def _motif(page: Page, x: float, y: float, r: float, colour: Colour, style: str) -> None:
    s = page.scale
    bounds = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
    if style == "dotted":
        page.draw.ellipse(bounds, outline=colour, width=max(1, round(0.25 * s)))
        return
    page.draw.arc(bounds, 0, 270, fill=colour, width=max(1, round(0.35 * s)))
    inner = ((x - r / 2) * s, (y - r / 2) * s, (x + r / 2) * s, (y + r / 2) * s)
    page.draw.arc(inner, 180, 90, fill=colour, width=max(1, round(0.3 * s)))


def photographed(image: Image.Image, rng: random.Random) -> Image.Image:
    """A drawn figure as in a photograph: light from one side, shapes rounded by it, skin and cloth with some grain."""
    pixels = np.asarray(image, dtype=np.float32)
    h, w = pixels.shape[:2]
    side = rng.choice((-1, 1))
    factor = min(1.0, 240 / max(h, w))  # so soft a light needs few pixels
    small = (max(2, round(w * factor)), max(2, round(h * factor)))
    level = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), small, interpolation=cv2.INTER_AREA)
    reach = max(small) / 26
    near, far = cv2.GaussianBlur(level, (0, 0), reach), cv2.GaussianBlur(level, (0, 0), reach * 2.2)
    shift = np.array([[1, 0, side * reach * 0.8], [0, 1, reach * 0.8]], np.float32)
    rounded = cv2.warpAffine(far, shift, small, borderMode=cv2.BORDER_REPLICATE) - near
    shade = cv2.resize(rounded, (w, h), interpolation=cv2.INTER_CUBIC)
    ramp = np.linspace(1.07, 0.93, w, dtype=np.float32)[None, ::side]
    light = ramp * (1 - np.clip(shade / 255, -0.22, 0.22) * 0.55)
    grain = noise(rng, h, w, 2.2) * 1.6 + noise(rng, h, w, max(h, w) / 12) * 1.5
    out = Image.fromarray(np.clip(pixels * light[..., None] + grain[..., None], 0, 255).astype(np.uint8))
    out.info.update(image.info)
    return out


def worn(image: Image.Image, rng: random.Random, *, strength: float = 1.0) -> Image.Image:
    """Print as it comes from a machine: uneven ink, paper fibre."""
    pixels = np.asarray(image, dtype=np.float32)
    h, w = pixels.shape[:2]
    fibre = noise(rng, h, w, 2.5) * 1.6 + noise(rng, h, w, 14) * 1.2
    fade = 1 + np.clip(noise(rng, h, w, 60), -1.5, 1.5) * 0.04
    ink = (255 - pixels) * fade[..., None]
    out = 255 - ink + fibre[..., None] * strength
    return Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))


def _copied(
    image: Image.Image, rng: random.Random, *, white: tuple[float, float] = (195, 225)
) -> Image.Image:
    """A black-and-white copy: hard contrast, toner specks, a grey edge; what is lighter than `white` is lost."""
    sharp = cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = cv2.GaussianBlur(sharp, (0, 0), 1.1)
    h, w = grey.shape
    low, high = rng.uniform(35, 60), rng.uniform(*white)
    toned: Array = np.asarray(np.clip((grey - low) / (high - low), 0, 1) * 250, np.float32)
    out = np.asarray(toned + noise(rng, h, w, 3) * 2.5, np.float32)
    specks = np.random.default_rng(rng.randrange(2**32)).random((h, w)) < rng.uniform(0, 0.00006)
    out[cv2.dilate(specks.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = rng.uniform(30, 120)
    if rng.random() < 0.6:
        edge = np.linspace(0, 1, w, dtype=np.float32)
        edge = (
            np.clip((edge - 0.97) / 0.03, 0, 1) if rng.random() < 0.5 else np.clip((0.03 - edge) / 0.03, 0, 1)
        )
        out *= 1 - 0.35 * edge[None, :]
    return Image.fromarray(np.repeat(np.clip(out, 0, 255).astype(np.uint8)[..., None], 3, axis=2))


def photocopy(page: Page, rng: random.Random, *, white: tuple[float, float] = (195, 225)) -> None:
    """Turn the page into a black-and-white copy of itself; its red seals are grey from then on."""
    page.image = _copied(page.image, rng, white=white)
    page.refresh()
    page.marks = [replace(mark, kind="grey_seal") if mark.kind == "red_seal" else mark for mark in page.marks]
