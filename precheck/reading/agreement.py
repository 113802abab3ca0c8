"""Numbers of one page know of each other: of several likely readings, the one that agrees with the rest of the page.

An ID number holds a birth date and a sex, a diploma's number a year and a level, a qualification's number an ID number
(:func:`precheck.fields.implied`). What was declared plays no part: the value is what the picture says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from precheck import fields
from precheck.fields import FieldType
from precheck.reading.best import Best

DISAGREES = 5.0
"""Natural logarithm by which a reading is less likely for each field of its page that it contradicts. A fifth of a thousand:
pages contradict themselves more often than that, by misprints, so that a clear digit (13.8) is never read as another."""


@dataclass(frozen=True, slots=True)
class Known:
    """One field as it was read: its type, its best reading, and whether its characters are sure enough to count against
    others."""

    kind: FieldType
    best: Best
    sure: bool


def settled(page: Mapping[str, Known]) -> dict[str, Best]:
    """The best reading of every field, by name, once each has heard the others; unsure fields are only heard where
    nothing else is."""
    chosen = {name: known.best for name, known in page.items()}
    for name, known in page.items():
        if known.best.others:
            chosen[name] = _chosen(name, known, chosen, page)
    return chosen


def _chosen(name: str, known: Known, chosen: Mapping[str, Best], page: Mapping[str, Known]) -> Best:
    readings = ((known.best.value, 0.0), *known.best.others)
    scored = sorted(
        (
            (likely - DISAGREES * _contradicted(name, value, known.kind, chosen, page), value, likely)
            for value, likely in readings
        ),
        key=lambda item: -item[0],
    )
    top, value, likely = scored[0]
    others = tuple((other, score - top) for score, other, _ in scored[1:])
    base = known.best.log_probability
    return replace(
        known.best, value=value, log_probability=None if base is None else base + likely, others=others
    )


def _contradicted(
    name: str, value: str, kind: FieldType, chosen: Mapping[str, Best], page: Mapping[str, Known]
) -> int:
    """How many sure fields of the page a value contradicts, in what it implies or in what they imply."""
    count = 0
    for other, implied in fields.implied(kind, value).items():
        if other in page and page[other].sure:
            count += not page[other].kind.agree(chosen[other].value, implied)
    for other, known in page.items():
        if other == name or not known.sure:
            continue
        implied_here = fields.implied(known.kind, chosen[other].value).get(name)
        if implied_here is not None:
            count += not kind.agree(value, implied_here)
    return count
