"""Does the picture say what was declared?

Flags:
    ``mismatch.<field>``: the picture clearly says something else than the registration.
Why:
    Comparing is what staff do by hand, field by field; a false alarm insults an honest candidate, so what the picture
    cannot settle is ``unreadable``, never ``mismatch``.
Measures:
    log P(declared) − log P(best reading) along the line (:mod:`precheck.reading.verify`).
Threshold and where it was measured:
    ``match_above``, ``mismatch_below`` in ``[reading]``: docs/evaluation/reading.md.
"""

from collections.abc import Iterator

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.reading import Status


class Params(CheckParams):
    """Set in the ``[reading]`` table, since it decides each field's status too."""


FLAGS = {
    "mismatch.*": FlagKind(
        Severity.REVIEW,
        "图片中{label}与报名信息不一致：图片有误请重新上传，报名信息有误请联系考点修改。",
        "The {label_en} in the picture differs from the registration: if the picture is wrong upload it again, if the "
        "registration is wrong ask the examination site to correct it.",
        remedy=Remedy.FIX_REGISTRATION,
        unit="log P(declared) − log P(read), flagged below",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding for each field that says something else."""
    for reading in subject.fields.values():
        if reading.status is Status.MISMATCH:
            yield Finding(
                "mismatch.*",
                subcode=reading.name,
                field=reading.name,
                measured=reading.log_ratio,
                threshold=None,
                region=reading.box,
            )
