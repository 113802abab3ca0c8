"""One training line: set, sealed, photographed small and askew, compressed, and cut out as the project cuts lines."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.line_reader.train import ink, typefaces, wording
from precheck.domain.geometry import height, quad
from precheck.ocr import _crop
from precheck.ocr._paddle import LINE_HEIGHT_PX

Array = NDArray[np.float32]
DIGIT_PX = (5.0, 20.0)
"""Height of a digit in the photograph, uniform in its logarithm."""

SMALL_PX, MAX_LINE_PX = 20, 2048
NUMBER = "number"


@dataclass(frozen=True)
class Sample:
    """A strip (BGR, uint8, 48 px high) and what stands on it.

    ``value`` is what matters of it, a number or a name; ``kind`` what that is; ``digit_px`` the height of its digits in the
    photograph.
    """

    strip: NDArray[np.uint8]
    text: str
    value: str
    kind: str
    digit_px: float
    sealed: bool


@dataclass(frozen=True)
class LineText:
    """What a line says: before the value, the value, and behind it; ``faces`` that have all its characters."""

    kind: str
    before: str
    value: str
    after: str
    faces: list[typefaces.Face]


def sample(
    rng: random.Random, line: LineText, held_out: bool, digit_px: tuple[float, float] = DIGIT_PX
) -> Sample | None:
    """A line; None where its edge happens to cut a character through the middle. Small print is stretched at random in training,
    as nothing else tells where its characters end."""
    digit = math.exp(rng.uniform(math.log(digit_px[0]), math.log(digit_px[1])))
    face = typefaces.choose_face(rng, line.faces)
    set_digit = min(26.0, max(14.0, 1.6 * digit))
    em = round(set_digit / typefaces.digit_share(face))
    han = typefaces.choose_face(rng, typefaces.for_han(held_out)) if line.kind == NUMBER else face
    mask, placed, base = _set(rng, line, face, han, em)
    page = _printed(rng, mask, base, em, held_out)
    sealed = rng.random() < 0.5
    if sealed:
        for _ in range(rng.choice((1, 1, 1, 2))):
            ink.press_seal(rng, page, em, held_out)
    shrink = digit / set_digit
    first = sum(not character.isspace() for character in line.before)
    last = first + len("".join(line.value.split())) - 1
    left, right = placed[0][1], placed[-1][2]
    if rng.random() < 0.6:  # the value alone, with a little room
        room = rng.uniform(0.1, 0.9) * em
        left, right = max(left, placed[first][1] - room), min(right, placed[last][2] + room)
    photo, warp = _photographed(rng, page, shrink)
    box_height = 1.2 * rng.uniform(0.9, 1.3) * digit + rng.uniform(3.5, 10)
    middle = base - set_digit / 2
    half = box_height / shrink / 2
    side = rng.uniform(0.0, 0.5) * em
    lean = math.tan(math.radians(rng.gauss(0, 0.8))) * (right - left) / 2
    off = rng.gauss(0, 0.06) * 2 * half
    corners = np.array(
        [
            (left - side, middle + off - half - lean),
            (right + side, middle + off - half + lean),
            (right + side, middle + off + half + lean),
            (left - side, middle + off + half - lean),
        ]
    )
    corners[:, 1] += np.array([rng.gauss(0, 0.02) * 2 * half for _ in range(4)])
    box = quad(cv2.perspectiveTransform(corners[None], warp)[0])
    taken = _kept(rng, photo, digit)
    small = height(box) < SMALL_PX
    stretch = 1.0 if held_out else rng.uniform(*((1.0, 1.6) if small else (0.82, 1.25)))
    strip = _crop.line_image(taken, box, LINE_HEIGHT_PX, MAX_LINE_PX, stretch)
    text = _inside(strip, corners, placed, middle)
    return None if text is None else Sample(strip, _spaced(text, line), line.value, line.kind, digit, sealed)


def _inside(
    strip: NDArray[np.uint8],
    corners: NDArray[np.float64],
    placed: list[tuple[str, float, float]],
    middle: float,
) -> str | None:
    """The characters that lie within the strip; None where one lies across its edge."""
    target = np.array([(0, 0), (strip.shape[1], 0), strip.shape[1::-1], (0, strip.shape[0])], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    text = ""
    for character, start, end in placed:
        points = np.array([[(start, middle), (end, middle)]], np.float64)
        ends = cv2.perspectiveTransform(points, matrix)[0, :, 0]
        inside = (min(ends[1], strip.shape[1]) - max(ends[0], 0)) / max(1e-6, ends[1] - ends[0])
        if inside < 0.4:
            continue
        if inside < 0.8:
            return None
        text += character
    return text


def _spaced(text: str, line: LineText) -> str:
    """The same with its spaces, which have no extent of their own, where the whole of it or the value was seen."""
    for whole in (line.before + line.value + line.after, line.value):
        if " " in whole and "".join(whole.split()) == text:
            return " ".join(whole.split())
    return text


def _set(
    rng: random.Random, line: LineText, face: typefaces.Face, han: typefaces.Face, em: int
) -> tuple[NDArray[np.uint8], list[tuple[str, float, float]], float]:
    """The line as ink (0..255) between fragments of its neighbours; each character and its extent; the baseline."""
    share = rng.uniform(0.85, 1.25) if rng.random() < 0.5 else 1.0
    pieces = []
    tracking = {0: 0.0, 1: rng.uniform(0, 0.08), 2: rng.uniform(0, 0.4)}[rng.choice((0, 0, 1, 2))]
    squeeze = rng.uniform(0.85, 1.2) if rng.random() < 0.3 else 1.0
    grouped = rng.random() < 0.06
    for part, string in enumerate((line.before, line.value, line.after)):
        for index, character in enumerate(string):
            font = typefaces.load(face if part == 1 else han, em if part == 1 else max(6, round(em * share)))
            advance = font.getlength(character) + (tracking * em if part == 1 else 0.02 * em)
            if part == 1 and grouped and index % 4 == 3:
                advance += 0.35 * em
            if index == len(string) - 1 and part < 2:
                advance += rng.uniform(0.0, 0.6) * em
            pieces.append((character, font, advance))
    total = sum(advance for _, _, advance in pieces)
    margin = 1.1 * em
    wide, high = round(total + 2 * margin), round(4.2 * em)
    mask = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(mask)
    base, cursor = round(2.5 * em), margin
    stroke = 1 if em > 28 and rng.random() < 0.12 else 0
    placed = []
    for character, font, advance in pieces:
        draw.text((round(cursor), base), character, font=font, fill=255, anchor="ls", stroke_width=stroke)
        if not character.isspace():
            a, _, b, _ = font.getbbox(character, anchor="ls")
            placed.append((character, round(cursor) + a, round(cursor) + b))
        cursor += advance
    _neighbours(rng, draw, han, em, wide, base)
    if rng.random() < 0.12:  # a rule under the line, or a frame
        y = base + rng.uniform(0.12, 0.5) * em
        draw.line((0, y, wide, y), fill=255, width=rng.choice((1, 1, 2)))
        if rng.random() < 0.4:
            y -= rng.uniform(1.3, 1.8) * em
            draw.line((0, y, wide, y), fill=255, width=rng.choice((1, 1, 2)))
    pixels: NDArray[np.uint8] = np.asarray(mask, np.uint8)
    if squeeze != 1.0:
        size = (round(wide * squeeze), high)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        placed = [(one, a * squeeze, b * squeeze) for one, a, b in placed]
    return pixels, placed, float(base)


def _neighbours(
    rng: random.Random, draw: ImageDraw.ImageDraw, han: typefaces.Face, em: int, wide: int, base: int
) -> None:
    for up in (True, False):
        if rng.random() < 0.5:
            continue
        away = rng.uniform(1.35, 2.4) * em
        text = "".join(rng.choice(wording.HAN + "0123456789" * 8) for _ in range(rng.randint(4, 30)))
        at = (rng.uniform(-2 * em, wide * 0.6), base - away if up else base + away)
        draw.text(at, text, font=typefaces.load(han, em), fill=255, anchor="ls")


def _printed(rng: random.Random, mask: NDArray[np.uint8], base: float, em: int, held_out: bool) -> Array:
    high, wide = mask.shape
    page = ink.paper(rng, high, wide)
    kind = rng.random()
    if kind < 0.82:
        level = rng.uniform(8, 105)
        colour = [level + rng.uniform(-12, 12) for _ in range(3)]
    elif kind < 0.92:  # printed or stamped in red
        colour = [rng.uniform(150, 220), rng.uniform(20, 70), rng.uniform(20, 80)]
    else:
        colour = [rng.uniform(20, 80), rng.uniform(20, 90), rng.uniform(90, 170)]
    alpha = mask.astype(np.float32) * np.float32(rng.uniform(0.75, 1.0) / 255)
    if rng.random() < 0.35:
        alpha *= np.clip(0.92 + 0.16 * ink.smooth(rng, high, wide, rng.uniform(2, 9)), 0, 1)
    page += alpha[..., None] * (np.array(colour, np.float32) - page)
    if rng.random() < 0.1:  # a watermark in large, pale letters
        mark = Image.new("L", (wide, high), 0)
        text = "".join(rng.choice(wording.HAN) for _ in range(12))
        font = typefaces.load(
            typefaces.choose_face(rng, typefaces.for_han(held_out)), round(em * rng.uniform(1, 2))
        )
        ImageDraw.Draw(mark).text(
            (rng.uniform(-3 * em, wide / 2), base), text, font=font, fill=255, anchor="ls"
        )
        turned = np.asarray(mark.rotate(rng.uniform(-30, 30), center=(wide / 2, base)), np.float32) / 255
        page *= 1 - turned[..., None] * rng.uniform(0.08, 0.3)
    return page


def _photographed(rng: random.Random, page: Array, shrink: float) -> tuple[Array, NDArray[np.float64]]:
    """The strip of page as it lies in the photograph, and the matrix from the one to the other."""
    high, wide = page.shape[:2]
    size = (max(8, round(wide * shrink)), max(8, round(high * shrink)))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    tilt = math.radians(rng.uniform(-12, 12) if rng.random() < 0.6 else rng.uniform(-2.5, 2.5))
    cos, sin = math.cos(tilt), math.sin(tilt)
    ends = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float64)
    moved = ends @ np.array([[cos, sin], [-sin, cos]])
    moved[:, 1] += np.array([rng.gauss(0, 0.012) * size[0] * 0.3 for _ in range(4)])
    moved -= moved.min(axis=0) - [rng.uniform(0, 8), rng.uniform(0, 8)]
    limits = np.ceil(moved.max(axis=0)).astype(int) + 2
    matrix = cv2.getPerspectiveTransform(ends.astype(np.float32), moved.astype(np.float32))
    photo = cv2.warpPerspective(
        small,
        matrix,
        (int(limits[0]), int(limits[1])),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    to_page = np.asarray(matrix @ np.diag([size[0] / wide, size[1] / high, 1.0]), np.float64)
    return np.asarray(photo, np.float32), to_page


def _kept(rng: random.Random, photo: Array, digit: float) -> NDArray[np.uint8]:
    """Light, lens, sensor, sharpening and JPEG."""
    wide = photo.shape[1]
    ramp = np.linspace(-0.5, 0.5, wide, dtype=np.float32) * rng.uniform(-0.35, 0.35)
    cast = np.array([1 + rng.uniform(-0.12, 0.08) for _ in range(3)], np.float32)
    photo = photo * ((1 + ramp)[None, :, None] * cast * rng.uniform(0.72, 1.05))
    if rng.random() < 0.12:
        photo = np.repeat(photo.mean(axis=2, keepdims=True), 3, axis=2)
        if rng.random() < 0.6:  # a copy: hard contrast
            low, top = rng.uniform(35, 70), rng.uniform(170, 220)
            photo = np.clip((photo - low) / (top - low), 0, 1) * 250
    blur = rng.uniform(0.0, min(0.9, 0.15 + 0.09 * digit))
    if rng.random() < 0.08:
        blur *= 1.4
    if blur > 0.1:
        photo = np.asarray(cv2.GaussianBlur(photo, (0, 0), blur), np.float32)
    if digit > 6.5 and rng.random() < 0.12:
        length = rng.choice((2, 3))
        kernel = np.full((1, length) if rng.random() < 0.6 else (length, 1), 1 / length, np.float32)
        photo = np.asarray(cv2.filter2D(photo, -1, kernel), np.float32)
    source = np.random.default_rng(rng.randrange(2**32))
    grain = source.standard_normal(photo.shape, np.float32) * np.float32(rng.uniform(0.3, 6.0))
    photo = photo + (cv2.GaussianBlur(grain, (0, 0), 0.7) if rng.random() < 0.7 else grain)
    amount = rng.uniform(0.0, 0.8)
    photo = photo + (photo - cv2.GaussianBlur(photo, (0, 0), 1.2)) * amount
    pixels: NDArray[np.uint8] = np.clip(photo, 0, 255).astype(np.uint8)[..., ::-1]
    for quality in (rng.randint(25, 92), rng.randint(40, 92))[: 1 + (rng.random() < 0.15)]:
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return pixels
