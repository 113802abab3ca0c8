"""The packaged table with the packaged materials, and reports made up for them."""

from __future__ import annotations

from functools import cache
from typing import Any

from precheck.domain.flag import Severity
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.registration import Registration
from precheck.domain.report import FieldFacts, Report
from precheck.submission.assess import SubmissionReport, assess
from precheck.submission.rules import Rules
from precheck.wiring import load_pipelines
from tests.reporting import made


@cache
def materials() -> dict[str, Material]:
    return load_pipelines().materials


@cache
def rules() -> Rules:
    return load_pipelines().rules


def paper(material: str, *views: str, name: str = "", wrong: bool = False, **values: str) -> Report:
    """An upload that was read surely; fields by name. ``wrong``: clearly something else."""
    fields = {key: FieldFacts(value, 0.99, None, Status.UNVERIFIED, None) for key, value in values.items()}
    file = name or f"{material}-{'-'.join(views)}.jpg"
    flags = [made.flag("wrong_material.other", Severity.REUPLOAD)] if wrong else []
    return made.report(
        *flags,
        file=file,
        material=material,
        sha256=f"{file}{sorted(values.items())}",
        views=views or (None,),
        fields=fields,
    )


IDENTITY = (paper("identity", "front", "back"), paper("identity", "handheld"))
LICENCE = (paper("institution_licence", "info"), paper("institution_licence", "departments"))
ASSISTANT = (
    paper("physician_qualification"),
    paper("physician_practice", "info"),
    paper("practice_period_certificate"),
)


def judged(
    category: str | None, *reports: Report, waiting: frozenset[str] = frozenset(), **said: Any
) -> SubmissionReport:
    """What the packaged table says of these uploads."""
    registration = Registration.parse({"applicant_category": category, **said})
    return assess("s1", reports, materials(), registration, rules(), waiting)


def codes(report: SubmissionReport) -> list[str]:
    return [flag.code for flag in report.flags]
