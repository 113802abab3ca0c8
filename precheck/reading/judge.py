"""How a declared value ends: match, mismatch or unreadable, by the ratio of its probability to the best reading's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precheck import fields
from precheck.domain.material import FieldRule
from precheck.domain.reading import Status
from precheck.fields import FieldType
from precheck.reading import verify
from precheck.reading.best import Best
from precheck.reading.settings import ReadingSettings


@dataclass(frozen=True, slots=True)
class Judged:
    """``log_ratio``: log P(declared) − log P(best reading), at most 0; None where the engine gives no probabilities."""

    status: Status
    log_ratio: float | None


def judge(
    rule: FieldRule,
    kind: FieldType,
    best: Best,
    certainty: float,
    expected: Sequence[str],
    settings: ReadingSettings,
) -> Judged:
    """Compare a place's best reading with what was declared; ``certainty`` is its least certain character's, 0..1."""
    agree = kind.agree if rule.strict else lambda read, value: fields.agree_loosely(kind, read, value)
    if any(agree(best.value, value) for value in expected):
        return Judged(Status.MATCH, 0.0)
    ratio = _log_ratio(rule, kind, best, expected)
    limit = settings.number_match_above if rule.strict or is_number(best.value) else settings.match_above
    if ratio is not None and ratio >= limit:
        return Judged(Status.MATCH, ratio)
    if any(fields.agree_partly(kind, best.value, value) for value in expected):
        return Judged(Status.UNVERIFIED, ratio)
    if ratio is not None and ratio > settings.mismatch_below:
        return Judged(Status.UNREADABLE, ratio)
    # A reading that breaks its own structure says that something was misread, not what stands there.
    certain = certainty >= settings.certain_from and not kind.problems(best.value)
    return Judged(Status.MISMATCH if certain else Status.UNREADABLE, ratio)


def is_number(value: str) -> bool:
    """Whether a value is compared as a number: any digit in it, since words have no use for them."""
    return any(character.isdigit() for character in value)


def _log_ratio(rule: FieldRule, kind: FieldType, best: Best, expected: Sequence[str]) -> float | None:
    """A declared value that breaks its own structure where the reading does not is never the likelier one, however
    close: one of two equal digits left out costs little along the line."""
    if best.posterior is None or best.log_probability is None:
        return None
    sound = not kind.problems(best.value)
    possible = [value for value in expected if not (sound and kind.problems(kind.normalise(value)))]
    forms = [
        form
        for value in possible
        for form in (kind.printed_forms(value) if rule.strict else fields.loose_forms(kind, value))
    ]
    return verify.log_ratio(best.posterior, forms, best.log_probability) if forms else None
