"""The best reading of a place: what the recogniser read, or what the field's structure makes of its probabilities."""

from __future__ import annotations

from dataclasses import dataclass

from precheck import fields
from precheck.domain.text import Posterior
from precheck.fields import FieldType
from precheck.reading import decoding, verify
from precheck.reading.layout import Text

WITHIN = 8.0
"""A reading that fits the structure is taken for the best where it is at most this much (natural logarithm) less likely than
the recogniser's own, which does not fit: less than one character that the picture speaks against (13.8). Numbers that were
printed with another form, or wrong, are further away."""

ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Best:
    """``value`` and its ``log_probability`` along ``posterior`` (both None where the engine gives no probabilities);
    ``others``: further readings that the structure allows, with what they are less likely by (at most 0)."""

    value: str
    posterior: Posterior | None = None
    log_probability: float | None = None
    others: tuple[tuple[str, float], ...] = ()

    @property
    def margin(self) -> float | None:
        """Natural logarithm by which the next reading of another meaning is less likely; None where none is known."""
        return self.others[0][1] if self.others else None

    def sound(self, kind: FieldType) -> bool:
        """Whether the value has no problems of structure."""
        return not kind.problems(self.value)


def of(kind: FieldType, text: Text, value: str) -> Best:
    """The best reading of a place whose characters were taken to mean ``value``."""
    posterior = verify.posterior_of(text)
    if posterior is None:
        return Best(value)
    own = verify.log_probability(posterior, text.string)
    structure = fields.structure(kind)
    if structure is None:
        return Best(value, posterior, own)
    decoded = decoding.decode(posterior, structure, lambda t: _sound(kind, t), ALTERNATIVES + 1)
    means: dict[str, float] = {}
    for found in decoded:
        if found.log_probability >= own - WITHIN:
            means.setdefault(kind.normalise(found.text), found.log_probability)
    if not means:
        return Best(value, posterior, own)
    if not kind.problems(value):
        means[value] = max(own, means.get(value, own))
    ordered = sorted(means.items(), key=lambda item: -item[1])
    first, likely = ordered[0]
    others = tuple((other, other_likely - likely) for other, other_likely in ordered[1:])
    return Best(first, posterior, likely, others)


def _sound(kind: FieldType, text: str) -> bool:
    return not kind.problems(kind.normalise(text))
