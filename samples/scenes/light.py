"""Light, in linear values: exposure, falling off, shadows, casts; reflections of every shape; what they take from print.

The loss is measured, not painted: paper and print are developed with and without the light that harms, and what is left
of the contrast between them is compared.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from samples.scenes.chance import Chance, Field, Image, Points, blurred, grid, noise, photograph, unit
from samples.scenes.sheet import PAPER_TONE

LOST_BELOW = 0.45  # of the contrast that was there
PALE_FROM = 0.6  # print that is darker than this in the finished picture is in shade, not in glare
LINEAR = ((np.arange(256) / 255) ** 2.2).astype(np.float32)
COARSE = 512  # fields of light are smooth: they are made no longer than this


@dataclass
class Light:
    """Fields at a coarse size: `gain` multiplies, `added` comes from outside, `veil` (0 to 1) lies over the picture."""

    gain: Field
    added: Field
    veil: Field
    cast: Field
    tint: Field
    power: float
    shoulder: bool
    bloom: tuple[float, float] | None
    usual: float  # the exposure without what harms
    done: dict[str, dict[str, Any]] = field(default_factory=dict)


def coarse(h: int, w: int) -> tuple[int, int]:
    """The size at which fields of light are made."""
    factor = min(1.0, COARSE / max(h, w))
    return max(8, round(h * factor)), max(8, round(w * factor))


def even(chance: Chance, h: int, w: int, *, flat: bool = False) -> Light:
    """The room's light: gradients, shadows, casts; `flat` as in a scanner or on a display."""
    exposure = chance.uniform(0.75, 1.05)
    gain = np.full((h, w), 1.0 if flat else exposure, np.float32)
    cast = np.ones(3, np.float32)
    if not flat:
        x, y = grid(h, w)
        cast = 1 + chance.vector(-0.15, 0.15) * chance.pick((0.4, 1.0, 1.6))
        if chance.often(0.6):
            a = chance.uniform(0, 6.3)
            slope = (x / w - 0.5) * math.cos(a) + (y / h - 0.5) * math.sin(a)
            gain *= np.clip(1 + slope * chance.uniform(0, 1.1), 0.1, 3)
        for _ in range(chance.pick((0, 0, 1, 1, 2))):
            gain *= _shadow(chance, x, y)
        if chance.often(0.2):
            gain *= 1 - chance.uniform(0, 0.6) * ((x / w - 0.5) ** 2 + (y / h - 0.5) ** 2) * 2
    return Light(
        gain.astype(np.float32),
        np.zeros((h, w), np.float32),
        np.zeros((h, w), np.float32),
        cast,
        1 + chance.vector(-0.08, 0.08),
        1 / (2.2 if flat else chance.uniform(1.9, 2.5)),
        not flat and chance.often(0.3),
        None if flat or chance.often(0.5) else (chance.uniform(2, 9), chance.uniform(0.1, 0.5)),
        exposure,
    )


def _shadow(chance: Chance, x: Field, y: Field) -> Field:
    """A shadow's share of light that is left: of a straight thing, or of somebody bending over."""
    h, w = x.shape
    soft = chance.uniform(0.005, 0.12)
    cx, cy = chance.uniform(0.1, 0.9), chance.uniform(0.1, 0.9)
    if chance.often(0.6):
        a = chance.uniform(0, 6.3)
        d = (x / w - cx) * math.cos(a) + (y / h - cy) * math.sin(a)
    else:
        d = chance.uniform(0.1, 0.4) - np.hypot((x / w - cx) * chance.uniform(0.5, 2), y / h - cy)
    d = d + noise(chance, h, w, 120 * unit(h, w)) * chance.uniform(0, 0.05)
    left = 1 - chance.uniform(0.1, 0.6) / (1 + np.exp(-np.clip(d / soft, -30, 30)))
    return np.asarray(left, np.float32)


def exposed_wrongly(chance: Chance, light: Light) -> None:
    """Far too much light, or too little."""
    if chance.often(0.5):
        factor = chance.skewed(1.25, 4.5)
        light.done["overexposed"] = {"factor": round(float(factor), 2)}
    else:
        factor = chance.skewed(0.02, 0.5)
        light.done["dark"] = {"factor": round(float(factor**light.power), 2)}
    light.gain *= factor


def hazy(chance: Chance, light: Light) -> None:
    """A veil over everything: a dirty lens, fog, plastic."""
    kept = chance.skewed(0.12, 0.7)
    light.veil = np.maximum(light.veil, np.float32(1 - kept))
    light.done["low_contrast"] = {"kept": round(kept, 2)}


def reflected(
    chance: Chance, light: Light, corners: Points, *, spot: Points | None = None, large: bool = False
) -> None:
    """One reflection within or about the corners (x, y of the coarse field); `spot` is a small one over that box."""
    h, w = light.gain.shape
    glow = _spot(chance, h, w, spot) if spot is not None else _glow(chance, h, w, corners, large)
    strength = chance.skewed(0.9, 6.0) if large or spot is not None else chance.skewed(0.15, 5.0)
    how = chance.uniform(0, 1)
    if how < 0.6:
        light.added = light.added + glow * strength
    elif how < 0.8:
        light.gain = light.gain * (1 + glow * strength * 2)
    else:
        light.veil = np.maximum(light.veil, np.clip(glow * chance.uniform(0.6, 1.6), 0, 1))


def mirrored_room(chance: Chance, light: Light, within: Field) -> None:
    """A room's reflection in glass or plastic, where `within` (0 to 1) says that there is some."""
    h, w = light.gain.shape
    room = photograph(chance, h, w).mean(2) / 255
    room = blurred(room.astype(np.float32), chance.uniform(1, 8)) ** 2.2
    light.added = light.added + room * within * chance.skewed(0.03, 0.5)


def creases(chance: Chance, light: Light, within: Field) -> None:
    """Bright lines and patches along the folds of a plastic sleeve."""
    h, w = light.gain.shape
    x, y = grid(h, w)
    for _ in range(chance.py.randint(1, 5)):
        a = chance.pick((0.0, math.pi / 2, chance.uniform(0, math.pi)))
        d = (x - chance.uniform(0, w)) * math.cos(a) + (y - chance.uniform(0, h)) * math.sin(a)
        along = np.clip(noise(chance, h, w, 50 * unit(h, w)) + 0.3, 0, 1.5)
        width = chance.uniform(0.6, 5) * unit(h, w)
        light.added += np.exp(-((d / width) ** 2)) * along * within * chance.skewed(0.05, 1.5)
    light.veil = np.maximum(light.veil, within * np.float32(chance.uniform(0, 0.1)))


def _spot(chance: Chance, h: int, w: int, box: Points) -> Field:
    """A lamp's reflection over one line of print."""
    x, y = grid(h, w)
    size = np.ptp(box, axis=0)
    centre = box.mean(0) + size * chance.np.uniform(-0.25, 0.25, 2)
    a = max(float(size.max()) * chance.uniform(0.15, 0.5), 3 * unit(h, w))
    b = min(a, max(float(size.min()) * chance.uniform(0.6, 2.4), a * chance.uniform(0.15, 0.5)))
    angle = math.atan2(*(box[1] - box[0])[::-1]) + chance.py.gauss(0, 0.3)
    u = (x - centre[0]) * math.cos(angle) + (y - centre[1]) * math.sin(angle)
    v = -(x - centre[0]) * math.sin(angle) + (y - centre[1]) * math.cos(angle)
    d = (u / a) ** 2 + (v / b) ** 2
    return np.asarray(np.exp(-(d ** chance.uniform(0.8, 3))), np.float32)


def _glow(chance: Chance, h: int, w: int, corners: Points, large: bool) -> Field:
    """0 to 1: a lamp, a tube, a window, a flash, a sheet of light."""
    x, y = grid(h, w)
    reach = float(max(np.ptp(corners[:, 0]), np.ptp(corners[:, 1]), 8))
    point = chance.np.dirichlet(np.ones(4)) @ corners
    if not large and chance.often(0.2):
        point = np.array([chance.uniform(0, w), chance.uniform(0, h)])
    angle = chance.uniform(0, math.pi)
    u = ((x - point[0]) * math.cos(angle) + (y - point[1]) * math.sin(angle)) / reach
    v = (-(x - point[0]) * math.sin(angle) + (y - point[1]) * math.cos(angle)) / reach
    kinds = {"soft": 3.0, "ellipse": 1.5, "tube": 1.0, "window": 1.2, "flash": 1.2, "ramp": 1.0}
    if large:
        kinds = {"soft": 2.0, "ellipse": 1.0, "window": 0.7, "ramp": 2.0}
    kind = chance.weighted(kinds)
    if kind in ("soft", "ellipse"):
        a = chance.skewed(0.3, 0.7) if large else chance.skewed(0.03, 0.5)
        d = (u / a) ** 2 + (v / (a * chance.uniform(0.35, 1.0))) ** 2
        power = chance.uniform(0.6, 1.2) if kind == "soft" else chance.uniform(1.5, 5)
        return np.asarray(np.exp(-(d**power)), np.float32)
    if kind == "tube":
        a, b = chance.uniform(0.3, 1.2), chance.uniform(0.01, 0.09)
        across = np.exp(-(np.abs(v / b) ** chance.uniform(1.5, 4)))
        return np.asarray(np.exp(-((u / a) ** 4)) * across, np.float32)
    if kind == "window":
        a, b = (chance.uniform(0.3, 0.5) if large else chance.uniform(0.05, 0.3) for _ in range(2))
        pane = (np.abs(u) < a) & (np.abs(v) < b) & (np.abs(u) > a * 0.06)
        if chance.often(0.5):
            pane &= np.abs(v) > b * 0.06
        return blurred(pane.astype(np.float32), chance.uniform(1, reach * 0.05 + 1.1))
    if kind == "flash":
        d = np.hypot(u, v) / chance.uniform(0.015, 0.08)
        halo = chance.uniform(0.05, 0.4) * np.exp(-d / chance.uniform(2, 6))
        return np.asarray(np.clip(np.exp(-(d**2)) + halo, 0, 1), np.float32)
    return np.asarray(1 / (1 + np.exp(-np.clip(u / chance.uniform(0.02, 0.3), -30, 30))), np.float32)


def lit(scene: Image, light: Light, ink: float) -> tuple[Image, Field]:
    """The scene (0 to 255) as the sensor shows it, and how surely print is lost to light at each pixel (0 to 1).

    `ink` is what the print reflects, beside paper at `PAPER_TONE`.
    """
    h, w = scene.shape[:2]

    def large(small: Field) -> Field:
        return np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)

    linear = LINEAR[np.clip(scene, 0, 255).astype(np.uint8)]
    gain, added, veil = large(light.gain), large(light.added), large(light.veil)
    out = _tone(linear * (light.cast * gain[..., None]) + added[..., None] * light.tint, light)
    small = cv2.resize(linear, light.gain.shape[::-1], interpolation=cv2.INTER_AREA)
    spill = _spill(light, np.asarray(small, np.float32).mean(2))
    lost = _loss(light, np.asarray(small, np.float32)[..., 1], spill, ink)
    out = np.minimum(out + large(spill)[..., None], 1)
    out = out * (1 - veil[..., None]) + veil[..., None]
    return (out * 255).astype(np.float32), np.clip(large(lost), 0, 1)


def _tone(linear: Any, light: Light) -> Any:
    """Linear values as the picture shows them."""
    held = 1 - np.exp(-linear * 1.8) if light.shoulder else np.minimum(linear, 1)
    return cv2.pow(np.maximum(held, 0).astype(np.float32), light.power)


def _spill(light: Light, brightness: Field) -> Field:
    """Light that runs over dark strokes where the sensor is full."""
    if light.bloom is None:
        return np.zeros_like(light.gain)
    sigma, share = light.bloom
    over = np.clip(brightness * light.gain + light.added - 1, 0, 3).astype(np.float32)
    return np.asarray(blurred(over, sigma * unit(*over.shape)) * np.float32(share), np.float32)


def _loss(light: Light, green: Field, spill: Field, ink: float) -> Field:
    """Paper and print with the light and without what of it harms: how surely the contrast has gone."""
    n = max(3, round(13 * unit(*green.shape))) | 1
    soft = cv2.blur(green, (3, 3))
    paper = np.maximum(np.asarray(cv2.blur(cv2.dilate(soft, np.ones((n, n))), (n, n)), np.float32), 0.001)

    def shown(reflected: Any) -> Any:
        seen = np.minimum(_tone(reflected * light.gain + light.added, light) + spill, 1)
        return seen * (1 - light.veil) + light.veil

    share = ink / PAPER_TONE
    white, print_ = shown(paper), shown(paper * share)
    before = _tone(paper * light.usual, light) - _tone(paper * share * light.usual, light)
    left = (white - print_) / np.maximum(before, 0.02)
    pale = np.clip((print_ - PALE_FROM) / 0.05 + 0.5, 0, 1)
    return np.asarray(np.clip((LOST_BELOW - left) / 0.1 + 0.5, 0, 1) * pale, np.float32)
