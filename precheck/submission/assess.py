"""From the reports on a submission's uploads to the report on the submission: the only place that does so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precheck.domain.flag import Flag, Unable
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.domain.verdict import verdict
from precheck.submission import duplicates, views
from precheck.submission.report import SubmissionReport


def assess(
    submission: str,
    reports: Sequence[Report],
    materials: Mapping[str, Material],
    registration: Registration | None = None,
) -> SubmissionReport:
    """The submission's own flags, and a verdict over them and over all its uploads.

    A material of which nothing was uploaded is not asked for here: which materials an application needs is
    another question.
    """
    flags: list[Flag] = []
    unable: list[Unable] = []
    for slug in sorted({report.upload.material for report in reports} & materials.keys()):
        own = [report for report in reports if report.upload.material == slug]
        absent = list(views.missing(materials[slug], own, registration))
        flags += absent
        if absent:
            unable += views.untold(own)
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
    )
