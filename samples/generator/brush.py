"""Writing by hand: a title or a name from the brush, a cursive signature. Made of a printed face, bent and pressed."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.generator import fonts
from samples.generator.glyphs import Colour
from samples.generator.left_out import lacks
from samples.generator.page import Page
from samples.generator.paper import noise

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Hand:
    """How it is written. `weight` and `wobble` in ems, `slant` as a tangent, `run_on` the share of an em by which
    characters draw together, `dry` how much of the ink is missing."""

    weight: float
    wobble: float
    slant: float = 0.0
    run_on: float = 0.0
    dry: float = 0.0
    joined: bool = False


BRUSH = Hand(weight=0.055, wobble=0.035, slant=-0.06, dry=0.1)
LOGO = Hand(weight=0.035, wobble=0.045, slant=0.1, run_on=0.1, dry=0.15)
CURSIVE = Hand(weight=0.012, wobble=0.09, slant=0.38, run_on=0.34, dry=0.05, joined=True)


def write(
    page: Page,
    x: float,
    y: float,
    string: str,
    face: str,
    size: float,
    hand: Hand,
    *,
    fill: Colour,
    align: str = "centre",
    tracking: float = 0.0,
    field: str | None = None,
    kind: str | None = None,
    opaque: bool = False,
) -> float:
    """Write a line with its baseline at `y` mm; returns where it ends. Recorded as text, or as a mark of that `kind`;
    `opaque` covers a dark ground as foil does."""
    em = max(8, round(size * page.scale))
    step = em * (1 - hand.run_on) + tracking * page.scale
    ink, origin = _ink(page, string, face, em, step, hand)
    width = em + step * (len(string) - 1)
    left = x * page.scale - {"left": 0.0, "centre": width / 2, "right": width}[align]
    at = (left - origin[0]) / page.scale, (y * page.scale - origin[1]) / page.scale
    if field is not None and lacks(f"field {field}"):
        return (left + width) / page.scale
    if opaque:
        foil = Image.fromarray((ink * 255).astype(np.uint8))
        page.image.paste(fill, (round(at[0] * page.scale), round(at[1] * page.scale)), foil)
    else:
        page.multiply(1 - ink[..., None] * (1 - np.array(fill, np.float32) / 255), *at)
    rows, columns = np.nonzero(ink > 0.4)
    extent = (
        at[0] + columns.min() / page.scale,
        at[1] + rows.min() / page.scale,
        float(np.ptp(columns)) / page.scale,
        float(np.ptp(rows)) / page.scale,
    )
    if kind:
        page.mark(kind, *extent)
    else:
        page.record(string, *extent, field=field)
    return (left + width) / page.scale


def _ink(
    page: Page, string: str, face: str, em: int, step: float, hand: Hand
) -> tuple[Array, tuple[float, float]]:
    """Where ink lies, 0 to 1, and the pixel in it at which the baseline begins."""
    rng, pad = page.rng, round(em * 0.6)
    w, h = round(em + step * (len(string) - 1)) + 2 * pad, round(em * 1.3) + 2 * pad
    base = pad + em
    mask = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(mask)
    last: tuple[float, float] | None = None
    for i, character in enumerate(string):
        own = round(em * rng.uniform(0.9, 1.1))
        font = fonts.load(fonts.face_for(face, character), own)
        at = (pad + i * step, base + em * rng.uniform(-0.05, 0.05))
        draw.text(at, character, font=font, fill=255, anchor="ls", stroke_width=round(hand.weight * em * 0.5))
        if hand.joined and last is not None:
            low = at[1] - em * rng.uniform(0.5, 0.75)
            draw.line((*last, at[0] + em * 0.3, low), fill=235, width=max(1, round(em * 0.035)))
        last = (at[0] + own * 0.72, at[1] - em * rng.uniform(0.02, 0.2))
    if hand.joined and last is not None:
        draw.line(
            (*last, last[0] + em * 0.5, last[1] + em * rng.uniform(-0.2, 0.3)),
            fill=235,
            width=max(1, em // 30),
        )
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    bend = hand.wobble * em
    from_x = x + noise(rng, h, w, em * 0.42) * bend + (y - base) * hand.slant
    from_y = y + noise(rng, h, w, em * 0.42) * bend
    bent = cv2.remap(np.asarray(mask, np.float32) / 255, from_x, from_y, cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(bent, (0, 0), max(0.6, hand.weight * em * 0.5))
    pressure = 0.5 + 0.12 * np.clip(noise(rng, h, w, em * 0.3), -1.5, 1.5)
    inked = np.clip((soft - pressure) * 5 + 0.5, 0, 1)
    streaks = noise(rng, h, w, max(1.5, em * 0.02)) > 1.6 - hand.dry
    fade = np.clip(noise(rng, h, w, em * 0.6), 0, 1)
    inked = inked * (1 - streaks * fade * min(1.0, hand.dry * 4))
    return np.asarray(inked * rng.uniform(0.85, 1.0), np.float32), (pad, base)
