"""What was declared and what was read, held against each other over a whole submission.

:func:`check_demands` asks what was declared, else what was read: years of practice, scope, the institution's level, a
full year. Flags: ``requirement.<rule>``, as the table says (``[[require]]``), never a verdict on eligibility. What was
declared counts first: where a page says otherwise, that is a ``mismatch`` of the page. A reading counts from the
table's ``min_confidence`` on; where neither is there, nothing is asked.

:func:`find_contradictions`: two uploads that say different things. Flags: ``contradicts.<field>``, for staff, naming
the other upload. Which fields of which materials must agree stands in the table (``[[agree]]``). Never two that what
was declared explains both: a former name, an earlier diploma, another employer. A value that was found to match the
declared one, or a reading that does not say clearly otherwise, is no contradiction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from precheck import fields
from precheck.domain.flag import Audience, Flag, Remedy, Severity
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.submission.requirements import is_other_material
from precheck.submission.rules import Agree, Declarations, Require, Rules

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def check_demands(rules: Rules, said: Declarations, reports: Sequence[Report]) -> Iterator[Flag]:
    """A flag for each rule that holds for this registration and whose question fails."""
    for rule in rules.require.values():
        if not rule.holds(said):
            continue
        values = declared(said, rule.declared) or list(_read(rule, reports, rules.min_confidence))
        failing = _failing(rule, values, said)
        if failing is None:
            continue
        seen, limit = failing
        words = {"seen": seen, "limit": limit, "paragraph": rule.paragraph}
        yield Flag(
            f"requirement.{rule.rule}",
            rule.severity,
            rule.message.format(**words) + f"（通知{rule.paragraph}）",
            rule.message_en.format(**words) + f" (notice {rule.paragraph})",
            remedy=rule.remedy,
            audience=rule.audience,
        )


def declared(said: Declarations, keys: Sequence[str]) -> list[str]:
    """What was declared under these keys, in the registration itself and in the entries of its lists."""
    lists = [value for value in said.values() if isinstance(value, list | tuple)]
    entries = [said, *(entry for values in lists for entry in values)]
    found = [str(entry[key]) for entry in entries for key in keys if entry.get(key) not in (None, "")]
    return list(dict.fromkeys(found))


def _read(rule: Require, reports: Sequence[Report], min_confidence: float) -> Iterator[str]:
    for report in reports:
        for name, facts in report.fields.items():
            certain = facts.value is not None and (facts.confidence or 0.0) >= min_confidence
            if certain and f"{report.upload.material}.{name}" in rule.read:
                yield facts.value or ""


def _failing(rule: Require, values: Sequence[str], said: Declarations) -> tuple[str, str] | None:
    """What was seen and what the limit was, where the question fails; None where it does not, or nothing tells."""
    if rule.given:
        return None if values else ("", "")
    if rule.matches is not None:
        return (
            (values[0], "")
            if values and not any(re.search(rule.matches, value) for value in values)
            else None
        )
    if rule.lacks is not None:
        found = next((value for value in values if re.search(rule.lacks, value)), None)
        return None if found is None else (found, "")
    if rule.until is not None:
        year = said.get(rule.until.key)
        if year is None:
            return None
        limit = f"{int(year) + rule.until.years}-{rule.until.month_day}"
        days = [value for value in values if _DAY.fullmatch(value)]
        # Of several registrations the first counts; a month alone is compared as a month.
        first = min(days, default=None)
        return (first, limit) if first is not None and first > limit[: len(first)] else None
    assert rule.months is not None
    lasting = {value: months for value in values if (months := _months(value)) is not None}
    # Several employers add up.
    if not lasting or sum(lasting.values()) >= rule.months:
        return None
    return "、".join(lasting), str(rule.months)


def _months(period: str) -> float | None:
    """The length of ``YYYY-MM(-DD)/YYYY-MM(-DD)`` in months, the last month or day included; None where it is still open."""
    ends = [_DAY.fullmatch(end) for end in period.split("/")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    first, last = ends[0], ends[1]
    whole = (int(last[1]) - int(first[1])) * 12 + int(last[2]) - int(first[2])
    if first[3] is None or last[3] is None:
        # Months without days may be a whole month longer: in doubt for the candidate.
        return whole + 1.0
    # 2021-07-01 to 2022-06-30 is a year, and so is 2021-07-01 to 2022-07-01.
    try:
        start, end = date.fromisoformat(first[0]), date.fromisoformat(last[0])
    except ValueError:
        return None
    return whole + (end.day - start.day + 1) / 30


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
    def display_name(self) -> str:
        return self.report.upload.display_name


def find_contradictions(
    rules: Rules, said: Declarations, reports: Sequence[Report], materials: Mapping[str, Material]
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
    said: Declarations,
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
            or is_other_material(report)
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
    names = second.display_name, first.display_name
    return Flag(
        f"contradicts.{field}",
        Severity.REVIEW,
        f"{other.title}与{one.title}上的{label}不一致（{names[0]} 与 {names[1]}），请核对。",
        f"The {label_en} differs between {other.title_en} and {one.title_en} ({names[0]}, {names[1]}): a person should look.",
        field=field,
        remedy=Remedy.NONE,
        audience=Audience.STAFF,
        other_upload=first.report.upload.id or first.report.upload.file or "?",
    )
