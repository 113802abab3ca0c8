"""Several readings of one value made into the one that is likeliest.

Two sources speak of a value: what its structure makes of the recogniser's probabilities (:func:`best_reading`), and several
readers of several views, each reading scored by all (:func:`fuse_lines`), fused by :func:`fuse_readings`. What was declared plays no
part in either.
Scores are natural logarithms of CTC probabilities (:mod:`precheck.reading.verify`), relative to the likeliest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from precheck.domain.text import Posterior, TextLine
from precheck.fields import FieldType
from precheck.reading import decoding, verify
from precheck.reading.layout import Text

WITHIN = 8.0
"""A reading that fits the structure is taken for the best where it is at most this much less likely than the recogniser's own,
which does not fit: less than one character that the picture speaks against (13.8). Numbers that were printed with another
form, or wrong, are further away."""

ALTERNATIVES = 4

CLEAR = 0.95
"""Least certain character from which a number was clearly seen."""

CAP = -40.0
"""Below this a view says no more against a reading: it may show another place than the others."""

EACH = 8
"""Readings considered of each view."""

OPINION = -12.5
"""The mean over the views below which the readings have nothing to do with what stands there. The true numbers that came within
2 of the best reading had −11.8 and more."""

OTHER = "□"
"""How a reader of numbers writes what it does not know."""


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
        """By how much the next reading of another meaning is less likely; None where none is known."""
        return self.others[0][1] if self.others else None

    def sound(self, kind: FieldType) -> bool:
        """Whether the value has no problems of structure."""
        return not kind.problems(self.value)


def best_reading(kind: FieldType, text: Text, value: str) -> Best:
    """The best reading of a place whose characters were taken to mean ``value``."""
    posterior = verify.posterior_of(text)
    if posterior is None:
        return Best(value)
    own = verify.log_probability(posterior, text.string)
    structure = kind.structure
    if structure is None:
        return Best(value, posterior, own)
    decoded = decoding.decode(posterior, structure, lambda t: _sound(kind, t), ALTERNATIVES + 1)
    means: dict[str, float] = {}
    for found in decoded:
        if found.log_probability >= own - WITHIN:
            means.setdefault(kind.normalise(found.text), found.log_probability)
    if not means or stands(kind, value, text.least_certainty):
        return Best(value, posterior, own)
    if not kind.problems(value):
        means[value] = max(own, means.get(value, own))
    ordered = sorted(means.items(), key=lambda item: -item[1])
    first, likely = ordered[0]
    others = tuple((other, other_likely - likely) for other, other_likely in ordered[1:])
    return Best(first, posterior, likely, others)


def fuse_readings(opinions: Sequence[Mapping[str, float]]) -> tuple[tuple[str, float], ...]:
    """What several opinions of the same values say together: the values, likeliest first, with the logarithm by which each is less
    likely than that. The sum of their logarithms decides: they err in other characters each time."""
    sums = {value: sum(opinion[value] for opinion in opinions) for value in opinions[0]}
    top = max(sums.values())
    return tuple(sorted(((value, score - top) for value, score in sums.items()), key=lambda item: -item[1]))


@dataclass(frozen=True, slots=True)
class Fused:
    """``readings``: sound readings with the logarithms by which each is less likely than the likeliest, best first."""

    readings: tuple[tuple[str, float], ...]
    views: tuple[tuple[Posterior, float], ...]

    def log_ratio(self, form: str) -> float:
        """Mean over the views of log P(form) − log P(likeliest there), at least :data:`CAP`."""
        return sum(max(CAP, _likely(seen, form) - top) for seen, top in self.views) / len(self.views)

    def declared_ratio(self, kind: FieldType, expected: str) -> float | None:
        """The value log P(declared) − log P(likeliest), at most 0; None where no view considers what was declared, however little
        speaks against it: there its neighbours were not weighed either."""
        return dict(self.readings).get(kind.normalise(expected))


def fuse_lines(kind: FieldType, lines: Sequence[TextLine], free: bool = False) -> Fused | None:
    """What lines of one place, by several readers and in several views, say together; None where they give no probabilities or
    nothing is likely.

    Every reading that any of them considers is scored by each: a digit that only one of them gives a chance is not there.
    Readings of the type's structure stand before all others, unless ``free``: what was declared has not that structure.
    """
    structure = kind.structure
    seen = [posterior for line in lines if (posterior := verify.plain(line)) is not None]
    if structure is None or not seen:
        return None
    texts = dict.fromkeys(map(_text, lines))
    for posterior in seen:
        decoded = decoding.decode(posterior, structure, lambda t: _sound(kind, t), EACH)
        texts |= dict.fromkeys(found.text for found in decoded)
    texts.pop("", None)
    if not texts:
        return None
    likely = [{text: _likely(posterior, text) for text in texts} for posterior in seen]
    tops = [max(scores.values()) for scores in likely]
    fused = Fused((), tuple(zip(seen, tops, strict=True)))
    usual = [text for text in texts if re.fullmatch(structure, text) and _sound(kind, text) and not free]
    opinions = [
        {text: max(CAP, scores[text] - top) for text in usual or texts}
        for scores, top in zip(likely, tops, strict=True)
    ]
    ordered = fuse_readings(opinions)
    means: dict[str, float] = {}
    for text, score in ordered:
        means.setdefault(kind.normalise(text) if usual or free else text, score / len(seen))
    if fused.log_ratio(ordered[0][0]) < OPINION:
        return None
    return replace(fused, readings=tuple(means.items()))


def fits(kind: FieldType, value: str) -> bool:
    """Whether a value has the type's structure and no problems."""
    structure = kind.structure or ""
    return not kind.problems(value) and any(
        re.fullmatch(structure, form) for form in kind.printed_forms(value)
    )


def stands(kind: FieldType, value: str, certainty: float) -> bool:
    """Whether a number that breaks its own rules (a check digit does not hold) stands there all the same: it has the type's form,
    and each of its characters was clearly seen. ``certainty`` is that of the least certain."""
    structure = kind.structure or ""
    shaped = any(re.fullmatch(structure, form) for form in (value, *kind.printed_forms(value)))
    return certainty >= CLEAR and shaped and bool(kind.problems(value))


def _likely(posterior: Posterior, text: str) -> float:
    if OTHER in posterior.alphabet:
        text = "".join(character if character in posterior.alphabet else OTHER for character in text)
    return verify.log_probability(posterior, text)


def _text(line: TextLine) -> str:
    return "".join(line.text.replace(OTHER, "").split())


def _sound(kind: FieldType, text: str) -> bool:
    return not kind.problems(kind.normalise(text))
