"""Is the document still valid?

Flags:
    ``expired.<field>``: its period of validity was over on the day of the upload.
Why:
    The guide asks for valid documents (有效期内).
Measures:
    The printed end of validity against the day of the check; 长期 never ends.
Threshold and where it was measured:
    A calendar day. Only readings of at least ``min_confidence`` count: a misread year must not expire a card.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.reading import periods


class Params(CheckParams):
    """How sure the reading must be."""

    min_confidence: float = Field(ge=0, le=1)


FLAGS = {
    "expired.*": FlagKind(
        Severity.REVIEW,
        "证件已于{end}到期，请上传有效期内的证件。",
        "The document expired on {end_en}: upload a valid one.",
        unit="days past the end, flagged above",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding a period that is over."""
    for reading, end in periods.ends(subject.fields.values(), params.min_confidence):
        if end < subject.today:
            yield Finding(
                "expired.*",
                subcode=reading.name,
                field=reading.name,
                measured=(subject.today - end).days,
                threshold=0,
                region=reading.box,
                values={"end": periods.in_words(end), "end_en": end.isoformat()},
            )
