"""From the reports on a submission's uploads to the report on the submission (``precheck.submission/1``): only here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self

from pydantic import TypeAdapter

from precheck.domain.flag import Flag, Unable, Verdict, verdict
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.submission import duplicates, requirements, views
from precheck.submission.contradictions import check_demands, find_contradictions
from precheck.submission.requirements import Uploads
from precheck.submission.rules import CATEGORY, Rules, declarations, required_materials

SCHEMA = "precheck.submission/1"


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """What only several uploads together can show. ``verdict`` covers the submission's own flags and those of all its
    uploads. ``uploads`` are ids, or files where there are none. ``rules_off``: the rules that a province removed.
    ``flags`` and ``unable`` are the submission's own: those of an upload stand in its report."""

    submission: str
    verdict: Verdict
    uploads: tuple[str, ...]
    flags: tuple[Flag, ...]
    unable: tuple[Unable, ...]
    rules_off: tuple[str, ...] = ()
    schema: str = SCHEMA

    def with_flags(self, more: Sequence[Flag]) -> Self:
        worst = max(self.verdict, verdict(more, ()), key=list(Verdict).index)
        return replace(self, flags=(*self.flags, *more), verdict=worst)

    def to_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return {"schema": plain.pop("schema"), **plain}

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A report from its JSON form. Raises pydantic.ValidationError: the data is no submission report."""
        report = _adapter().validate_python(dict(data))
        assert isinstance(report, cls)
        return report


@cache
def _adapter() -> TypeAdapter[SubmissionReport]:
    return TypeAdapter(SubmissionReport)


NO_RULES = Rules(title="", title_en="", min_confidence=1.0)


def assess(
    submission: str,
    reports: Sequence[Report],
    materials: Mapping[str, Material],
    registration: Registration | None = None,
    rules: Rules | None = None,
    waiting: frozenset[str] = frozenset(),
) -> SubmissionReport:
    """The submission's own flags, and a verdict over them and over all its uploads. ``rules`` is the notice's table.
    Which materials it asks for follows from the registration's category; where none was declared, only the pages of an
    uploaded material are asked for. ``waiting``: the materials of which some upload is still to be checked, which are
    never called missing. All is worked out from reports and registration alone, so a changed registration needs no
    picture read again."""
    rules = rules or NO_RULES
    said = declarations(registration, rules)
    needed = required_materials(rules, said)
    flags: list[Flag] = []
    unable: list[Unable] = []
    category = said.get(CATEGORY)
    if needed is None and category is not None and rules.categories:
        unable.append(
            Unable("requirement", f"报考类别不在规则中 (no such category in the table): {category}")
        )
    if needed is None or needed.needs:
        for slug in sorted({report.upload.material for report in reports} & materials.keys() - waiting):
            own = [report for report in reports if report.upload.material == slug]
            absent = list(views.missing(materials[slug], own, registration))
            flags += absent
            if absent:
                unable += views.unclear_pages(own)
    if needed is not None:
        # A view that is missing already says what is missing of its material.
        pages = {flag.code for flag in flags}
        asked = requirements.check(needed, rules, said, Uploads.by_slot(reports, waiting), materials)
        flags += [flag for flag in asked if not any(page.startswith(f"{flag.code}.") for page in pages)]
    flags += check_demands(rules, said, reports)
    flags += find_contradictions(rules, said, reports, materials)
    flags += duplicates.same_submission(reports)
    return SubmissionReport(
        submission=submission,
        verdict=verdict(
            [*flags, *(flag for report in reports for flag in report.flags)],
            [*unable, *(item for report in reports for item in report.unable)],
        ),
        uploads=tuple(report.upload.id or report.upload.file or "" for report in reports),
        flags=tuple(flags),
        unable=tuple(unable),
        rules_off=rules.off,
    )
