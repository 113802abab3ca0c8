"""How declared values end, and how far apart true and wrong ones lie: by field type, difficulty and kind of change.

Every picture is read once; then the true value of each field and several wrong ones are declared against it
(:mod:`precheck.evaluation.wrong`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precheck.evaluation.metrics import Rate, quantiles, rate
from precheck.evaluation.observe import TRUE, Compared, Observation
from precheck.evaluation.readings import NUMBER, TEXT, grade, kind_of

SHARES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """True or wrong declared values of one field type at one difficulty ("*": all). ``other``: no value on this page, or
    only part of it (a month of a day)."""

    type: str
    grade: str
    declared: str
    match: Rate
    mismatch: Rate
    unreadable: Rate
    other: Rate


@dataclass(frozen=True, slots=True)
class Spread:
    """Quantiles (:data:`SHARES`) of log P(declared) − log P(best reading), of the values that have one."""

    kind: str
    grade: str
    declared: str
    count: int
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """Of the values in which a second reader was asked and decided: how they ended."""

    declared: str
    match: int
    unreadable: int


def outcomes(observations: Sequence[Observation]) -> list[Outcomes]:
    """By field type and difficulty, true values before wrong ones; the rows "*" hold all types."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for level, compared in _each(observations):
        for type_ in (compared.type, EVERY, f"{EVERY} {kind_of(compared.declared)}"):
            key = (type_, level, _side(compared))
            groups.setdefault(key, []).append(compared.status)
    return [_outcomes(*key, ended) for key, ended in sorted(groups.items())]


def _outcomes(type: str, level: str, declared: str, ended: Sequence[str]) -> Outcomes:
    match, mismatch, unreadable = (
        rate([status == word for status in ended]) for word in ("match", "mismatch", "unreadable")
    )
    other = rate([status in ("absent", "unverified") for status in ended])
    return Outcomes(type, level, declared, match, mismatch, unreadable, other)


def spreads(observations: Sequence[Observation]) -> list[Spread]:
    """Numbers and words apart."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for level, compared in _each(observations):
        if compared.log_ratio is not None:
            key = (kind_of(compared.declared), level, compared.change)
            groups.setdefault(key, []).append(compared.log_ratio)
    order = {NUMBER: 0, TEXT: 1}
    return [
        Spread(*key, len(values), tuple(quantiles(values, SHARES)))
        for key, values in sorted(groups.items(), key=lambda item: (order[item[0][0]], item[0][1:]))
    ]


def decided(observations: Sequence[Observation]) -> list[Decided]:
    """What the second reader changed."""
    found = {side: [0, 0] for side in (TRUE, WRONG)}
    for _, compared in _each(observations):
        if compared.reader:
            found[_side(compared)][0 if compared.status == "match" else 1] += 1
    return [Decided(side, *counts) for side, counts in found.items()]


WRONG = "wrong"


def _side(compared: Compared) -> str:
    return TRUE if compared.change == TRUE else WRONG


def _each(observations: Sequence[Observation]) -> list[tuple[str, Compared]]:
    return [
        (grade(observation), compared) for observation in observations for compared in observation.compared
    ]
