"""When the documents on a page cease to be valid."""

from collections.abc import Iterable, Iterator
from datetime import date

from precheck.domain.reading import FieldReading, Status
from precheck.fields.spans import validity

TYPES = ("validity", "passport_expiry")


def ends(readings: Iterable[FieldReading], min_confidence: float) -> Iterator[tuple[FieldReading, date]]:
    """The fields with a period of validity (:data:`TYPES`) that end on a day, where every character was read at least so surely."""
    for reading in readings:
        if reading.type not in TYPES or reading.value is None:
            continue
        if (
            reading.status is Status.UNREADABLE
            or (reading.readability or 0.0) < min_confidence
            or reading.problems
        ):
            continue
        end = validity.ends_on(reading.value)
        if end is not None:
            yield reading, end


def in_words(day: date) -> str:
    """A day as messages write it: 2023年5月6日."""
    return f"{day.year}年{day.month}月{day.day}日"
