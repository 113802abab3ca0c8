"""One scene: papers on a surface, things upon them, light, the telephone; and exactly what became of each pixel."""

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from samples.generator.truth import Truth, through
from samples.scenes import framing, laying, light, objects, phone
from samples.scenes.chance import Chance, Field, Pixels, Points, unit
from samples.scenes.framing import Framing
from samples.scenes.laying import Canvas, Manner
from samples.scenes.mix import USUAL, Mix
from samples.scenes.objects import Thing
from samples.scenes.pages import EMBLEM, GREY, PORTRAIT, PRINT, RED, About, Flat, Stock, greyed
from samples.scenes.sheet import INK_TONE, Sheet, wear

MASKS = ("paper", "border", "print", "glare", "cover", "red_seal", "grey_seal", "portrait", "emblem", "lost")
SIDES = ("left", "top", "right", "bottom")
HARMLESS = 0.002  # share of the print that may be lost in a scene that is called clean
UNSEEN = ("app", "two_sheet", "scan_cut")  # such pictures are not taken of a display
CLEAN = ("photo", "held", "scan", "trimmed", "two", "two_sheet", "app")


@dataclass(frozen=True)
class Lamps:
    """What light meets: where there is glass (0 to 1), what print reflects, and how often it harms."""

    glassy: Field | None
    ink: float
    mix: Mix


@dataclass(frozen=True)
class Scene:
    """A picture and its truth. Planes (h, w) are 0 to 1; points in pixels of the picture; `cut` shares beyond each side."""

    picture: Pixels
    planes: dict[str, Field]
    framing: Framing | None
    cut: tuple[float, float, float, float]
    display: bool
    truth: Truth
    about: About
    papers: int
    tilt: float
    done: dict[str, dict[str, Any]] = field(default_factory=dict)


def compose(
    stock: Stock,
    seed: str,
    longest: int,
    *,
    clean: bool = False,
    kind: str | None = None,
    mix: Mix = USUAL,
) -> Scene:
    """The scene of that seed, `longest` pixels long; a `clean` one is as an applicant should send it."""
    chance = Chance(seed)
    kind = kind or chance.weighted({k: v for k, v in mix.kinds.items() if not clean or k in CLEAN})
    flats = [stock.page(chance) for _ in range({"none": 0, "two": 2, "two_sheet": 2}.get(kind, 1))]
    sheets = [wear(chance, flat, clean=clean) for flat in flats]
    where = _framed(chance, kind, sheets, longest, mix, clean=clean) if sheets else None
    size = where.size if where else framing.frame(chance, longest)
    scanned = where is not None and where.kind not in framing.PHOTOGRAPHED
    canvas = laying.ground(chance, size, where, stock, scanned=scanned)
    display = not clean and where is not None and where.kind not in UNSEEN and chance.often(mix.displays)
    glassy = laying.papers(chance, canvas, where, sheets, Manner(clean, scanned, display))
    manner = Manner(clean, scanned and not display, display)  # a display's own edges lie outside
    done = dict(sheets[0].done) if sheets else {}
    if not manner.scanned or chance.often(0.1):
        _things(chance, canvas, where, mix, clean=clean)
    if where and where.kind == "app":
        canvas.pixels, (above, below) = phone.bars(chance, canvas.pixels)
        for plane in (canvas.bits, canvas.owner):
            plane[:above] = 0
            plane[size[0] - below :] = 0
    lamps = Lamps(glassy, sheets[0].ink if sheets else INK_TONE, mix)
    done |= _light(chance, canvas, where, manner, lamps)
    if display and where is not None:
        done["screen"] = _as_display(chance, canvas, where, mix)
    pixels, softened = phone.taken(chance, canvas.pixels, clean=clean)
    if "photocopy" in softened:
        canvas.bits = greyed(canvas.bits)
    if chance.often(0.8):
        pixels = phone.sent(chance, pixels)
    return _finished(pixels, canvas, where, list(zip(flats, sheets, strict=True)), done | softened, display)


def _framed(
    chance: Chance, kind: str, sheets: list[Sheet], longest: int, mix: Mix, *, clean: bool
) -> Framing:
    page = sheets[0].bits.shape[:2]
    shape = (page[0], page[1])
    if kind == "photo":
        return framing.photo(chance, shape, longest, calm=clean)
    if kind == "zoom":
        return framing.zoom(chance, shape, longest, mix.zoom)
    if kind in ("two", "two_sheet"):
        both = [(sheet.bits.shape[0], sheet.bits.shape[1]) for sheet in sheets]
        return framing.two(chance, both, longest, sheet=kind == "two_sheet")
    if kind == "trimmed":
        pixels = np.clip(sheets[0].pixels, 0, 255).astype(np.uint8)
        content = framing.content_box(pixels, sheets[0].bits)
        return (
            framing.trimmed(chance, shape, content, longest)
            if content
            else framing.scan(chance, shape, longest)
        )
    makers = {
        "cut": framing.cut,
        "held": framing.held,
        "scan": framing.scan,
        "scan_cut": framing.scan_cut,
        "app": framing.app,
    }
    return makers[kind](chance, shape, longest)


def _things(chance: Chance, canvas: Canvas, where: Framing | None, mix: Mix, *, clean: bool) -> None:
    """Hands and things over the papers; in a clean scene only such as hide no print."""
    count = chance.pick(mix.things if not clean else (0, 0, 0, 1))
    if where and where.kind == "held":
        count += 1
    printed = (canvas.bits & PRINT) > 0
    for _ in range(count):
        thing = _thing(chance, canvas, where, mix, clean=clean)
        hidden = (printed & (thing.alpha > 0.5)).sum() / max(int(printed.sum()), 1)
        if clean and hidden > HARMLESS:
            continue
        if not thing.flat:
            canvas.pixels = laying.shaded(chance, canvas.pixels, thing.alpha)
        canvas.pixels = laying.laid_over(canvas.pixels, thing)
        canvas.covered = np.maximum(canvas.covered, thing.alpha)


def _thing(chance: Chance, canvas: Canvas, where: Framing | None, mix: Mix, *, clean: bool) -> Thing:
    h, w = canvas.size
    corners = where.corners[0] if where else np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
    held = where is not None and where.kind == "held"
    kinds = {"fingers": 6.0, "ribbon": 1.6, "pen": 0.5, "block": 1.6, "heap": 0.5, "redaction": 0.9}
    kind = "fingers" if held else chance.weighted(kinds)
    line = None if clean else _line_of_print(chance, canvas)
    point, outward = _spot(chance, corners, (h, w), rim=0.75 if held or clean else 0.45)
    if line is not None and chance.often(0.4):
        point = line.mean(0) + np.ptp(line, axis=0) * chance.np.uniform(-0.4, 0.4, 2)
    if kind == "ribbon" and where is not None:
        return objects.ribbon(chance, (h, w), corners)
    if kind == "redaction" and line is not None:
        return objects.redaction(chance, canvas.pixels, line)
    if kind == "pen":
        return objects.pen(chance, (h, w), point, outward + chance.uniform(-1, 1))
    if kind == "block":
        sizes = [max(h, w) * chance.skewed(0.05, 0.6) for _ in range(2)]
        angle = chance.uniform(0, 3.2)
        return objects.block(chance, (h, w), point, angle, (sizes[0], sizes[1]), mix.textured)
    if kind == "heap":
        return objects.heap(chance, (h, w), point)
    reach = float(np.linalg.norm(corners[2] - corners[0]))
    thick = float(np.clip(reach * chance.skewed(*mix.thick), 8 * unit(h, w), mix.thickest * max(h, w)))
    return objects.fingers(chance, (h, w), point, outward, thick)


def _spot(chance: Chance, corners: Points, size: tuple[int, int], rim: float) -> tuple[Points, float]:
    """A point of the page, often at its rim, and the direction from which a hand would come to it."""
    middle = corners.mean(0)
    if chance.often(rim):
        k, t = chance.py.randint(0, 3), chance.uniform(0, 1)
        point = corners[k] * (1 - t) + corners[(k + 1) % 4] * t
        point = point + (middle - point) * chance.uniform(-0.02, 0.3)
    else:
        point = chance.np.dirichlet(np.ones(4)) @ corners
    point = np.clip(point, [0, 0], [size[1], size[0]])
    away = point - middle
    return point, math.atan2(away[1], away[0]) + chance.py.gauss(0, 0.5)


def _line_of_print(chance: Chance, canvas: Canvas) -> Points | None:
    """The corners of some line of print that is to be seen."""
    printed = ((canvas.bits & PRINT) > 0).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(printed)
    found = [k for k in range(1, count) if stats[k, cv2.CC_STAT_AREA] > 12]
    if not found:
        return None
    x, y, wide, high = (float(v) for v in stats[chance.pick(found)][:4])
    return np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])


def _light(
    chance: Chance, canvas: Canvas, where: Framing | None, manner: Manner, lamps: Lamps
) -> dict[str, dict[str, Any]]:
    """Light the scene; in a clean one a reflection stays only where it takes no print. What was done."""
    size = light.coarse(*canvas.size)
    factor = size[1] / canvas.size[1]
    now = light.even(chance, *size, flat=manner.scanned and chance.often(0.8))
    if lamps.glassy is not None:
        within = np.asarray(cv2.resize(lamps.glassy, size[::-1]), np.float32)
        light.mirrored_room(chance, now, within)
        if chance.often(0.6):
            light.creases(chance, now, within)
    if not manner.clean and chance.often(0.13):
        light.exposed_wrongly(chance, now)
    elif not manner.clean and chance.often(0.05):
        light.hazy(chance, now)
    before = (now.gain, now.added, now.veil)
    quiet = manner.scanned and chance.often(0.75)
    if not quiet and chance.often(0.3 if manner.clean else lamps.mix.shone):
        full = np.array([[0, 0], [size[1], 0], [size[1], size[0]], [0, size[0]]], np.float64)
        corners = where.corners[0] * factor if where else full
        line = _line_of_print(chance, canvas)
        for _ in range(chance.pick((1, 1, 1, 2, 3))):
            way = chance.weighted(lamps.mix.light)
            spot = line * factor if line is not None and way == "spot" else None
            light.reflected(chance, now, corners, spot=spot, large=way == "large")
    pixels, lost = light.lit(canvas.pixels, now, lamps.ink)
    printed = (canvas.bits & PRINT) > 0
    if manner.clean and (lost[printed].mean() if printed.any() else 0.0) > HARMLESS:
        now.gain, now.added, now.veil = before[0] * 0 + now.usual, before[1] * 0, before[2] * 0
        pixels, lost = light.lit(canvas.pixels, now, lamps.ink)
    canvas.pixels, canvas.lost = pixels, lost
    return now.done


def _as_display(chance: Chance, canvas: Canvas, where: Framing, mix: Mix) -> dict[str, Any]:
    """The page and what is round it come from a display; beyond its bezel, if that is seen, nothing does."""
    if mix.windows and chance.often(mix.windows):
        canvas.pixels, (above, below) = phone.bars(chance, canvas.pixels)
        for plane in (canvas.bits, canvas.owner):
            plane[:above] = 0
            plane[canvas.size[0] - below :] = 0
    shown, told = phone.displayed(chance, canvas.pixels)
    if chance.often(0.6):
        canvas.pixels = shown
        return told
    mask = np.zeros(canvas.size, np.float32)
    middle = where.corners[0].mean(0)
    quad = middle + (where.corners[0] - middle) * 1.03
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 1.0, cv2.LINE_AA)
    canvas.pixels = canvas.pixels * (1 - mask[..., None]) + shown * mask[..., None]
    return told


def planes(canvas: Canvas) -> dict[str, Field]:
    """The masks by name, each (h, w) of 0 to 1."""
    h, w = canvas.size
    paper = (canvas.owner > 0).astype(np.float32)
    clear = paper * (canvas.covered < 0.5)
    printed = ((canvas.bits & PRINT) > 0).astype(np.float32)
    taken = np.maximum(canvas.lost, (canvas.covered > 0.5).astype(np.float32))
    n = max(3, round(6 * unit(h, w))) | 1
    border = np.zeros((h, w), np.float32)
    for number in range(1, int(canvas.owner.max()) + 1):
        own = (canvas.owner == number).astype(np.uint8)
        inner = cv2.erode(own, np.ones((n, n), np.uint8), borderType=cv2.BORDER_REPLICATE)
        border = np.maximum(border, own.astype(np.float32) - inner)
    out = {
        "paper": paper,
        "border": border,
        "print": printed * paper * (1 - taken),
        "glare": canvas.lost * clear,
        "cover": paper * (canvas.covered > 0.5),
        "lost": printed * paper * taken,
    }
    for name, bit in (("red_seal", RED), ("grey_seal", GREY), ("portrait", PORTRAIT), ("emblem", EMBLEM)):
        out[name] = ((canvas.bits & bit) > 0) * clear * (1 - canvas.lost)
    return {name: out[name].astype(np.float32) for name in MASKS}


def _finished(
    pixels: Pixels,
    canvas: Canvas,
    where: Framing | None,
    pages: list[tuple[Flat, Sheet]],
    done: dict[str, dict[str, Any]],
    display: bool,
) -> Scene:
    none = (0.0, 0.0, 0.0, 0.0)
    if where is None:
        return Scene(
            pixels,
            planes(canvas),
            None,
            none,
            False,
            Truth(np.zeros((0, 2))),
            About(kind="not_a_document"),
            0,
            0.0,
        )
    (flat, sheet), corners = pages[0], where.corners[0]
    matrix = laying.homography((sheet.bits.shape[0], sheet.bits.shape[1]), corners)
    truth = flat.truth.mapped(sheet.mapping).mapped(through(np.asarray(matrix, np.float64)))
    cut = framing.outside(corners, canvas.size) if where.bounded else none
    along = corners[1] - corners[0] + corners[2] - corners[3]
    tilt = math.degrees(math.atan2(along[1], along[0]))
    return Scene(pixels, planes(canvas), where, cut, display, truth, flat.about, len(pages), tilt, done)
