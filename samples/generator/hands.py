"""A hand that holds a card by its edge: fingers behind it, the thumb over it."""

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.generator.figures import SKIN
from samples.generator.page import Page

Point = tuple[float, float]


@dataclass(frozen=True)
class Grip:
    """A hand at an `edge` point (mm) of what it holds, at its `left` side or its right; `thickness` of a finger
    in mm; `arm` where an arm is drawn already, so that the hand ends at the wrist."""

    edge: Point
    left: bool
    thickness: float
    seed: int
    arm: bool = False

    @property
    def skin(self) -> tuple[int, int, int]:
        """The person's own: the same as the face's."""
        return random.Random(f"face {self.seed}").choice(SKIN)


def behind(page: Page, grip: Grip) -> None:
    """Palm, wrist and four fingers, before the card is laid over them."""
    rng, t = random.Random(f"hand {grip.seed}"), grip.thickness
    out = -1.0 if grip.left else 1.0
    x, y = grip.edge
    palm = (x + out * t * 1.0, y + t * 1.5)
    low = palm[1] + t * 1.0 if grip.arm else max(page.height + t, palm[1] + t * 6)
    end = (palm[0] + out * t * (0.5 if grip.arm else rng.uniform(2.0, 5.0)), low)
    shapes = [([palm, end], t * 2.6)]
    for k in range(4):
        top = y - t * 1.0 + k * t * 0.92
        knuckle = (x + out * t * 0.75, top + t * 0.3)
        shapes.append(([palm, knuckle, (x - out * t * (1.6 - 0.25 * abs(k - 1.2)), top)], t * 0.95))
    for line, width in shapes:
        _limb(page, line, width, grip.skin)


def thumb(page: Page, grip: Grip) -> None:
    """The thumb over the card's edge, with its nail and a soft shadow."""
    rng, t = random.Random(f"thumb {grip.seed}"), grip.thickness
    out = -1.0 if grip.left else 1.0
    x, y = grip.edge
    tip = (x - out * t * rng.uniform(0.1, 0.4), y + t * rng.uniform(-0.2, 0.3))
    joint = (x + out * t * 0.8, y + t * 0.75)
    _limb(page, [(x + out * t * 1.5, y + t * 2.2), joint, tip], t * 1.05, grip.skin, shadow=True)
    angle = math.atan2(tip[1] - joint[1], tip[0] - joint[0])
    _nail(
        page,
        (tip[0] - math.cos(angle) * t * 0.02, tip[1] - math.sin(angle) * t * 0.02),
        angle,
        t * 0.62,
        grip.skin,
    )


def _limb(
    page: Page, line: list[Point], width: float, skin: tuple[int, int, int], *, shadow: bool = False
) -> None:
    """A rounded limb along a line (mm), shaded across its width like a cylinder."""
    s = page.scale
    reach = width * s / 2 + s
    ends = np.array(line) * s
    low = np.maximum(np.floor(ends.min(axis=0) - reach), 0).astype(int)
    high = np.minimum(np.ceil(ends.max(axis=0) + reach), (page.image.width, page.image.height)).astype(int)
    if (high <= low).any():
        return
    mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    points = ((ends - low) * 16).round().astype(np.int32)
    cv2.polylines(mask, [points], False, 255, max(1, round(width * s)), cv2.LINE_AA, 4)
    inside = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 5) / max(1.0, width * s / 2)
    round_shade = np.asarray(0.72 + 0.3 * np.sqrt(np.clip(inside, 0, 1)), np.float32)
    grain = np.asarray(np.random.default_rng(round(width * 1000)).standard_normal(mask.shape), np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.12 * s) * 2.2
    limb = np.clip(np.array(skin, np.float32) * round_shade[..., None] + grain[..., None], 0, 255)
    if shadow:
        dark = np.asarray(cv2.GaussianBlur(mask, (0, 0), width * s * 0.12), np.float32)[..., None] / 255
        page.multiply(1 - 0.35 * np.repeat(dark, 3, axis=2), low[0] / s + 0.4, low[1] / s + 0.8)
    soft = Image.fromarray(mask).filter(ImageFilter.GaussianBlur(max(0.6, 0.06 * s)))
    page.image.paste(Image.fromarray(limb.astype(np.uint8)), (int(low[0]), int(low[1])), soft)
    page.refresh()


def _nail(page: Page, at: Point, angle: float, size: float, skin: tuple[int, int, int]) -> None:
    s = page.scale
    side = round(size * s * 2) + 4
    nail = Image.new("L", (side, side), 0)
    half = size * s / 2
    ImageDraw.Draw(nail).ellipse(
        (side / 2 - half * 1.2, side / 2 - half * 0.85, side / 2 + half * 1.2, side / 2 + half * 0.85),
        fill=210,
    )
    nail = nail.rotate(-math.degrees(angle)).filter(ImageFilter.GaussianBlur(max(0.6, size * s / 14)))
    pale = (min(255, skin[0] + 10), min(255, skin[1] + 12), min(255, skin[2] + 18))
    page.image.paste(pale, (round(at[0] * s - side / 2), round(at[1] * s - side / 2)), nail)
    page.refresh()
