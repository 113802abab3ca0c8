"""From a page to a picture: on a table under uneven light, on a scanner's glass, or on a screen.

A picture's truth goes through the same homography as its pixels, so it stays exact.
"""

import math
import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.generator.page import Page
from samples.generator.surfaces import SURFACES
from samples.generator.truth import Truth, box, through

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """A picture (BGR, 0 to 255) and its truth in the picture's own pixels.

    It is the upright picture mirrored left–right where `mirrored`, then turned clockwise by `rotation` degrees.
    """

    image: Array
    truth: Truth
    surface: str = ""
    rotation: int = 0
    mirrored: bool = False

    @property
    def tilt(self) -> float:
        """Degrees clockwise by which the document leans, once rotation and mirroring are undone."""
        corners = self.truth.document
        along = (corners[1] - corners[0]) + (corners[2] - corners[3])
        angle = math.degrees(math.atan2(float(along[1]), float(along[0]))) - self.rotation
        angle = 180 - angle if self.mirrored else angle
        return (angle + 180) % 360 - 180


@dataclass(frozen=True)
class Setting:
    """How a picture is taken. `width` in pixels; `tilt` in degrees; `fill` the document's share of the frame's side;
    `perspective` the largest shift of a corner as a share of the side; the rest are strengths from 0 to 1."""

    width: int
    tilt: float = 2.0
    perspective: float = 0.015
    fill: tuple[float, float] = (0.78, 0.95)
    light: float = 0.3
    noise: float = 0.3
    blur: float = 0.0  # defocus, pixels (standard deviation)
    surface: str = ""


@dataclass(frozen=True)
class Difficulty:
    """Ranges from which a setting is drawn, and the size of the file."""

    width: tuple[int, int]
    tilt: float
    perspective: float
    fill: tuple[float, float]
    light: float
    noise: float
    blur: tuple[float, float]
    kilobytes: tuple[int, int]
    seal_on_number: float


DIFFICULTIES = {
    "sharp": Difficulty((1200, 2400), 2.5, 0.012, (0.80, 0.97), 0.3, 0.25, (0.0, 0.4), (150, 198), 0.05),
    "slight": Difficulty((960, 1700), 5.0, 0.03, (0.70, 0.96), 0.55, 0.5, (0.2, 0.9), (90, 190), 0.2),
    "hard": Difficulty((680, 1000), 12.0, 0.05, (0.72, 0.95), 0.8, 0.8, (0.2, 0.8), (35, 90), 0.5),
}


def setting(rng: random.Random, difficulty: Difficulty) -> Setting:
    """A setting within the difficulty's ranges."""
    return Setting(
        rng.randint(*difficulty.width),
        rng.uniform(-difficulty.tilt, difficulty.tilt),
        difficulty.perspective,
        difficulty.fill,
        difficulty.light,
        difficulty.noise,
        rng.uniform(*difficulty.blur),
        rng.choice(tuple(SURFACES)),
    )


def photograph(page: Page, truth: Truth, rng: random.Random, how: Setting) -> Shot:
    """The page on a table, seen by a telephone."""
    w, h = page.image.size
    tilt = math.radians(how.tilt)
    bound_w = w * abs(math.cos(tilt)) + h * abs(math.sin(tilt))
    bound_h = w * abs(math.sin(tilt)) + h * abs(math.cos(tilt))
    fill_w, fill_h = rng.uniform(*how.fill), rng.uniform(*how.fill)
    if rng.random() < 0.6:  # the telephone's own shape, not cropped to the document
        shape = 4 / 3 if bound_w > bound_h else 3 / 4
        if bound_w / bound_h > shape:
            fill_h = bound_h / (bound_w / fill_w / shape)
        else:
            fill_w = bound_w / (bound_h / fill_h * shape)
    frame_w = how.width
    scale = frame_w * fill_w / bound_w
    frame_h = round(bound_h * scale / fill_h)
    free_x, free_y = frame_w - bound_w * scale, frame_h - bound_h * scale
    centre = np.array(
        [frame_w / 2 + free_x * rng.uniform(-0.3, 0.3), frame_h / 2 + free_y * rng.uniform(-0.3, 0.3)]
    )
    turn = np.array([[math.cos(tilt), -math.sin(tilt)], [math.sin(tilt), math.cos(tilt)]]) * scale
    corners = box(-w / 2, -h / 2, w / 2, h / 2) @ turn.T + centre
    reach = how.perspective * min(frame_w, frame_h)
    room = max(0.0, min(free_x, free_y) / 2)
    corners = corners + np.array([[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(4)]) * min(
        reach, max(room, reach / 4)
    )
    matrix = cv2.getPerspectiveTransform(
        box(0, 0, w, h).astype(np.float32), corners.astype(np.float32)
    ).astype(np.float64)
    surface = how.surface or rng.choice(tuple(SURFACES))
    ground = SURFACES[surface](rng, frame_h, frame_w)
    laid, mask = _warp(page, matrix, frame_w, frame_h, scale)
    shade_dx, shade_dy = rng.uniform(-0.012, 0.012) * frame_w, rng.uniform(0.002, 0.012) * frame_w
    shifted = cv2.warpAffine(
        mask, np.array([[1, 0, shade_dx], [0, 1, shade_dy]], np.float32), (frame_w, frame_h)
    )
    shadow = cv2.GaussianBlur(shifted, (0, 0), frame_w / rng.uniform(60, 160))
    ground = ground * (1 - rng.uniform(0.3, 0.6) * shadow[..., None])
    image = ground * (1 - mask[..., None]) + laid * mask[..., None]
    image = lit(image, rng, how.light)
    return Shot(image, truth.mapped(through(matrix)), surface)


def fill_frame(page: Page, truth: Truth, rng: random.Random, how: Setting, *, lighting: bool) -> Shot:
    """The page as the whole picture: a scan, a screenshot, or a scene drawn as a whole."""
    w, h = page.image.size
    scale = how.width / w
    size = (how.width, round(h * scale))
    pixels = np.ascontiguousarray(np.asarray(page.image)[:, :, ::-1])
    image = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC).astype(
        np.float32
    )
    if lighting:
        image = lit(image, rng, how.light * 0.6)
    matrix = np.diag([size[0] / w, size[1] / h, 1.0])
    return Shot(image, truth.mapped(through(matrix)))


def scan(page: Page, truth: Truth, rng: random.Random, how: Setting) -> Shot:
    """The page on a scanner's glass: nearly straight, nearly filling, evenly lit."""
    flat = replace(
        how,
        tilt=rng.uniform(-1.2, 1.2),
        perspective=0.0,
        fill=(0.965, 0.995),
        light=0.06,
        noise=how.noise * 0.3,
        surface="smooth",
    )
    return photograph(page, truth, rng, flat)


def _warp(
    page: Page, matrix: NDArray[np.float64], width: int, height: int, scale: float
) -> tuple[Array, Array]:
    pixels = np.ascontiguousarray(np.asarray(page.image)[:, :, ::-1])
    alpha = np.full(pixels.shape[:2], 255, np.uint8) if page.alpha is None else np.asarray(page.alpha)
    if scale < 0.9:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        matrix = matrix @ np.diag([pixels.shape[1] / size[0], pixels.shape[0] / size[1], 1.0])
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    laid = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    mask = cv2.warpPerspective(alpha, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return laid.astype(np.float32), np.asarray(mask / 255, np.float32)


def lit(image: Array, rng: random.Random, strength: float) -> Array:
    """Uneven light, a soft shadow, a colour cast and an exposure."""
    h, w = image.shape[:2]
    angle = rng.uniform(0, 2 * math.pi)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    ramp = (x / w - 0.5) * math.cos(angle) + (y / h - 0.5) * math.sin(angle)
    light = 1 + ramp * 0.55 * strength
    if rng.random() < 0.6 * strength + 0.1:
        edge = (x / w - rng.uniform(0.2, 0.8)) * math.cos(angle + 1.2) + (
            y / h - rng.uniform(0.2, 0.8)
        ) * math.sin(angle + 1.2)
        light = light * (1 - rng.uniform(0.15, 0.45) * strength / (1 + np.exp(edge * rng.uniform(12, 60))))
    cast = np.array(
        [1 + rng.uniform(-0.14, 0.08) * strength, 1.0, 1 + rng.uniform(-0.08, 0.12) * strength], np.float32
    )
    exposure = 1 + rng.uniform(-0.22, 0.06) * strength
    return np.asarray(image * light[..., None] * cast * exposure, dtype=np.float32)


def develop(shot: Shot, rng: random.Random, how: Setting) -> Shot:
    """Lens, sensor and the telephone's own sharpening."""
    image = shot.image
    if how.blur > 0.05:
        image = cv2.GaussianBlur(image, (0, 0), how.blur).astype(np.float32)
    if how.noise > 0:
        source = np.random.default_rng(rng.randrange(2**32))
        grain = source.standard_normal(image.shape).astype(np.float32) * (4.5 * how.noise)
        image = image + cv2.GaussianBlur(grain, (0, 0), 0.7)
    amount = rng.uniform(0.0, 0.6)
    soft = cv2.GaussianBlur(image, (0, 0), 1.2)
    image = image + (image - soft) * amount
    return replace(shot, image=np.clip(image, 0, 255).astype(np.float32))


def encode(shot: Shot, limit: int, *, start: int = 92) -> tuple[bytes, Shot]:
    """A JPEG of at most `limit` bytes: lower quality first, then fewer pixels."""
    while True:
        for quality in range(start, min(start, 28) - 1, -6):
            done, data = cv2.imencode(
                ".jpg", shot.image.round().clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
            )
            if not done:
                raise RuntimeError("JPEG encoder failed")
            if len(data) <= limit:
                return data.tobytes(), shot
        shot = shrunk(shot, 0.88)


def shrunk(shot: Shot, factor: float) -> Shot:
    """The picture at another size."""
    h, w = shot.image.shape[:2]
    size = (max(1, round(w * factor)), max(1, round(h * factor)))
    image = cv2.resize(shot.image, size, interpolation=cv2.INTER_AREA)
    matrix = np.diag([size[0] / w, size[1] / h, 1.0])
    return replace(shot, image=np.asarray(image, dtype=np.float32), truth=shot.truth.mapped(through(matrix)))
