"""Fields: how often the value is exactly right, beside stock RapidOCR; how true and wrong declared values end; calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from precheck.evaluation import measures
from precheck.evaluation.metrics import (
    Bin,
    CurvePoint,
    Rate,
    auc,
    error_curve,
    expected_calibration_error,
    rate,
    reliability,
)
from precheck.evaluation.observe import TRUE, Compared, FieldSeen, Observation, harmed
from precheck.evaluation.wrong import ADDED, CHARACTER, DIGIT, DROPPED, LOST, SWAP

DAMAGED = "damaged"
"""Where a defect may have cost text: kept apart from the difficulties, which say how a good picture was taken."""

NUMBER, TEXT = "number", "text"

THRESHOLDS = tuple(
    float(t) for t in (-40, -30, -25, -20, -17, -14, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1, -0.5)
)
"""log P(declared) − log P(best reading), natural logarithm."""


def grade(observation: Observation) -> str:
    """The picture's difficulty, or "damaged"."""
    return DAMAGED if harmed(observation.labelled) else observation.labelled.truth.difficulty


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """One field of one material at one difficulty. ``wrong``: a value that is not the true one; ``said``: of those, the share
    whose status owns it (``unreadable``); ``none``: no value; ``unreadable``: the status. ``stock``: RapidOCR as shipped, on the
    pictures that it was asked about; ``on_page``: our own lines held to the same standard on all; ``paired``: our values right
    on the pictures that it was asked about."""

    material: str
    field: str
    grade: str
    right: Rate
    wrong: Rate
    said: Rate
    none: Rate
    unreadable: Rate
    on_page: Rate
    paired: Rate
    stock: Rate


@dataclass(frozen=True, slots=True)
class StatusFigures:
    """How declared values of one kind end. ``declared``: "true" or the kind of change; ``kind``: number or text."""

    declared: str
    kind: str
    grade: str
    match: Rate
    mismatch: Rate
    unreadable: Rate


@dataclass(frozen=True, slots=True)
class Curve:
    """Error curve of the log ratio for one kind of field."""

    kind: str
    true: int
    wrong: int
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of ``confidence``; ``ece`` the expected calibration error."""

    count: int
    ece: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Ranking "a required field was not read" by sharpness and by the Laplacian: AUC, same pictures. It was read where its value
    is right, or its print stands among the lines."""

    unread: int
    read: int
    sharpness: float | None
    laplacian: float | None


def by_field(observations: Sequence[Observation]) -> list[FieldFigures]:
    """Sorted by material, difficulty and field; a row "*" for all fields of a material at a difficulty."""
    groups: dict[tuple[str, str, str], list[tuple[FieldSeen, bool | None]]] = {}
    for observation in observations:
        for seen in observation.fields:
            stock = observation.answers.read.get(seen.name) if observation.answers.read else None
            for field in (seen.name, "*"):
                key = (observation.labelled.material, grade(observation), field)
                groups.setdefault(key, []).append((seen, stock))
    return [
        _field(material, field, level, listed) for (material, level, field), listed in sorted(groups.items())
    ]


def _field(
    material: str, field: str, level: str, listed: Sequence[tuple[FieldSeen, bool | None]]
) -> FieldFigures:
    wrong = [seen for seen, _ in listed if seen.value is not None and not seen.right]
    pairs = [(seen.right, stock) for seen, stock in listed if stock is not None]
    return FieldFigures(
        material,
        field,
        level,
        rate([seen.right for seen, _ in listed]),
        Rate(len(wrong), len(listed)),
        rate([seen.status == "unreadable" for seen in wrong]),
        rate([seen.value is None for seen, _ in listed]),
        rate([seen.status == "unreadable" for seen, _ in listed]),
        rate([seen.on_page for seen, _ in listed]),
        rate([right for right, _ in pairs]),
        rate([stock for _, stock in pairs]),
    )


def kind_of(declared: str) -> str:
    """Numbers and text end differently: a value with five digits or more is a number."""
    return NUMBER if sum(character.isdigit() for character in declared) >= 5 else TEXT


def statuses(observations: Sequence[Observation]) -> list[StatusFigures]:
    """By what was declared, kind and difficulty."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for observation in observations:
        for compared in observation.compared:
            key = (kind_of(compared.declared), compared.change, grade(observation))
            groups.setdefault(key, []).append(compared.status)
    order = (TRUE, DIGIT, SWAP, LOST, ADDED, CHARACTER, DROPPED)

    def place(key: tuple[str, str, str]) -> tuple[str, int, str]:
        return key[0], order.index(key[1]) if key[1] in order else len(order), key[2]

    return [
        StatusFigures(
            change,
            kind,
            level,
            *(
                rate([status == word for status in groups[kind, change, level]])
                for word in ("match", "mismatch", "unreadable")
            ),
        )
        for kind, change, level in sorted(groups, key=place)
    ]


def curves(observations: Sequence[Observation]) -> list[Curve]:
    """For numbers and text apart; values without a ratio (no line found, no posteriors) count in neither side."""
    found = []
    for kind in (NUMBER, TEXT):
        compared = [
            c
            for o in observations
            for c in o.compared
            if kind_of(c.declared) == kind and c.log_ratio is not None
        ]
        true = [c.log_ratio or 0.0 for c in compared if c.change == TRUE]
        wrong = [c.log_ratio or 0.0 for c in compared if c.change != TRUE]
        found.append(Curve(kind, len(true), len(wrong), tuple(error_curve(true, wrong, THRESHOLDS))))
    return found


def calibration(observations: Sequence[Observation]) -> Calibration:
    """Over all fields that have a value and a confidence, damaged pictures included."""
    pairs = [
        (s.confidence, s.right)
        for o in observations
        for s in o.fields
        if s.value is not None and s.confidence is not None
    ]
    bins = reliability([confidence for confidence, _ in pairs], [right for _, right in pairs])
    return Calibration(len(pairs), expected_calibration_error(bins), tuple(bins))


BLURRING = ("defocus", "motion", "compressed", "blurred_field", "too_small")
"""What the question "can it be read" is asked about: covered, cut or dark pictures are other checks' business."""


def prediction(observations: Sequence[Observation], by_blur: bool = False) -> Prediction:
    """Over pictures whose required fields are known and that have no defect but these.

    ``by_blur``: without the pictures that have none of these and yet were not read. A seal on a number, or a form that is not
    understood, is no matter of sharpness.
    """
    bad: list[Mapping[str, float]] = []
    good: list[Mapping[str, float]] = []
    for observation in observations:
        required = [seen for seen in observation.fields if seen.required]
        asked = harmed(observation.labelled) and not set(observation.labelled.truth.defects or ()) <= set(
            BLURRING
        )
        if not required or asked or "sharpness" not in observation.measures:
            continue
        unread = any(not (seen.on_page or seen.right) for seen in required)
        if observation.labelled.truth.readable is not None:
            unread = not observation.labelled.truth.readable
        if unread and by_blur and not set(observation.labelled.truth.defects or ()) & set(BLURRING):
            continue
        (bad if unread else good).append(observation.measures)
    names = ("sharpness", measures.LAPLACIAN)
    ours, theirs = (auc([-m[name] for m in bad], [-m[name] for m in good]) for name in names)
    return Prediction(len(bad), len(good), ours, theirs)


@dataclass(frozen=True, slots=True)
class Example:
    """A reading or comparison that ended wrong, for whoever calibrates. Holds what the picture says: not for logs."""

    file: str
    field: str
    what: str
    value: str | None
    expected: str
    status: str
    log_ratio: float | None = None


def examples(observations: Sequence[Observation]) -> list[Example]:
    """Wrong values of pictures that were not damaged, true values called mismatch, wrong ones called match."""
    found = []
    for observation in observations:
        file = observation.labelled.file
        if grade(observation) != DAMAGED:
            found += [
                Example(
                    file,
                    s.name,
                    "wrong value" if s.value else "no value",
                    s.value,
                    observation.labelled.truth.fields[s.name],
                    s.status,
                )
                for s in observation.fields
                if not s.right
            ]
        found += [
            Example(file, c.field, what, c.value, c.declared, c.status, c.log_ratio)
            for c, what in _amiss(observation.compared)
        ]
    return found


def _amiss(compared: Sequence[Compared]) -> list[tuple[Compared, str]]:
    return [
        (c, "true called mismatch" if c.change == TRUE else f"{c.change} called match")
        for c in compared
        if c.status == ("mismatch" if c.change == TRUE else "match")
    ]
