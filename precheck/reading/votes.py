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

    What was declared is not voted on: how it ended is the first reading's affair, unless the elected value is the declared.
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
    same = own.expected is not None and fields.load(own.type).agree(value, own.expected)
    status = Status.MATCH if same and own.status in (Status.UNREADABLE, Status.MISMATCH) else own.status
    return replace(
        own,
        status=status,
        value=value,
        confidence=surest.confidence,
        readability=surest.readability,
        mean_certainty=surest.mean_certainty,
        margin=surest.margin,
        readings=surest.readings,
        problems=surest.problems,
        box=surest.box,
    )
