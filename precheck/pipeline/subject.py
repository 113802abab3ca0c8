"""The subject of the checks: one upload, with everything about it computed once and only when asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property

from precheck.domain.geometry import Image
from precheck.domain.header import Header
from precheck.domain.material import Material
from precheck.domain.quality import Exposure, Sharpness
from precheck.domain.reading import FieldReading, Kind, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import Upload
from precheck.imaging import decode, exposure, header, sharpness
from precheck.ocr import OcrEngine
from precheck.reading import fields, kind, orientation, pages
from precheck.reading.settings import ReadingSettings


class LazySubject:
    """Implements :class:`precheck.domain.subject.Subject` with one engine. Not shared between threads.

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
    ) -> None:
        self.upload = upload
        self.registration = registration
        self.material = material
        self.materials = materials
        self.today = today
        self.seconds: dict[str, float] = {}
        self._engine = engine
        self._settings = settings

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started

    @cached_property
    def header(self) -> Header:
        with self._timed("probe"):
            return header.probe(self.upload.data)

    @cached_property
    def image(self) -> Image:
        with self._timed("decode"):
            return decode.decode(self.upload.data, self.header)

    @cached_property
    def _sampled(self) -> tuple[list[orientation.Quad], Turn, dict[int, TextLine]]:
        image = self.image
        with self._timed("detect"):
            boxes = self._engine.boxes(image, self._settings.detection_px)
        with self._timed("orient"):
            turn, lines = orientation.settle(self._engine, image, boxes, self._settings)
        return boxes, turn, lines

    @property
    def turn(self) -> Turn:
        return self._sampled[1]

    @cached_property
    def lines(self) -> tuple[TextLine, ...]:
        boxes, turn, sampled = self._sampled
        way = turn.orientation or orientation.UPRIGHT
        with self._timed("read"):
            rest = [index for index in range(len(boxes)) if index not in sampled]
            read = self._engine.read(self.image, [orientation.turned(boxes[index], way) for index in rest])
        every = {**sampled, **dict(zip(rest, read, strict=True))}
        return tuple(every[index] for index in sorted(every))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        lines = self.lines
        with self._timed("pages"):
            return pages.of(lines, self.turn.orientation, self.material)

    @cached_property
    def kind(self) -> Kind:
        texts = [text.string for page in self.pages if (text := fields.text_of(page)) is not None]
        with self._timed("kind"):
            return kind.of("\n".join(texts), self.materials)

    @cached_property
    def sharpness(self) -> Sharpness | None:
        lines = self.lines
        with self._timed("sharpness"):
            return sharpness.of(self.image, lines)

    @cached_property
    def exposure(self) -> Exposure:
        with self._timed("exposure"):
            return exposure.of(self.image, self.lines)

    @cached_property
    def fields(self) -> Mapping[str, FieldReading]:
        seen = self.pages
        with self._timed("fields"):
            return fields.read(self.material, seen, self.registration, self._settings)
