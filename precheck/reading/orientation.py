"""How a picture lies, settled by reading: the way in which its text reads best.

A turn is believed only when the turned picture reads clearly better than the picture as it is. The sample lines vote by length,
and one that holds nothing in some way votes against that way: a note along the margin of a mirrored page, read with certainty,
must not settle it alone. Measured: docs/evaluation/reading.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation, Quad, height, width
from precheck.domain.picture import PageMaps
from precheck.domain.reading import Turn
from precheck.domain.text import TextLine
from precheck.fields.passports import mrz
from precheck.ocr import OcrEngine
from precheck.reading import columns
from precheck.reading.settings import ReadingSettings

UPRIGHT = Orientation()

ELONGATED = 1.8
"""Boxes at least this much longer than wide say along which axis the text runs; shorter ones may be single words."""

SAMPLE_ASPECT = 8.0
"""Lines count towards being chosen up to this many heights of width: longer ones cost more and tell no more."""

NEAR = 0.15
"""A way that reads worse than the best by more than this is not asked about again."""

ENOUGH_CHARACTERS = 6
"""Fewer than this read in all samples together cannot settle anything."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A way in which a page may lie, and its chance, 0..1."""

    way: Orientation
    chance: float


def turned(box: Quad, way: Orientation) -> Quad:
    """A box given by place (clockwise on screen from the corner nearest the top-left), reordered to begin with
    the top-left of text that lies ``way``."""
    steps = way.rotation // 90
    a, b, c, d = box[steps:] + box[:steps]
    return (b, a, d, c) if way.mirrored else (a, b, c, d)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before anything is read: the lines that stand ``on_paper`` (their indices), the segmenter's ``vote``, which ways
    are ``possible``, and whether a first reader was asked and left it ``open``."""

    on_paper: Sequence[int] = ()
    vote: Vote | None = None
    possible: Sequence[Orientation] = EIGHT_WAYS
    open: bool = False


NOTHING = Known()


def determine(
    engine: OcrEngine, image: Image, boxes: Sequence[Quad], settings: ReadingSettings, known: Known = NOTHING
) -> tuple[Turn, dict[int, TextLine]]:
    """The picture's orientation, and the sample lines read that way by box index (so that no line is read twice).

    The lines on paper are asked first: what lies about the document may lie otherwise, in larger print. Where they leave it open
    all lines are asked, which settle no turn against a sure vote; nor does a second reader against any vote, since what the first
    could not tell is hard to read in every way. Where a few lines leave it open (a vertical seal, an artful
    title), three times as many are asked.
    """
    turn, read = Turn(None), dict[int, TextLine]()
    on_paper, vote = known.on_paper, known.vote
    aside = 0 < len(on_paper) < len(boxes)
    if aside:
        turn, own = _by_reading(engine, image, [boxes[index] for index in on_paper], settings, known)
        read = {on_paper[index]: line for index, line in own.items()}
    if turn.orientation is None:
        turn, read = _by_reading(engine, image, boxes, settings, known)
        sure = vote is not None and vote.chance >= settings.vote_from
        if aside and sure and vote is not None and turn.reading not in (None, UPRIGHT, vote.way):
            turn, read = replace(turn, orientation=None, columns=False), {}
    if known.open and vote is not None and turn.reading not in (None, UPRIGHT, vote.way):
        turn, read = replace(turn, orientation=None, columns=False), {}
    return turn, read


def likeliest(maps: PageMaps) -> Vote:
    """How the page most likely lies, as the segmenter sees it; upright where it has no such outputs."""
    chances = [
        maps.scalars.get(f"way_{way.rotation}{'_mirrored' if way.mirrored else ''}", 0.0)
        for way in EIGHT_WAYS
    ]
    best = int(np.argmax(chances))
    return Vote(EIGHT_WAYS[best], chances[best])


def still_possible(turn: Turn) -> list[Orientation]:
    """The ways that another reader is asked about: the one that is settled, else upright and those that read nearly as well as the
    best."""
    if turn.reading is not None:
        return [turn.reading]
    best = max(turn.scores.values(), default=0.0)
    return [
        way
        for way in EIGHT_WAYS
        if way == UPRIGHT or turn.scores.get((way.rotation, way.mirrored), 0.0) >= best - NEAR
    ]


def _by_reading(
    engine: OcrEngine, image: Image, boxes: Sequence[Quad], settings: ReadingSettings, known: Known
) -> tuple[Turn, dict[int, TextLine]]:
    counts = [settings.sample_lines, 3 * settings.sample_lines][: 1 + (len(boxes) > settings.sample_lines)]
    trials = [_Trial(engine, image, boxes, _samples(boxes, count)) for count in counts]
    voted = known.vote is not None and known.vote.way == UPRIGHT and known.vote.chance >= settings.vote_from
    turn, read = Turn(None), dict[int, TextLine]()
    if UPRIGHT in known.possible and voted:
        turn, read = next(
            (found for trial in trials if (found := _upright(trial, settings.reads_as_voted))[1]),
            (turn, read),
        )
    for trial in trials if turn.orientation is None else ():
        if UPRIGHT in known.possible:
            turn, read = _upright(trial, settings.reads_well)
        if turn.orientation is None:
            turn, read = _asked(trial, settings, known.possible)
        if turn.orientation is not None:
            break
    way = turn.orientation
    quarter = way is not None and not way.mirrored and way.rotation in (90, 270)
    if way is not None and quarter and columns.are_columns(engine, image, list(read.values())):
        turn = replace(turn, orientation=Orientation(way.rotation - 90), columns=True)
    return turn, read


class _Trial:
    """Sample lines of a picture, read in any way that is asked about."""

    def __init__(
        self, engine: OcrEngine, image: Image, boxes: Sequence[Quad], samples: Sequence[int]
    ) -> None:
        self._engine, self._image, self._boxes, self.samples = engine, image, boxes, samples
        self._read: dict[Orientation, list[TextLine]] = {}

    @property
    def boxes(self) -> list[Quad]:
        """Of the sample lines, by place."""
        return [self._boxes[index] for index in self.samples]

    def lines(self, way: Orientation) -> list[TextLine]:
        """All of them, as they read if the picture lies this way."""
        if way not in self._read:
            self._read[way] = self._engine.read(self._image, [turned(box, way) for box in self.boxes])
        return self._read[way]

    def certainty(self, way: Orientation) -> float:
        """Mean over the characters, 0..1."""
        return _mean(self.lines(way), [1.0] * len(self.samples))

    def score(self, way: Orientation) -> float:
        """The same; a line in which nothing was read counts by its length."""
        return _mean(self.lines(way), list(map(_long, self.boxes)))

    def characters(self, way: Orientation) -> int:
        """How many were read."""
        return sum(len(line.text.replace(" ", "")) for line in self.lines(way))

    def kept(self, way: Orientation) -> dict[int, TextLine]:
        """The lines by box index."""
        return dict(zip(self.samples, self.lines(way), strict=True))


def _upright(trial: _Trial, enough: float) -> tuple[Turn, dict[int, TextLine]]:
    """Upright where the samples read so with ``enough`` certainty: then no other way is asked about."""
    if not trial.samples or _elongation(trial.boxes) < 0:
        return Turn(None), {}
    certainty = trial.certainty(UPRIGHT)
    if certainty < enough or trial.characters(UPRIGHT) < ENOUGH_CHARACTERS:
        return Turn(None), {}
    return Turn(UPRIGHT, {(0, False): certainty}), trial.kept(UPRIGHT)


def _asked(
    trial: _Trial, settings: ReadingSettings, possible: Sequence[Orientation]
) -> tuple[Turn, dict[int, TextLine]]:
    if not trial.samples:
        return Turn(None), {}
    elongation = _elongation(trial.boxes)
    ways = [way for way in possible if (way.rotation % 180 == 0) == (elongation >= 0)]
    other_axis = abs(elongation) < settings.one_axis or not ways
    if other_axis and max(map(trial.certainty, ways), default=0.0) < settings.reads_well:
        ways = list(possible)
    scores = {(way.rotation, way.mirrored): trial.score(way) for way in ways}
    best = max(ways, key=trial.score)
    rival = max((trial.score(way) for way in ways if way != best), default=0.0)
    doubt = 1 - trial.score(best)
    clear = 1 - rival >= settings.doubt_ratio * doubt and 1 - doubt - rival >= settings.better_by
    if trial.characters(best) < ENOUGH_CHARACTERS or not clear:
        proved = [way for way in ways if any(_checks_itself(line) for line in trial.lines(way))]
        if len(proved) == 1:
            return Turn(proved[0], scores), trial.kept(proved[0])
        return Turn(None, scores), trial.kept(best) if best == UPRIGHT else {}
    return Turn(best, scores), trial.kept(best)


_STRAIGHTEN = (
    "关闭镜像功能，将证件摆正后重新拍摄",
    "switch the mirror off, lay the document straight and take it again",
)
_LIES = {
    (0, True): (
        ("为镜像（文字左右相反）", "a mirror image"),
        ("关闭自拍镜像或改用后置摄像头重新拍摄", "switch the selfie mirror off or use the rear camera, and take it again"),
    ),
    (90, True): (("为镜像且未正向", "a mirror image and turned"), _STRAIGHTEN),
    (180, True): (("为镜像且上下颠倒", "a mirror image and upside down"), _STRAIGHTEN),
    (270, True): (("为镜像且未正向", "a mirror image and turned"), _STRAIGHTEN),
    (90, False): (("未正向", "not upright"), ("向左旋转90°后重新上传", "turn it 90° to the left and upload it again")),
    (180, False): (("上下颠倒", "upside down"), ("旋转180°后重新上传", "turn it by 180° and upload it again")),
    (270, False): (("未正向", "not upright"), ("向右旋转90°后重新上传", "turn it 90° to the right and upload it again")),
}  # fmt: skip


def in_words(way: Orientation) -> dict[str, str]:
    """How a picture that is turned, mirrored or both lies, and what helps, for messages: one for both faults at once.
    Raises KeyError: it lies upright."""
    (lies, lies_en), (remedy, remedy_en) = _LIES[way.rotation, way.mirrored]
    return {"lies": lies, "lies_en": lies_en, "remedy": remedy, "remedy_en": remedy_en}


def _checks_itself(line: TextLine) -> bool:
    """Whether a line is a machine-readable zone whose five check digits hold: by chance in one of 100,000. Small print that
    nobody can read in any way outvotes it on small pictures of passports."""
    return any(not mrz.problems(found.value) for found in mrz.find(line.text))


def _mean(lines: Sequence[TextLine], unread: Sequence[float]) -> float:
    """Mean certainty of the characters, 0..1; ``unread``: as how many characters of none a line counts in which nothing was
    read."""
    total = sum(sum(line.characters) if line.characters else line.confidence for line in lines)
    count = sum(len(line.characters) or length for line, length in zip(lines, unread, strict=True))
    return total / count


def _long(box: Quad) -> float:
    """How many characters a line may hold, at least: its length in heights, up to :data:`SAMPLE_ASPECT`."""
    short, long = sorted((width(box), height(box)))
    return min(max(1.0, long / max(short, 1.0)), SAMPLE_ASPECT)


def _elongation(boxes: Sequence[Quad]) -> float:
    """Along which axis text runs, by boxes that are longer one way: 1 where all run across, −1 where all run down."""
    across = sum(width(box) for box in boxes if width(box) >= ELONGATED * height(box))
    along = sum(height(box) for box in boxes if height(box) >= ELONGATED * width(box))
    return (across - along) / max(1.0, across + along)


def _samples(boxes: Sequence[Quad], count: int) -> list[int]:
    """Indices of the lines that tell most: large ones of several characters."""

    def weight(index: int) -> float:
        short, long = sorted((width(boxes[index]), height(boxes[index])))
        return short * min(long, SAMPLE_ASPECT * short)

    longish = [
        i
        for i, box in enumerate(boxes)
        if max(width(box), height(box)) >= ELONGATED * min(width(box), height(box))
    ]
    return sorted(longish or range(len(boxes)), key=weight, reverse=True)[:count]
