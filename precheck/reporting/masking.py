"""Hiding names and numbers in what people see; the JSON report is never masked."""

from __future__ import annotations

import re
from collections.abc import Callable

from precheck.domain.report import Report

STAR = "*"

# Field names are the same in every pipeline file (the outward contract), so the name tells what a value is.
NAMES = frozenset({"name", "former_name", "legal_representative", "principal"})
NUMBERS = re.compile(r"(^|_)number$")

# Eight characters: the shortest number that identifies a person or an institution here (organisation codes
# have nine, passports nine, ID numbers 15 or 18); years and dates written out are shorter or broken by signs.
_RUN = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]{0,4}[0-9]{4})[0-9A-Za-z]{8,}(?![0-9A-Za-z])")

Mask = Callable[[str, str | None], str | None]
"""From a field's name and value to what is shown of it."""


def name(value: str) -> str:
    """First and last character stay; of two characters only the first."""
    if len(value) <= 1:
        return value
    if len(value) == 2:
        return value[0] + STAR
    return value[0] + STAR * (len(value) - 2) + value[-1]


def number(value: str) -> str:
    """The first three and the last two characters stay; of less than eight only the last two."""
    keep = 3 if len(value) >= 8 else 0
    return value[:keep] + STAR * max(len(value) - keep - 2, 0) + value[-2:]


def masked(field: str, value: str | None) -> str | None:
    """A field's value as it may be shown."""
    if value is None:
        return None
    if field in NAMES:
        return name(value)
    if NUMBERS.search(field):
        return number(value)
    return text(value)


def plain(field: str, value: str | None) -> str | None:
    """For ``--unmasked``."""
    return value


def text(value: str) -> str:
    """Running text with its long numbers masked."""
    return _RUN.sub(lambda match: number(match[0]), value)


def message(value: str, report: Report) -> str:
    """A flag's message: the report's own names and numbers masked wherever they stand in it."""
    for field, facts in report.fields.items():
        for secret in (facts.value, facts.expected):
            if secret and len(secret) > 1 and (field in NAMES or NUMBERS.search(field)):
                value = value.replace(secret, masked(field, secret) or "")
    return text(value)
