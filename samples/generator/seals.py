"""Red seals: round with a star, oval, square name seals, rectangular stamps. Transparent ink with uneven pressure."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.generator import fonts
from samples.generator.glyphs import Colour
from samples.generator.left_out import lacks
from samples.generator.page import Page
from samples.generator.paper import noise
from samples.generator.truth import Mark

RED: Colour = (214, 30, 38)


def round_seal(
    page: Page,
    x: float,
    y: float,
    diameter: float,
    name: str,
    *,
    foot: str = "",
    code: str = "",
    star: bool = True,
    face: str = "noto-serif-semi",
    oval: float = 1.0,
    density: float | None = None,
    colour: Colour = RED,
) -> None:
    """A seal centred at (x, y) mm: `name` round the rim, `foot` straight below the star, `code` along the lower rim."""
    mask = _round_mask(page, diameter, name, foot=foot, code=code, star=star, face=face, oval=oval)
    shown = not lacks("seal")
    _press(page, mask, x, y, density, colour, shown=shown)
    if shown:
        red = colour[0] - max(colour[1], colour[2]) > 60
        _record(page, mask, x, y, "red_seal" if red else "grey_seal")


def embossed_seal(
    page: Page, x: float, y: float, diameter: float, name: str, *, face: str = "noto-serif-semi"
) -> None:
    """A seal pressed into the paper without ink, centred at (x, y) mm: light falls on it from the upper left."""
    mask = _round_mask(page, diameter, name, foot="", code="", star=True, face=face, oval=1.0)
    _record(page, mask, x, y, "embossed_seal")
    raised = np.asarray(mask, np.float32) / 255
    step = max(1, round(page.scale * 0.22))
    relief = cv2.GaussianBlur(raised, (0, 0), page.scale * 0.13)
    lit = relief - np.roll(relief, (step, step), axis=(0, 1))
    strength = page.rng.uniform(0.16, 0.34)
    layer = np.repeat((1 + strength * lit - 0.04 * relief)[..., None], 3, axis=2)
    h, w = raised.shape
    page.multiply(layer.astype(np.float32), x - w / 2 / page.scale, y - h / 2 / page.scale)


def _round_mask(
    page: Page, diameter: float, name: str, *, foot: str, code: str, star: bool, face: str, oval: float
) -> Image.Image:
    """What a round seal presses, 255 where it does, turned a little as a hand sets it."""
    rng = page.rng
    side = round(diameter * page.scale) + 8
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    radius = side / 2 - 4
    rim = max(2, round(radius * 0.045))
    middle = side / 2
    top, bottom = middle - radius / oval, middle + radius / oval
    draw.ellipse((4, top, side - 4, bottom), outline=255, width=rim)
    if rng.random() < 0.25:
        draw.ellipse(
            (4 + rim * 2.2, top + rim * 2.2, side - 4 - rim * 2.2, bottom - rim * 2.2),
            outline=255,
            width=max(1, rim // 3),
        )
    sweep = min(math.radians(280), math.radians(24) * len(name))
    size = min(radius * 0.33, sweep * radius * 0.78 / max(len(name), 1) * 1.05)
    _around(
        mask,
        name,
        middle,
        radius * 0.79,
        oval,
        -math.pi / 2 - sweep / 2,
        -math.pi / 2 + sweep / 2,
        size,
        face,
        inward=True,
    )
    if star:
        _star(draw, middle, middle, radius * 0.29)
    if foot:
        em = int(min(radius * 0.26, radius * 1.05 / max(len(foot), 1)))
        font = fonts.load(face, max(em, 6))
        draw.text((middle, middle + radius * 0.52 / oval), foot, font=font, fill=255, anchor="mm")
    if code:
        _around(
            mask,
            code,
            middle,
            radius * 0.86,
            oval,
            math.pi * 0.78,
            math.pi * 0.22,
            radius * 0.13,
            "liberation-sans",
            inward=False,
        )
    return mask.rotate(rng.uniform(-12, 12), resample=Image.Resampling.BICUBIC)


def stamp(
    page: Page,
    x: float,
    y: float,
    string: str,
    size: float,
    *,
    face: str = "noto-serif-semi",
    boxed: bool = True,
    degrees: float | None = None,
    colour: Colour = RED,
    density: float | None = None,
) -> None:
    """A rectangular stamp such as 与原件一致, centred at (x, y) mm; `size` is the em in mm."""
    em = max(6, round(size * page.scale))
    font = fonts.load(face, em)
    width = round(font.getlength(string) + em * 0.9)
    mask = Image.new("L", (width, round(em * 1.7)), 0)
    draw = ImageDraw.Draw(mask)
    draw.text((width / 2, em * 0.85), string, font=font, fill=255, anchor="mm")
    if boxed:
        draw.rectangle((2, 2, width - 3, mask.height - 3), outline=255, width=max(2, em // 14))
    turn = page.rng.uniform(-7, 7) if degrees is None else degrees
    turned = mask.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    _press(page, turned, x, y, density, colour)
    _record(page, turned, x, y, "stamp")


def name_seal(
    page: Page, x: float, y: float, side: float, name: str, *, face: str = "noto-serif-bold"
) -> None:
    """A square name seal, characters in columns from the right."""
    pixels = round(side * page.scale)
    mask = Image.new("L", (pixels, pixels), 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((1, 1, pixels - 2, pixels - 2), outline=255, width=max(2, pixels // 22))
    shown = (name + "印")[:4] if len(name) < 4 else name[:4]
    em = int(pixels * 0.42)
    font = fonts.load(face, em)
    for i, character in enumerate(shown):
        column, row = divmod(i, 2)
        draw.text(
            (pixels * (0.71 - 0.42 * column), pixels * (0.29 + 0.42 * row)),
            character,
            font=font,
            fill=255,
            anchor="mm",
        )
    turned = mask.rotate(page.rng.uniform(-4, 4), resample=Image.Resampling.BICUBIC)
    _press(page, turned, x, y, None, RED)
    _record(page, turned, x, y, "name_seal")


def _around(
    mask: Image.Image,
    string: str,
    middle: float,
    radius: float,
    oval: float,
    start: float,
    end: float,
    size: float,
    face: str,
    *,
    inward: bool,
) -> None:
    em = max(6, round(size))
    font = fonts.load(face, em)
    count = max(len(string) - 1, 1)
    for i, character in enumerate(string):
        angle = start + (end - start) * i / count
        glyph = Image.new("L", (em * 2, em * 2), 0)
        ImageDraw.Draw(glyph).text((em, em), character, font=font, fill=255, anchor="mm")
        turn = -math.degrees(angle) - 90 if inward else 90 - math.degrees(angle)
        glyph = glyph.rotate(turn, resample=Image.Resampling.BICUBIC)
        at = (
            round(middle + radius * math.cos(angle) - em),
            round(middle + radius * math.sin(angle) / oval - em),
        )
        mask.paste(255, at, glyph)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    points = []
    for i in range(10):
        r = radius if i % 2 == 0 else radius * 0.382
        angle = -math.pi / 2 + i * math.pi / 5
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    draw.polygon(points, fill=255)


def _record(page: Page, mask: Image.Image, x: float, y: float, kind: str) -> None:
    """Note the outline of what was pressed, centred at (x, y) mm."""
    inked = cv2.findNonZero((np.asarray(mask) > 60).astype(np.uint8))
    if inked is not None:
        hull = cv2.convexHull(inked)[:, 0] + np.array([x, y]) * page.scale - np.array(mask.size) / 2
        page.marks.append(Mark(kind, hull.astype(np.float64)))


def _press(
    page: Page,
    mask: Image.Image,
    x: float,
    y: float,
    density: float | None,
    colour: Colour,
    *,
    shown: bool = True,
) -> None:
    rng = page.rng
    strength = rng.uniform(0.68, 1.0) if density is None else density
    alpha: NDArray[np.float32] = np.asarray(np.asarray(mask) / 255, np.float32)
    h, w = alpha.shape
    uneven = 0.95 + 0.14 * noise(rng, h, w, max(4.0, w / 6)) - 0.12 * np.abs(noise(rng, h, w, 3.0))
    alpha = np.asarray(alpha * np.clip(uneven, 0.25, 1) * strength, np.float32)
    ink = np.array(colour, dtype=np.float32) / 255
    layer = 1 - alpha[..., None] * (1 - ink)
    if shown:
        page.multiply(layer.astype(np.float32), x - w / 2 / page.scale, y - h / 2 / page.scale)
