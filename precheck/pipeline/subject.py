"""The subject of the checks: one upload, with everything about it computed once and only when asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Generic, TypeVar

from precheck.domain.geometry import Image, Quad, Region
from precheck.domain.header import Header
from precheck.domain.material import Material
from precheck.domain.quality import Exposure, Legibility, Sharpness
from precheck.domain.reading import FieldReading, Kind, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import Upload
from precheck.imaging import decode, exposure, faces, header, seals, sharpness
from precheck.imaging.faces import Face
from precheck.ocr import OcrEngine
from precheck.ocr._guarded import GuardedEngine
from precheck.ocr._remembered import RememberedEngine
from precheck.reading import again, corners, facing, fields, hiding, kind, legibility, orientation, pages
from precheck.reading.remembered import Remembered
from precheck.reading.settings import ReadingSettings

T = TypeVar("T")

Interpreted = tuple[tuple[Page, ...], Mapping[str, FieldReading]]
"""Pages, with the lines that a second look added, and their fields by name."""


class _Once(Generic[T]):
    """Computed when first asked for. What failed is not tried again for every check that asks: the same exception
    is raised again.

    :func:`functools.cached_property` holds one lock for all objects of a class in Python 3.11, so that a reader that
    hangs in one thread would hold up every other upload.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, subject: LazySubject, owner: type[LazySubject]) -> T:
        failure = subject._failures.get(self._name)
        if failure is not None:
            raise failure.with_traceback(None)
        try:
            value = self._compute(subject)
        except Exception as error:
            subject._failures[self._name] = error
            raise
        # An instance's own attribute is found before this descriptor is asked again.
        subject.__dict__[self._name] = value
        return value


class LazySubject:
    """Implements :class:`precheck.domain.subject.Subject` with one engine, and a ``second`` one for doubtful numbers, and one trained
    on ``numbers``.
    Not shared between threads.

    ``seconds`` tells how long each stage took, by name.
    """

    def __init__(
        self,
        upload: Upload,
        registration: Registration | None,
        material: Material,
        materials: Mapping[str, Material],
        engine: OcrEngine,
        settings: ReadingSettings,
        today: date,
        second: Callable[[], OcrEngine | None] = lambda: None,
        numbers: Callable[[], OcrEngine | None] = lambda: None,
    ) -> None:
        self.upload = upload
        self.registration = registration
        self.material = material
        self.materials = materials
        self.today = today
        self.seconds: dict[str, float] = {}
        self._failures: dict[str, Exception] = {}
        self._remembered = Remembered()
        self._engine: OcrEngine = GuardedEngine(RememberedEngine(engine))
        self._settings = settings
        self._second = second
        self._numbers = numbers

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started

    @_Once
    def header(self) -> Header:
        with self._timed("probe"):
            return header.probe(self.upload.data)

    @_Once
    def image(self) -> Image:
        with self._timed("decode"):
            return decode.decode(self.upload.data, self.header)

    @_Once
    def _sampled(self) -> tuple[list[Quad], Turn, dict[int, TextLine]]:
        image = self.image
        with self._timed("detect"):
            boxes = self._engine.boxes(image, self._settings.detection_px)
        with self._timed("orient"):
            turn, lines = orientation.settle(self._engine, image, boxes, self._settings)
        return boxes, turn, lines

    @property
    def turn(self) -> Turn:
        """What all pages agree on."""
        turn = self._sampled[1]
        return turn if len(self._parts) == 1 else Turn(None, turn.scores, agreed=False)

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return tuple(line for part in self._parts for line in part.lines)

    @_Once
    def _parts(self) -> tuple[facing.Part, ...]:
        boxes, turn, sampled = self._sampled
        way = turn.reading or orientation.UPRIGHT
        with self._timed("read"):
            rest = [index for index in range(len(boxes)) if index not in sampled]
            read = self._engine.read(self.image, [orientation.turned(boxes[index], way) for index in rest])
        every = {**sampled, **dict(zip(rest, read, strict=True))}
        lines = tuple(every[index] for index in sorted(every))
        with self._timed("orient"):
            return facing.parts(self._engine, self.image, boxes, lines, turn.reading, self._settings)

    @_Once
    def faces(self) -> tuple[Face, ...]:
        image = self.image
        with self._timed("faces"):
            return faces.find(image)

    def faces_about(self, region: Region) -> tuple[Face, ...]:
        if "faces" in self.__dict__:
            return self.faces
        image = self.image
        with self._timed("faces"):
            return faces.about(image, region)

    @_Once
    def _first_pages(self) -> tuple[Page, ...]:
        parts = self._parts
        with self._timed("pages"):
            return tuple(
                page
                for part in parts
                for page in pages.of(part.lines, part.orientation, self.material, lambda: self.faces)
            )

    @_Once
    def kind(self) -> Kind:
        texts = [fields.text_of(page).string for page in self.pages]
        with self._timed("kind"):
            return kind.classify("\n".join(texts), self.materials)

    @_Once
    def sharpness(self) -> Sharpness | None:
        lines = self.lines
        with self._timed("sharpness"):
            return sharpness.of(self.image, lines)

    @_Once
    def exposure(self) -> Exposure:
        lines = self.lines
        with self._timed("exposure"):
            return exposure.of(self.image, lines)

    @_Once
    def _seen(self) -> Interpreted:
        """What the picture says by itself: whatever is found about the picture rests on this, never on what was declared."""
        return self._interpreted(self._first_pages, None)

    @_Once
    def seen_fields(self) -> Mapping[str, FieldReading]:
        return self._unless_hidden(self._seen[1])

    @_Once
    def fields(self) -> Mapping[str, FieldReading]:
        if self.registration is None:
            return self.seen_fields
        return self._unless_hidden(self._interpreted(self._seen[0], self.registration)[1])

    def _interpreted(self, pages: tuple[Page, ...], registration: Registration | None) -> Interpreted:
        """The pages' fields, compared with a registration, after a second look where there was doubt."""

        def interpret(shown: Sequence[Page]) -> Mapping[str, FieldReading]:
            return fields.read(self.material, shown, registration, self._settings, self._remembered)

        with self._timed("fields"):
            first = interpret(pages)
        if self._hopeless:
            return pages, first
        readers = again.Readers(self._engine, lambda: self._second_reader, lambda: self._number_reader)
        views = (lambda: self.image, lambda: self._without_red_ink)
        with self._timed("again"):
            return again.look(readers, views, pages, first, self.material, self._settings, interpret)

    def _unless_hidden(self, found: Mapping[str, FieldReading]) -> Mapping[str, FieldReading]:
        with self._timed("hidden"):
            hides = self._remembered.hides
            return hiding.settled(self.image, self.lines, self.material, found, self.sharpness, hides)

    @property
    def _hopeless(self) -> bool:
        """Whether the print is so smeared that a closer look at it would find nothing."""
        return self.sharpness is not None and self.sharpness.value < again.HOPELESS

    @_Once
    def _without_red_ink(self) -> Image:
        return seals.without_red_ink(self.image)

    @_Once
    def _second_reader(self) -> OcrEngine | None:
        """The second reader; None where there is none."""
        return _guarded(self._second())

    @_Once
    def _number_reader(self) -> OcrEngine | None:
        """The reader of numbers; None where there is none."""
        return _guarded(self._numbers())

    @_Once
    def legibility(self) -> Legibility | None:
        sharp = self.sharpness
        if sharp is None:
            return None
        other = kind.is_other(self.kind, self.material.slug)
        # Another paper owes none of these fields.
        owed = {} if other else self.seen_fields
        return legibility.of(sharp, owed, self.material)

    @_Once
    def pages(self) -> tuple[Page, ...]:
        """With the lines that a second look added, and their corners."""
        seen, image = self._seen[0], self.image
        with self._timed("corners"):
            return corners.of(image, seen, self.material, lambda: self.faces)


def _guarded(engine: OcrEngine | None) -> OcrEngine | None:
    return None if engine is None else GuardedEngine(RememberedEngine(engine))
