"""What a paper lies on: tables, cloth, tiles, photographs, other print, nothing at all."""

import math

import numpy as np

from samples.scenes.chance import Chance, Image, grid, noise, photograph, unit

KINDS = {
    "flat": 2.0,
    "ramp": 1.0,
    "grain": 1.5,
    "wood": 2.0,
    "weave": 1.2,
    "photograph": 3.0,
    "blotches": 1.0,
    "pale": 1.2,
    "dark": 1.2,
    "tiles": 1.0,
    "checked": 0.5,
}


def plain(h: int, w: int, colour: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image:
    """One colour."""
    return np.ascontiguousarray(np.broadcast_to(colour, (h, w, 3)), np.float32)


def surface(chance: Chance, h: int, w: int) -> Image:
    """A surface seen from above, 0 to 255, not lit yet."""
    kind = chance.weighted(KINDS)
    u = unit(h, w)
    if kind == "photograph":
        return photograph(chance, h, w)
    tones = {"pale": (222, 252, 6), "dark": (4, 60, 14)}
    out = plain(h, w, chance.colour(*tones.get(kind, (20, 245, 40))))
    if kind in PATTERNS:
        out = PATTERNS[kind](chance, out, u)
    out += (noise(chance, h, w, 60 * u) * chance.uniform(0, 7))[..., None]
    out += (noise(chance, h, w, 1.5 * u) * chance.uniform(0, 4))[..., None]
    return np.clip(out, 0, 255).astype(np.float32)


def _ramp(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    x, y = grid(h, w)
    t = np.clip(x * chance.uniform(-1, 1) / w + y * chance.uniform(-1, 1) / h + 0.5, 0, 1)[..., None]
    return np.asarray(out * (1 - t) + chance.colour(10, 245) * t, np.float32)


def _grain(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    for cell in (2, chance.uniform(3, 10), chance.uniform(20, 120)):
        out += (noise(chance, h, w, cell * u) * chance.uniform(0, 18))[..., None]
    return out


def _wood(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    x, y = grid(h, w)
    angle = chance.pick((0.0, math.pi / 2, chance.uniform(0, math.pi)))
    across = (-x * math.sin(angle) + y * math.cos(angle)) / u
    bent = across + noise(chance, h, w, chance.uniform(40, 160) * u) * chance.uniform(2, 14)
    fine, broad = chance.uniform(1.5, 9), chance.uniform(10, 40)
    rings = np.sin(bent / fine) * chance.uniform(4, 16) + np.sin(bent / broad) * chance.uniform(4, 20)
    out += rings[..., None] * (1 + chance.vector(-0.3, 0.3))
    if chance.often(0.5):
        step = chance.uniform(40, 160)
        out -= (((across % step) < chance.uniform(1, 3)) * chance.uniform(20, 70))[..., None]
    return out


def _weave(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    x, y = grid(h, w)
    pitch = chance.uniform(1.5, 8) * u
    threads = np.sin(x / pitch) * np.sin(y / pitch) * chance.uniform(4, 22)
    return np.asarray(out + (threads + noise(chance, h, w, 80 * u) * chance.uniform(0, 16))[..., None])


def _blotches(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    for _ in range(3):
        field = noise(chance, h, w, chance.uniform(15, 140) * u)
        share = np.clip(field * chance.uniform(1, 9), 0, 1)[..., None]
        out = np.asarray(out * (1 - share) + chance.colour() * share, np.float32)
    return out


def _tiles(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    x, y = grid(h, w)
    pitch, edge, angle = chance.uniform(30, 150) * u, chance.uniform(1, 5) * u, chance.uniform(-0.5, 0.5)
    a = x * math.cos(angle) - y * math.sin(angle)
    b = x * math.sin(angle) + y * math.cos(angle)
    out[((a % pitch) < edge) | ((b % pitch) < edge)] = chance.colour()
    return out


def _checked(chance: Chance, out: Image, u: float) -> Image:
    h, w = out.shape[:2]
    x, y = grid(h, w)
    pitch, share = chance.uniform(14, 60) * u, chance.uniform(0.2, 0.5)
    for line in (x, y):
        band = (((line / pitch) % 1) < share)[..., None] * chance.uniform(0.2, 0.6)
        out = np.asarray(out * (1 - band) + chance.colour() * band, np.float32)
    return out


PATTERNS = {
    "ramp": _ramp,
    "grain": _grain,
    "wood": _wood,
    "weave": _weave,
    "blotches": _blotches,
    "tiles": _tiles,
    "checked": _checked,
}
