"""How much of a value, or of any row of print, a highlight hides."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, centre, height
from precheck.domain.text import TextLine
from precheck.imaging import glare, sharpness
from precheck.imaging.glare import Gap, Highlight
from precheck.imaging.patches import covered_columns, covered_heights
from precheck.reading import burnt_out, slope
from precheck.reading.doubt import Doubt, Hidden

CUT, CUT_HEIGHTS, NUMBER_CUT = 0.8, 0.9, 0.5
"""Share of a gap in a row that one burnt-out patch must cover to have cut the row; and the gap's least length: two digits in a
row that may be any other, one within a number of which too few characters were read."""

SURELY_LIFTED, LIFTED, CRISP = 0.5, 0.15, 0.4
"""How much lighter ink must be at a gap's ends: much, or somewhat where it is crisp (blurred ink fades of itself)."""

BROKEN_HEIGHTS = 1.5
"""A gap with print at both ends that is longer than any between label and value in the strip."""

SLENDER, TUBE_LINGERS, TUBE_AROUND = 4.0, 0.2, 230.0
"""What tells a tube, whose edges may be sharp: how many times longer than wide it is, how little of its light is left beside
it, and how dark the paper there is."""

COMPACT = 0.76
"""The least share of its convex outline that a soft highlight fills. Paper that uneven light burns out ends at frames and
shades: of pictures without a reflection 2 had such a patch beside a finger and a blank, filling 0.70 and 0.76."""

LAMP_COMPACT, LAMP_LINGERS, LAMP_HEIGHTS, AMONG = 0.85, 0.7, 1.5, 4.0
"""What tells a lamp where no print does: how compact it is, how little of its light is left a quarter of its side away, its
least side in heights, and how far beyond the outline of all print it may lie. Patches of burnt-out paper on 5 of 48 unevenly lit
pages of which a field was not read (left empty, upside down) failed one or both: 0.80 and 0.40 came nearest."""

NEXT_TO = 0.4
"""Heights by which a gap's end may lie beyond the outline of all print, where a highlight is to have cut a row: beyond it the
sheet's edge is the next dark thing (1 of 71 good pictures was said to have print under a reflection)."""

HELD = 2.0
"""Heights of a line that is read under a patch, from which the patch is burnt-out paper: a reflection would have wiped them out."""

READ_LENGTH, READ, WITHIN = 4, 0.9, 0.9
"""A line is surely read from so many characters and this certainty on; and the share of it that a patch must hold."""

ROW_BEYOND, SOFT, PARTED = 7.0, 0.6, 0.5
"""How many heights beyond a value its row is followed for the print that a highlight broke off; how softly such a highlight
ends; and the share of the blank between that it covers. The paper close to a large highlight is bright itself, so that the
gap in the value's own box has no darker paper beside it."""


def highlights(image: Image, lines: Sequence[TextLine]) -> tuple[Highlight, ...]:
    """Highlights large enough to hide a character of the page's print, and without print that is read; none where there is
    no print."""
    heights = [height(line.box) for line in lines if len(line.text) > 1]
    if not heights:
        return ()
    read = [line.box for line in lines if len(line.text) >= READ_LENGTH and line.confidence >= READ]
    return tuple(
        one
        for one in glare.highlights(image, median(heights))
        if not any(glare.inked_heights(image, box, one.patch) >= HELD for box in read)
    )


def _holds(bright: Highlight, box: Quad) -> bool:
    covered = covered_columns(bright.patch.mask, bright.patch.scale, box)
    return float(covered.mean()) >= WITHIN


def value(image: Image, doubted: Doubt, bright: Sequence[Highlight]) -> Hidden | None:
    """What light hides most of the value."""
    rows = [(strip, over) for strip in doubted.strips if (over := _over(strip, bright))]
    found = [item for strip, over in rows for item in _cut(_row_gaps(image, strip), over)]
    if doubted.anywhere:
        # Of a row that may be any other nothing else tells: bright paper begins at its ends.
        found += _alone(image, doubted.strips, bright)
    else:
        found += [item for strip, over in rows for item in _washed(image, strip, over)]
    if doubted.number is not None:
        found += _cut(glare.gaps(image, doubted.number), _over(doubted.number, bright), NUMBER_CUT)
    for pair in doubted.pairs:
        over = [one for one in _over(pair, bright) if _is_apart(one)]
        whole = [gap for gap in glare.gaps(image, pair) if gap.whole] if over else []
        found += _covering(whole, over, PARTED)
    most, which = max(found, key=lambda item: item[0], default=(0.0, None))
    left = burnt_out.value(image, doubted)
    if left is not None and left.heights > most:
        return left
    return Hidden(most, which.patch.region) if which is not None and most > 0 else None


def _row_gaps(image: Image, strip: Quad) -> tuple[Gap, ...]:
    return glare.gaps(image, slope.lengthened(strip, ROW_BEYOND))


def _washed(image: Image, strip: Quad, over: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """Soft highlights that wash the value's own strip out, or part it from print beyond."""
    soft = [one for one in over if one.soft and one.compact >= COMPACT]
    gaps = glare.gaps(image, strip)
    if soft and _washed_out(image, strip, gaps):
        return _blanked(gaps, soft)
    return _parting(image, strip, soft)


def _alone(
    image: Image, strips: Sequence[Quad], bright: Sequence[Highlight]
) -> list[tuple[float, Highlight]]:
    """Lamps' highlights among the print of a page on which a value is nowhere: it stood there."""
    if not strips:
        return []
    hull = np.asarray(cv2.convexHull(np.array(strips, np.float32).reshape(-1, 2)), np.float32)
    tall = median(height(strip) for strip in strips)
    dull = glare.SAME_PAPER * median(glare.paper(image, strip) for strip in strips)
    found = []
    for one in bright:
        side = float(np.sqrt(one.patch.mask.sum())) / one.patch.scale / tall
        lamp = one.compact >= LAMP_COMPACT and one.lingers <= LAMP_LINGERS and _is_apart(one)
        tube = one.compact >= LAMP_COMPACT and one.lingers <= TUBE_LINGERS and one.around <= TUBE_AROUND
        tube = tube and one.slender >= SLENDER
        if (lamp or tube) and side >= LAMP_HEIGHTS and one.around >= dull:
            inside = cv2.pointPolygonTest(hull, centre(one.patch.region), True)
            if (inside >= 0 if tube else inside >= -AMONG * tall) and not any(
                _holds(one, strip) for strip in strips
            ):
                found.append((side, one))
    return found


def any_print(image: Image, lines: Sequence[TextLine], bright: Sequence[Highlight]) -> Hidden | None:
    """The highlight that cuts any row of print in two, whatever stands there."""
    found = []
    read = [line.box for line in lines if len(line.text) >= READ_LENGTH and line.confidence >= READ]
    apart = [one for one in bright if one.around <= glare.OWN_LIGHT]
    # A burnt-out patch with print on it that is read is the paper itself: a reflection would have wiped it out.
    bright = [one for one in apart if not any(_holds(one, box) for box in read)]
    boxes = [line.box for line in lines if len(line.text) > 1]
    if not bright or not boxes:
        return None
    hull = np.asarray(cv2.convexHull(np.array(boxes, np.float32).reshape(-1, 2)), np.float32)
    for box in boxes:
        row = slope.lengthened(box, ROW_BEYOND)
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
    if lift >= SURELY_LIFTED or any(0 < gap.paper <= glare.OWN_LIGHT or _breaks(gap) for gap in gaps):
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


def _cut(
    gaps: Sequence[Gap], over: Sequence[Highlight], least: float = CUT_HEIGHTS
) -> list[tuple[float, Highlight]]:
    """Those that cut a row of print in two on darker paper, however sharply they end: a window's reflection does."""
    within = [
        gap
        for gap in gaps
        if gap.heights >= least and gap.inside and gap.cuts and 0 < gap.paper <= glare.OWN_LIGHT
    ]
    return _covering(within, [one for one in over if one.around <= glare.OWN_LIGHT], CUT)


def _parting(image: Image, strip: Quad, over: Sequence[Highlight]) -> list[tuple[float, Highlight]]:
    """Those on darker paper that lie between print on the value's row, beyond what was read of the value."""
    apart = [one for one in over if _is_apart(one)]
    row = slope.lengthened(strip, ROW_BEYOND)
    return _covering([gap for gap in glare.gaps(image, row) if _breaks(gap)], apart, PARTED) if apart else []


def _is_apart(bright: Highlight) -> bool:
    """Whether the paper about a highlight is not burnt out, and the highlight ends softly."""
    return bright.around <= glare.OWN_LIGHT and bright.softness >= SOFT


def _breaks(gap: Gap) -> bool:
    return gap.inside and gap.heights >= BROKEN_HEIGHTS
