"""One number read in several views: the value that all of them together make likeliest.

The same line with and without seal ink, cut close and wide, errs in other digits each time; what a view does not even
consider costs as much as a character that it speaks against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from precheck import fields
from precheck.domain.reading import FieldReading, Status

UNHEARD = -13.8
"""Natural logarithm for a value that a view has not among its readings: the floor of the recogniser's probabilities."""


def elected(readings: Sequence[FieldReading]) -> FieldReading:
    """The first reading with the value that the views elect; itself where it has that value, or where none has any.

    What was declared is not voted on. A match stays one only where the view that read the elected value says so too: else
    the views disagree about what was declared, and nothing is settled.
    """
    own = readings[0]
    sums = {
        value: sum(dict(reading.readings).get(value, UNHEARD) for reading in readings)
        for reading in readings
        if reading.value is not None
        for value in [reading.value]
    }
    if not sums:
        return own
    value = max(sums, key=lambda value: sums[value])
    if value == own.value:
        return own
    behind = [reading for reading in readings if reading.value == value]
    surest = max(behind, key=lambda reading: reading.readability or 0.0)
    return replace(
        own,
        status=_status(own, surest, value),
        value=value,
        log_ratio=surest.log_ratio,
        why=surest.why,
        confidence=surest.confidence,
        readability=surest.readability,
        mean_certainty=surest.mean_certainty,
        margin=surest.margin,
        readings=surest.readings,
        problems=surest.problems,
        box=surest.box,
    )


def _status(own: FieldReading, surest: FieldReading, value: str) -> Status:
    if own.expected is None:
        return own.status
    same = fields.load(own.type).agree(value, own.expected)
    if own.status in (Status.UNREADABLE, Status.MISMATCH):
        return Status.MATCH if same else own.status
    if own.status is Status.MATCH and not same and surest.status is not Status.MATCH:
        return Status.UNREADABLE
    return own.status
