"""Papers laid down: what is beneath them, what they lie in, the hand behind them, their shadows."""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from samples.scenes import objects
from samples.scenes.chance import Chance, Field, Image, Pixels, Points, blurred, noise, photograph, unit
from samples.scenes.framing import Framing
from samples.scenes.objects import Thing
from samples.scenes.pages import PAPER, Stock
from samples.scenes.sheet import Sheet
from samples.scenes.surfaces import plain, surface


@dataclass(frozen=True)
class Manner:
    """How the scene came about: `clean` without a defect, `scanned` flat and with no things about, off a `display`."""

    clean: bool
    scanned: bool
    display: bool


@dataclass
class Canvas:
    """The scene while it is made. `owner` numbers the papers (0 none, 1 the document); `bits` as in `pages`."""

    pixels: Image
    bits: Pixels
    owner: Pixels
    covered: Field
    lost: Field

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.bits.shape[0], self.bits.shape[1]


def ground(
    chance: Chance, size: tuple[int, int], where: Framing | None, stock: Stock, *, scanned: bool
) -> Canvas:
    """What the papers lie on, other papers beneath them among it."""
    h, w = size
    if scanned:
        tone = chance.pick(
            (chance.colour(245, 255, 3), chance.colour(245, 255, 3), chance.colour(0, 12, 3), chance.colour())
        )
        pixels = plain(h, w, tone)
    elif where and where.kind == "held":
        pixels = photograph(chance, h, w) if chance.often(0.6) else surface(chance, h, w)
        pixels = blurred(pixels, chance.uniform(0, 6) * unit(h, w))
    else:
        pixels = surface(chance, h, w)
    empty = np.zeros((h, w), np.uint8)
    canvas = Canvas(pixels, empty, empty.copy(), np.zeros((h, w), np.float32), np.zeros((h, w), np.float32))
    if not scanned and chance.often(0.4 if where else 0.1):
        for _ in range(chance.pick((1, 1, 2, 3))):
            _neighbour(chance, canvas, stock)
    return canvas


def _neighbour(chance: Chance, canvas: Canvas, stock: Stock) -> None:
    """Another paper, a book, a mat beneath the document; it is no paper in the truth, since most of it is hidden."""
    h, w = canvas.size
    centre = (chance.uniform(-0.2, 1.2) * w, chance.uniform(-0.2, 1.2) * h)
    span = (chance.uniform(0.2, 1.2) * w, chance.uniform(0.15, 1.0) * h)
    turn = chance.uniform(-180, 180) if chance.often(0.5) else chance.uniform(-6, 6)
    corners = np.asarray(cv2.boxPoints((centre, span, turn)), np.float64)
    mask = np.zeros((h, w), np.float32)
    cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1.0, cv2.LINE_AA)
    if chance.often(0.35):
        pixels = stock.page(chance).pixels
        laid = _warped(pixels.astype(np.float32), corners, (h, w))[0]
    else:
        tone = chance.colour(200, 255, 10) if chance.often(0.5) else chance.colour()
        laid = plain(h, w, tone)
    canvas.pixels = shaded(chance, canvas.pixels, mask)
    canvas.pixels = canvas.pixels * (1 - mask[..., None]) + laid * mask[..., None]


def _warped(pixels: Image, corners: Points, size: tuple[int, int]) -> tuple[Image, Any]:
    """The page with its corners there, made smaller first where it is seen small; and the homography."""
    h, w = pixels.shape[:2]
    sides = [float(np.linalg.norm(corners[k + 1] - corners[k])) for k in range(3)]
    factor = max(*sides, 8.0) / max(h, w)
    if factor < 0.9:
        small = (max(4, round(w * factor)), max(4, round(h * factor)))
        pixels = np.asarray(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), np.float32)
    box = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    shrunk = box * np.array([pixels.shape[1], pixels.shape[0]], np.float32)
    matrix = cv2.getPerspectiveTransform(shrunk, corners.astype(np.float32))
    laid = cv2.warpPerspective(
        pixels, matrix, size[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(laid, np.float32), homography((h, w), corners)


def homography(page: tuple[int, int], corners: Points) -> Any:
    """From a page's pixels to the picture's."""
    h, w = page
    box = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    return cv2.getPerspectiveTransform(box, corners.astype(np.float32))


def shaded(chance: Chance, pixels: Image, mask: Field) -> Image:
    """The shadow that a thing throws where it lies."""
    if chance.often(0.4):
        return pixels
    h, w = mask.shape
    u = unit(h, w)
    move = np.array([[1, 0, chance.uniform(-6, 6) * u], [0, 1, chance.uniform(-6, 6) * u]], np.float32)
    moved = np.asarray(cv2.warpAffine(mask, move, (w, h), borderMode=cv2.BORDER_REPLICATE), np.float32)
    soft = blurred(moved, chance.uniform(1, 7) * u)
    return (pixels * (1 - soft[..., None] * chance.uniform(0, 0.5))).astype(np.float32)


def papers(
    chance: Chance, canvas: Canvas, where: Framing | None, sheets: list[Sheet], manner: Manner
) -> Field | None:
    """Lay the papers down, with what they lie in; returns where there is glass or plastic over them."""
    if where is None:
        return None
    h, w = canvas.size
    glassy: Field | None = None
    dress = (
        "bezel"
        if manner.display
        else chance.weighted({"none": 6.0, "sleeve": 1.0, "folder": 1.2, "glass": 0.8})
    )
    if where.kind in ("photo", "cut", "zoom") and dress != "none":
        glassy = _dressed(chance, canvas, where.corners[0], dress)
    if where.kind == "held":
        _held_from_behind(chance, canvas, where.corners[0])
    for number, (sheet, corners) in enumerate(zip(sheets, where.corners, strict=True), start=1):
        laid, matrix = _warped(sheet.pixels, corners, (h, w))
        put = np.asarray(cv2.warpPerspective(sheet.bits, matrix, (w, h), flags=cv2.INTER_NEAREST), np.uint8)
        mask = ((put & PAPER) > 0).astype(np.float32)
        if not manner.scanned:
            canvas.pixels = shaded(chance, canvas.pixels, mask)
        edge = blurred(mask, 0.6)[..., None]
        canvas.pixels = (canvas.pixels * (1 - edge) + laid * edge).astype(np.float32)
        canvas.bits = np.where(mask > 0, put, canvas.bits).astype(np.uint8)
        canvas.owner = np.where(mask > 0, number, canvas.owner).astype(np.uint8)
    return glassy


def _dressed(chance: Chance, canvas: Canvas, corners: Points, dress: str) -> Field | None:
    """A folder, a picture frame, a sleeve or a display round the page; where it is glassy."""
    h, w = canvas.size
    middle = corners.mean(0)

    def grown(by: float) -> Field:
        mask = np.zeros((h, w), np.float32)
        quad = middle + (corners - middle) * by
        cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 1.0, cv2.LINE_AA)
        return mask

    first, second = chance.uniform(1.01, 1.12), chance.uniform(1.03, 1.2)
    inner, outer = grown(first), grown(first * second)
    tones = {
        "folder": (chance.colour(10, 120, 50), chance.colour(10, 120, 50)),
        "glass": (chance.colour(20, 230, 50), chance.colour(215, 250, 8)),
        "bezel": (chance.colour(4, 40, 5), chance.colour(0, 255, 30)),
        "sleeve": (chance.colour(200, 250, 6), chance.colour(200, 250, 6)),
    }
    rim, mat = tones[dress]
    through_it = chance.uniform(0.1, 0.35) if dress == "sleeve" else 1.0
    canvas.pixels = shaded(chance, canvas.pixels, outer)
    for mask, tone in ((outer, rim), (inner, mat)):
        grain = plain(h, w, tone) + (noise(chance, h, w, 6 * unit(h, w)) * chance.uniform(0, 6))[..., None]
        share = mask[..., None] * through_it
        canvas.pixels = (canvas.pixels * (1 - share) + grain * share).astype(np.float32)
    return {"sleeve": outer, "glass": inner}.get(dress)


def _held_from_behind(chance: Chance, canvas: Canvas, corners: Points) -> None:
    """The hand that holds the page, as far as it is seen beyond the page's rim."""
    middle = corners.mean(0)
    reach = float(np.linalg.norm(corners[1] - corners[0]))
    for side in chance.pick(((2,), (2,), (1, 3), (3,), (1,))):
        rim = (corners[side] + corners[(side + 1) % 4]) / 2
        outward = math.atan2(*(rim - middle)[::-1]) + chance.py.gauss(0, 0.4)
        point = rim + (middle - rim) * chance.uniform(0.05, 0.5)
        hand = objects.palm(chance, canvas.size, point, outward, reach * chance.uniform(0.2, 0.7))
        canvas.pixels = laid_over(canvas.pixels, hand)


def laid_over(pixels: Image, thing: Thing) -> Image:
    a = thing.alpha[..., None]
    return (pixels * (1 - a) + thing.colour * a).astype(np.float32)
