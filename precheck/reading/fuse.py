"""Several readings of one value made into the one that is likeliest.

Four sources speak of a value: what its structure makes of the recogniser's probabilities (:func:`best_reading`), the other
fields of its page (:func:`reconcile`: an ID number holds a birth date), other views of the same line (:func:`elect`), and several
readers of several views, each reading scored by all (:func:`fuse_readings`). What was declared plays no part in any of them.
Scores are natural logarithms of CTC probabilities (:mod:`precheck.reading.verify`), relative to the likeliest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from precheck import fields
from precheck.domain.reading import FieldReading, Status
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

DISAGREES = 5.0
"""By how much a reading is less likely for each field of its page that it contradicts. A fifth of a thousand: pages contradict
themselves more often than that, by misprints, so that a clear digit (13.8) is never read as another."""

UNHEARD = -13.8
"""For a value that a view has not among its readings: the floor of the recogniser's probabilities."""

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


@dataclass(frozen=True, slots=True)
class Known:
    """One field as it was read: its type, its best reading, and whether its characters are sure enough to count against
    others."""

    kind: FieldType
    best: Best
    sure: bool


def reconcile(page: Mapping[str, Known]) -> dict[str, Best]:
    """The best reading of every field, by name, once each has heard the others of its page; unsure fields are only heard
    where nothing else is."""
    chosen = {name: known.best for name, known in page.items()}
    for name, known in page.items():
        if known.best.others:
            chosen[name] = _agreeing(name, known, chosen, page)
    return chosen


def _agreeing(name: str, known: Known, chosen: Mapping[str, Best], page: Mapping[str, Known]) -> Best:
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
    for other, implied in kind.implies(value).items():
        if other in page and page[other].sure:
            count += not page[other].kind.agree(chosen[other].value, implied)
    for other, known in page.items():
        if other == name or not known.sure:
            continue
        implied_here = known.kind.implies(chosen[other].value).get(name)
        if implied_here is not None:
            count += not kind.agree(value, implied_here)
    return count


def elect(readings: Sequence[FieldReading]) -> FieldReading:
    """The first reading, with the value that all views of its line (with and without seal ink, cut close and wide) make
    likeliest; itself where it has that value, or where none has any.

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


def fuse_readings(kind: FieldType, lines: Sequence[TextLine], free: bool = False) -> Fused | None:
    """What lines of one place, by several readers and in several views, say together; None where they give no probabilities or
    nothing is likely.

    Every reading that any of them considers is scored by each, and the mean decides: they err in other digits each time, and a
    digit that only one of them gives a chance is not there. Readings of the type's structure stand before all others, unless
    ``free``: what was declared has not that structure.
    """
    structure = kind.structure
    seen = [posterior for line in lines if (posterior := verify.plain(line)) is not None]
    if structure is None or not seen:
        return None
    own = [[_text(line)] for line in lines]
    for posterior in seen:
        own.append(
            [found.text for found in decoding.decode(posterior, structure, lambda t: _sound(kind, t), EACH)]
        )
    texts = list(dict.fromkeys(text for listed in own for text in listed if text))
    if not texts:
        return None
    tops = [max(_likely(posterior, text) for text in texts) for posterior in seen]
    fused = Fused((), tuple(zip(seen, tops, strict=True)))
    usual = (
        [text for text in texts if re.fullmatch(structure, text) and _sound(kind, text)] if not free else []
    )
    scored = sorted(((fused.log_ratio(text), text) for text in usual or texts), reverse=True)
    best = scored[0][0]
    means: dict[str, float] = {}
    for score, text in scored:
        means.setdefault(kind.normalise(text) if usual or free else text, score - best)
    return replace(fused, readings=tuple(means.items())) if best >= OPINION else None


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
