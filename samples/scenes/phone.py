"""What the telephone and the messenger do: optics, noise, denoising, sharpening, JPEG once or twice; displays; app bars."""

import math
from typing import Any

import cv2
import numpy as np

from samples.scenes.chance import Chance, Image, Pixels, grid, noise, unit
from samples.scenes.surfaces import plain


def displayed(chance: Chance, image: Image) -> tuple[Image, dict[str, Any]]:
    """As if photographed off a monitor or another telephone: rows of coloured dots, sampled by the sensor's own grid."""
    h, w = image.shape[:2]
    x, y = grid(h, w)
    turn, lens = chance.py.gauss(0, 0.12), chance.uniform(-2e-7, 2e-7) / unit(h, w)
    r2 = (x - w / 2) ** 2 + (y - h / 2) ** 2
    bend = noise(chance, h, w, 250 * unit(h, w)) * chance.uniform(0, 1.2)
    across = (x * math.cos(turn) + y * math.sin(turn)) * (1 + lens * r2) + bend
    down = (-x * math.sin(turn) + y * math.cos(turn)) * (1 + lens * r2) + bend
    pitch = chance.pick((chance.uniform(0.35, 1.15), chance.uniform(0.9, 1.1), chance.uniform(1.8, 2.2)))
    strength = chance.uniform(0.06, 0.3)
    out = image.copy()
    for channel in range(3):
        dots = np.sin(2 * math.pi * (across * pitch + channel / 3))
        rows = np.sin(2 * math.pi * down * pitch)
        out[..., channel] *= 1 + strength * (0.6 * dots + 0.4 * rows)
    if chance.often(0.7):  # the sensor's own pattern of colours catches the beat
        period, angle = chance.uniform(8, 70) * unit(h, w), chance.uniform(0, math.pi)
        along = x * math.cos(angle) + y * math.sin(angle) + bend * 20
        for channel in range(3):
            phase = channel * chance.uniform(0.3, 2.2)
            out[..., channel] *= 1 + strength * 0.5 * np.sin(2 * math.pi * along / period + phase)
    if chance.often(0.3):  # a band of the refresh
        at, wide = chance.uniform(0, h), chance.uniform(0.05, 0.3) * h
        out *= (1 - chance.uniform(0.05, 0.3) * np.exp(-(((y - at) / wide) ** 2)))[..., None]
    cool = np.array([chance.uniform(1, 1.14), 1, chance.uniform(0.88, 1)], np.float32)
    return (out * cool + chance.uniform(0, 14)).astype(np.float32), {"strength": round(strength, 2)}


def taken(chance: Chance, image: Image, *, clean: bool) -> tuple[Pixels, dict[str, dict[str, Any]]]:
    """Optics, sensor and the telephone's own mending; 8 bits. Says how soft it became where that is much."""
    done: dict[str, dict[str, Any]] = {}
    u = unit(*image.shape[:2])
    if clean:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), chance.uniform(0.2, 0.5) * min(u, 2)))
    elif chance.often(0.12):
        sigma = chance.uniform(0.8, 3)
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma * u))
        done["defocus"] = {"sigma_px": round(sigma * u, 2)}
    elif chance.often(0.09):
        image, done["motion"] = _shaken(chance, image, u)
    elif chance.often(0.6):
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), chance.uniform(0.25, 0.8) * min(u, 2)))
    if chance.often(0.05):
        image = np.repeat(image.mean(2, keepdims=True), 3, 2)
        done["photocopy"] = {}  # a grey picture shows no more of colours than a copy does
    if chance.often(0.5):
        grain = chance.uniform(0.5, 4 if clean else 8)
        image = image + chance.np.standard_normal(image.shape).astype(np.float32) * np.float32(grain)
    pixels = np.clip(image, 0, 255).astype(np.uint8)
    if chance.often(0.3):
        pixels = np.asarray(cv2.bilateralFilter(pixels, 5, chance.uniform(8, 30), 2.0), np.uint8)
    if chance.often(0.45):
        soft = cv2.GaussianBlur(pixels, (0, 0), chance.uniform(0.7, 2.0) * min(u, 2))
        amount = chance.uniform(0.2, 1.4)
        pixels = np.asarray(cv2.addWeighted(pixels, 1 + amount, soft, -amount, 0), np.uint8)
    return pixels, done


def _shaken(chance: Chance, image: Image, u: float) -> tuple[Image, dict[str, Any]]:
    length = max(3, round(chance.uniform(2, 9) * u)) | 1
    kernel = np.zeros((length, length), np.float32)
    angle, middle = chance.uniform(0, math.pi), (length - 1) / 2
    reach = np.array([math.cos(angle), math.sin(angle)]) * middle
    ends = [tuple(round(v) for v in (middle - reach, middle + reach)[k]) for k in (0, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.float32), {"length_px": length}


def sent(chance: Chance, pixels: Pixels) -> Pixels:
    """Compressed, perhaps made smaller and compressed again by a messenger."""
    for _ in range(chance.pick((0, 1, 1, 2))):
        h, w = pixels.shape[:2]
        if chance.often(0.3):
            factor = chance.uniform(0.7, 0.95)
            small = cv2.resize(pixels, (round(w * factor), round(h * factor)), interpolation=cv2.INTER_AREA)
            pixels = np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC), np.uint8)
        quality = chance.py.randint(35, 92)
        coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return pixels


def bars(chance: Chance, image: Image) -> tuple[Image, tuple[int, int]]:
    """An app's bars above and below, with signs in them; how high each is."""
    h, w = image.shape[:2]
    out, heights = (
        image.copy(),
        (round(h * chance.uniform(0.03, 0.12)), round(h * chance.uniform(0.03, 0.14))),
    )
    tone = chance.pick((chance.colour(0, 12, 3), chance.colour(240, 255, 3), chance.colour(0, 255, 8)))
    ink = 255 - tone if chance.often(0.7) else chance.colour()
    for top, height in ((True, heights[0]), (False, heights[1])):
        bar = plain(height, w, tone)
        for _ in range(chance.py.randint(2, 8)):
            x, y = chance.py.randint(0, w), chance.py.randint(0, height)
            size = max(2, round(height * chance.uniform(0.1, 0.35)))
            if chance.often(0.4):
                cv2.circle(bar, (x, y), size, ink.tolist(), max(1, size // 5), cv2.LINE_AA)
            else:
                cv2.rectangle(bar, (x, y), (x + size * chance.py.randint(1, 6), y + size), ink.tolist(), -1)
        out[:height] = bar if top else out[:height]
        if not top:
            out[h - height :] = bar
    return out, heights
