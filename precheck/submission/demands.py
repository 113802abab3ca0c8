"""Questions to what was declared, else to what was read: years of practice, scope, the institution's level, a full year.

Flags: ``requirement.<rule>``, as the table says (``[[require]]``), never a verdict on eligibility. What was declared counts
first: where a page says otherwise, that is a ``mismatch`` of the page. A reading counts from the table's
``min_confidence`` on; where neither is there, nothing is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from precheck.domain.flag import Flag
from precheck.domain.report import Report
from precheck.submission.requirements import flag
from precheck.submission.rules import Require, Rules, Said

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def check(rules: Rules, said: Said, reports: Sequence[Report]) -> Iterator[Flag]:
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
        yield flag(
            f"requirement.{rule.rule}",
            rule.message.format(**words) + f"（通知{rule.paragraph}）",
            rule.message_en.format(**words) + f" (notice {rule.paragraph})",
            rule.severity,
            rule.remedy,
            rule.audience,
        )


def declared(said: Said, keys: Sequence[str]) -> list[str]:
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


def _failing(rule: Require, values: Sequence[str], said: Said) -> tuple[str, str] | None:
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
