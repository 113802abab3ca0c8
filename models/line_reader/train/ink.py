"""What lies under and over a printed line: paper, fine patterns, rules, seals."""

from __future__ import annotations

import math
import random
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.line_reader.train import typefaces, wording

Array = NDArray[np.float32]
SEAL_SIDE = 320
SEALS = 48


def smooth(rng: random.Random, height: int, width: int, cell: float) -> Array:
    """Smooth values of about unit spread."""
    source = np.random.default_rng(rng.randrange(2**32))
    small = source.standard_normal((int(height / cell) + 2, int(width / cell) + 2)).astype(np.float32)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def paper(rng: random.Random, height: int, width: int) -> Array:
    """Paper with a tint, light to darkish, and a fine printed pattern at times (RGB, 0..255)."""
    level = rng.uniform(205, 255) if rng.random() < 0.8 else rng.uniform(150, 215)
    spread = 9.0 if rng.random() < 0.5 else 32.0
    tone = np.array([level - rng.uniform(0, spread) for _ in range(3)], np.float32)
    page = np.empty((height, width, 3), np.float32)
    page[:] = tone
    if rng.random() < 0.45:
        _pattern(rng, page)
    return page


def _pattern(rng: random.Random, page: Array) -> None:
    height, width = page.shape[:2]
    layer = np.full((height, width), 255, np.uint8)
    xs = np.arange(0, width + 8, 8, dtype=np.float32)
    period, amplitude = rng.uniform(40, 420), rng.uniform(4, height / 3)
    second, count = rng.uniform(20, 90), rng.randint(4, 16)
    for number in range(count):
        shift = number * 2 * math.pi / count * rng.choice((1, 2))
        ys = height * (number + 0.5) / count + amplitude * np.sin(2 * math.pi * xs / period + shift)
        ys += amplitude / 4 * np.sin(2 * math.pi * xs / second)
        points = (np.stack([xs, ys], 1) * 16).astype(np.int32)
        cv2.polylines(layer, [points], False, 0, rng.choice((1, 1, 2)), cv2.LINE_AA, 4)
    colour = np.array([rng.uniform(20, 230) for _ in range(3)], np.float32) / 255
    strength = (1 - layer.astype(np.float32) / 255) * rng.uniform(0.1, 0.5)
    page *= 1 - strength[..., None] * (1 - colour)


def _round(rng: random.Random, held_out: bool) -> Image.Image:
    mask = Image.new("L", (SEAL_SIDE, SEAL_SIDE), 0)
    draw = ImageDraw.Draw(mask)
    middle, radius = SEAL_SIDE / 2, SEAL_SIDE / 2 - 6
    oval = rng.uniform(1.25, 1.6) if rng.random() < 0.15 else 1.0
    rim = max(2, round(radius * rng.uniform(0.03, 0.07)))
    draw.ellipse((6, middle - radius / oval, SEAL_SIDE - 6, middle + radius / oval), outline=255, width=rim)
    name = "".join(rng.choice(wording.HAN) for _ in range(rng.randint(6, 16)))
    sweep = min(math.radians(285), math.radians(24) * len(name))
    em = int(min(radius * 0.34, sweep * radius * 0.85 / len(name)))
    font = typefaces.load(typefaces.choose_face(rng, typefaces.for_han(held_out)), em)
    for number, character in enumerate(name):
        angle = -math.pi / 2 - sweep / 2 + sweep * number / (len(name) - 1)
        glyph = Image.new("L", (2 * em, 2 * em), 0)
        ImageDraw.Draw(glyph).text((em, em), character, font=font, fill=255, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BILINEAR)
        at = (
            round(middle + radius * 0.78 * math.cos(angle) - em),
            round(middle + radius * 0.78 * math.sin(angle) / oval - em),
        )
        mask.paste(255, at, glyph)
    if rng.random() < 0.8:
        star = []
        for number in range(10):
            reach = radius * 0.3 * (1 if number % 2 == 0 else 0.382)
            angle = -math.pi / 2 + number * math.pi / 5
            star.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
        draw.polygon(star, fill=255)
    foot = "".join(rng.choice(wording.HAN) for _ in range(rng.randint(2, 6)))
    small = typefaces.load(typefaces.choose_face(rng, typefaces.for_han(held_out)), int(radius * 0.2))
    draw.text((middle, middle + radius * 0.55 / oval), foot, font=small, fill=255, anchor="mm")
    return mask


def _square(rng: random.Random, held_out: bool) -> Image.Image:
    mask = Image.new("L", (SEAL_SIDE, SEAL_SIDE), 0)
    draw = ImageDraw.Draw(mask)
    inset = rng.choice((10, 60))
    draw.rectangle((10, inset, SEAL_SIDE - 10, SEAL_SIDE - inset), outline=255, width=rng.randint(5, 14))
    em = int(SEAL_SIDE * 0.42) if inset == 10 else int(SEAL_SIDE * 0.21)
    font = typefaces.load(typefaces.choose_face(rng, typefaces.for_han(held_out)), em)
    if inset == 10:
        for number in range(4):
            at = (SEAL_SIDE * (0.29 + 0.42 * (number % 2)), SEAL_SIDE * (0.29 + 0.42 * (number // 2)))
            draw.text(at, rng.choice(wording.HAN), font=font, fill=255, anchor="mm")
    else:
        text = "".join(rng.choice(wording.HAN) for _ in range(4))
        draw.text((SEAL_SIDE / 2, SEAL_SIDE / 2), text, font=font, fill=255, anchor="mm")
    return mask


@lru_cache(maxsize=2)
def seals(held_out: bool) -> tuple[NDArray[np.uint8], ...]:
    """Seals' masks, drawn once."""
    rng = random.Random(71 + held_out)
    draw = [_round if rng.random() < 0.8 else _square for _ in range(SEALS)]
    return tuple(np.asarray(one(rng, held_out), np.uint8) for one in draw)


def press_seal(rng: random.Random, page: Array, em: float, held_out: bool) -> None:
    """Transparent, uneven ink over the page; changes ``page``. ``em`` of the line's print, pixels."""
    height, width = page.shape[:2]
    mask = rng.choice(seals(held_out))
    diameter = em * (rng.uniform(5, 14) if mask is not None else 0)
    scale = diameter / SEAL_SIDE
    turn = math.radians(rng.uniform(-14, 14) if rng.random() < 0.8 else rng.uniform(-180, 180))
    x = rng.uniform(-0.05, 1.05) * width
    y = height / 2 + rng.uniform(-0.52, 0.52) * diameter
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    middle = SEAL_SIDE / 2
    matrix = np.array(
        [[cos, -sin, x - cos * middle + sin * middle], [sin, cos, y - sin * middle - cos * middle]],
        np.float32,
    )
    if scale < 0.7:
        mask = cv2.GaussianBlur(mask, (0, 0), 0.5 / scale)
    alpha = cv2.warpAffine(mask, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    uneven = 0.95 + 0.16 * smooth(rng, height, width, max(6.0, diameter / 6))
    uneven -= 0.14 * np.abs(smooth(rng, height, width, 4.0))
    alpha *= np.clip(uneven, 0.2, 1) * rng.uniform(0.45, 1.0)
    page *= 1 - alpha[..., None] * (1 - _seal_colour(rng))


def _seal_colour(rng: random.Random) -> Array:
    kind = rng.random()
    if kind < 0.86:
        colour = (rng.uniform(170, 245), rng.uniform(10, 75), rng.uniform(15, 95))
    elif kind < 0.95:
        colour = (rng.uniform(20, 110), rng.uniform(20, 110), rng.uniform(140, 230))
    else:
        level = rng.uniform(40, 140)
        colour = (level, level, level)
    return np.array(colour, np.float32) / 255
