"""The second looks there are: each takes what was seen so far and one field's name, and gives what is seen after it.

A look may find nothing: then what was seen comes back as it was. Which of them are taken, and in which order, is the affair of
:mod:`precheck.reading.refine`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from precheck import fields
from precheck.domain.geometry import Image, Quad, Region, centre, height, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine
from precheck.ocr._metered import Meter
from precheck.reading import doubts, numbers, reach
from precheck.reading.careful import is_on
from precheck.reading.doubts import Doubt, Question
from precheck.reading.orientation import turned
from precheck.reading.settings import ReadingSettings

Readings = Mapping[str, FieldReading]
Interpret = Callable[[Sequence[Page]], Readings]

WHOLE = 6.0
"""Line heights by which a piece of a number is widened: a dozen digits."""

PIECES = 2
"""Lines that are taken for what a seal left of a number or a date."""

_VALUE = {Status.MATCH: 5, Status.UNVERIFIED: 4, Status.MISMATCH: 3, Status.UNREADABLE: 2, Status.ABSENT: 1}
"""How good it is for a value to end so."""


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


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at, and by whom. ``views``: the picture, and the picture without seal ink. ``interpret``: the fields of
    pages."""

    readers: Readers
    views: Sequence[Callable[[], Image]]
    material: Material
    settings: ReadingSettings
    interpret: Interpret

    def questions(self, seen: "Seen") -> list[Question]:
        """What is still open."""
        return doubts.questions(seen.readings, self.material, seen.pages, self.settings)


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages and fields after some looks. ``verified``: fields that stand however the page is interpreted for another field's
    sake."""

    pages: tuple[Page, ...]
    readings: Readings
    verified: Readings = field(default_factory=dict)

    def on(self, pages: tuple[Page, ...], scene: Scene) -> "Seen":
        """The same with other pages, interpreted."""
        return replace(self, pages=pages, readings={**scene.interpret(pages), **self.verified})

    def verify(self, reading: FieldReading) -> "Seen":
        """With one field as it is now known."""
        one = {reading.name: reading}
        return replace(self, readings={**self.readings, **one}, verified={**self.verified, **one})

    @property
    def worth(self) -> int:
        """Any value is worth more than none: a broken one can be verified."""
        return sum(
            max(1, _VALUE[reading.status] - len(reading.problems))
            for reading in self.readings.values()
            if reading.value is not None
        )


def search(scene: Scene, seen: Seen, _question: Question) -> Seen:
    """Text is looked for once more where the missing values belong, larger and without seal ink: seals stand on exactly the lines
    that matter, and detectors lose what is under them."""
    missing = [question.reading for question in scene.questions(seen) if question.doubt in doubts.MISSING]
    found = tuple(
        with_more_lines(
            scene.readers.best, scene.views[1](), page, around(page, missing, scene.settings), scene.settings
        )
        for page in seen.pages
    )
    after = seen.on(found, scene)
    return after if after.worth > seen.worth else seen


def join(scene: Scene, seen: Seen, question: Question, view: int) -> Seen:
    """A line that is mostly digits, what a seal left of a number that needs no label, read further to both sides."""
    for index, page in enumerate(seen.pages):
        pieces = [line for line in page.lines if reach.is_piece(line.text)] if page.orientation else []
        for line in sorted(pieces, key=lambda line: -len(line.text))[:PIECES]:
            box = widened(line.box, scene.views[0](), WHOLE)
            after = _read_again(scene, seen, index, line, box, view)
            reading = after.readings[question.name]
            if reading.value is not None and not reading.problems:
                return after
    return seen


def complete(scene: Scene, seen: Seen, question: Question) -> Seen:
    """Of a date of which a part was read, lines that look like what is left of one read further to both sides, with ink and
    without: a seal covers its day or parts it."""
    for index, page in enumerate(seen.pages):
        rests = [
            line
            for line in page.lines
            if page.orientation and _REST_OF_A_DATE.search("".join(line.text.split()))
        ]
        for line in rests[:PIECES]:
            box = widened(line.box, scene.views[0](), WHOLE)
            for view in range(len(scene.views)):
                after = _read_again(scene, seen, index, line, box, view)
                reading = after.readings[question.name]
                if reading.status is Status.MATCH and after.worth >= seen.worth:
                    return after
    return seen


_REST_OF_A_DATE = re.compile(r"^(?:[^，,。]{0,7}年)?[^，,。]{1,3}月.{0,4}$")
"""A line of its own that holds 月, and before it 年 where that was found, and hardly more."""


def clear(scene: Scene, seen: Seen, question: Question) -> Seen:
    """The line that holds the value read without seal ink."""
    place = None if question.reading.box is None else centre(question.reading.box)
    for index, page in enumerate(seen.pages):
        held = [line for line in page.lines if page.orientation and place and is_on(line.box, place)]
        if held:
            after = _read_again(scene, seen, index, held[0], held[0].box, view=1)
            return after if after.worth > seen.worth else seen
    return seen


def _read_again(scene: Scene, seen: Seen, index: int, line: TextLine, box: Quad, view: int) -> Seen:
    """With a line of one page read in another box, and without those that lie within that."""
    again = scene.readers.best.read(scene.views[view](), [box])[0]
    page = seen.pages[index]
    kept = (other for other in page.lines if other is line or not _inside(other, box))
    lines = tuple(again if other is line else other for other in kept)
    return seen.on((*seen.pages[:index], replace(page, lines=lines), *seen.pages[index + 1 :]), scene)


def verify(scene: Scene, seen: Seen, question: Question) -> Seen:
    """A declared number read where the whole of it must stand, by every reader in every view."""
    return seen.verify(
        numbers.verify_number(scene.readers.every, scene.views, seen.pages, question.reading, scene.settings)
    )


@dataclass(frozen=True, slots=True)
class Look:
    """``take`` it at an open question; ``fits`` says whether it may answer it. ``at_once``: it answers all questions that it fits."""

    take: Callable[[Scene, Seen, Question], Seen]
    fits: Callable[[Question], bool]
    at_once: bool = False

    def concerns(self, question: Question) -> str:
        """The field's name; none where all are looked for at once."""
        return "" if self.at_once else question.name


def _is_missing(question: Question) -> bool:
    return question.doubt in doubts.MISSING


def _is_in_pieces(question: Question) -> bool:
    reading = question.reading
    return reading.value is None and question.rule.unlabelled and reading.status is Status.UNREADABLE


def _is_half(question: Question) -> bool:
    return question.doubt is Doubt.HALF


def _is_words(question: Question) -> bool:
    return question.doubt is Doubt.WORDS


def _is_number(question: Question) -> bool:
    reading = question.reading
    known = reading.expected is not None or reading.value is not None
    return fields.load(reading.type).structure is not None and known


LOOKS: Mapping[str, Look] = {
    "search": Look(search, _is_missing, at_once=True),
    "join": Look(partial(join, view=0), _is_in_pieces),
    "join_without_ink": Look(partial(join, view=1), _is_in_pieces),
    "complete": Look(complete, _is_half),
    "clear": Look(clear, _is_words),
    "verify": Look(verify, _is_number),
}
"""By the names under which their worths stand in ``looks.toml``."""


def around(page: Page, missing: Sequence[FieldReading], settings: ReadingSettings) -> Region:
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
    boxes = [reading.box for reading in missing if reading.box is not None and doubts.is_half(reading)]
    if len(boxes) == len(missing):
        top = min(page.orientation.to_upright(box)[:, 1].min() for box in boxes)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return quad(corners @ np.array(page.orientation.axes()))


def with_more_lines(
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


def _inside(line: TextLine, box: Quad) -> bool:
    """Whether a line lies wholly within a widened box: it is read with it now."""
    points = np.array(line.box)
    frame = np.array(box)
    return bool(
        (points.min(axis=0) >= frame.min(axis=0) - 2).all()
        and (points.max(axis=0) <= frame.max(axis=0) + 2).all()
    )


def widened(box: Quad, image: Image, reach: float) -> Quad:
    """The box with so many of its heights added at either end, within the picture."""
    corners = np.array(box)
    along = (corners[1] - corners[0]) / max(1.0, width(box)) * reach * height(box)
    wider = np.array([corners[0] - along, corners[1] + along, corners[2] + along, corners[3] - along])
    image_height, image_width = image.shape[:2]
    return quad(np.clip(wider, (0, 0), (image_width - 1, image_height - 1)))
