"""Will the document still be valid at the examination?

Flags:
    ``expiring.<field>``: valid on the day of the upload, but no longer on the day of the examination.
Why:
    Nothing is wrong with the upload; the candidate will want a new card before the day.
Measures:
    The printed end of validity against the examination's day in the registration's ``exam_year``.
Threshold and where it was measured:
    ``examination``: month and day of the written examination's second half, a calendar matter (the last Sunday of
    August or before, in the years 2015 to 2025).
"""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.reading import periods


class Params(CheckParams):
    """The examination's last day (MM-DD), and how sure the reading must be."""

    examination: str = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    min_confidence: float = Field(ge=0, le=1)


FLAGS = {
    "expiring.*": FlagKind(
        Severity.INFO,
        "证件将于{end}到期，早于考试日期，请及时换领。",
        "The document expires on {end_en}, before the examination: have it renewed in time.",
        remedy=Remedy.NONE,
        unit="days between its end and the examination, flagged above",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding a period that ends between today and the examination."""
    declared = subject.registration
    if declared is None or declared.exam_year is None:
        return
    examination = date.fromisoformat(f"{declared.exam_year:04d}-{params.examination}")
    for reading, end in periods.ends(subject.fields.values(), params.min_confidence):
        if subject.today <= end < examination:
            yield Finding(
                "expiring.*",
                subcode=reading.name,
                field=reading.name,
                measured=(examination - end).days,
                threshold=0,
                region=reading.box,
                values={"end": periods.in_words(end), "end_en": end.isoformat()},
            )
