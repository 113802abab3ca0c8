"""What lies under the paper: wood, cloth, smooth tops, stone, printed clutter. BGR float arrays, 0 to 255."""

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.generator.paper import noise

Array = NDArray[np.float32]
Tone = tuple[int, int, int]  # blue, green, red


def _flat(height: int, width: int, tone: Tone) -> Array:
    return np.full((height, width, 3), tone, dtype=np.float32)


def wood(rng: random.Random, height: int, width: int) -> Array:
    """Planks with a grain that runs along or across."""
    tone = rng.choice(((70, 106, 150), (40, 66, 104), (120, 160, 196), (30, 44, 66), (96, 128, 158)))
    along = rng.random() < 0.6
    h, w = (height, width) if along else (width, height)
    source = np.random.default_rng(rng.randrange(2**32))
    grain = cv2.resize(
        source.standard_normal((h, max(4, w // 60))).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC
    )
    rings = np.sin(
        (np.arange(h, dtype=np.float32)[:, None] / rng.uniform(14, 40)) + noise(rng, h, w, w / 5) * 3
    )
    texture = grain * 7 + rings * 9 + noise(rng, h, w, 200) * 6
    if rng.random() < 0.5:
        step = int(h / rng.uniform(2.5, 5))
        for y in range(step // 2, h, step):
            texture[y : y + max(2, h // 400)] -= 45
    texture = texture if along else texture.T
    return np.asarray(
        _flat(height, width, tone) + texture[..., None] * np.array((0.8, 0.95, 1.1), np.float32), np.float32
    )


def cloth(rng: random.Random, height: int, width: int) -> Array:
    """A weave with soft folds."""
    tone = rng.choice(((150, 120, 90), (80, 70, 130), (190, 190, 186), (60, 60, 62), (110, 140, 120)))
    pitch = max(3.0, width / rng.uniform(150, 380))
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    weave = np.sin(x[None, :] * 2 * np.pi / pitch) * np.sin(y[:, None] * 2 * np.pi / pitch)
    folds = noise(rng, height, width, width / 3) * 14
    if rng.random() < 0.35:
        folds = folds + 22 * (np.sin(x[None, :] * 2 * np.pi / (width / rng.uniform(3, 9))) > 0.2)
    return np.asarray(
        _flat(height, width, tone) + (weave * 9 + folds + noise(rng, height, width, 2) * 4)[..., None],
        np.float32,
    )


def smooth(rng: random.Random, height: int, width: int) -> Array:
    """A plain table top, light or dark."""
    tone = rng.choice(
        ((236, 238, 240), (205, 212, 214), (40, 40, 44), (96, 100, 104), (150, 176, 196), (180, 160, 120))
    )
    return np.asarray(
        _flat(height, width, tone) + (noise(rng, height, width, width / 3) * 4)[..., None], np.float32
    )


def stone(rng: random.Random, height: int, width: int) -> Array:
    """Speckled or veined stone."""
    tone = rng.choice(((170, 176, 180), (88, 90, 94), (200, 206, 214), (110, 124, 140)))
    speckle = (
        noise(rng, height, width, 3) * 16
        + noise(rng, height, width, 9) * 14
        + noise(rng, height, width, 120) * 9
    )
    veins = np.abs(noise(rng, height, width, width / 7)) < 0.05
    return np.asarray(_flat(height, width, tone) + speckle[..., None] - 26 * veins[..., None], np.float32)


def clutter(rng: random.Random, height: int, width: int) -> Array:
    """A desk with other papers, pens and a keyboard-like grid half in view."""
    ground = smooth(rng, height, width)
    for _ in range(rng.randint(2, 6)):
        side = rng.uniform(0.15, 0.6) * width
        centre = (
            rng.choice((rng.uniform(-0.1, 0.15), rng.uniform(0.85, 1.1))) * width,
            rng.uniform(0, 1) * height,
        )
        rect = (centre, (side, side * rng.uniform(0.1, 1.2)), rng.uniform(0, 180))
        corners = cv2.boxPoints(rect).astype(np.int32)
        level = rng.uniform(40, 235)
        shade = tuple(min(255.0, max(0.0, level + rng.uniform(-28, 28))) for _ in range(3))
        cv2.fillPoly(ground, [corners], shade, cv2.LINE_AA)
        if rng.random() < 0.5:
            for k in range(9):
                a = corners[0] + (corners[3] - corners[0]) * (k + 1) / 10 + (corners[1] - corners[0]) * 0.1
                b = a + (corners[1] - corners[0]) * rng.uniform(0.4, 0.8)
                cv2.line(
                    ground,
                    tuple(int(v) for v in a),
                    tuple(int(v) for v in b),
                    (90, 90, 90),
                    max(1, width // 500),
                    cv2.LINE_AA,
                )
    return ground


SURFACES: dict[str, Callable[[random.Random, int, int], Array]] = {
    "wood": wood,
    "cloth": cloth,
    "smooth": smooth,
    "stone": stone,
    "clutter": clutter,
}
