"""What hides a value that could not be read: a highlight on it, or a thing that lies on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, Region, height
from precheck.domain.material import Material
from precheck.domain.quality import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.imaging import covering, glare, sharpness
from precheck.imaging.glare import Gap, Highlight
from precheck.imaging.patches import covered_columns, covered_heights
from precheck.reading import doubt
from precheck.reading.doubt import Doubt

CUT, CUT_HEIGHTS = 0.8, 0.9
"""Share of a gap in a row that one burnt-out patch must cover to have cut the row; and the gap's least length: two digits."""

SURELY_LIFTED, LIFTED, CRISP = 0.5, 0.15, 0.4
"""How much lighter ink must be at a gap's ends: much, or somewhat where it is crisp (blurred ink fades of itself)."""

BROKEN_HEIGHTS, BROKEN_LIFT = 1.5, 0.25
"""A gap with print at both ends that is longer than any between label and value in the strip; on paper that is burnt out
itself its ends must have grown lighter."""

NEXT_TO = 0.4
"""Heights by which a gap's end may lie beyond the outline of all print, where a highlight is to have cut a row: beyond it the
sheet's edge is the next dark thing (1 of 71 good pictures was said to have print under a reflection)."""

OWN_LIGHT = 243.0
"""Paper beside a gap that is darker than this is not burnt out itself, so that the gap needs no lifted ink to tell."""

READ_LENGTH, READ, WITHIN = 4, 0.9, 0.9
"""A line is surely read from so many characters and this certainty on; and the share of it that a patch must hold."""

ROW_BEYOND, SOFT, PARTED = 7.0, 0.6, 0.5
"""How many heights beyond a value its row is followed for the print that a highlight broke off; how softly such a highlight
ends; and the share of the blank between that it covers. The paper close to a large highlight is bright itself, so that the
gap in the value's own box has no darker paper beside it."""

LEAST_HEIGHTS, LARGEST_SHARE, LEAST_SHARPNESS = 0.6, 0.3, 0.45
"""As the checks ``glare`` and ``occluded`` are set: a character, and less of the picture than the table beside a page."""

LEFT = 0.05
"""How probable it is that what is left of a hidden value is the whole of it: of 15 read surely none was."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """How long a piece of the print is hidden, in its heights, and the outline of what hides it."""

    heights: float
    region: Region


def highlights(image: Image, lines: Sequence[TextLine]) -> tuple[Highlight, ...]:
    """Highlights large enough to hide a character of the page's print; none where there is no print."""
    heights = [height(line.box) for line in lines if len(line.text) > 1]
    return glare.highlights(image, median(heights)) if heights else ()


def _holds(bright: Highlight, box: Quad) -> bool:
    covered = covered_columns(bright.patch.mask, bright.patch.scale, box)
    return float(covered.mean()) >= WITHIN


def by_glare(image: Image, doubted: Doubt, bright: Sequence[Highlight]) -> Hidden | None:
    """The highlight that hides most of the value."""
    found = []
    for strip in doubted.strips:
        over = _over(strip, bright)
        if not over:
            continue
        gaps = glare.gaps(image, strip)
        if doubted.anywhere:
            # Of a row that may be any other, its ends do not tell: bright paper begins there.
            gaps = tuple(gap for gap in gaps if gap.inside)
        found += _cut(glare.gaps(image, doubt.lengthened(strip, ROW_BEYOND)), over)
        soft = [one for one in over if one.soft]
        if soft and _washed_out(image, strip, gaps):
            found += _blanked(gaps, soft)
        elif not doubted.anywhere:
            found += _parting(image, strip, soft)
    for pair in doubted.pairs:
        over = [one for one in _over(pair, bright) if _is_apart(one)]
        whole = [gap for gap in glare.gaps(image, pair) if gap.whole] if over else []
        found += _covering(whole, over, PARTED)
    # On paper that is burnt out itself no highlight has an outline: there a number broken in two by nothing tells.
    broken = [(part.heights, gap) for gap in doubted.gaps for part in glare.gaps(image, gap) if part.whole]
    if not any(one.soft for one in bright) and not doubted.anywhere:
        broken += [
            (part.heights, strip)
            for strip in doubted.strips
            for part in glare.gaps(image, strip)
            if _breaks(part) and part.lift >= BROKEN_LIFT
        ]
    most, which = max(found, key=lambda item: item[0], default=(0.0, None))
    longest, gap = max(broken, key=lambda item: item[0], default=(0.0, None))
    if gap is not None and longest > most:
        return Hidden(longest, gap)
    return Hidden(most, which.patch.region) if which is not None and most > 0 else None


def over_print(image: Image, lines: Sequence[TextLine], bright: Sequence[Highlight]) -> Hidden | None:
    """The highlight that cuts any row of print in two, whatever stands there."""
    found = []
    read = [line.box for line in lines if len(line.text) >= READ_LENGTH and line.confidence >= READ]
    apart = [one for one in bright if one.around <= OWN_LIGHT]
    # A burnt-out patch with print on it that is read is the paper itself: a reflection would have wiped it out.
    bright = [one for one in apart if not any(_holds(one, box) for box in read)]
    boxes = [line.box for line in lines if len(line.text) > 1]
    if not bright or not boxes:
        return None
    hull = np.asarray(cv2.convexHull(np.array(boxes, np.float32).reshape(-1, 2)), np.float32)
    for box in boxes:
        row = doubt.lengthened(box, ROW_BEYOND)
        over = _over(row, bright)
        gaps = [gap for gap in glare.gaps(image, row) if _is_among(gap.box, hull)] if over else []
        found += _cut(gaps, over)
    most, which = max(found, key=lambda item: item[0], default=(0.0, None))
    return None if which is None else Hidden(most, which.patch.region)


def _is_among(gap: Quad, hull: NDArray[np.float32]) -> bool:
    """Whether both ends of a gap in a row lie among the page's print, and not at the sheet's edge."""
    corners, slack = np.array(gap), NEXT_TO * height(gap)
    ends = corners[[0, 3]].mean(axis=0), corners[[1, 2]].mean(axis=0)
    return all(cv2.pointPolygonTest(hull, (float(x), float(y)), True) >= -slack for x, y in ends)


def _washed_out(image: Image, strip: Quad, gaps: Sequence[Gap]) -> bool:
    """Whether the line has a gap with darker paper beside it, or at whose ends the ink grows lighter."""
    if not gaps:
        return False
    lift = max(gap.lift for gap in gaps)
    if lift >= SURELY_LIFTED or any(0 < gap.paper <= OWN_LIGHT or _breaks(gap) for gap in gaps):
        return True
    return lift >= LIFTED and sharpness.crispness(image, strip) >= CRISP


def _over(strip: Quad, bright: Sequence[Highlight]) -> list[Highlight]:
    """The highlights that lie on a strip."""
    return [one for one in bright if covered_heights(one.patch.mask, one.patch.scale, strip) > 0]


def _blanked(gaps: Sequence[Gap], over: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """How much of the gaps each covers, in heights: what shows beside them is not hidden, smeared though it be."""
    return [
        (sum(covered_heights(one.patch.mask, one.patch.scale, gap.box) for gap in gaps), one) for one in over
    ]


def _covering(gaps: Sequence[Gap], over: Sequence[Highlight], share: float) -> list[tuple[float, Highlight]]:
    """Those that cover this share of a gap, each with how much."""
    return [
        (heights, one)
        for gap in gaps
        for one in over
        if (heights := covered_heights(one.patch.mask, one.patch.scale, gap.box)) >= share * gap.heights
    ]


def _cut(gaps: Sequence[Gap], over: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """Those that cut a row of print in two on darker paper, however sharply they end: a window's reflection does."""
    within = [
        gap
        for gap in gaps
        if gap.heights >= CUT_HEIGHTS and gap.inside and gap.cuts and 0 < gap.paper <= OWN_LIGHT
    ]
    return _covering(within, [one for one in over if one.around <= OWN_LIGHT], CUT)


def _parting(image: Image, strip: Quad, over: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """Those on darker paper that lie between print on the value's row, beyond what was read of the value."""
    apart = [one for one in over if _is_apart(one)]
    row = doubt.lengthened(strip, ROW_BEYOND)
    return _covering([gap for gap in glare.gaps(image, row) if _breaks(gap)], apart, PARTED) if apart else []


def _is_apart(bright: Highlight) -> bool:
    """Whether the paper about a highlight is not burnt out, and the highlight ends softly."""
    return bright.around <= OWN_LIGHT and bright.softness >= SOFT


def _breaks(gap: Gap) -> bool:
    return gap.inside and gap.heights >= BROKEN_HEIGHTS


def by_thing(
    image: Image, lines: Sequence[TextLine], doubted: Doubt, largest_share: float = LARGEST_SHARE
) -> Hidden | None:
    """The thing that covers most of the value."""
    if doubted.anywhere:
        return None
    boxes = [line.box for line in lines if len(line.text) > 1 and line.confidence > 0.6]
    found = []
    for strip in (*doubted.strips, *doubted.gaps):
        paper = covering.paper_colour(image, strip, boxes)
        if paper is None:
            continue
        for cover in covering.over(image, strip, paper):
            # Beside a label without a value, a portrait may stand between the label and other print.
            interrupts = cover.inside and doubted.read
            if interrupts or (cover.from_edge and cover.share <= largest_share):
                found.append(cover)
    most = max(found, key=lambda cover: cover.heights, default=None)
    return None if most is None else Hidden(most.heights, most.patch.region)


def hidden(
    image: Image,
    lines: Sequence[TextLine],
    doubted: Doubt,
    sharp: Sharpness | None,
    bright: Callable[[], Sequence[Highlight]] | None = None,
) -> bool:
    """Whether anything hides at least a character of the value. Blurred print fades without any light on it.

    ``bright``: the picture's highlights, asked for only where nothing else hides the value; by default they are looked for.
    """
    thing = by_thing(image, lines, doubted)
    if thing is not None and thing.heights >= LEAST_HEIGHTS:
        return True
    if sharp is not None and sharp.value < LEAST_SHARPNESS:
        return False
    light = by_glare(image, doubted, highlights(image, lines) if bright is None else bright())
    return light is not None and light.heights >= LEAST_HEIGHTS


def settled(
    image: Image,
    lines: Sequence[TextLine],
    material: Material,
    fields: Mapping[str, FieldReading],
    sharp: Sharpness | None,
    known: dict[Doubt, bool] | None = None,
) -> Mapping[str, FieldReading]:
    """The fields, with those that something hides as unreadable: what is left of a number under a finger contradicts nobody.

    Their readability is 0, since some of their characters cannot be seen at all, and their confidence :data:`LEFT` at most.
    ``known``: what was found of this picture before.
    """
    found = {} if known is None else known
    bright = cache(lambda: highlights(image, lines))
    hides = set()
    for doubted in doubt.of(material, fields, lines):
        if doubted not in found:
            found[doubted] = hidden(image, lines, doubted, sharp, bright)
        if found[doubted]:
            hides.add(doubted.field)
    return {name: _hidden(reading) if name in hides else reading for name, reading in fields.items()}


def _hidden(reading: FieldReading) -> FieldReading:
    certain = None if reading.confidence is None else min(reading.confidence, LEFT)
    return replace(reading, status=Status.UNREADABLE, readability=0.0, confidence=certain)
