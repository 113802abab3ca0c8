"""A second look where the first left a doubt that could change the outcome, as long as the budget leaves room.

A required field that was not found at all: text is looked for once more, larger and without seal ink (seals stand on
exactly the lines that matter, and detectors lose what is under them). A number that is doubtful, broken or different
from the declared one: its line is read once more, reaching further to both sides (a detector may drop a last group of
digits) and without seal ink. A declared one that is doubtful even then is read where the whole of it must stand, by two
readers (:mod:`precheck.reading.numbers`). What is open when the budget is spent stays as it is: a person looks at it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from precheck import fields
from precheck.domain.geometry import Image, Quad, Region, centre, height, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.text import TextLine
from precheck.fields.glyphs import is_han
from precheck.ocr import OcrEngine
from precheck.ocr._metered import Meter
from precheck.reading import numbers, reach
from precheck.reading.fields import carried
from precheck.reading.fuse import CLEAR, elect, stands
from precheck.reading.orientation import turned
from precheck.reading.settings import ReadingSettings

Readings = Mapping[str, FieldReading]
Interpret = Callable[[Sequence[Page]], Readings]

REACH = 2.5
"""Line heights by which a doubtful number's box is widened: a group of digits and its gap."""

HOPELESS = 0.01
"""Sharpness of the print below which a closer look finds nothing: of 65 such pictures none had a required field read."""

WORTH = {Status.MATCH: 4, Status.UNVERIFIED: 3, Status.MISMATCH: 2, Status.UNREADABLE: 1, Status.ABSENT: 0}


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: the first tier, and the careful one, loaded only where it is asked (None: there is none). ``meter``: what both
    have been asked, and may be."""

    first: OcrEngine
    careful: Callable[[], OcrEngine | None] = lambda: None
    meter: Meter = field(default_factory=Meter)

    @property
    def best(self) -> OcrEngine:
        """Who is asked where a word is in doubt."""
        return self.careful() or self.first

    @property
    def every(self) -> tuple[OcrEngine, ...]:
        """The best one, and the other where there are two."""
        return (self.best,) if self.best is self.first else (self.best, self.first)


def resolve_doubts(
    readers: Readers,
    views: Sequence[Callable[[], Image]],
    pages: Sequence[Page],
    readings: Readings,
    material: Material,
    settings: ReadingSettings,
    interpret: Interpret,
) -> tuple[tuple[Page, ...], Readings]:
    """The pages and readings after looking again; the same ones where there was no doubt or nothing came of it.

    ``views``: the picture, and the picture without seal ink.
    """
    meter = readers.meter
    best_pages, best = _voted(readers, views, tuple(pages), readings, interpret, _half)
    missing = _missing(best, material, best_pages) if meter.leaves_room else []
    if missing:
        found = tuple(
            _with_more_lines(readers.best, views[1](), page, _around(page, missing, settings), settings)
            for page in best_pages
        )
        seen = interpret(found)
        if _worth(seen) > _worth(best):
            best_pages, best = found, seen
    for name in [name for name, reading in best.items() if _in_pieces(reading, material)]:
        for candidate in _affordable(meter, _read_whole(readers.best, views, best_pages)):
            seen = interpret(candidate)
            if seen[name].value is not None and not seen[name].problems:
                best_pages, best = candidate, seen
                break
    best_pages, best = _voted(
        readers, views, best_pages, best, interpret, lambda reading: _doubtful(reading) or _faint(reading)
    )
    for name, reading in list(best.items()):
        if not numbers.is_needed(reading, reading.rule_in(material)):
            continue
        if not meter.leaves_room:
            best = {**best, name: _left_open(reading)}
            continue
        heard = numbers.verify_number(readers.every, views, best_pages, reading, settings)
        best = {**best, name: heard}
    return best_pages, best


def _affordable(meter: Meter, looks: Iterator[tuple[Page, ...]]) -> Iterator[tuple[Page, ...]]:
    """What is seen by each look, none of which is taken once the budget is spent."""
    while meter.leaves_room and (seen := next(looks, None)) is not None:
        yield seen


def _left_open(reading: FieldReading) -> FieldReading:
    """A declared value that wanted another look and had none is neither confirmed nor contradicted."""
    if reading.status not in (Status.MATCH, Status.MISMATCH):
        return reading
    spent = "复看预算已用完 (the budget of second looks is spent)"
    return replace(reading, status=Status.UNREADABLE, why=spent)


def _voted(
    readers: Readers,
    views: Sequence[Callable[[], Image]],
    pages: tuple[Page, ...],
    readings: Readings,
    interpret: Interpret,
    asked: Callable[[FieldReading], bool],
) -> tuple[tuple[Page, ...], Readings]:
    """Every value that is to be ``asked`` about read again in several views, and put to their vote.

    What one field's vote elected stands when the page is interpreted again for the next one's sake.
    """
    best_pages, best = pages, readings
    elected: dict[str, FieldReading] = {}
    for name in [name for name, reading in best.items() if asked(reading)]:
        heard = []
        for candidate in _affordable(readers.meter, _reread(readers.best, views, best_pages, best[name])):
            seen = {**interpret(candidate), **elected}
            heard.append(seen[name])
            if _better(seen[name], best[name]) and _worth(seen) >= _worth(best):
                best_pages, best = candidate, seen
                if not asked(best[name]):
                    break
        elected[name] = elect([best[name], *heard])
        best = {**best, **elected}
    return best_pages, best


def _missing(readings: Readings, material: Material, pages: Sequence[Page]) -> list[FieldReading]:
    """Which values are missing, or read by half, that the page owes or always prints; or that were declared and have their place
    here: their label was found, they stand on a row of their own, or the view shown carries them."""
    found = []
    for rule in material.fields:
        reading = readings.get(rule.name)
        if reading is None or not (reading.value is None or _half(reading)):
            continue
        placed = bool(reading.areas) or bool(rule.rows) or bool(rule.views) or _half(reading)
        declared_here = reading.expected is not None and carried(rule, pages) and placed
        if reading.status is Status.UNREADABLE or declared_here:
            found.append(reading)
    return found


def _half(reading: FieldReading) -> bool:
    """Whether less was read than was declared: the month of a day (the day may stand under a seal)."""
    return reading.status is Status.UNVERIFIED and reading.expected is not None


def _doubtful(reading: FieldReading) -> bool:
    """Values with digits, whose structure tells whether the second reading is better; and words of as many characters as were
    declared, one of which a seal may have changed: one that was read and not declared no second look may lose."""
    if reading.value is None or reading.box is None:
        return False
    if not any(c.isdigit() for c in reading.value):
        return reading.status is Status.UNREADABLE and _han(reading.value) == _han(reading.expected or "")
    if reading.status is Status.MISMATCH and not reading.problems and (reading.readability or 0.0) >= CLEAR:
        # A sound number that was clearly seen is read no differently by the same engine.
        return fields.load(reading.type).structure is None
    if reading.expected is None and stands(
        fields.load(reading.type), reading.value, reading.readability or 0.0
    ):
        return False
    return bool(reading.problems) or reading.status in (Status.UNREADABLE, Status.MISMATCH) or _half(reading)


def _han(text: str) -> int:
    return sum(map(is_han, text))


FAINT = 0.8
"""Least certain character below which a number's digits are put to the vote of several views."""


def _faint(reading: FieldReading) -> bool:
    """Whether a number was read, but not so surely that one look settles its digits."""
    return (
        reading.box is not None
        and len(reading.value or "") >= _DIGITS
        and (reading.readability or 0.0) < FAINT
        and fields.load(reading.type).structure is not None
    )


def _in_pieces(reading: FieldReading, material: Material) -> bool:
    """Whether a number that the page owes, and that needs no label, was not found."""
    rule = reading.rule_in(material)
    return reading.value is None and rule.unlabelled and reading.status is Status.UNREADABLE


_DIGITS = 5
WHOLE_REACH = 6.0
"""Line heights by which a piece of a number is read further to both sides: a dozen digits."""


def _read_whole(
    engine: OcrEngine, views: Sequence[Callable[[], Image]], pages: Sequence[Page]
) -> Iterator[tuple[Page, ...]]:
    """Pages on which a line that is mostly digits, what a seal left of a number, is read further to both sides."""
    for index, page in enumerate(pages):
        if page.orientation is None:
            continue
        pieces = [line for line in page.lines if reach.is_piece(line.text)]
        for line in sorted(pieces, key=lambda line: -len(line.text))[:2]:
            box = _widened(line.box, views[0](), WHOLE_REACH)
            for view in views:
                again = engine.read(view(), [box])[0]
                lines = tuple(
                    again if other is line else other
                    for other in page.lines
                    if other is line or not _inside(other, box)
                )
                yield (*pages[:index], replace(page, lines=lines), *pages[index + 1 :])


def _better(new: FieldReading, old: FieldReading) -> bool:
    return _rank(new) > _rank(old)


def _rank(reading: FieldReading) -> tuple[int, int, float]:
    return (WORTH[reading.status], -len(reading.problems), reading.readability or 0.0)


def _worth(readings: Readings) -> int:
    return sum(map(_worth_of, readings.values()))


def _worth_of(reading: FieldReading) -> int:
    """Any value is worth more than none: a broken one can be read again and put to the vote."""
    return 0 if reading.value is None else max(1, 1 + WORTH[reading.status] - len(reading.problems))


def _around(page: Page, missing: Sequence[FieldReading], settings: ReadingSettings) -> Region:
    """Where the missing values may stand: beside their labels, or below what was read of them by half; anywhere on the paper
    where one has neither."""
    lines = [line.box for line in page.lines if line.confidence >= settings.surely_print]
    paper = [page.document] if page.document is not None else lines
    known: list[Quad] = []
    for reading in missing:
        known += reading.areas or paper
    if page.orientation is None or not known:
        return ()
    tall = float(np.median([height(box) for box in lines])) if lines else 0.0
    upright = page.orientation.to_upright(np.array([point for box in known for point in box]))
    margin = settings.second_around * tall
    (left, top), (right, bottom) = upright.min(axis=0) - margin, upright.max(axis=0) + margin
    boxes = [reading.box for reading in missing if reading.box is not None and _half(reading)]
    if len(boxes) == len(missing):
        top = min(page.orientation.to_upright(box)[:, 1].min() for box in boxes)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return quad(corners @ np.array(page.orientation.axes()))


def _with_more_lines(
    engine: OcrEngine, filtered: Image, page: Page, region: Region, settings: ReadingSettings
) -> Page:
    """The page with the lines that a larger look at a region finds besides."""
    way = page.orientation
    if way is None:
        return page
    high, wide = filtered.shape[:2]
    corners = np.clip(np.array(region or [(0, 0), (wide, high)]), 0, (wide, high)).astype(int)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    part = filtered[top:bottom, left:right]
    if not part.size:
        return page
    # Print that is large enough is looked for no larger: what was missed of it lies under a seal.
    tall = float(np.median([height(line.box) for line in page.lines])) if page.lines else 1.0
    most, least = settings.second_detection_px / max(high, wide), settings.detection_px / max(high, wide)
    scale = min(1.0, most, max(least, settings.second_line_px / tall))
    shown = engine.boxes(np.ascontiguousarray(part), max(1, round(scale * max(part.shape[:2]))))
    boxes = [turned(quad(np.array(box) + np.array([left, top])), way) for box in shown]
    fresh = [
        box
        for box in boxes
        if not any(_covers(line.box, box) for line in page.lines if line.confidence > 0.8)
    ]
    lines = [line for line in engine.read(filtered, fresh) if len(line.text) > 1]
    kept = [line for line in page.lines if not any(_covers(new.box, line.box) for new in lines)]
    return replace(page, lines=(*kept, *lines))


def _covers(box: Quad, other: Quad) -> bool:
    """Whether ``box`` holds the middle of ``other`` and is about as long."""
    x, y = centre(other)
    cx, cy = centre(box)
    near = abs(x - cx) < max(width(box), height(box)) * 0.5 and abs(y - cy) < max(6.0, height(box) * 0.6)
    return near and width(box) > 0.85 * width(other)


def _reread(
    engine: OcrEngine, views: Sequence[Callable[[], Image]], pages: Sequence[Page], reading: FieldReading
) -> Iterator[tuple[Page, ...]]:
    assert reading.box is not None
    for index, page in enumerate(pages):
        if page.orientation is None:
            continue
        for line in _lines_of(reading, page):
            box = _widened(line.box, views[0](), WHOLE_REACH if _half(reading) else REACH)
            for view in views:
                for wanted in (box,) if _half(reading) else (box, line.box):
                    again = engine.read(view(), [wanted])[0]
                    lines = tuple(
                        again if other is line else other
                        for other in page.lines
                        if other is line or not _inside(other, box)
                    )
                    yield (*pages[:index], replace(page, lines=lines), *pages[index + 1 :])


def _lines_of(reading: FieldReading, page: Page) -> list[TextLine]:
    """The line that holds the value; of a date read by half, the lines that look like what is left of a date."""
    if _half(reading):
        return [line for line in page.lines if _REST_OF_A_DATE.search(line.text.replace(" ", ""))][:2]
    assert reading.box is not None
    return [line for line in page.lines if _holds(line, reading.box)][:1]


_REST_OF_A_DATE = re.compile(r"^(?:[^，,。]{0,7}年)?[^，,。]{1,3}月.{0,4}$")
"""A line of its own that holds 月, and before it 年 where that was found, and hardly more."""


def _holds(line: TextLine, box: Quad) -> bool:
    x, y = centre(box)
    cx, cy = centre(line.box)
    return abs(x - cx) <= width(line.box) / 2 + 1 and abs(y - cy) <= height(line.box) / 2 + 1


def _inside(line: TextLine, box: Quad) -> bool:
    """Whether a line lies wholly within a widened box: it is read with it now."""
    points = np.array(line.box)
    frame = np.array(box)
    return bool(
        (points.min(axis=0) >= frame.min(axis=0) - 2).all()
        and (points.max(axis=0) <= frame.max(axis=0) + 2).all()
    )


def _widened(box: Quad, image: Image, reach: float = REACH) -> Quad:
    corners = np.array(box)
    along = (corners[1] - corners[0]) / max(1.0, width(box)) * reach * height(box)
    wider = np.array([corners[0] - along, corners[1] + along, corners[2] + along, corners[3] - along])
    image_height, image_width = image.shape[:2]
    return quad(np.clip(wider, (0, 0), (image_width - 1, image_height - 1)))
