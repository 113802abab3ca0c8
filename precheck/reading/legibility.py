"""Whether the fields that matter can be read: the print's sharpness, and the least certain character of the worst field."""

import math
from collections.abc import Mapping

from precheck.domain.material import Material
from precheck.domain.picture import Legibility, Sharpness
from precheck.domain.reading import FieldReading, Status

DOUBT_COSTS, ALWAYS = 5.0, 1.0
"""Log odds that a required field cannot be read = the print's own + 5 × doubt about the worst field − 1.

Measured: docs/evaluation/reading.md."""

UNASKED = 0.3
"""Doubt about a page that owes no field: it is blurred where the print's own sharpness is below 0.4, which of 350 generated
pictures without blur one is."""


def required_fields(fields: Mapping[str, FieldReading], material: Material) -> list[FieldReading]:
    """Those that matter and that the page shown should carry, read or not."""
    return [
        reading
        for reading in fields.values()
        if reading.status is not Status.ABSENT and reading.rule_in(material).required
    ]


def measure(sharp: Sharpness, fields: Mapping[str, FieldReading], material: Material) -> Legibility:
    """How likely all fields that the page shown owes can be read.

    A page is as legible as the least of the print that matters: where one small number is lost, the crisp title above it
    is no comfort.
    """
    worst = min(required_fields(fields, material), key=_certainty, default=None)
    doubt = UNASKED if worst is None else 1.0 - _certainty(worst)
    odds = _log_odds(1.0 - sharp.value) + DOUBT_COSTS * doubt - ALWAYS
    return Legibility(1.0 / (1.0 + math.exp(odds)), None if worst is None else worst.box)


def _certainty(reading: FieldReading) -> float:
    """Of its least certain character; 0 where no line was found, or what was found settles nothing."""
    return 0.0 if reading.status is Status.UNREADABLE else reading.readability or 0.0


def _log_odds(probability: float) -> float:
    held = min(max(probability, 1e-9), 1.0 - 1e-9)
    return math.log(held / (1.0 - held))
