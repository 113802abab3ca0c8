"""What lies over a paper: thumbs and fingers of many skins, hands, ribbons, clips, pens, slips, bars drawn over words.

Every function gives a `Thing`: how much of each pixel it hides (0 to 1) and its colours, in the picture's own size.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from samples.scenes.chance import Chance, Field, Image, Points, blurred, grid, noise, unit
from samples.scenes.surfaces import plain, surface

# Blue, green, red of skin in even light, from light to dark, cool and warm.
SKINS = (
    (196, 214, 244),
    (170, 195, 235),
    (150, 180, 225),
    (130, 170, 224),
    (120, 155, 205),
    (100, 130, 185),
    (75, 100, 150),
    (50, 70, 110),
    (35, 48, 78),
)


@dataclass(frozen=True)
class Thing:
    """`alpha` (h, w) 0 to 1, `colour` (h, w, 3) 0 to 255; `flat` things lie on the paper and cast no shadow."""

    alpha: Field
    colour: Image
    name: str
    flat: bool = False


def skin(chance: Chance) -> Field:
    """A skin's colour."""
    tone = np.array(chance.pick(SKINS), np.float32) + chance.vector(-14, 14)
    return np.asarray(np.clip(tone, 0, 255), np.float32)


@dataclass(frozen=True)
class Pose:
    """A finger's tip, the direction from which it comes (radians), its thickness, and how far each joint bends it."""

    tip: Points
    angle: float
    thick: float
    bends: tuple[float, ...] = (0, 0, 0)


def finger(chance: Chance, shape: tuple[int, int], pose: Pose, tone: Field, *, nail: bool) -> Thing:
    """A finger, in the colour `tone`."""
    h, w = shape
    x, y = grid(h, w)
    joint, bend, thick = pose.tip.astype(np.float64), pose.angle, pose.thick
    lengths = (thick * chance.uniform(1.1, 1.5), thick * chance.uniform(1.3, 1.9), float(max(h, w)) * 2)
    best = np.full((h, w), 1e9, np.float32)
    side, run = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    begun = 0.0
    for k, (length, more) in enumerate(zip(lengths, pose.bends, strict=True)):
        c, s = math.cos(bend), math.sin(bend)
        along = (x - joint[0]) * c + (y - joint[1]) * s
        across = -(x - joint[0]) * s + (y - joint[1]) * c
        start = thick * 0.5 if k == 0 else 0.0
        held = np.clip(along, start, length)
        bulge = (
            1
            + 0.05 * np.cos((begun + held) / thick * 3.0)
            + 0.10 * np.clip((begun + held) / (thick * 6), 0, 1)
        )
        half = thick / 2 * bulge * (0.93 if k == 0 else 1.0)
        distance = (np.hypot(along - held, across) - half).astype(np.float32)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        side = np.where(nearer, across / half, side).astype(np.float32)
        run = np.where(nearer, begun + along, run).astype(np.float32)
        joint = joint + np.array([c, s]) * length
        begun, bend = begun + length, bend + more
    soft = chance.uniform(0.5, 2.2) * unit(h, w)
    alpha = np.clip(0.5 - best / soft, 0, 1).astype(np.float32)
    return Thing(alpha, _flesh(chance, tone, side, run / thick, nail=nail), "finger")


def _flesh(chance: Chance, tone: Field, side: Field, run: Field, *, nail: bool) -> Image:
    """Skin on a round: lit from one side, creased at the joints, redder at the tip, with a nail where it is seen."""
    h, w = side.shape
    v = np.clip(side, -1, 1)
    lit = chance.uniform(-0.5, 0.5)
    shade = 0.62 + 0.38 * np.sqrt(np.clip(1 - v**2, 0, 1)) + lit * 0.3 * v
    for at in (1.25, 2.8):
        crease = np.exp(-(((run - at - 0.08 * v**2) / 0.05) ** 2)) + np.exp(
            -(((run - at - 0.16) / 0.04) ** 2)
        )
        shade = shade - 0.13 * crease * chance.uniform(0.3, 1)
    shade = shade + noise(chance, h, w, 2.5 * unit(h, w)) * 0.02 + noise(chance, h, w, 18 * unit(h, w)) * 0.03
    out = np.clip(shade, 0.2, 1.3)[..., None] * tone
    tip = np.exp(-np.clip(run, 0, 9) * 1.4)[..., None] * chance.uniform(0, 0.25)
    out = out * (1 - tip) + out * np.array([0.82, 0.82, 1.08], np.float32) * tip
    if nail:
        a, b = (run - chance.uniform(0.42, 0.5)) / 0.36, v / chance.uniform(0.6, 0.76)
        plate = np.clip((1 - (np.abs(a) ** 2.6 + np.abs(b) ** 2.6)) * 6, 0, 1)[..., None]
        colour = tone * 0.5 + np.array([176, 182, 232], np.float32) * 0.5
        shine = np.exp(-(((v + lit) / 0.18) ** 2))[..., None] * chance.uniform(0, 0.5)
        edge = np.exp(-((np.clip(run, -1, 9) - 0.13) ** 2) / 0.003)[..., None] * chance.uniform(0, 0.8)
        body = colour * (0.8 + 0.2 * shade[..., None]) + 90 * shine
        body = body * (1 - edge) + np.array([225, 232, 240], np.float32) * edge
        out = out * (1 - plate) + body * plate
    return np.asarray(np.clip(out, 0, 255), np.float32)


def over(first: Thing, second: Thing) -> Thing:
    """The second upon the first."""
    a = second.alpha[..., None]
    return Thing(
        np.maximum(first.alpha, second.alpha),
        first.colour * (1 - a) + second.colour * a,
        second.name,
        second.flat,
    )


def fingers(chance: Chance, shape: tuple[int, int], point: Points, outward: float, thick: float) -> Thing:
    """One to four fingers beside each other, or a thumb, reaching in from outside."""
    tone, count = skin(chance), chance.pick((1, 1, 1, 2, 3, 4))
    width = thick * (1.15 if count == 1 else 0.9)
    beside = np.array([-math.sin(outward), math.cos(outward)])
    along = np.array([math.cos(outward), math.sin(outward)])
    nail, bends = chance.often(0.7), tuple(chance.py.gauss(0, 0.1) for _ in range(3))
    middle = point + beside * width * 0.52 * (count - 1) + along * width * chance.uniform(2.2, 4.5)
    broad = width * (count * 1.05 if count > 1 else chance.uniform(1.8, 2.8))
    out = finger(chance, shape, Pose(middle, outward + bends[0] + bends[1], broad), tone, nail=False)
    if chance.often(0.3):
        out = Thing(np.zeros_like(out.alpha), out.colour, out.name)
    for k in range(count):
        tip = point + beside * width * 1.04 * k + along * width * chance.uniform(-0.5, 0.5) * (k > 0)
        turn = outward + chance.uniform(-0.04, 0.04) * k
        out = over(out, finger(chance, shape, Pose(tip, turn, width, bends), tone, nail=nail))
    return out


def palm(chance: Chance, shape: tuple[int, int], point: Points, outward: float, thick: float) -> Thing:
    """A hand seen beyond a paper's rim: a broad round of skin, and the arm or sleeve behind it."""
    h, w = shape
    wide = finger(chance, shape, Pose(point, outward, thick), skin(chance), nail=False)
    if chance.often(0.4):
        return wide
    cuff = point + np.array([math.cos(outward), math.sin(outward)]) * thick * chance.uniform(1.2, 2.2)
    x, y = grid(h, w)
    behind = (x - cuff[0]) * math.cos(outward) + (y - cuff[1]) * math.sin(outward) > 0
    across = -(x - cuff[0]) * math.sin(outward) + (y - cuff[1]) * math.cos(outward)
    sleeve = (behind & (np.abs(across) < thick * chance.uniform(0.6, 1.1))).astype(np.float32)
    cloth = plain(h, w, chance.colour(0, 230, 60)) + (noise(chance, h, w, 14 * unit(h, w)) * 12)[..., None]
    return over(wide, Thing(blurred(sleeve, 0.8 * unit(h, w)), np.clip(cloth, 0, 255), "sleeve"))


def ribbon(chance: Chance, shape: tuple[int, int], corners: Points) -> Thing:
    """Ribbons or paper corners that hold a sheet in its folder, across two or four of its corners."""
    h, w = shape
    alpha = np.zeros((h, w), np.float32)
    reach = float(np.linalg.norm(corners[2] - corners[0]))
    held, width = chance.uniform(0.05, 0.16) * reach, chance.uniform(0.012, 0.06) * reach
    filled = chance.often(0.25)
    for k in chance.pick(((0, 2), (1, 3), (0, 1, 2, 3), (0, 1, 2, 3), (chance.py.randint(0, 3),))):
        corner = corners[k]
        ends = []
        for other in (corners[(k + 1) % 4], corners[k - 1]):
            toward = (other - corner) / max(float(np.linalg.norm(other - corner)), 1e-6)
            ends.append((corner + toward * held, toward))
        (a, u), (b, v) = ends
        outer = [corner] if filled else [b - v * width, a - u * width]
        shape_ = np.array([a, b, *outer], np.float64)
        cv2.fillConvexPoly(alpha, cv2.convexHull(np.round(shape_).astype(np.int32)), 1.0, cv2.LINE_AA)
    tones = ((40, 30, 200), (245, 245, 248), (70, 190, 235), (60, 40, 160), (150, 60, 40))
    colour = plain(h, w, np.array(chance.pick(tones), np.float32) + chance.vector(-12, 12))
    x, y = grid(h, w)
    sheen = np.sin((x + y * chance.uniform(-1, 1)) / (chance.uniform(4, 18) * unit(h, w))) * chance.uniform(
        0, 22
    )
    return Thing(alpha, np.clip(colour + sheen[..., None], 0, 255).astype(np.float32), "ribbon")


def block(
    chance: Chance,
    shape: tuple[int, int],
    point: Points,
    angle: float,
    size: tuple[float, float],
    textured: float = 0.0,
) -> Thing:
    """Something with straight sides and one colour: a slip, a telephone, a sticker, a card, a ruler; or `textured`, in that
    share: cloth, a bag, a picture."""
    h, w = shape
    alpha = np.zeros((h, w), np.float32)
    box = cv2.boxPoints((tuple(float(v) for v in point), size, math.degrees(angle)))
    cv2.fillConvexPoly(alpha, np.round(box).astype(np.int32), 1.0, cv2.LINE_AA)
    if textured and chance.often(textured):
        return Thing(alpha, surface(chance, h, w), "thing")
    tone = chance.pick((chance.colour(215, 255, 12), chance.colour(5, 60, 10), chance.colour(20, 255, 100)))
    colour = plain(h, w, tone) + (noise(chance, h, w, 40 * unit(h, w)) * chance.uniform(0, 10))[..., None]
    return Thing(alpha, np.clip(colour, 0, 255).astype(np.float32), "thing")


def pen(chance: Chance, shape: tuple[int, int], point: Points, angle: float) -> Thing:
    """A pen, a chopstick, a cable."""
    h, w = shape
    x, y = grid(h, w)
    u = (x - point[0]) * math.cos(angle) + (y - point[1]) * math.sin(angle)
    v = -(x - point[0]) * math.sin(angle) + (y - point[1]) * math.cos(angle)
    half, length = max(h, w) * chance.uniform(0.006, 0.017), max(h, w) * chance.uniform(0.3, 1.2)
    inside = np.where(u < half * 3, np.abs(v) - half * np.clip(u / (half * 3), 0, 1), np.abs(v) - half)
    inside = np.where((u < 0) | (u > length), 9.0, inside)
    alpha = np.clip(0.5 - inside / unit(h, w), 0, 1).astype(np.float32)
    body = chance.colour(0, 220, 90) * (1.1 - 0.5 * np.clip(v / half, -1, 1)[..., None] ** 2)
    return Thing(alpha, np.clip(body, 0, 255).astype(np.float32), "pen")


def heap(chance: Chance, shape: tuple[int, int], point: Points) -> Thing:
    """A thing of no shape in particular: a cup's rim, a leaf, a bag."""
    h, w = shape
    x, y = grid(h, w)
    radius = max(h, w) * chance.uniform(0.03, 0.15)
    field = 1 - np.hypot(x - point[0], y - point[1]) / radius + noise(chance, h, w, radius) * 0.25
    return Thing(np.clip(field * 8, 0, 1).astype(np.float32), surface(chance, h, w), "thing")


def redaction(chance: Chance, scene: Image, box: Points) -> Thing:
    """Words or a face made illegible on purpose: a bar, large pixels, a smear."""
    h, w = scene.shape[:2]
    alpha = np.zeros((h, w), np.float32)
    cv2.fillConvexPoly(alpha, np.round(box).astype(np.int32), 1.0)
    kind = chance.pick(("bar", "bar", "pixels", "smear"))
    size = float(min(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[3] - box[0])))
    if kind == "bar":
        colour = plain(
            h, w, chance.pick((chance.colour(0, 20, 4), chance.colour(235, 255, 4), chance.colour()))
        )
    elif kind == "pixels":
        step = max(2, int(size / chance.uniform(1.2, 2.5)))
        small = cv2.resize(scene, (max(1, w // step), max(1, h // step)), interpolation=cv2.INTER_AREA)
        colour = np.asarray(cv2.resize(small, (w, h), interpolation=cv2.INTER_NEAREST), np.float32)
    else:
        colour = blurred(scene, max(1.0, size * chance.uniform(0.4, 0.8)))
    return Thing(alpha, colour, "redaction", flat=True)
