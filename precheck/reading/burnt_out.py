"""Numbers that light wiped out, told by what is left of them: on paper that is burnt out itself no highlight has an outline."""

from __future__ import annotations

from collections.abc import Iterator

from precheck.domain.geometry import Image, Quad, height, width
from precheck.imaging import glare, sharpness
from precheck.reading import reach, slope
from precheck.reading.doubt import Doubt, Hidden

ROW_BEYOND = 7.0
"""Heights beyond a number, or its place, in which its row is followed."""

FADES, BLANK, INNER = 0.25, 1.5, 0.5
"""How much lighter the ink must have grown where it ends, as share of what is possible; and the least length, in heights, of
the blank that follows, and of one within a number: digits stand closer. Evenly burnt-out paper leaves all digits alike."""

NEAR, COLON, FOLLOWS = 1.0, 0.6, 8.0
"""Heights within which a blank begins at a number's end; from which, in the place beside a label, what a blank follows is no
colon; and within which it begins there at all."""

CRISP = 0.4
"""Crispness from which a place beside a label is looked at: blurred ink fades of itself."""

INSIDE, AT_END, SLACK = 1.5, 3.0, 0.5
"""Digits that must be missing between others, and at either end of a number: where that lies follows from a few digits."""

_Found = Iterator[tuple[float, Quad]]


def value(image: Image, doubted: Doubt) -> Hidden | None:
    """The longest blank that light left of the number."""
    found = [
        *_missing(image, doubted),
        *_broken(image, doubted),
        *_fading(image, doubted),
        *_fading_beside(image, doubted),
    ]
    return Hidden(*max(found, key=lambda blank: blank[0])) if found else None


def _missing(image: Image, doubted: Doubt) -> _Found:
    """Burnt-out blanks where digits must stand, as a piece of the declared number tells."""
    for whole in doubted.wholes:
        tall, long = height(whole.box), width(whole.box)
        least, most = reach.MARGIN * whole.digit, long - reach.MARGIN * whole.digit
        slack = SLACK * whole.digit
        missing, inside = 0.0, 0.0
        for gap in glare.gaps(image, whole.box):
            start, end = max(gap.start * tall, least), min(gap.end * tall, most)
            missing += max(0.0, end - start)
            if start > least + slack and end < most - slack:
                inside += max(0.0, end - start)
        if inside >= INSIDE * whole.digit or missing >= AT_END * whole.digit:
            yield missing / tall, whole.box


def _broken(image: Image, doubted: Doubt) -> _Found:
    """What parts a number from another piece on its row, or its own digits, where their ink fades."""
    for between in doubted.gaps:
        yield from ((gap.heights, between) for gap in glare.gaps(image, between) if gap.whole)
    if doubted.number is not None:
        for gap in glare.gaps(image, doubted.number):
            if gap.inside and gap.heights >= INNER and gap.lift >= FADES:
                yield gap.heights, gap.box


def _fading(image: Image, doubted: Doubt) -> _Found:
    """Blanks into which a piece of the value fades at its ends."""
    if doubted.piece is None:
        return
    begins, ends = ROW_BEYOND, ROW_BEYOND + width(doubted.piece) / max(1.0, height(doubted.piece))
    for gap in glare.gaps(image, slope.lengthened(doubted.piece, ROW_BEYOND)):
        if gap.heights >= BLANK and gap.paper > glare.OWN_LIGHT:
            head = abs(gap.end - begins) <= NEAR and gap.lifts[1] >= FADES
            tail = abs(gap.start - ends) <= NEAR and gap.lifts[0] >= FADES
            if head or tail:
                yield gap.heights, gap.box


def _fading_beside(image: Image, doubted: Doubt) -> _Found:
    """Blanks beside the label of a number of which nothing was read, where ink that fades stands at their ends."""
    for place in doubted.beside:
        if sharpness.crispness(image, place) < CRISP:
            continue
        for gap in glare.gaps(image, slope.lengthened(place, ROW_BEYOND)):
            start = gap.start - ROW_BEYOND
            if gap.heights >= BLANK and gap.paper > glare.OWN_LIGHT and -NEAR <= start <= FOLLOWS:
                before = gap.lifts[0] if start >= COLON else 0.0
                if max(before, gap.lifts[1]) >= FADES and (gap.inside or gap.cuts):
                    yield gap.heights, gap.box
