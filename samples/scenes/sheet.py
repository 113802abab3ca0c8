"""What happens to a flat page before it is laid down: tint, copies, watermarks, fading, folds, crumples, bends."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pictures

from samples.generator import fonts
from samples.generator.glyphs import draw as draw_glyph
from samples.generator.truth import Mapping
from samples.scenes.chance import Chance, Field, Image, Pixels, Points, grid, noise, unit
from samples.scenes.pages import GREY, PORTRAIT, Flat, greyed

WORDS = ("仅供报名使用", "样本", "SAMPLE", "COPY", "复印件", "仅供医师资格考试报名使用", "2027")
PAPER_TONE, INK_TONE = 0.9, 0.2  # what paper and print reflect, where a page is not faded


@dataclass(frozen=True)
class Sheet:
    """A page with its wear. `ink` is what its print reflects (1 is white paper); `done` the defects, by name."""

    pixels: Image
    bits: Pixels
    mapping: Mapping
    ink: float
    done: dict[str, dict[str, Any]]


def wear(chance: Chance, flat: Flat, *, clean: bool) -> Sheet:
    """The page as it lies there; `clean` leaves out what takes print away."""
    sheet = Sheet(flat.pixels.astype(np.float32), flat.bits.copy(), lambda points: points, INK_TONE, {})
    if chance.often(0.3):
        sheet = replace(sheet, pixels=sheet.pixels * (1 - chance.vector(0, 0.16)))
    if chance.often(0.2):
        sheet = _embossed(chance, sheet)
    if chance.often(0.04 if clean else 0.18):
        sheet = _copied(chance, sheet)
    if chance.often(0.1):
        sheet = _watermarked(chance, sheet)
    if not clean and chance.often(0.07):
        sheet = _faded(chance, sheet)
    if chance.often(0.35):
        sheet = replace(sheet, pixels=sheet.pixels * _folds(chance, *sheet.bits.shape)[..., None])
    if chance.often(0.1):
        sheet = replace(sheet, pixels=sheet.pixels * _crumples(chance, *sheet.bits.shape)[..., None])
    if chance.often(0.15 if clean else 0.25):
        sheet = _bent(chance, sheet)
    return sheet


def _copied(chance: Chance, sheet: Sheet) -> Sheet:
    """A black-and-white copy; its seals are grey."""
    grey = sheet.pixels @ np.array([0.114, 0.587, 0.299], np.float32)
    low, high = chance.uniform(0, 70), chance.uniform(185, 250)
    toned = np.clip((grey - low) / (high - low), 0, 1) * chance.uniform(225, 255)
    bits = greyed(sheet.bits)
    done = {**sheet.done, "photocopy": {}}
    return replace(sheet, pixels=np.repeat(toned[..., None], 3, 2).astype(np.float32), bits=bits, done=done)


def _embossed(chance: Chance, sheet: Sheet) -> Sheet:
    """A seal pressed into the paper without ink, half over the portrait; pages without one are left as they are."""
    portrait = (sheet.bits & PORTRAIT).astype(np.uint8)
    if not portrait.any():
        return sheet
    x, y, wide, high = cv2.boundingRect(portrait)
    h, w = sheet.bits.shape
    centre = (int(x + wide * chance.uniform(0, 1)), int(y + high * chance.uniform(0.5, 1.1)))
    radius = max(6, round(max(wide, high) * chance.uniform(0.4, 0.75)))
    relief = np.zeros((h, w), np.float32)
    for share, thick in ((1.0, 0.06), (0.62, 0.03)):
        cv2.circle(relief, centre, round(radius * share), 1.0, max(1, round(radius * thick)), cv2.LINE_AA)
    for k in range(14):
        angle = math.pi * (0.8 + 1.4 * k / 13)
        at = (centre[0] + radius * 0.82 * math.cos(angle), centre[1] + radius * 0.82 * math.sin(angle))
        cv2.circle(relief, (round(at[0]), round(at[1])), max(1, round(radius * 0.08)), 1.0, -1, cv2.LINE_AA)
    star = [
        (centre[0] + r * math.sin(a), centre[1] - r * math.cos(a))
        for k in range(10)
        for r, a in (((radius * (0.3, 0.12)[k % 2]), k * math.pi / 5),)
    ]
    cv2.fillPoly(relief, [np.round(np.array(star)).astype(np.int32)], 1.0, cv2.LINE_AA)
    step = max(1, round(radius * 0.03))
    slope = np.roll(relief, (step, step), (0, 1)) - np.roll(relief, (-step, -step), (0, 1))
    mark = np.zeros((h, w), np.uint8)
    cv2.circle(mark, centre, radius, int(GREY), -1)
    pixels = sheet.pixels * (1 + slope * chance.uniform(0.05, 0.3))[..., None]
    return replace(sheet, pixels=pixels.astype(np.float32), bits=sheet.bits | (mark * (sheet.bits > 0)))


def _watermarked(chance: Chance, sheet: Sheet) -> Sheet:
    h, w = sheet.bits.shape
    em = max(12, round(max(h, w) * chance.uniform(0.03, 0.12)))
    side = int(math.hypot(h, w)) + 4
    layer = Pictures.new("RGB", (side, side))
    word, face = chance.pick(WORDS) + "　　", chance.pick(fonts.names("hei", held_out=False))
    pace = chance.uniform(2, 6)
    for row in np.arange(em, side, em * pace):
        x = -chance.uniform(0, 6) * em
        for character in word * (side // (em * len(word)) + 2):
            draw_glyph(layer, (x, float(row)), character, face, em, (255, 255, 255), 1.0, 0)
            x += em if ord(character) > 255 else em * 0.6
    turned = layer.rotate(chance.uniform(-45, 45))
    left, top = (side - w) // 2, (side - h) // 2
    alpha = np.asarray(turned.crop((left, top, left + w, top + h)).convert("L"), np.float32) / 255
    alpha = alpha[..., None] * chance.uniform(0.08, 0.4)
    pixels = sheet.pixels * (1 - alpha) + chance.colour(60, 200) * alpha
    return replace(sheet, pixels=pixels.astype(np.float32), done={**sheet.done, "watermark": {}})


def _faded(chance: Chance, sheet: Sheet) -> Sheet:
    """Print that has paled towards the paper."""
    kept = chance.skewed(0.08, 0.7)
    ground = np.percentile(sheet.pixels.reshape(-1, 3)[::37], 80, axis=0).astype(np.float32)
    pixels = ground + (sheet.pixels - ground) * kept
    ink = PAPER_TONE - (PAPER_TONE - INK_TONE) * kept
    return replace(sheet, pixels=pixels, ink=ink, done={**sheet.done, "faded": {"kept": round(kept, 2)}})


def _folds(chance: Chance, h: int, w: int) -> Field:
    """Brightness of a sheet that was folded, its parts leaning to the light in different ways."""
    shade = np.ones((h, w), np.float32)
    u = unit(h, w)
    for _ in range(chance.py.randint(1, 3)):
        along = np.arange(w if chance.often(0.5) else h, dtype=np.float32)
        at, width = chance.uniform(0.1, 0.9) * len(along), chance.uniform(2, 120) * u
        line = 1 + chance.uniform(-0.3, 0.12) * np.exp(-np.abs(along - at) / width)
        line = np.where(along > at, line, 1 + (line - 1) * chance.uniform(-0.4, 1))
        shade = shade * (line[None, :] if len(along) == w else line[:, None])
    return shade.astype(np.float32)


def _crumples(chance: Chance, h: int, w: int) -> Field:
    """Brightness of a sheet that was crumpled: facets of straight ridges."""
    height = np.zeros((h, w), np.float32)
    x, y = grid(h, w)
    for _ in range(chance.py.randint(6, 16)):
        angle = chance.uniform(0, math.pi)
        d = (x - chance.uniform(0, w)) * math.cos(angle) + (y - chance.uniform(0, h)) * math.sin(angle)
        height += np.abs(d) * chance.uniform(-1, 1)
    slope = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) * chance.uniform(-1, 1)
    slope += cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3) * chance.uniform(-1, 1)
    slope = slope / (float(np.std(slope)) + 1e-6)
    uneven = noise(chance, h, w, 30 * unit(h, w)) * 0.2
    return np.clip(1 + (slope + uneven) * chance.uniform(0.01, 0.07), 0.5, 1.3).astype(np.float32)


def _bent(chance: Chance, sheet: Sheet) -> Sheet:
    """A sheet that does not lie flat: one axis waves along the other."""
    h, w = sheet.bits.shape
    amount, period, phase = chance.uniform(0.004, 0.03), chance.uniform(0.8, 2.2), chance.uniform(0, 6)
    down = chance.often(0.5)
    length, depth = (w, h) if down else (h, w)

    def bend(along: Any) -> Any:
        return np.sin(along / length * math.pi * period + phase) * amount * depth

    def mapping(points: Points) -> Points:
        moved = points.copy()
        moved[:, 1 if down else 0] -= bend(points[:, 0 if down else 1])
        return moved

    x, y = grid(h, w)
    x, y = (x, y + bend(x)) if down else (x + bend(y), y)
    x, y = x.astype(np.float32), y.astype(np.float32)
    before = sheet.mapping
    both: Callable[[Points], Points] = lambda points: mapping(before(points))  # noqa: E731
    return replace(
        sheet,
        pixels=np.asarray(cv2.remap(sheet.pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)),
        bits=np.asarray(
            cv2.remap(sheet.bits, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
        ),
        mapping=both,
    )
