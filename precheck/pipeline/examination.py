"""One upload from bytes to report."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import metadata
from typing import TypeVar

from precheck.domain.examined import Examined
from precheck.domain.flag import Flag, Unable
from precheck.domain.geometry import Quad
from precheck.domain.reading import FieldReading, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.report import FieldFacts, ImageFacts, PageFacts, Provenance, Report, UploadFacts
from precheck.domain.upload import Upload
from precheck.pipeline import runner, stages
from precheck.pipeline.definition import Definition
from precheck.pipeline.stages import Tools

log = logging.getLogger(__name__)

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Examination:
    """A report with all that it was made from."""

    report: Report
    subject: Examined


def examine(
    upload: Upload,
    registration: Registration | None,
    pipelines: Mapping[str, Definition],
    tools: Tools,
    now: datetime,
    today: date,
) -> Examination:
    """Runs the pipeline of the upload's material, ``now`` as the report says it and ``today`` as validity is judged.
    Never raises for anything in the upload: what failed stands under ``unable``. Raises KeyError: no such material."""
    started = time.perf_counter()
    pipeline = pipelines[upload.material]
    materials = {slug: each.material for slug, each in pipelines.items()}
    subject = stages.examine(upload, registration, pipeline, materials, today, tools)
    flags: list[Flag] = []
    unable: list[Unable] = []
    undecodable = False
    for outcome in runner.run(subject, pipeline.checks):
        flags.extend(outcome.flags)
        undecodable = undecodable or outcome.undecodable
        if outcome.unable is not None:
            unable.append(outcome.unable)
    facts = ImageFacts() if undecodable else _image_facts(subject, unable)
    fields: dict[str, FieldFacts] = {}
    if not undecodable:
        fields = _asked(
            lambda: _field_facts(subject, tools.engine.version().split()[0]), fields, "fields", unable
        )
    seconds = {"total": time.perf_counter() - started, **subject.seconds}
    head = _asked(lambda: subject.header, None, "format", unable)
    report = Report(
        checked_at=now.isoformat(timespec="seconds"),
        upload=UploadFacts(
            id=upload.id,
            file=upload.file,
            material=upload.material,
            submission=upload.submission,
            sha256=upload.sha256,
            bytes=len(upload.data),
            format=head.format if head else None,
            width=head.width if head else None,
            height=head.height if head else None,
        ),
        flags=tuple(flags),
        image=facts,
        fields=fields,
        unable=tuple(dict.fromkeys(unable)),
        provenance=Provenance(
            precheck=metadata.version("precheck"),
            pipeline=pipeline.sha256,
            registration=registration.sha256() if registration else None,
            ocr=tools.engine.version(),
            models={**tools.engine.models(), **tools.segmenter.models()},
            off=pipeline.off,
        ),
        seconds={stage: round(spent, 4) for stage, spent in seconds.items()},
    )
    return Examination(report, subject)


def _asked(question: Callable[[], T], otherwise: U, name: str, unable: list[Unable]) -> T | U:
    """A fact, or ``otherwise`` with a line under ``unable`` where it cannot be had."""
    try:
        return question()
    except Exception as error:
        log.warning("%s could not be measured: %s", name, type(error).__name__, exc_info=True)
        if all(item.check != name for item in unable):
            unable.append(Unable(name, runner.reason(error)))
        return otherwise


def _image_facts(subject: Examined, unable: list[Unable]) -> ImageFacts:
    pages = _asked(lambda: subject.pages, (), "pages", unable)
    lies = _asked(lambda: subject.turn, Turn(None), "rotated", unable)
    turn = lies.orientation
    legible = _asked(lambda: subject.legibility, None, "blurred", unable)
    light = _asked(lambda: subject.exposure, None, "dark", unable)
    head = _asked(lambda: subject.header, None, "format", unable)
    views = [page.view for page in pages if page.view]
    documents = [document for page in pages if (document := _corners(page, lies.columns))]
    tilts = [page.tilt_degrees for page in pages if page.tilt_degrees is not None]
    return ImageFacts(
        rotation=turn.rotation if turn else None,
        mirrored=turn.mirrored if turn else None,
        tilt_degrees=round(tilts[0], 2) if tilts and turn else None,
        sharpness=round(legible.value, 4) if legible else None,
        brightness=round(light.brightness, 4) if light else None,
        view="+".join(dict.fromkeys(views)) or None,
        document=documents[0] if len(documents) == 1 else None,
        exif_orientation=head.exif_orientation if head else None,
        pages=tuple(_page_facts(page, lies.columns) for page in pages),
    )


def _page_facts(page: Page, columns: bool) -> PageFacts:
    """A page of columns was read as if it were turned by a quarter."""
    way = page.orientation
    return PageFacts(
        view=page.view,
        rotation=(way.rotation - 90 * columns) % 360 if way else None,
        mirrored=way.mirrored if way else None,
        document=_corners(page, columns),
    )


def _corners(page: Page, columns: bool) -> Quad | None:
    if page.document is None:
        return None
    a, b, c, d = _rounded(page.document)
    return (d, a, b, c) if columns else (a, b, c, d)


def _field_facts(subject: Examined, engine: str) -> dict[str, FieldFacts]:
    return {name: _one_field(reading, engine) for name, reading in subject.fields.items()}


def _one_field(reading: FieldReading, engine: str) -> FieldFacts:
    return FieldFacts(
        value=reading.value,
        confidence=None if reading.confidence is None else round(reading.confidence, 4),
        expected=reading.expected,
        status=reading.status,
        region=_rounded(reading.box) if reading.box else None,
        reader=None if reading.value is None else reading.reader or engine,
    )


def _rounded(box: Quad) -> Quad:
    a, b, c, d = ((round(x, 1), round(y, 1)) for x, y in box)
    return (a, b, c, d)
