"""One labelled picture through everything: our report, our measures, declared values true and wrong, and the others' answers."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import getattr_static
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

from precheck import fields
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.evaluation import measures
from precheck.evaluation.baselines import Answers, Baselines, plain
from precheck.evaluation.expectation import expect
from precheck.evaluation.manifest import Labelled
from precheck.evaluation.truth import Truth
from precheck.evaluation.wrong import DAY, wrong_values
from precheck.ocr._remembered import RememberedEngine
from precheck.pipeline.examination import Examination
from precheck.pipeline.subject import LazySubject

TRUE = "true"


class Checker(Protocol):
    """What is needed of :class:`precheck.wiring.Precheck`, which evaluation does not know."""

    @property
    def materials(self) -> Mapping[str, Material]: ...

    def examine(
        self,
        source: str | Path | bytes,
        material: str,
        registration: Registration | None = None,
        *,
        file: str | None = None,
    ) -> Examination: ...


MakeChecker = Callable[[], Checker]


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field whose truth is known, as read. ``right``: the value is exactly the true one; ``on_page``: the printed text stands
    among the lines read, so that a wrong value was misplaced and not misread."""

    name: str
    value: str | None
    confidence: float | None
    status: str
    right: bool
    required: bool
    on_page: bool = False
    text_height_px: float | None = None
    margin: float | None = None
    readability: float | None = None
    mean_certainty: float | None = None
    problems: int = 0
    type: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A declared value's outcome. ``change``: how it is wrong (:mod:`precheck.evaluation.wrong`), or "true"."""

    field: str
    change: str
    declared: str
    value: str | None
    status: str
    log_ratio: float | None
    reader: str | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything that was seen of one picture."""

    labelled: Labelled
    codes: tuple[str, ...]
    unable: tuple[str, ...]
    rotation: int | None
    mirrored: bool | None
    view: str | None
    measures: Mapping[str, float]
    fields: tuple[FieldSeen, ...]
    compared: tuple[Compared, ...]
    cpu_seconds: float
    answers: Answers


def observe(
    labelled: Labelled, checker: Checker, baselines: Baselines | None, fields_only: bool = False
) -> Observation:
    """Check one picture, compare it with true and wrong declared values, and ask the others. ``fields_only``: nothing is
    measured but the fields.

    Raises:
        Invalid: no such file or material.
    """
    started = time.process_time()
    examination = checker.examine(labelled.path, labelled.material, labelled.registration, file=labelled.file)
    cpu_seconds = time.process_time() - started
    report, subject = examination.report, examination.subject
    own = labelled.truth.kind in (None, labelled.material) and labelled.truth.fields
    seen = _seen(subject, labelled.truth) if own and report.fields else ()
    answers = Answers()
    if baselines is not None and report.image.pages:
        answers = baselines.ask(subject.image, _printed(labelled, seen) if own else None)
    return Observation(
        labelled=labelled,
        codes=tuple(flag.code for flag in report.flags),
        unable=tuple(item.check for item in report.unable),
        rotation=report.image.rotation,
        mirrored=report.image.mirrored,
        view=report.image.view,
        measures=measures.take(subject) if report.image.brightness is not None and not fields_only else {},
        fields=seen,
        compared=tuple(_declare(labelled, subject, report)) if seen else (),
        cpu_seconds=cpu_seconds,
        answers=answers,
    )


def _seen(subject: LazySubject, truth: Truth) -> tuple[FieldSeen, ...]:
    page = plain("".join(line.text for line in subject.lines))
    # A passport's page owes other fields than an identity card's.
    views = [page.view for page in subject.pages]
    required = {name for name in subject.fields if subject.material.rule(name, views).required}
    return tuple(
        FieldSeen(
            name,
            reading.value,
            reading.confidence,
            str(reading.status),
            _same(reading, truth.fields[name]),
            name in required,
            plain(truth.printed[name]) in page,
            reading.text_height_px,
            reading.margin,
            reading.readability,
            reading.mean_certainty,
            len(reading.problems),
            reading.type,
        )
        for name, reading in subject.fields.items()
        if name in truth.fields
    )


def _same(reading: FieldReading, true: str) -> bool:
    if reading.value is None:
        return False
    if reading.value == true:
        return True
    kind = fields.load(reading.type)
    return kind.normalise(reading.value) == kind.normalise(true) != ""


def _printed(labelled: Labelled, seen: Sequence[FieldSeen]) -> dict[str, str] | None:
    """What stock RapidOCR should find: nothing where the picture is turned or mirrored, which it is not made for."""
    truth = labelled.truth
    if truth.rotation or truth.mirrored:
        return None
    return {field.name: truth.printed[field.name] for field in seen} or None


def _declare(labelled: Labelled, subject: LazySubject, report: Report) -> list[Compared]:
    """Every field's true value and all wrong ones, one of each in a pass over all fields."""
    truth = labelled.truth
    rules = {
        rule.name: rule
        for rule in reversed(subject.material.fields)
        if rule.declared and rule.name in truth.fields
    }
    right = _right(labelled, subject, {name: rule.declared or "" for name, rule in rules.items()})
    if not right:
        return []
    wrong = [list(wrong_values(name, right[name], labelled.file, ROUNDS)) for name in right]
    for name, listed in zip(right, wrong, strict=True):
        if {change for change, _ in listed} == {DAY} and not _shows_day(truth.printed[name]):
            listed.clear()
    passes: list[dict[str, tuple[str, str]]] = [{name: (TRUE, value) for name, value in right.items()}]
    for row in zip_longest(*wrong):
        passes.append({name: entry for name, entry in zip(right, row, strict=True) if entry is not None})
    found = []
    asked = _remembering(subject)
    for declared in passes:
        keys = {rules[name].declared or "": value for name, (_, value) in declared.items()}
        others = {rules[name].declared or "": value for name, value in right.items() if name not in declared}
        readings = declaring(asked, Registration.parse({**others, **keys})).fields
        for name, (change, value) in declared.items():
            reading = readings.get(name)
            if reading is not None:
                found.append(
                    Compared(
                        name,
                        change,
                        value,
                        reading.value,
                        str(reading.status),
                        reading.log_ratio,
                        reading.reader,
                        reading.type,
                    )
                )
    return found


ROUNDS = 2
"""Wrong values of each kind for every field."""


def _remembering(subject: LazySubject) -> LazySubject:
    """The same picture, whose lines are read once for all that is declared against it."""
    other = copy.copy(subject)
    first, second = RememberedEngine(subject._engine), subject._second()
    again = None if second is None else RememberedEngine(second)
    vars(other).update(_engine=first, _second=lambda: again)
    return other


def _shows_day(printed: str) -> bool:
    """Whether a printed date has a day at all: many diplomas print year and month."""
    return "日" in printed or sum(character.isdigit() for character in printed) >= 6


def _right(labelled: Labelled, subject: LazySubject, keys: Mapping[str, str]) -> dict[str, str]:
    """The true declared value of each field: as registered where that means the same, else as printed."""
    versions = labelled.registration.versions(subject.material.entries) if labelled.registration else [{}]
    types = {rule.name: rule.type for rule in subject.material.fields}
    right: dict[str, str] = {}
    for name, key in keys.items():
        true = labelled.truth.fields[name]
        kind = fields.load(types[name])
        said = [str(version[key]) for version in versions if version.get(key)]
        right[name] = next((value for value in said if kind.agree(true, value)), true)
    return right


KEPT = ("header", "image", "_sampled", "_parts", "_first_pages", "faces", "kind", "sharpness", "exposure")
"""What a subject has computed that does not depend on what was declared."""


def declaring(subject: LazySubject, registration: Registration) -> LazySubject:
    """The same picture under another registration, without finding and reading its lines again."""
    other = copy.copy(subject)
    held: dict[str, Any] = vars(other)
    # What a subject computes is kept on it under the name that its class computes it by; the rest it was made with.
    for name in [name for name in held if getattr_static(type(subject), name, None) and name not in KEPT]:
        del held[name]
    other.registration = registration
    other.seconds = {}
    other._failures = {}
    return other


def harmed(labelled: Labelled) -> bool:
    """Whether text of the picture may have been lost."""
    return expect(labelled.truth, labelled.material).harmed
