"""Two uploads of one submission that say different things.

Flags: ``contradicts.<field>``, for staff, naming the other upload. Which fields of which materials must agree stands in the
table (``[[agree]]``). Only values read with ``min_confidence`` are held against each other, and never two that what was
declared explains both: a former name, an earlier diploma, another employer. A value that was found to match the declared
one, or a reading that does not say clearly otherwise, is no contradiction.

Measured: each of about 290 generated pictures (half of them hard, a tenth with glare or things on the page; some 700 values
sure enough to be compared) held against another paper that says the truth. False contradictions with a registration: none;
with nothing declared: one (门诊部 read as 门部). A passport's second line read as a name, in both cases, is mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from precheck import fields
from precheck.domain.flag import Audience, Flag, Remedy, Severity
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.submission.demands import declared
from precheck.submission.requirements import flag, is_elsewhere
from precheck.submission.rules import Agree, Rules, Said


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that was read surely. ``explained``: what was declared accounts for it."""

    report: Report
    value: str
    kind: fields.FieldType
    explained: bool

    def agrees(self, other: _Value) -> bool:
        # Latin letters of a passport and the characters of a certificate cannot be held against each other.
        if self.value.isascii() != other.value.isascii():
            return True
        return any(
            kind.agree(self.value, other.value) or kind.agree(other.value, self.value)
            for kind in (self.kind, other.kind)
        )

    @property
    def shown(self) -> str:
        return self.report.upload.shown


def check(
    rules: Rules, said: Said, reports: Sequence[Report], materials: Mapping[str, Material]
) -> Iterator[Flag]:
    """A flag for each two uploads that disagree; of more than two, each is held against the first that disagrees."""
    for rule in rules.agree.values():
        values = list(_values(rule, said, reports, materials, rules.min_confidence))
        for first, second in _pairs(rule, values):
            label = materials[second.report.upload.material].rule(rule.field)
            yield _flag(rule.field, label.label, label.label_en, first, second, materials)


def _pairs(rule: Agree, values: Sequence[_Value]) -> Iterator[tuple[_Value, _Value]]:
    if not rule.any:
        seen: set[int] = set()
        for first, second in combinations(values, 2):
            if (
                id(second) not in seen
                and not first.agrees(second)
                and not (first.explained and second.explained)
            ):
                seen.add(id(second))
                yield first, second
        return
    slots = list(dict.fromkeys(value.report.upload.material for value in values))
    for one, other in combinations(slots, 2):
        mine = [value for value in values if value.report.upload.material == one]
        theirs = [value for value in values if value.report.upload.material == other]
        pairs = [(first, second) for first in mine for second in theirs]
        if not any(first.agrees(second) or (first.explained and second.explained) for first, second in pairs):
            yield pairs[0]


def _values(
    rule: Agree,
    said: Said,
    reports: Sequence[Report],
    materials: Mapping[str, Material],
    min_confidence: float,
) -> Iterator[_Value]:
    expected = declared(said, rule.declared)
    for report in reports:
        facts = report.fields.get(rule.field)
        if (
            report.upload.material not in rule.of
            or facts is None
            or facts.value is None
            or is_elsewhere(report)
        ):
            continue
        if (facts.confidence or 0.0) < min_confidence or facts.status is Status.UNREADABLE:
            continue
        views = (report.image.view or "").split("+")
        kind = fields.load(materials[report.upload.material].rule(rule.field, views).type)
        if kind.problems(facts.value):
            continue
        explained = facts.status is Status.MATCH or any(kind.agree(facts.value, value) for value in expected)
        yield _Value(report, facts.value, kind, explained)


def _flag(
    field: str, label: str, label_en: str, first: _Value, second: _Value, materials: Mapping[str, Material]
) -> Flag:
    one, other = (materials[value.report.upload.material] for value in (first, second))
    made = flag(
        f"contradicts.{field}",
        f"{other.title}与{one.title}上的{label}不一致（{second.shown} 与 {first.shown}），请核对。",
        f"The {label_en} differs between {other.title_en} and {one.title_en} ({second.shown}, {first.shown}): a person should look.",
        Severity.REVIEW,
        Remedy.NONE,
        Audience.STAFF,
    )
    return replace(made, field=field, other_upload=first.report.upload.id or first.report.upload.file or "?")
