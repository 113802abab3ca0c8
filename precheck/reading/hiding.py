"""What hides a value that could not be read: a highlight on it, or a thing that lies on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median

from precheck.domain.geometry import Image, Quad, Region, height
from precheck.domain.material import Material
from precheck.domain.quality import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.imaging import covering, glare, sharpness
from precheck.imaging.glare import Gap, Highlight
from precheck.imaging.patches import covered_heights
from precheck.reading import doubt
from precheck.reading.doubt import Doubt

SURELY_LIFTED, LIFTED, CRISP = 0.5, 0.15, 0.4
"""How much lighter ink must be at a gap's ends: much, or somewhat where it is crisp (blurred ink fades of itself)."""

BROKEN_HEIGHTS, BROKEN_LIFT = 1.5, 0.25
"""A gap with print at both ends that is longer than any between label and value in the strip; on paper that is burnt out
itself its ends must have grown lighter."""

OWN_LIGHT = 243.0
"""Paper beside a gap that is darker than this is not burnt out itself, so that the gap needs no lifted ink to tell."""

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


def by_glare(image: Image, doubted: Doubt, bright: Sequence[Highlight]) -> Hidden | None:
    """The highlight that hides most of the value."""
    found = []
    for strip in doubted.strips:
        over = _over(strip, bright)
        if not over:
            continue
        if _washed_out(image, strip):
            found += over
        elif not doubted.anywhere:
            found += _parting(image, strip, over)
    for pair in doubted.pairs:
        over = _over(pair, [one for one in bright if _is_apart(one)])
        whole = [gap.heights for gap in glare.gaps(image, pair) if gap.whole] if over else []
        found += [(heights, one) for heights, one in over if any(heights >= PARTED * long for long in whole)]
    # On paper that is burnt out itself no highlight has an outline: there a number broken in two by nothing tells.
    broken = [(part.heights, gap) for gap in doubted.gaps for part in glare.gaps(image, gap) if part.whole]
    if not bright and not doubted.anywhere:
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


def _washed_out(image: Image, strip: Quad) -> bool:
    """Whether the line has a gap with darker paper beside it, or at whose ends the ink grows lighter."""
    found = glare.gaps(image, strip)
    if not found:
        return False
    lift = max(gap.lift for gap in found)
    if lift >= SURELY_LIFTED or any(0 < gap.paper <= OWN_LIGHT or _breaks(gap) for gap in found):
        return True
    return lift >= LIFTED and sharpness.crispness(image, strip) >= CRISP


def _over(strip: Quad, bright: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """The highlights that lie on a strip, each with how much of it they cover, in its heights."""
    covered = [(covered_heights(one.patch.mask, one.patch.scale, strip), one) for one in bright]
    return [(heights, one) for heights, one in covered if heights > 0]


def _parting(
    image: Image, strip: Quad, over: Sequence[tuple[float, Highlight]]
) -> list[tuple[float, Highlight]]:
    """Those on darker paper that lie between print on the value's row, beyond what was read of the value."""
    apart = [(heights, one) for heights, one in over if _is_apart(one)]
    row = doubt.lengthened(strip, ROW_BEYOND)
    breaks = [gap for gap in glare.gaps(image, row) if _breaks(gap)] if apart else []
    return [
        (heights, one)
        for heights, one in apart
        if any(
            covered_heights(one.patch.mask, one.patch.scale, gap.box) >= PARTED * gap.heights
            for gap in breaks
        )
    ]


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
