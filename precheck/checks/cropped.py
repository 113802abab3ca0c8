"""Is a part of the document outside the picture?

Flags:
    ``cropped.document``: a side of the document lies outside the frame, or lines of text run out of it.
Why:
    A card with a corner missing, or a page with its last characters cut off, is incomplete (完整).
Measures:
    Documents of a fixed layout (ID cards): the share of the card that lies outside, from the corners which print and
    visible edges give (:mod:`precheck.reading.placing`), less ``sigmas`` times the doubt about it; a card that fills the
    frame exactly is whole. Other pages (:mod:`precheck.reading.corners`): the same share where all four edges of the sheet
    are known; whether the two edges beside a side run into the picture's border there, with paper between and table outside
    of them, and no corner; whether a printed frame or a table around the text runs out on one side; whether the margin
    beside the text is all but gone. And the print itself: a title, word or label of the material without paper beside it,
    or a first row without room for the title that every specimen has (:mod:`precheck.reading.room`); how many readable lines
    of text are cut by the frame on one side; half a line along the border, found as text or not
    (:mod:`precheck.imaging.halved`); a red seal that the border cuts (:mod:`precheck.imaging.cut_seals`). Watermarks and
    apps' names are no print of the paper's (:mod:`precheck.reading.overlaid`), and a telephone's screen may begin and end
    anywhere. That a side cannot be seen while three others end is no evidence: tables are as pale as paper.
Threshold and where it was measured:
    ``sigmas``, ``max_outside``: of 288 pictures of cards (96 cards, sharp to hard, half of them in held-out typefaces) with
    4% outside 288 were flagged, with 8% 288, of 288 whole ones none, a third of them cropped to the card's edge and a third
    straightened to fill the frame exactly. With all print moved by chance (0.5 mm, another maker's card): 125 of 129 and 3
    of 132. Certificates, booklets, forms and letters of 17 materials, 4 to 25% of a side outside, on which the rules were
    chosen (before print was looked at in brackets): straightened pictures that fill the frame otherwise, where a line was
    cut through 117 of 120 (108), where lines were lost whole 23 of 33 (16), where nothing but blank paper was lost 123 of
    261 (99): most of these show nothing of it. In held-out layouts, looked at once: 46 of 49 (43), 9 of 16 (7), 36 of 139
    (26); by what is outside, 4% 9 of 51 (9), 8% 19 (13), 15% 38 (30); photographs with 8% 40 of 51 (39), with 6 to 25% 49 of
    51 (48); whole ones 0 of 204, hard ones 1 of 102 (a seal stamped over the edge, which does not count any more).
    Two lost titles more are found since: what is said of the first row came after.
    Whole ones of the first kind 0 of 258, and 0 of 285 with a watermark, an app's name, scanned, on a telephone's screen or a
    half of a spread (50 before); such in held-out layouts 2 of 210 (39 before), and none since watermarks have no say in where
    the sheet's text ends. Of 41 real photographs, scans and screenshots none were flagged before print was looked at.
    ``max_touching``: lines whose ends touch; of whole pages one real form had seven that did, of 65.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Image, Quad, Region, height, width
from precheck.domain.reading import Page, Side
from precheck.domain.subject import Subject
from precheck.domain.text import TextLine
from precheck.imaging import cut_seals, halved, touching
from precheck.reading import overlaid, room


class Params(Strictness):
    """How much may be outside."""

    max_outside: float = Field(ge=0, lt=1)
    sigmas: float = Field(ge=0)
    max_touching: int = Field(ge=0)


FLAGS = {
    "cropped.document": FlagKind(
        Severity.REUPLOAD,
        "证件未拍全（{side}被裁切），请将整个证件放入画面后重新拍摄。",
        "The document is not wholly in the picture (cut off {side_en}): take it again with all of it in the frame.",
        unit="share outside the frame (of a side, of a seal, of the paper that print needs beside it), or lines or strokes of "
        "text cut: flagged above",
    )
}

SIDES = (("左侧", "on the left"), ("上方", "at the top"), ("右侧", "on the right"), ("下方", "at the bottom"))

LEGIBLE = 3
"""Characters of a line that counts: fewer are specks or parts of ornaments."""

TOUCH = 0.12
"""A line touches the frame when its end is closer than this share of its height: detectors leave 0.15 or more of
paper around a line that is whole."""

ASKEW_DEGREES = 30.0
"""Print that leans more runs neither along a side of the picture nor into it: a watermark was read for the page's text."""

FEWEST, SURE = 4, 0.7
"""A line that the border halves is looked for beside so many that read so surely."""

STROKES, STROKES_BEYOND = 8, 12
"""Strokes of such a line, and where the sheet seems to end there. Of cut lines most had 10 to 48, of 238 whole pictures none any."""

STRIP = 0.05
"""Share of the picture that is marked where the sheet goes on beyond it."""

ENDS, ALONG = 0.15, 0.05
"""A page that is cut through its print loses the ends of many of its lines, at least this share of all; above and below, a
whole one at least of twenty."""

TOUCH_ALONG, NEAR = 0.06, 0.3
"""Along its length a line is cut where its box comes so near as the first, which a line that leans does, or as the second
while as many strokes as a word has lie on the border itself."""


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding: the worst side, by the first kind of evidence that tells."""
    found = _share_outside(subject, params)
    if found is None and not _lies_elsewhere(subject):
        screenshot = overlaid.is_screenshot(subject.image, subject.lines)
        found = None if screenshot else _goes_on(subject)
        found = found or _by_print(subject, params, screenshot)
    if found is not None:
        yield found


def _share_outside(subject: Subject, params: Params) -> Finding | None:
    """Of a document whose corners are known."""
    for page in subject.pages:
        # What is left of the share outside when the doubt about it is taken off.
        sure = [beyond.share - params.sigmas * beyond.uncertain for beyond in page.beyond]
        side = int(np.argmax(sure)) if sure else 0
        if sure and sure[side] > params.max_outside:
            doubt = params.sigmas * page.beyond[side].uncertain
            return _finding(side, page.beyond[side].share, params.max_outside + doubt, page.document)
    return None


def _goes_on(subject: Subject) -> Finding | None:
    """A sheet whose edges or printed frame run out of the picture."""
    for page in subject.pages:
        if Side.CUT in page.sides:
            side = page.sides.index(Side.CUT)
            return _finding(side, 1, 0, _along(side, subject.image))
    return None


def _lies_elsewhere(subject: Subject) -> bool:
    """Where there is no print of a sheet to judge by: a card of known layout, or one that a person holds."""
    pages = subject.pages
    if not pages or any(page.beyond and not page.sides for page in pages):
        return True
    return any(view.face_heights for view in subject.material.views if view.name == pages[0].view)


def _by_print(subject: Subject, params: Params, screenshot: bool) -> Finding | None:
    """What the border cuts, or leaves no room for: a title or label, lines of print, a seal. A telephone's screen may begin
    and end above or below any line."""
    image, pages = subject.image, subject.pages
    read = [line for line in subject.lines if line.confidence >= SURE and len(line.text) > 1]
    usual, lean = overlaid.usual(image, read), overlaid.lean(read)
    if abs(lean) > ASKEW_DEGREES:
        return None

    def is_own(line: TextLine) -> bool:
        return overlaid.is_own(image, line, usual, lean)

    if not screenshot and (lack := room.lacking(image, pages, subject.material, is_own)) is not None:
        return _finding(lack.side, 1 - lack.room / lack.least, 0, lack.line.box)
    way = subject.turn.orientation
    ends = (1, 3) if way is not None and way.rotation % 180 else (0, 2)
    found = _cut_lines(subject, params, ends, is_own, ends if screenshot else range(4))
    if found is None and not screenshot and way is not None and len(read) >= FEWEST:
        tall = median(height(line.box) for line in read)
        found = _halved(subject, tall, usual, [side for side in range(4) if side not in ends])
    if found is not None:
        return found
    seal = cut_seals.find(image, [side for side in range(4) if _may_be_cut(pages, side)])
    return (
        None
        if seal is None
        else _finding(seal.side, seal.outside, cut_seals.LEAST, _within(image, seal.region))
    )


def _cut_lines(
    subject: Subject,
    params: Params,
    ends: tuple[int, int],
    is_own: Callable[[TextLine], bool],
    sides: Iterable[int],
) -> Finding | None:
    touched = [list(filter(is_own, lines)) for lines in _touching(subject.image, subject.lines, ends)]
    for side in sides:
        lines = touched[side]
        # Beside a sheet that is seen to end, it is another paper's text that touches the frame. A picture cropped to its
        # print on both sides; a heading among many lines.
        if (
            _ends(subject.pages, side)
            or touched[(side + 2) % 4]
            or len(lines) < (ENDS if side in ends else ALONG) * len(subject.lines)
        ):
            continue
        allowed = params.max_touching if side in ends else 0
        if len(lines) > allowed:
            return _finding(side, len(lines), allowed, lines[0].box)
    return None


def _halved(subject: Subject, tall_px: float, contrast: float, sides: Iterable[int]) -> Finding | None:
    for side in sides:
        if not _may_be_cut(subject.pages, side):
            continue
        strokes = halved.strokes(subject.image, tall_px, contrast, side)
        if strokes >= (STROKES_BEYOND if _ends(subject.pages, side) else STROKES):
            return _finding(side, strokes, STROKES, _along(side, subject.image))
    return None


def _ends(pages: Sequence[Page], side: int) -> bool:
    return any(page.sides and page.sides[side] is Side.ENDS for page in pages)


def _may_be_cut(pages: Sequence[Page], side: int) -> bool:
    return all(room.may_be_cut(page.sides, side) for page in pages)


def _within(image: Image, region: Region) -> Region:
    """A region without what lies outside of the picture."""
    high, wide = image.shape[:2]
    return tuple((min(max(x, 0.0), wide - 1.0), min(max(y, 0.0), high - 1.0)) for x, y in region)


def _finding(side: int, measured: float, threshold: float, region: Region | None) -> Finding:
    name, name_en = SIDES[side]
    return Finding(
        "cropped.document",
        measured=measured,
        threshold=threshold,
        region=region,
        values={"side": name, "side_en": name_en},
    )


def _along(side: int, image: Image) -> Quad:
    """The strip along one side of the picture: where the sheet goes on."""
    high, wide = float(image.shape[0] - 1), float(image.shape[1] - 1)
    left, top, right, bottom = (
        (0.0, 0.0, STRIP * wide, high),
        (0.0, 0.0, wide, STRIP * high),
        (wide - STRIP * wide, 0.0, wide, high),
        (0.0, high - STRIP * high, wide, high),
    )[side]
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _touching(image: Image, lines: Sequence[TextLine], ends: tuple[int, int]) -> list[list[TextLine]]:
    """For each side, the lines whose end touches the frame, or, where lines run along the side, whose strokes reach it."""
    image_height, image_width = image.shape[:2]
    sides: list[list[TextLine]] = [[], [], [], []]
    for line in lines:
        if len(line.text) < LEGIBLE or line.confidence < 0.7:
            continue
        reach = min(height(line.box), width(line.box))
        points = np.array(line.box)
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        for side, distance in enumerate((left, top, image_width - right, image_height - bottom)):
            if side in ends:
                cut = distance < TOUCH * reach
            else:
                cut = distance < TOUCH_ALONG * reach or (
                    distance < NEAR * reach and touching.strokes(image, line.box, side) >= LEGIBLE
                )
            if cut:
                sides[side].append(line)
    return sides
