"""Do the page's numbers make sense, alone and together?

Flags:
    ``implausible.<field>``: a number fails its published structure or check digit, or disagrees with its own page.
Why:
    It catches misreadings that look sure, and typing errors. It means that a person should look, never that a
    document is invalid: old forms and local habits break published structures.
Measures:
    The field type's own rules (:mod:`precheck.fields`, with their standards), and what a number implies: the birth
    date and sex inside an ID number, the year inside a diploma number.
Threshold and where it was measured:
    ``min_confidence``: a doubtful reading is ``unreadable``, not implausible.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck import fields
from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Audience, Finding, FlagKind, Remedy, Severity
from precheck.domain.reading import FieldReading, Status


class Params(CheckParams):
    """From which certainty on a reading is held against its page."""

    min_confidence: float = Field(ge=0, le=1)


FLAGS = {
    "implausible.*": FlagKind(
        Severity.REVIEW,
        "{why}，请人工核对。",
        "It looks odd ({why}): a person should look.",
        remedy=Remedy.NONE,
        audience=Audience.STAFF,
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding a field."""
    for reading in subject.fields.values():
        if reading.value is None or reading.status is Status.UNREADABLE:
            continue
        if (reading.readability or 0.0) < params.min_confidence:
            continue
        why = [*reading.problems, *_contradictions(subject, reading, params)]
        if why:
            yield Finding(
                "implausible.*",
                subcode=reading.name,
                field=reading.name,
                region=reading.box,
                values={"why": "；".join(why)},
            )


def _contradictions(subject: Examined, reading: FieldReading, params: Params) -> Iterator[str]:
    kind = fields.load(reading.type)
    for name, implied in kind.implies(reading.value or "").items():
        other = subject.fields.get(name)
        if other is None or other.value is None or (other.readability or 0.0) < params.min_confidence:
            continue
        other_kind = fields.load(other.type)
        if not other_kind.agree(other.value, implied):
            own = reading.rule_in(subject.material).label
            yield f"{own}与同页{other.rule_in(subject.material).label}不符"
