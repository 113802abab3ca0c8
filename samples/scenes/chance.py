"""What every part of a scene draws from: chances of its own, noise fields, colours, photographs that packages ship.

Images are BGR. Fields are (h, w) float32. Lengths in scenes are given in units of `unit(h, w)`, so that a scene looks the
same at every size.
"""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
Image = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
T = TypeVar("T")

REFERENCE = 448  # a picture this long has a unit of one pixel
PHOTOGRAPHS = {
    "skimage/data": (
        "astronaut",
        "brick",
        "camera",
        "cell",
        "chelsea",
        "coffee",
        "coins",
        "grass",
        "gravel",
        "hubble_deep_field",
        "ihc",
        "motorcycle_left",
        "retina",
        "rocket",
    ),
    "sklearn/datasets/images": ("china", "flower"),
}


def unit(h: int, w: int) -> float:
    """Pixels that a length of one stands for in a picture of that size."""
    return max(h, w) / REFERENCE


class Chance:
    """Draws for one scene: `py` for choices, `np` for arrays; the same seed, the same scene."""

    def __init__(self, seed: str) -> None:
        self.py = random.Random(seed)
        self.np = np.random.default_rng(self.py.getrandbits(64))

    def uniform(self, low: float, high: float) -> float:
        """Evenly between the two."""
        return self.py.uniform(low, high)

    def skewed(self, low: float, high: float) -> float:
        """Evenly between the two's logarithms."""
        return float(np.exp(self.py.uniform(np.log(low), np.log(high))))

    def often(self, share: float) -> bool:
        """True in that share of draws."""
        return self.py.random() < share

    def pick(self, among: Sequence[T]) -> T:
        """One of them."""
        return self.py.choice(among)

    def weighted(self, among: Mapping[T, float]) -> T:
        """One of the keys, as often as its value says."""
        return self.py.choices(list(among), list(among.values()))[0]

    def vector(self, low: float, high: float, count: int = 3) -> Field:
        """So many numbers evenly between the two."""
        return self.np.uniform(low, high, count).astype(np.float32)

    def colour(self, low: float = 0, high: float = 255, spread: float = 40) -> Field:
        """A colour round a grey between the two, its channels `spread` apart at most."""
        return np.asarray(np.clip(self.uniform(low, high) + self.vector(-spread, spread), 0, 255), np.float32)


def noise(chance: Chance, h: int, w: int, cell: float) -> Field:
    """Smooth noise, mean 0, deviation about 1; `cell` in pixels."""
    step = max(cell, 1.0)
    size = (max(2, int(h / step) + 2), max(2, int(w / step) + 2))
    small = chance.np.standard_normal(size).astype(np.float32)
    return np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC), np.float32)


def grid(h: int, w: int) -> tuple[Field, Field]:
    """Each pixel's x and y."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    return x, y


def blurred(field: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """A Gaussian; wide ones are made at a coarser size."""
    if sigma < 0.2:
        return field
    factor = max(1, int(sigma // 4))
    if factor == 1:
        return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)
    h, w = field.shape[:2]
    small = cv2.resize(field, (max(2, w // factor), max(2, h // factor)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / factor)
    return np.asarray(cv2.resize(soft, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


@cache
def photographs() -> tuple[Pixels, ...]:
    """Pictures that come with scikit-image and scikit-learn, BGR; both are needed for drawing scenes only.

    Raises:
        RuntimeError: a package is missing.
    """
    found: list[Pixels] = []
    for folder, names in PHOTOGRAPHS.items():
        package, *inner = folder.split("/")
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{package} is missing: pip install scikit-image scikit-learn")
        where = Path(spec.origin).parent.joinpath(*inner)
        for name in names:
            picture = cv2.imread(str(next(where.glob(name + ".*"))), cv2.IMREAD_COLOR)
            if picture is not None:
                found.append(np.asarray(picture, np.uint8))
    return tuple(found)


def photograph(chance: Chance, h: int, w: int) -> Image:
    """A part of one of them, stretched to that size, relit."""
    photo = chance.pick(photographs())
    share = chance.uniform(0.25, 1.0)
    high, wide = (max(8, int(n * share)) for n in photo.shape[:2])
    y, x = chance.py.randint(0, photo.shape[0] - high), chance.py.randint(0, photo.shape[1] - wide)
    part = cv2.resize(photo[y : y + high, x : x + wide], (w, h), interpolation=cv2.INTER_LINEAR)
    out = np.asarray(part, np.float32)[:, :: chance.pick((1, -1))]
    relit = out * chance.uniform(0.4, 1.4) * (1 + chance.vector(-0.2, 0.2))
    return np.asarray(np.clip(relit, 0, 255), np.float32)
