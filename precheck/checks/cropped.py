"""Is a part of the document outside the picture?

Flags:
    ``cropped.document``: a side of the document lies outside the frame.
Why:
    A card with a corner missing, or a page with its last characters cut off, is incomplete (完整).
Measures:
    Side by side: how likely the page segmenter finds it that the document goes on there; whether print touches the border;
    and for a card of known layout how much of it lies outside, beyond makers' tolerance where print alone
    tells. The segmenter is believed by itself only where it is sure, or sees the paper's other edges; else together with
    print. Watermarks (``overlaid``)
    are no print, and a telephone's screen, which shows the time, may begin and end above and below any line.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

import re
from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, height, width
from precheck.domain.picture import CUTS
from precheck.domain.text import TextLine


class Params(CheckParams):
    """From which chance on a side is cut: by itself; where print touches the border; and where the paper's other
    edges are seen, since it lies along so large a share (``reaches_from``) of so few borders (``max_borders``). How
    near the border, in heights of the print, it touches; how sure a line must be; how much of a card may be outside
    where the segmenter agrees (from ``card_from``), and where print alone tells; how much a line may lean against the
    others; expressions of words laid over a picture, and of a telephone's time with the share of the picture it
    stands in.
    """

    sure_from: float = Field(gt=0, le=1)
    likely_from: float = Field(gt=0, le=1)
    edges_from: float = Field(gt=0, le=1)
    reaches_from: float = Field(gt=0, le=1)
    max_borders: int = Field(ge=0)
    touches_within: float = Field(gt=0)
    min_confidence: float = Field(ge=0, le=1)
    max_outside: float = Field(ge=0, lt=1)
    max_outside_alone: float = Field(ge=0, lt=1)
    card_from: float = Field(ge=0, le=1)
    max_lean_degrees: float = Field(gt=0, le=45)
    overlaid: str = ""
    clock: str = ""
    clock_within: float = Field(default=0.0, ge=0, le=1)


FLAGS = {
    "cropped.document": FlagKind(
        Severity.REUPLOAD,
        "证件未拍全（{side}被裁切），请将整个证件放入画面后重新拍摄。",
        "The document is not wholly in the picture (cut off {side_en}): take it again with all of it in the frame.",
        unit="被裁切的可能（身份证：画面外的比例） chance that the side is cut (of a card: share of it outside), flagged from",
    )
}

SIDES = (("左侧", "on the left"), ("上方", "at the top"), ("右侧", "on the right"), ("下方", "at the bottom"))


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding: the side that is cut most surely."""
    if any(examined.material.shows_a_person(page.view) for page in examined.pages):
        return
    found = [finding for side in range(4) if (finding := _side(examined, side, params)) is not None]
    if found:
        yield max(found, key=lambda finding: (finding.measured or 0) - (finding.threshold or 0))


def _side(examined: Examined, side: int, params: Params) -> Finding | None:
    if side in (1, 3) and _is_screen(examined, params):
        return None
    word, word_en = SIDES[side]
    chance, limit = examined.maps.scalars[CUTS[side]], params.sure_from
    cards = [page for page in examined.pages if page.beyond]
    if cards:
        beyond = max((page.beyond[side] for page in cards), key=lambda one: one.share)
        agree = chance >= params.card_from
        limit = params.max_outside if agree else params.max_outside_alone + beyond.uncertain
        chance = beyond.share
    elif _shows_its_edges(examined, side, params):
        limit = params.edges_from
    elif _touches(examined, side, params):
        limit = params.likely_from
    if chance < limit:
        return None
    return Finding(
        "cropped.document",
        measured=chance,
        threshold=limit,
        region=_strip(side, examined.maps.width, examined.maps.height),
        values={"side": word, "side_en": word_en},
    )


def _shows_its_edges(examined: Examined, side: int, params: Params) -> bool:
    """Whether the paper runs into this border and into hardly another, so that its other edges are seen."""
    reaches = examined.papers[0].reaches if examined.papers else ()
    many = sum(share >= params.reaches_from for share in reaches)
    return bool(reaches) and reaches[side] > 0 and many <= params.max_borders


def _touches(examined: Examined, side: int, params: Params) -> bool:
    """Whether print touches this border of the picture."""
    lines = [
        line for line in examined.lines if len(line.text) > 1 and line.confidence >= params.min_confidence
    ]
    if params.overlaid:
        lines = [line for line in lines if not re.search(params.overlaid, line.text.replace(" ", ""))]
    usual = float(np.median([_lean(line) for line in lines])) if lines else 0.0
    straight = [line for line in lines if abs(_lean(line) - usual) <= params.max_lean_degrees]
    return any(_room(line, side, examined) < params.touches_within * _tall(line) for line in straight)


def _is_screen(examined: Examined, params: Params) -> bool:
    limit = params.clock_within * examined.maps.height
    return bool(params.clock) and any(
        re.match(params.clock, line.text) and max(y for _, y in line.box) < limit for line in examined.lines
    )


def _lean(line: TextLine) -> float:
    """Degrees by which a line runs against the picture's nearest axis, -45..45."""
    along = np.subtract(line.box[1], line.box[0]) + np.subtract(line.box[2], line.box[3])
    return float((np.degrees(np.arctan2(along[1], along[0])) + 45) % 90 - 45)


def _tall(line: TextLine) -> float:
    return min(height(line.box), width(line.box))


def _room(line: TextLine, side: int, examined: Examined) -> float:
    points = np.array(line.box)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    room = (left, top, examined.maps.width - right, examined.maps.height - bottom)[side]
    return float(room)


def _strip(side: int, wide: float, high: float) -> Quad:
    """The strip along one side of the picture, a twentieth of it."""
    left, top, right, bottom = (
        (0.0, 0.0, wide / 20, high),
        (0.0, 0.0, wide, high / 20),
        (wide - wide / 20, 0.0, wide, high),
        (0.0, high - high / 20, wide, high),
    )[side]
    return ((left, top), (right, top), (right, bottom), (left, bottom))
