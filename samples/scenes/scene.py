"""One scene: papers on a surface, things upon them, light, the telephone; and exactly what became of each pixel."""

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from samples.generator.truth import Truth, through
from samples.scenes import framing, light, objects, phone
from samples.scenes.chance import Chance, Field, Image, Pixels, Points, blurred, noise, photograph, unit
from samples.scenes.framing import Framing
from samples.scenes.objects import Thing
from samples.scenes.pages import EMBLEM, GREY, PAPER, PORTRAIT, PRINT, RED, About, Flat, Stock
from samples.scenes.sheet import INK_TONE, Sheet, wear
from samples.scenes.surfaces import plain, surface

MASKS = ("paper", "border", "print", "glare", "cover", "red_seal", "grey_seal", "portrait", "emblem", "lost")
SIDES = ("left", "top", "right", "bottom")
HARMLESS = 0.002  # share of the print that may be lost in a scene that is called clean
KINDS = {
    "photo": 30.0,
    "cut": 18.0,
    "zoom": 6.0,
    "held": 7.0,
    "scan": 10.0,
    "trimmed": 11.0,
    "scan_cut": 6.0,
    "two": 4.0,
    "two_sheet": 3.0,
    "app": 4.0,
    "none": 5.0,
}
UNSEEN = ("app", "two_sheet", "scan_cut")  # such pictures are not taken of a display
CLEAN = ("photo", "held", "scan", "trimmed", "two", "two_sheet", "app")


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


def compose(stock: Stock, seed: str, longest: int, *, clean: bool = False, kind: str | None = None) -> Scene:
    """The scene of that seed, `longest` pixels long; a `clean` one is as an applicant should send it."""
    chance = Chance(seed)
    kind = kind or chance.weighted({k: v for k, v in KINDS.items() if not clean or k in CLEAN})
    flats = [stock.page(chance) for _ in range({"none": 0, "two": 2, "two_sheet": 2}.get(kind, 1))]
    sheets = [wear(chance, flat, clean=clean) for flat in flats]
    where = _framed(chance, kind, sheets, longest, clean=clean) if sheets else None
    size = where.size if where else framing.frame(chance, longest)
    scanned = where is not None and where.kind not in framing.PHOTOGRAPHED
    canvas = _ground(chance, size, where, stock, scanned=scanned)
    display = not clean and where is not None and where.kind not in UNSEEN and chance.often(0.1)
    glassy = _papers(chance, canvas, where, sheets, display=display, scanned=scanned)
    done = dict(sheets[0].done) if sheets else {}
    if display and scanned:  # the display's own edges lie outside
        scanned = False
    if not scanned or chance.often(0.1):
        _things(chance, canvas, where, clean=clean)
    if where and where.kind == "app":
        canvas.pixels, (above, below) = phone.bars(chance, canvas.pixels)
        for plane in (canvas.bits, canvas.owner):
            plane[:above] = 0
            plane[size[0] - below :] = 0
    ink = sheets[0].ink if sheets else INK_TONE
    _light(chance, canvas, where, done, glassy, ink=ink, scanned=scanned, clean=clean)
    if display and where is not None:
        _as_display(chance, canvas, where, done)
    pixels, softened = phone.taken(chance, canvas.pixels, clean=clean)
    if chance.often(0.8):
        pixels = phone.sent(chance, pixels)
    done |= softened
    return _finished(pixels, canvas, where, sheets, flats, done, display)


def _framed(chance: Chance, kind: str, sheets: list[Sheet], longest: int, *, clean: bool) -> Framing:
    page = sheets[0].bits.shape[:2]
    shape = (page[0], page[1])
    if kind == "photo":
        return framing.photo(chance, shape, longest, calm=clean)
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
        "zoom": framing.zoom,
        "held": framing.held,
        "scan": framing.scan,
        "scan_cut": framing.scan_cut,
        "app": framing.app,
    }
    return makers[kind](chance, shape, longest)


def _ground(
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
    canvas.pixels = _shaded(chance, canvas.pixels, mask)
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


def _shaded(chance: Chance, pixels: Image, mask: Field) -> Image:
    """The shadow that a thing throws where it lies."""
    if chance.often(0.4):
        return pixels
    h, w = mask.shape
    u = unit(h, w)
    move = np.array([[1, 0, chance.uniform(-6, 6) * u], [0, 1, chance.uniform(-6, 6) * u]], np.float32)
    moved = np.asarray(cv2.warpAffine(mask, move, (w, h), borderMode=cv2.BORDER_REPLICATE), np.float32)
    soft = blurred(moved, chance.uniform(1, 7) * u)
    return (pixels * (1 - soft[..., None] * chance.uniform(0, 0.5))).astype(np.float32)


def _papers(
    chance: Chance,
    canvas: Canvas,
    where: Framing | None,
    sheets: list[Sheet],
    *,
    display: bool,
    scanned: bool,
) -> Field | None:
    """Lay the papers down, with what they lie in; returns where there is glass or plastic over them."""
    if where is None:
        return None
    h, w = canvas.size
    glassy: Field | None = None
    dress = "bezel" if display else chance.weighted({"none": 6.0, "sleeve": 1.0, "folder": 1.2, "glass": 0.8})
    if where.kind in ("photo", "cut", "zoom") and dress != "none":
        glassy = _dressed(chance, canvas, where.corners[0], dress)
    if where.kind == "held":
        _held_from_behind(chance, canvas, where.corners[0])
    for number, (sheet, corners) in enumerate(zip(sheets, where.corners, strict=True), start=1):
        laid, matrix = _warped(sheet.pixels, corners, (h, w))
        put = np.asarray(cv2.warpPerspective(sheet.bits, matrix, (w, h), flags=cv2.INTER_NEAREST), np.uint8)
        mask = ((put & PAPER) > 0).astype(np.float32)
        if not scanned:
            canvas.pixels = _shaded(chance, canvas.pixels, mask)
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
    canvas.pixels = _shaded(chance, canvas.pixels, outer)
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
        hand = objects.palm(
            chance, canvas.size, point, outward, reach * chance.uniform(0.2, 0.7), objects.skin(chance)
        )
        canvas.pixels = _laid_over(canvas.pixels, hand)


def _laid_over(pixels: Image, thing: Thing) -> Image:
    a = thing.alpha[..., None]
    return (pixels * (1 - a) + thing.colour * a).astype(np.float32)


def _things(chance: Chance, canvas: Canvas, where: Framing | None, *, clean: bool) -> None:
    """Hands and things over the papers; in a clean scene only such as hide no print."""
    count = chance.pick((0, 0, 1, 1, 2) if not clean else (0, 0, 0, 1))
    if where and where.kind == "held":
        count += 1
    printed = (canvas.bits & PRINT) > 0
    for _ in range(count):
        thing = _thing(chance, canvas, where, clean=clean)
        hidden = (printed & (thing.alpha > 0.5)).sum() / max(int(printed.sum()), 1)
        if clean and hidden > HARMLESS:
            continue
        if not thing.flat:
            canvas.pixels = _shaded(chance, canvas.pixels, thing.alpha)
        canvas.pixels = _laid_over(canvas.pixels, thing)
        canvas.covered = np.maximum(canvas.covered, thing.alpha)


def _thing(chance: Chance, canvas: Canvas, where: Framing | None, *, clean: bool) -> Thing:
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
        return objects.block(chance, (h, w), point, chance.uniform(0, 3.2), (sizes[0], sizes[1]))
    if kind == "heap":
        return objects.heap(chance, (h, w), point)
    reach = float(np.linalg.norm(corners[2] - corners[0]))
    thick = float(np.clip(reach * chance.skewed(0.06, 0.22), 8 * unit(h, w), 0.2 * max(h, w)))
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
    chance: Chance,
    canvas: Canvas,
    where: Framing | None,
    done: dict[str, dict[str, Any]],
    glassy: Field | None,
    *,
    ink: float,
    scanned: bool,
    clean: bool,
) -> None:
    """Light the scene; in a clean one a reflection stays only where it takes no print."""
    size = light.coarse(*canvas.size)
    factor = size[1] / canvas.size[1]
    now = light.even(chance, *size, flat=scanned and chance.often(0.8))
    if glassy is not None:
        within = np.asarray(cv2.resize(glassy, size[::-1]), np.float32)
        light.mirrored_room(chance, now, within)
        if chance.often(0.6):
            light.creases(chance, now, within)
    if not clean and chance.often(0.13):
        light.exposed_wrongly(chance, now)
    elif not clean and chance.often(0.05):
        light.hazy(chance, now)
    before = (now.gain, now.added, now.veil)
    quiet = scanned and chance.often(0.75)
    if not quiet and chance.often(0.3 if clean else 0.5):
        full = np.array([[0, 0], [size[1], 0], [size[1], size[0]], [0, size[0]]], np.float64)
        corners = where.corners[0] * factor if where else full
        line = _line_of_print(chance, canvas)
        for _ in range(chance.pick((1, 1, 1, 2, 3))):
            way = chance.weighted({"any": 4.0, "spot": 4.0, "large": 2.0})
            spot = line * factor if line is not None and way == "spot" else None
            light.reflected(chance, now, corners, spot=spot, large=way == "large")
    pixels, lost = light.lit(canvas.pixels, now, ink)
    printed = (canvas.bits & PRINT) > 0
    if clean and (lost[printed].mean() if printed.any() else 0.0) > HARMLESS:
        now.gain, now.added, now.veil = before[0] * 0 + now.usual, before[1] * 0, before[2] * 0
        pixels, lost = light.lit(canvas.pixels, now, ink)
    done |= now.done
    canvas.pixels, canvas.lost = pixels, lost


def _as_display(chance: Chance, canvas: Canvas, where: Framing, done: dict[str, dict[str, Any]]) -> None:
    """The page and what is round it come from a display; beyond its bezel, if that is seen, nothing does."""
    shown, done["screen"] = phone.displayed(chance, canvas.pixels)
    if chance.often(0.6):
        canvas.pixels = shown
        return
    mask = np.zeros(canvas.size, np.float32)
    middle = where.corners[0].mean(0)
    quad = middle + (where.corners[0] - middle) * 1.03
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 1.0, cv2.LINE_AA)
    canvas.pixels = canvas.pixels * (1 - mask[..., None]) + shown * mask[..., None]


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
    sheets: list[Sheet],
    flats: list[Flat],
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
    corners, page = where.corners[0], sheets[0].bits.shape
    matrix = homography((page[0], page[1]), corners)
    truth = flats[0].truth.mapped(sheets[0].mapping).mapped(through(np.asarray(matrix, np.float64)))
    cut = framing.outside(corners, canvas.size) if where.bounded else none
    along = corners[1] - corners[0] + corners[2] - corners[3]
    tilt = math.degrees(math.atan2(along[1], along[0]))
    return Scene(pixels, planes(canvas), where, cut, display, truth, flats[0].about, len(sheets), tilt, done)
