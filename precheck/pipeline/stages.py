"""The straight way of one upload: from its bytes to everything that the checks look at, a stage after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np

from precheck.domain.examined import Examined
from precheck.domain.geometry import EIGHT_WAYS, Image, Quad, centre, quad
from precheck.domain.material import Material
from precheck.domain.picture import Sharpness
from precheck.domain.reading import FieldReading, Kind, OrientedBlock, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import Upload
from precheck.imaging import copies, decode, exposure, header, sharpness
from precheck.imaging.strokes import without_red_ink
from precheck.ocr import OcrEngine
from precheck.ocr._guarded import GuardedEngine
from precheck.ocr._metered import CAREFUL, FIRST, Meter, MeteredEngine, SparingEngine, cost_of_lines
from precheck.ocr._remembered import RememberedEngine
from precheck.pipeline.definition import Definition
from precheck.reading import (
    careful,
    corners,
    facing,
    fields,
    kind,
    legibility,
    obstruction,
    orientation,
    own_words,
    pages,
    refine,
)
from precheck.reading.looks import Readers, Scene, Seen
from precheck.reading.orientation import Known
from precheck.reading.remembered import Remembered
from precheck.reading.settings import ReadingSettings
from precheck.vision import document, faces
from precheck.vision.segment import Segmenter

Readings = Mapping[str, FieldReading]
Refine = Callable[[Scene, Seen], Seen]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages see and read with. ``careful``, the second tier of the engine, is loaded when first called, and None
    where there is none. ``refine``: who looks a second time."""

    engine: OcrEngine
    segmenter: Segmenter
    careful: Callable[[], OcrEngine | None] = lambda: None
    refine: Refine = refine.refine


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads a material's fields off pages, and looks a second time where there is doubt. ``memory``: what was made of the
    same lines before."""

    material: Material
    settings: ReadingSettings
    readers: Readers
    memory: Remembered
    refined: Refine = refine.refine

    def locate(
        self, image: Image, pages: tuple[Page, ...], registration: Registration | None
    ) -> tuple[tuple[Page, ...], Readings]:
        """The fields, compared with what was declared, and the pages with the lines that matter read carefully."""
        first = self.read(pages, registration)
        chosen = careful.lines_that_matter(pages, first, self.material, self.settings)
        seen = careful.read(self.readers.careful, image, pages, chosen)
        return seen, first if seen is pages else self.read(seen, registration)

    def read(self, pages: Sequence[Page], registration: Registration | None) -> Readings:
        return fields.read(self.material, pages, registration, self.settings, self.memory)

    def refine(
        self, image: Image, pages: tuple[Page, ...], first: Readings, registration: Registration | None
    ) -> tuple[tuple[Page, ...], Readings]:
        """The pages with the lines that were found besides, and the fields as they then read."""
        if not first:
            return pages, first
        views = (lambda: image, cache(lambda: without_red_ink(image)))
        scene = Scene(
            self.readers, views, self.material, self.settings, lambda shown: self.read(shown, registration)
        )
        seen = self.refined(scene, Seen(pages, first))
        return seen.pages, seen.readings


def examine(
    upload: Upload,
    registration: Registration | None,
    pipeline: Definition,
    materials: Mapping[str, Material],
    today: date,
    tools: Tools,
) -> Examined:
    """Everything about an upload. A stage that fails fails those that need what it gives, and no other.

    Nothing declared is looked at before the last comparison; a wrong paper ends before that, since it owes no field.
    """
    it = Examined(upload, registration, pipeline.material, materials, today)
    with it.stage("probe", "header"):
        it.header = header.probe(upload.data)
    with it.stage("decode", "image", "overview"):
        it.image = decode.decode(upload.data, it.header)
        it.overview = copies.overview(it.image)
    readers = _readers(tools)
    _see_papers(it, tools.segmenter)
    _read_pages(it, readers, pipeline.reading)
    _see_print(it)
    _interpret(it, Interpreter(pipeline.material, pipeline.reading, readers, Remembered(), tools.refine))
    return it


def _read_pages(it: Examined, readers: Readers, settings: ReadingSettings) -> None:
    """Text found, how it lies, every line read; parted into pages, and which paper it is.

    What is spent here bounds all later looks.
    """
    with it.stage("detect", "boxes"):
        it.boxes = _boxes(it, readers.first, settings.detection_px)
        first_look = readers.meter.spent + cost_of_lines(it.boxes)
    _read_lines(it, readers.first, settings)
    if not it.failures:
        readers.meter.most = readers.meter.spent + settings.refine_budget * first_look
        _look_larger(it, readers, settings)
    with it.stage("read", "lines", "parts"):
        it.parts = tuple(
            replace(part, lines=careful.read_headings(readers.careful, it.image, part.lines, settings))
            for part in it.parts
        )
        it.lines = tuple(line for part in it.parts for line in part.lines)
    with it.stage("agree", "turn"):
        it.turn = it.turn if len(it.parts) == 1 else Turn(None, it.turn.scores, agreed=False)
    with it.stage("faces", "faces"):
        it.faces = faces.find(it.overview, it.turn.orientation) if it.material.person else ()
    with it.stage("pages", "pages"):
        it.pages = _pages(it.parts, it.material)
    with it.stage("classify", "kind"):
        it.kind = _kind(it.pages, it.materials)


def _look_larger(it: Examined, readers: Readers, settings: ReadingSettings) -> None:
    """Where the first tier sees few lines, or can hardly read the picture, text is looked for once more, larger; what it can hardly
    read, the careful tier reads too, as far as the budget goes."""
    reader: OcrEngine | None = None
    if unsure := careful.is_unsure(it.turn, it.lines, settings):
        if (second := readers.careful()) is not None:
            reader = SparingEngine(second, readers.first, readers.meter)
    elif len(it.lines) < settings.many_lines:
        reader = readers.first
    if reader is None:
        return
    with it.stage("detect", "boxes"):
        larger = _boxes(it, readers.first, settings.second_detection_px)
        again = unsure or len(larger) > len(it.boxes)
        it.boxes = max(larger, it.boxes, key=len) if again else it.boxes
    if again:
        _read_lines(it, reader, settings, it.turn if unsure else None)


def _boxes(it: Examined, engine: OcrEngine, long_side_px: int) -> list[Quad]:
    """Where text stands, looked for on the overview where that is large enough."""
    if long_side_px > copies.OVERVIEW_PX:
        return engine.boxes(it.image, long_side_px)
    found = engine.boxes(it.overview.pixels, long_side_px)
    return [quad(np.array(box) / it.overview.scale) for box in found]


def _read_lines(
    it: Examined, engine: OcrEngine, settings: ReadingSettings, before: Turn | None = None
) -> None:
    """``before``: what another reader made of how the picture lies."""
    with it.stage("orient", "turn", "sampled"):
        it.turn, it.sampled = _oriented(it, engine, settings, before)
    with it.stage("read", "lines", "parts"):
        parts = _parted(engine, it.image, it.boxes, it.turn, it.sampled, settings)
        it.parts = tuple(_words(part) for part in parts)
        it.lines = tuple(line for part in it.parts for line in part.lines)


def _see_papers(it: Examined, segmenter: Segmenter) -> None:
    """What lies where, seen once."""
    with it.stage("segment", "maps"):
        it.maps = segmenter.segment(it.overview)
    with it.stage("papers", "papers"):
        it.papers = document.papers(it.image, it.maps)


def _see_print(it: Examined) -> None:
    """Each page's corners, who holds it, and its print's sharpness and light."""
    with it.stage("corners", "pages"):
        it.pages = corners.place(it.image, it.pages, it.material, it.papers, it.maps)
    with it.stage("holder", "holder"):
        cards = [page.document for page in it.pages if page.places and page.document is not None]
        it.holder = faces.holder(it.faces, it.maps, it.material, cards)
        if it.holder is not None:
            held = _pages(it.parts, it.material, is_held=True)
            it.pages = corners.place(it.image, held, it.material, it.papers, it.maps)
    with it.stage("sharpness", "sharpness"):
        it.sharpness = sharpness.measure(it.image, it.lines)
    with it.stage("exposure", "exposure"):
        it.exposure = exposure.measure(it.overview, it.lines)


def _interpret(it: Examined, by: Interpreter) -> None:
    """The fields: from the picture alone, then compared with what was declared."""
    with it.stage("locate", "located", "pages"):
        it.located = {}
        if not kind.is_other(it.kind, it.material.slug):
            it.pages, it.located = by.locate(it.image, it.pages, None)
    with it.stage("refine", "located", "pages"):
        if not _hopeless(it.sharpness):
            it.pages, it.located = by.refine(it.image, it.pages, it.located, None)
    with it.stage("hidden", "hidden", "seen_fields"):
        causes = obstruction.causes(it.exposure, it.sharpness, by.settings)
        it.hidden = obstruction.find(it.maps, it.pages, it.located, it.lines, causes, by.settings)
        it.seen_fields = obstruction.apply(it.located, it.hidden)
    with it.stage("legibility", "legibility"):
        sharp = it.sharpness
        it.legibility = None if sharp is None else legibility.measure(sharp, it.seen_fields, it.material)
    with it.stage("compare", "fields"):
        it.fields = it.seen_fields
        if it.registration is not None and it.located:
            seen, compared = by.locate(it.image, it.pages, it.registration)
            if not _hopeless(it.sharpness):
                _, compared = by.refine(it.image, seen, compared, it.registration)
            it.fields = obstruction.apply(corners.reject_values_beside(compared, it.pages), it.hidden)


def _oriented(
    it: Examined, engine: OcrEngine, settings: ReadingSettings, before: Turn | None
) -> tuple[Turn, Mapping[int, TextLine]]:
    """How the picture lies, the document's own lines first; all lines alike where no papers could be looked for."""
    own, vote = [], None
    if "papers" not in it.failures:
        own = [i for i, box in enumerate(it.boxes) if document.holding(it.papers, centre(box)) is not None]
        vote = orientation.likeliest(it.maps)
    possible = EIGHT_WAYS if before is None else orientation.still_possible(before)
    known = Known(own, vote, possible, open=before is not None and before.reading is None)
    return orientation.determine(engine, it.image, it.boxes, settings, known)


def _readers(tools: Tools) -> Readers:
    """Both tiers, each asked for a line once; the second is loaded when it is needed."""
    meter = Meter()

    def guarded(engine: OcrEngine, rate: float) -> OcrEngine:
        return GuardedEngine(MeteredEngine(RememberedEngine(engine), meter, rate))

    @cache
    def second() -> OcrEngine | None:
        reader = tools.careful()
        return None if reader is None else guarded(reader, CAREFUL)

    return Readers(guarded(tools.engine, FIRST), second, meter)


def _parted(
    engine: OcrEngine,
    image: Image,
    boxes: Sequence[Quad],
    turn: Turn,
    sampled: Mapping[int, TextLine],
    settings: ReadingSettings,
) -> tuple[OrientedBlock, ...]:
    """Every line read, those that were sampled not again; parted by how they lie."""
    way = turn.reading or orientation.UPRIGHT
    rest = [index for index in range(len(boxes)) if index not in sampled]
    read = engine.read(image, [orientation.turned(boxes[index], way) for index in rest])
    every = {**sampled, **dict(zip(rest, read, strict=True))}
    lines = tuple(every[index] for index in sorted(every))
    return facing.parts(engine, image, boxes, lines, turn.reading, settings)


def _words(part: OrientedBlock) -> OrientedBlock:
    return replace(part, lines=tuple(line for line in part.lines if not own_words.is_ornament(line)))


def _pages(parts: Sequence[OrientedBlock], material: Material, is_held: bool = False) -> tuple[Page, ...]:
    return tuple(
        page for part in parts for page in pages.split(part.lines, part.orientation, material, is_held)
    )


def _kind(shown: Sequence[Page], materials: Mapping[str, Material]) -> Kind:
    texts = [fields.text_of(page).string for page in shown]
    return kind.classify("\n".join(texts), materials)


def _hopeless(sharp: Sharpness | None) -> bool:
    """Whether the print is so smeared that a closer look at it would find nothing."""
    return sharp is not None and sharp.value < refine.HOPELESS
