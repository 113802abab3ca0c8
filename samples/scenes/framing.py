"""Where papers lie in the picture: seen from above or aslant, cut off, scanned to the sheet, to its print, two at once.

Corners begin with the page's own top-left; x to the right, y down, in pixels of the picture.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from samples.scenes.chance import Chance, Pixels, Points
from samples.scenes.pages import PAPER

PHOTOGRAPHED = ("photo", "cut", "zoom", "held", "two")
SHAPES = (4 / 3, 4 / 3, 3 / 4, 3 / 4, 16 / 9, 9 / 16, 1.0, 3 / 2, 2 / 3)
CUT_FROM, WHOLE_UP_TO = (
    0.018,
    0.007,
)  # share of the document outside of a side; what lies between is asked of nobody


@dataclass(frozen=True)
class Framing:
    """`size` (height, width) of the picture and each paper's corners, the document's own first.

    `bounded` false: the scan is trimmed to its print, so that no edge of the sheet is to be seen and none is missing.
    """

    kind: str
    size: tuple[int, int]
    corners: tuple[Points, ...]
    bounded: bool = True


def frame(chance: Chance, longest: int) -> tuple[int, int]:
    """A telephone's or a camera's picture, height and width."""
    shape = chance.pick((*SHAPES, chance.uniform(0.5, 2)))
    return (round(longest / shape), longest) if shape >= 1 else (longest, round(longest * shape))


def aslant(chance: Chance, page: tuple[int, int], roll: float, lean: float) -> Points:
    """The page's corners through a pinhole, about (0, 0): turned by `roll` degrees, leaning away by up to `lean`."""
    h, w = page
    box = np.array([[-w, -h, 0], [w, -h, 0], [w, h, 0], [-w, h, 0]], np.float64) / max(h, w)
    a, b, c = (math.radians(v) for v in (roll, chance.uniform(-lean, lean), chance.uniform(-lean, lean)))
    turn = np.array([[math.cos(a), math.sin(a), 0], [-math.sin(a), math.cos(a), 0], [0, 0, 1]])
    pitch = np.array([[1, 0, 0], [0, math.cos(b), math.sin(b)], [0, -math.sin(b), math.cos(b)]])
    yaw = np.array([[math.cos(c), 0, math.sin(c)], [0, 1, 0], [-math.sin(c), 0, math.cos(c)]])
    solid = box @ turn @ pitch @ yaw
    away = chance.uniform(2.2, 6.0)
    return np.asarray(solid[:, :2] * (away / (away + solid[:, 2:])), np.float64)


def fitted(corners: Points, size: tuple[int, int], fill: float) -> Points:
    """Scaled to fill that share of the picture's width or height, whichever is met first."""
    span = np.ptp(corners, axis=0)
    return np.asarray(corners * min(size[1] * fill / span[0], size[0] * fill / span[1]))


def roll(chance: Chance, *, calm: bool) -> float:
    """How a telephone is held: degrees."""
    usual = chance.py.gauss(0, 3 if calm else 5)
    return usual if calm or chance.often(0.85) else chance.uniform(-40, 40)


def photo(chance: Chance, page: tuple[int, int], longest: int, *, calm: bool) -> Framing:
    """All of the page, on its surface."""
    size = frame(chance, longest)
    fill = chance.uniform(0.55, 0.97) if chance.often(0.8) else chance.uniform(0.25, 0.6)
    lean = chance.pick((0.0, 6.0, 12.0, 18.0 if calm else 28.0))
    quad = fitted(aslant(chance, page, roll(chance, calm=calm), lean), size, fill)
    free = np.maximum(np.array(size[::-1]) - np.ptp(quad, axis=0), 0)
    place = np.clip(chance.np.normal(0.5, 0.22, 2), 0.02, 0.98)
    return Framing("photo", size, (quad - quad.min(0) + free * place,))


def cut(chance: Chance, page: tuple[int, int], longest: int) -> Framing:
    """The page goes on beyond one side of the picture or two, by 2 to 40 % of its length."""
    whole = photo(chance, page, longest, calm=chance.often(0.5))
    quad, size = whole.corners[0].copy(), np.array(whole.size[::-1], np.float64)
    grown = chance.uniform(0.7, 1.25) * (size / np.ptp(quad, axis=0)).min()
    quad = (quad - quad.mean(0)) * grown + size / 2 if chance.often(0.5) else quad
    for side in chance.py.sample(range(4), chance.pick((1, 1, 1, 2))):
        share = chance.uniform(0.02, 0.4) if chance.often(0.6) else chance.uniform(0.02, 0.12)
        axis, span = side % 2, np.ptp(quad, axis=0)
        low, high = -share * span[axis], size[axis] + share * span[axis]
        quad[:, axis] += low - quad[:, axis].min() if side < 2 else high - quad[:, axis].max()
    return Framing("cut", whole.size, (quad,))


def zoom(chance: Chance, page: tuple[int, int], longest: int, times: tuple[float, float]) -> Framing:
    """So near that the page goes on beyond three sides or all of them: so many `times` as wide as the frame."""
    size = frame(chance, longest)
    shape = aslant(chance, page, chance.py.gauss(0, 4), chance.pick((0.0, 8.0)))
    quad = fitted(shape, size, chance.uniform(*times))
    return Framing("zoom", size, (quad + np.array(size[::-1]) * chance.np.uniform(0.3, 0.7, 2),))


def held(chance: Chance, page: tuple[int, int], longest: int) -> Framing:
    """Held up before the camera: rather small, in the middle."""
    size = frame(chance, longest)
    quad = fitted(aslant(chance, page, chance.py.gauss(0, 6), 16.0), size, chance.uniform(0.3, 0.8))
    free = np.maximum(np.array(size[::-1]) - np.ptp(quad, axis=0), 0)
    return Framing("held", size, (quad - quad.min(0) + free * chance.np.uniform(0.2, 0.8, 2),))


def two(chance: Chance, pages: list[tuple[int, int]], longest: int, *, sheet: bool) -> Framing:
    """Two papers beside each other or one above the other; `sheet`: copied onto one white sheet."""
    size = frame(chance, longest)
    across = size[1] > size[0]
    half = (size[0], size[1] // 2) if across else (size[0] // 2, size[1])
    found = []
    for k, page in enumerate(pages):
        lean = 0.0 if sheet else chance.pick((0.0, 8.0))
        quad = fitted(
            aslant(chance, page, chance.py.gauss(0, 1 if sheet else 5), lean),
            half,
            chance.uniform(0.45, 0.98),
        )
        spot = np.array([(k + 0.5) / 2, 0.5] if across else [0.5, (k + 0.5) / 2])
        found.append(quad + spot * np.array(size[::-1]))
    return Framing("two_sheet" if sheet else "two", size, tuple(found))


def scan(chance: Chance, page: tuple[int, int], longest: int) -> Framing:
    """A scanner's picture: exactly the sheet, a hair more or less, or a margin round it."""
    h, w = page
    size = (round(longest * h / max(h, w)), round(longest * w / max(h, w)))
    slack = chance.pick(
        (0.0, 0.0, chance.uniform(-0.006, 0.004), chance.uniform(-0.03, 0), chance.uniform(-0.12, 0))
    )
    lean = chance.pick((0.0, 0.0, chance.py.gauss(0, 0.4) if slack < -0.01 else 0.0))
    quad = fitted(aslant(chance, page, lean, 0.0), size, 1 + slack)
    return Framing("scan", size, (quad + np.array(size[::-1]) / 2,))


def trimmed(
    chance: Chance, page: tuple[int, int], content: tuple[int, int, int, int], longest: int
) -> Framing:
    """A scan or a crop to the frame or the print of the page: the sheet's blank rim is not in it, and nothing is lost."""
    h, w = page
    left, top, right, bottom = content
    slack = [
        chance.pick((0.0, chance.uniform(0, 1))) for _ in range(4)
    ]  # 0 at the print, 1 at the sheet's edge
    x0, y0 = left * (1 - slack[0]), top * (1 - slack[1])
    x1, y1 = right + (w - right) * slack[2], bottom + (h - bottom) * slack[3]
    factor = longest / max(x1 - x0, y1 - y0)
    size = (max(16, round((y1 - y0) * factor)), max(16, round((x1 - x0) * factor)))
    box = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
    return Framing("trimmed", size, ((box - [x0, y0]) * factor,), bounded=False)


def scan_cut(chance: Chance, page: tuple[int, int], longest: int) -> Framing:
    """A scan or a crop that lost a strip of the page."""
    h, w = page
    low, high = np.zeros(2), np.array([w, h], np.float64)
    rim = chance.pick((0.0, chance.uniform(0, 0.05))) * max(h, w)
    low, high = low - rim, high + rim
    for side in chance.py.sample(range(4), chance.pick((1, 1, 2))):
        share = (chance.uniform(0.04, 0.4) + rim / max(h, w)) * (w, h)[side % 2]
        (low if side < 2 else high)[side % 2] += share if side < 2 else -share
    factor = longest / (high - low).max()
    size = (max(16, round((high - low)[1] * factor)), max(16, round((high - low)[0] * factor)))
    box = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
    return Framing("scan_cut", size, ((box - low) * factor,))


def app(chance: Chance, page: tuple[int, int], longest: int) -> Framing:
    """A picture shown by an app: the page between two bars."""
    size = frame(chance, longest)
    quad = fitted(aslant(chance, page, 0.0, 0.0), (round(size[0] * 0.8), size[1]), chance.uniform(0.6, 1.0))
    return Framing("app", size, (quad + np.array(size[::-1]) / 2,))


def content_box(pixels: Pixels, bits: Pixels) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is printed on a pale sheet; None where that cannot be told or is little."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ground = float(np.median(grey))
    if ground < 150 or (bits & PAPER).min() == 0:
        return None
    inked = (np.abs(grey.astype(np.float32) - ground) > 28).astype(np.uint8)
    across, down = np.flatnonzero(inked.mean(0) > 0.004), np.flatnonzero(inked.mean(1) > 0.004)
    if len(across) < 2 or len(down) < 2:
        return None
    box = (int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1)
    share = (box[2] - box[0]) * (box[3] - box[1]) / bits.size
    return box if share > 0.45 else None


def outside(corners: Points, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Share of the document's area beyond the picture's left, top, right and bottom side."""
    h, w = size
    quad = corners.astype(np.float32)
    area = max(float(cv2.contourArea(quad)), 1.0)
    far = 1e5
    beyond = ((-far, -far, 0, far), (-far, -far, far, 0), (w, -far, far, far), (-far, h, far, far))
    found = []
    for x0, y0, x1, y1 in beyond:
        box = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        found.append(float(cv2.intersectConvexConvex(quad, box)[0]) / area)
    return found[0], found[1], found[2], found[3]
