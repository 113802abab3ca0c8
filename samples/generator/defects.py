"""Defects on demand, each with its exact truth.

A defect is written `name`, `name:argument` or `name:argument:argument`; several on one picture are joined with `+`.
Each function takes what it changes and the arguments, and returns it with the parameters for the truth record.
"""

import math
import random
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from samples.generator import figures, framing
from samples.generator.camera import Shot
from samples.generator.defect import Defect, Parameters
from samples.generator.found_states import STATES
from samples.generator.truth import Points, union

MAIN_FIELD = (
    "certificate_number",
    "registration_number",
    "id_number",
    "validity",
    "institution",
    "name",
    "departments",
    "principal",
)


def parse(wish: str) -> list[Defect]:
    """`rotated:90+dark` as defects; an unknown name is a ValueError."""
    found = []
    for part in wish.split("+"):
        name, *arguments = part.strip().split(":")
        if name in ("", "none"):
            continue
        if name not in KNOWN:
            raise ValueError(f"unknown defect: {name} (known: {', '.join(sorted(KNOWN))})")
        found.append(Defect(name, tuple(arguments)))
    return found


def main_field(shot: Shot) -> str | None:
    """The number that matters on this page, or what stands nearest to it."""
    return next(
        (name for name in MAIN_FIELD if shot.truth.fields.get(name) and shot.truth.fields[name].boxes), None
    )


def text_height(shot: Shot, field: str | None = None) -> float:
    """Height in pixels of the field's print, else the middle height of all lines; 24 where there is no text."""
    boxes = (
        list(shot.truth.fields[field].boxes)
        if field and field in shot.truth.fields
        else [line.polygon for line in shot.truth.lines]
    )
    if not boxes:
        return 24.0
    heights = sorted(
        min(float(np.linalg.norm(b[3] - b[0])), float(np.linalg.norm(b[1] - b[0]))) for b in boxes
    )
    return heights[len(heights) // 2]


def _target(shot: Shot, wish: Defect) -> tuple[str | None, Points]:
    """The named field's polygon; `main` the main number; `elsewhere` a spot of the page away from every field."""
    word = wish.word(0, "main")
    if word != "elsewhere":
        name = main_field(shot) if word == "main" else word
        if name and name in shot.truth.fields:
            return name, union(shot.truth.fields[name].boxes[:1])
        raise ValueError(f"this page has no field {word}")
    boxes = [b for value in shot.truth.fields.values() for b in value.boxes]
    centre, corners = shot.truth.document.mean(axis=0), shot.truth.document
    size = text_height(shot) * 3

    def free(point: Points) -> float:
        return min(
            (float(np.linalg.norm(b.mean(axis=0) - point)) - float(np.ptp(b[:, 0])) / 2 for b in boxes),
            default=1e9,
        )

    spots = [corners[i] + (centre - corners[i]) * t for i in range(4) for t in (0.15, 0.3, 0.5)]
    best = max(spots, key=free)
    return None, np.asarray(
        best + np.array([[-size, -size / 2], [size, -size / 2], [size, size / 2], [-size, size / 2]])
    )


def defocus(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`defocus:0.12`: standard deviation in units of the main number's text height. 0.06 soft, 0.12 doubtful, 0.2 gone."""
    strength, field = wish.number(0, 0.14), main_field(shot)
    sigma = strength * text_height(shot, field)
    image = cv2.GaussianBlur(shot.image, (0, 0), max(sigma, 0.05))
    return replace(shot, image=np.asarray(image, np.float32)), {
        "text_heights": strength,
        "sigma_px": round(sigma, 2),
    }


def motion(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`motion:0.5:30`: a straight smear, length in text heights, direction in degrees."""
    strength, angle = wish.number(0, 0.5), wish.number(1, rng.uniform(0, 180))
    length = max(3, round(strength * text_height(shot, main_field(shot))))
    kernel = np.zeros((length, length), np.float32)
    middle = (length - 1) / 2
    reach = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))]) * middle
    ends = [
        tuple(int(v * 16) for v in (middle - reach[0], middle - reach[1])),
        tuple(int(v * 16) for v in (middle + reach[0], middle + reach[1])),
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    kernel /= kernel.sum()
    image = cv2.filter2D(shot.image, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return replace(shot, image=np.asarray(image, np.float32)), {
        "text_heights": strength,
        "length_px": length,
        "angle": round(angle),
    }


def blurred_field(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`blurred_field:certificate_number:0.4`: one field smeared (a wet thumb, a fold), the rest sharp."""
    field, polygon = _target(shot, wish)
    strength = wish.number(1, 0.4)
    height = text_height(shot, field)
    soft = cv2.GaussianBlur(shot.image, (0, 0), strength * height)
    inside = np.zeros(shot.image.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, np.round(polygon).astype(np.int32), 255)
    grow = max(3, int(height * 0.9)) | 1
    wide = cv2.dilate(inside, np.ones((grow, grow), np.uint8)).astype(np.float32) / 255
    mask = cv2.GaussianBlur(wide, (0, 0), max(1.0, height * 0.3))[..., None]
    return replace(shot, image=np.asarray(shot.image * (1 - mask) + soft * mask, np.float32)), {
        "field": field,
        "text_heights": strength,
    }


def dark(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`dark:0.2`: exposure factor."""
    factor = wish.number(0, 0.2)
    return replace(shot, image=np.asarray(shot.image * factor, np.float32)), {"factor": factor}


def overexposed(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`overexposed:2.2`: exposure factor, with the light spilling over dark strokes."""
    factor = wish.number(0, 2.2)
    spill = cv2.GaussianBlur(shot.image, (0, 0), max(2.0, text_height(shot) * 0.5))
    image = np.clip(shot.image * factor + np.clip(spill * factor - 255, 0, None) * 0.45, 0, 255)
    return replace(shot, image=np.asarray(image, np.float32)), {"factor": factor}


def glare(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`glare:main` or `glare:elsewhere` or a field's name: a lamp's reflection, saturated in its middle."""
    field, polygon = _target(shot, wish)
    centre = polygon.mean(axis=0)
    width = max(float(np.linalg.norm(polygon[1] - polygon[0])), 20.0)
    height = max(float(np.linalg.norm(polygon[3] - polygon[0])), 10.0)
    rx, ry = width * rng.uniform(0.22, 0.34), max(height * rng.uniform(1.6, 2.6), width * 0.12)
    angle = math.atan2(
        float(polygon[1, 1] - polygon[0, 1]), float(polygon[1, 0] - polygon[0, 0])
    ) + rng.uniform(-0.2, 0.2)
    y, x = np.mgrid[0 : shot.image.shape[0], 0 : shot.image.shape[1]].astype(np.float32)
    u = (x - centre[0]) * math.cos(angle) + (y - centre[1]) * math.sin(angle)
    v = -(x - centre[0]) * math.sin(angle) + (y - centre[1]) * math.cos(angle)
    distance = (u / rx) ** 2 + (v / ry) ** 2
    light = 420 * np.exp(-(distance**1.5)) + 60 * np.exp(-distance / 6)
    image = np.clip(shot.image + light[..., None] * np.array((1.0, 1.0, 0.97), np.float32), 0, 255)
    return replace(shot, image=np.asarray(image, np.float32)), {
        "field": field,
        "centre": [round(float(c)) for c in centre],
        "radii": [round(rx), round(ry)],
    }


def low_contrast(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`low_contrast:0.2`: everything drawn towards one grey."""
    kept = wish.number(0, 0.2)
    level = float(np.median(shot.image))
    return replace(shot, image=np.asarray(level + (shot.image - level) * kept, np.float32)), {"kept": kept}


def occluded(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`occluded:main`: a finger over the field, coming from the picture's nearest edge."""
    field, polygon = _target(shot, wish)
    h, w = shot.image.shape[:2]
    width = float(np.linalg.norm(polygon[1] - polygon[0]))
    thick = max(width * 0.34, float(np.linalg.norm(polygon[3] - polygon[0])) * 2.4)
    centre = polygon.mean(axis=0) + (polygon[1] - polygon[0]) * rng.uniform(-0.2, 0.2)
    up = rng.uniform(-0.4, 0.4) - math.pi / 2 if centre[1] > h / 2 else math.pi / 2 + rng.uniform(-0.4, 0.4)
    tip = (float(centre[0]) + math.cos(up) * thick * 0.5, float(centre[1]) + math.sin(up) * thick * 0.5)
    image = Image.fromarray(shot.image.clip(0, 255).astype(np.uint8)[:, :, ::-1])
    figures.finger(image, rng, tip, up, thick, float(max(h, w)))
    return replace(shot, image=np.asarray(image)[:, :, ::-1].astype(np.float32)), {
        "field": field,
        "thickness_px": round(thick),
    }


def screen(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`screen:0.1`: as if photographed off a monitor: moiré bands, a fine grid, a blue cast, a glow at one side."""
    strength = wish.number(0, 0.12)
    h, w = shot.image.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    bend = 6 * np.sin(x / w * 5 + 1) + 8 * np.sin(y / h * 4)
    out = shot.image.copy()
    period = rng.uniform(26, 60)
    for channel, phase in enumerate((0.0, 2.1, 4.2)):
        band = np.sin(2 * np.pi * (x * 0.9 + y * rng.uniform(0.3, 0.45) + bend * 2) / period + phase)
        fine = np.sin(2 * np.pi * x / 3.1 + phase) * np.sin(2 * np.pi * y / 3.3)
        out[..., channel] *= 1 + strength * band + strength * 0.8 * fine
    out = out * np.array((1.08, 1.0, 0.95), np.float32) + (x / w)[..., None] * 14 + 10
    return replace(shot, image=np.asarray(out, np.float32)), {
        "strength": strength,
        "period_px": round(period, 1),
    }


Change = Callable[[Shot, Defect, random.Random], tuple[Shot, Parameters]]
# Before the sensor's noise, after it, and on the finished frame.
OPTICS: dict[str, Change] = {
    "defocus": defocus,
    "motion": motion,
    "blurred_field": blurred_field,
    "dark": dark,
    "overexposed": overexposed,
    "glare": glare,
    "low_contrast": low_contrast,
    "occluded": occluded,
    "screen": screen,
}
FRAME: dict[str, Change] = {
    "cropped": framing.crop,
    "too_small": framing.too_small,
    "rotated": framing.rotate,
    "mirrored": framing.mirror,
    "to_sheet": framing.to_sheet,
    "to_frame": framing.to_frame,
    "margin": framing.margin,
    "screenshot": framing.screenshot,
}
# Handled elsewhere: on paper (paper_defects, left_out), in the setting, in the registration or in the file.
ELSEWHERE = (
    "as_found",
    *STATES,
    "watermark",
    "photocopy",
    "half_turned",
    "seal",
    "faded",
    "tilted",
    "compressed",
    "format",
    "exif",
    "mismatch",
    "wrong_check",
    "no_seal",
    "no_signature",
    "no_face",
    "no_card",
    "unfilled",
    "expired",
    "expiring",
)
KNOWN = {*OPTICS, *FRAME, *ELSEWHERE}
