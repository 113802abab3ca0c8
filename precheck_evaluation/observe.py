"""One labelled picture through everything: our report, declared values true and wrong, and the others' answers."""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Protocol

import cv2

from precheck import fields
from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.domain.upload import Upload
from precheck.ocr._remembered import Remembering
from precheck.pipeline.examination import Examination
from precheck_evaluation.baselines import Answers, Baselines, plain
from precheck_evaluation.expectation import expect
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.truth import Truth

TRUE, REGISTERED = "true", "registered"
"""A true declared value; a wrong one that the set declares itself."""

PASSES = 2
"""Wrong values tried of each field: a pass costs a third of a check."""


class Checker(Protocol):
    """What is needed of :class:`precheck.wiring.Precheck`, which evaluation does not know."""

    @property
    def materials(self) -> Mapping[str, Material]: ...

    def examine(
        self,
        upload: Upload,
        registration: Registration | None = None,
        *,
        remembering: Remembering | None = None,
    ) -> Examination: ...


MakeChecker = Callable[[], Checker]


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field whose truth is known, as reported. ``right``: the value is exactly the true one. ``reading``: what the value rests
    on, and ``on_page``: the printed text stands among the lines read, so that a wrong value was misplaced and not misread;
    None where only the report is known."""

    name: str
    value: str | None
    confidence: float | None
    status: str
    right: bool
    required: bool
    type: str = ""
    on_page: bool | None = None
    reading: FieldReading | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A declared value's outcome. ``change``: how it is wrong (:mod:`precheck_evaluation.observe`), or "true"."""

    field: str
    change: str
    declared: str
    value: str | None
    status: str
    log_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything that was seen of one picture. ``laplacian``: variance over the whole frame, the usual blur score (Pech-Pacheco
    et al., ICPR 2000)."""

    labelled: Labelled
    report: Report
    fields: tuple[FieldSeen, ...] = ()
    compared: tuple[Compared, ...] = ()
    laplacian: float | None = None
    cpu_seconds: float | None = None
    answers: Answers = field(default_factory=Answers)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(flag.code for flag in self.report.flags)


def observe(
    labelled: Labelled, checker: Checker, comparer: Checker | None, baselines: Baselines | None
) -> Observation:
    """Check one picture; declare true and wrong values against it (``comparer``: the same without checks); ask the others.
    Raises Invalid: no such file or material."""
    remembering = Remembering()
    started = time.process_time()
    examination = checker.examine(_upload(labelled), labelled.registration, remembering=remembering)
    cpu_seconds = time.process_time() - started
    report, subject = examination.report, examination.subject
    opened = report.image.brightness is not None
    seen = from_report(labelled, report, checker.materials).fields
    if seen:
        page = plain("".join(line.text for line in subject.lines))
        seen = tuple(
            replace(
                s, on_page=plain(labelled.truth.printed[s.name]) in page, reading=subject.fields.get(s.name)
            )
            for s in seen
        )
    answers = Answers()
    if baselines is not None and opened:
        answers = baselines.ask(subject.image, _printed(labelled, seen))
    compared = as_registered(seen, report, labelled.truth)
    if comparer is not None and seen:
        compared += tuple(_declare(labelled, comparer, remembering))
    laplacian = laplacian_variance(subject.image) if opened else None
    return Observation(labelled, report, seen, compared, laplacian, cpu_seconds, answers)


def _upload(labelled: Labelled) -> Upload:
    try:
        data = labelled.path.read_bytes()
    except OSError as error:
        raise Invalid(f"无法读取文件 (cannot read the file): {labelled.path}: {error.strerror}") from None
    return Upload.from_bytes(data, material=labelled.material, file=labelled.file)


def from_report(labelled: Labelled, report: Report, materials: Mapping[str, Material]) -> Observation:
    """What a report alone shows: its flags, its values, and how the values that were declared with it ended."""
    truth, material = labelled.truth, materials.get(labelled.material)
    if material is None or truth.kind not in (None, labelled.material):
        return Observation(labelled, report)
    views = [page.view for page in report.image.pages]
    rules = {rule.name: material.rule(rule.name, views) for rule in material.fields}
    seen = tuple(
        FieldSeen(
            name,
            facts.value,
            facts.confidence,
            str(facts.status),
            _same(rules[name].type, facts.value, truth.fields[name]),
            rules[name].required,
            rules[name].type,
        )
        for name, facts in report.fields.items()
        if name in truth.fields and name in rules
    )
    return Observation(labelled, report, seen, as_registered(seen, report, truth))


def as_registered(seen: Sequence[FieldSeen], report: Report, truth: Truth) -> tuple[Compared, ...]:
    """How the values that were declared with the upload ended; those of a set's own mismatches are wrong ones."""
    found = []
    for one in seen:
        declared = report.fields[one.name].expected
        if declared is not None:
            agrees = fields.load(one.type).agree(truth.fields[one.name], declared)
            change = TRUE if agrees else REGISTERED
            ratio = one.reading.log_ratio if one.reading else None
            found.append(Compared(one.name, change, declared, one.value, one.status, ratio))
    return tuple(found)


def laplacian_variance(image: Image) -> float:
    """Variance of the Laplacian over the whole frame."""
    return float(cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def harmed(labelled: Labelled) -> bool:
    """Whether text of the picture may have been lost."""
    return expect(labelled.truth, labelled.material).harmed


def _same(type_name: str, value: str | None, true: str) -> bool:
    if value is None:
        return False
    if value == true:
        return True
    kind = fields.load(type_name)
    return kind.normalise(value) == kind.normalise(true) != ""


def _printed(labelled: Labelled, seen: Sequence[FieldSeen]) -> dict[str, str] | None:
    """What stock RapidOCR should find: nothing where the picture is turned or mirrored, which it is not made for."""
    truth = labelled.truth
    if truth.rotation or truth.mirrored:
        return None
    return {one.name: truth.printed[one.name] for one in seen} or None


def _declare(labelled: Labelled, comparer: Checker, remembering: Remembering) -> list[Compared]:
    """Wrong values of every field, a few kinds a picture; the true ones too where nothing was registered. Each pass declares
    one value of every field; what was read once is not read again."""
    truth, material = labelled.truth, comparer.materials[labelled.material]
    keys = {
        rule.name: rule.declared
        for rule in reversed(material.fields)
        if rule.declared and rule.name in truth.fields
    }
    right = _right(labelled, material, keys)
    if not right:
        return []
    chance = random.Random(labelled.file)
    wrong = []
    for name, value in right.items():
        listed = list(wrong_values(name, value, labelled.file))
        if {change for change, _ in listed} == {DAY} and not _shows_day(truth.printed[name]):
            listed.clear()
        wrong.append(chance.sample(listed, min(PASSES, len(listed))))
    passes: list[dict[str, tuple[str, str]]] = []
    if labelled.registration is None:
        passes.append({name: (TRUE, value) for name, value in right.items()})
    for row in zip_longest(*wrong):
        passes.append({name: entry for name, entry in zip(right, row, strict=True) if entry is not None})
    found = []
    for declared in passes:
        said = {keys[name]: declared.get(name, (TRUE, value))[1] for name, value in right.items()}
        examination = comparer.examine(_upload(labelled), Registration.parse(said), remembering=remembering)
        readings = examination.subject.fields
        found += [
            Compared(name, change, value, r.value, str(r.status), r.log_ratio)
            for name, (change, value) in declared.items()
            if (r := readings.get(name)) is not None
        ]
    return found


def _shows_day(printed: str) -> bool:
    """Whether a printed date has a day at all: many diplomas print year and month."""
    return "日" in printed or sum(character.isdigit() for character in printed) >= 6


def _right(labelled: Labelled, material: Material, keys: Mapping[str, str]) -> dict[str, str]:
    """The true declared value of each field: as registered where that means the same, else as printed."""
    versions = labelled.registration.versions(material.entries) if labelled.registration else [{}]
    types = {rule.name: rule.type for rule in material.fields}
    right: dict[str, str] = {}
    for name, key in keys.items():
        true = labelled.truth.fields[name]
        kind = fields.load(types[name])
        said = [str(version[key]) for version in versions if version.get(key)]
        right[name] = next((value for value in said if kind.agree(true, value)), true)
    return right


DIGIT, SWAP, LOST, ADDED, CHARACTER, DROPPED, DAY = (
    "digit", "swap", "lost", "added", "character", "dropped", "day",
)  # fmt: skip
CHANGES = (DIGIT, SWAP, LOST, ADDED, CHARACTER, DROPPED, DAY)

_NUMBER = re.compile(r"[0-9A-Za-z]*\d{5,}[0-9A-Za-z]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HAN = re.compile(r"[\u3400-\u9fff]")

COMMON = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉"
)
"""Characters of given names: a changed character is one of these."""

EXCLUDED = (
    "sex",
    "ethnicity",
    "level",
    "category",
    "result",
    "validity",
    "period",
    "departments",
    "scope",
    "degree",
)
"""Fields with a small vocabulary, a span of time or a list: a changed character there is not a slip of this kind."""


def wrong_values(field: str, value: str, seed: str) -> Iterator[tuple[str, str]]:
    """Pairs of the kind of change and the wrong value, one of each kind; the same for the same seed. Nothing where none fits the
    field."""
    if field in EXCLUDED:
        return
    given = {value}
    for change, wrong in _once(field, value, seed):
        if wrong not in given:
            given.add(wrong)
            yield change, wrong


def _once(field: str, value: str, seed: str) -> Iterator[tuple[str, str]]:
    rng = random.Random(f"{seed} {field} {value}")
    if _DATE.fullmatch(value):
        yield DAY, value[:-2] + f"{int(value[-2:]) % 28 + 1:02d}"
    elif _NUMBER.fullmatch(value):
        yield from _number(value, rng)
    elif places := [i for i, character in enumerate(value) if _HAN.fullmatch(character)]:
        at = rng.choice(places)
        other = rng.choice([c for c in COMMON if c != value[at]])
        yield CHARACTER, value[:at] + other + value[at + 1 :]
        # A name of two characters that loses one is none.
        if len(places) > 2:
            at = rng.choice(places)
            yield DROPPED, value[:at] + value[at + 1 :]


def _number(value: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    digits = [i for i, character in enumerate(value) if character.isdigit()]
    at = rng.choice(digits)
    other = rng.choice([d for d in "0123456789" if d != value[at]])
    yield DIGIT, value[:at] + other + value[at + 1 :]
    unlike = [i for i in digits if i + 1 in digits and value[i] != value[i + 1]]
    if unlike:
        i = rng.choice(unlike)
        yield SWAP, value[:i] + value[i + 1] + value[i] + value[i + 2 :]
    at = rng.choice(digits)
    yield LOST, value[:at] + value[at + 1 :]
    at = rng.choice(digits)
    yield ADDED, value[:at] + rng.choice("0123456789") + value[at:]
