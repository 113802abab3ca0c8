"""Was the form filled in?

Flags:
    ``incomplete.<field>``: the label of a blank is there, and nothing is written beside it.
Why:
    Forms are downloaded, printed and filled in by hand; one that lacks the name, the period or the post proves nothing, and
    is sent back weeks later. Unlike what cannot be read, another picture does not help: the form has to be filled in.
Measures:
    For fields that a pipeline file calls ``filled_in``: the place to the right of the label, as far as the next print, is
    free of read text and of ink (:mod:`precheck.reading.blank`, :mod:`precheck.imaging.emptiness`). Rules are no ink; a
    seal or a smear is, so that what lies under one is left to ``unreadable``.
Threshold and where it was measured:
    ``MIN_INK`` in :mod:`precheck.reading.blank`: docs/evaluation/reading.md.
"""

from collections.abc import Iterator

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.reading import blank


class Params(CheckParams):
    """Nothing to set: which fields are blanks of a form stands with the fields."""


FLAGS = {
    "incomplete.*": FlagKind(
        Severity.REUPLOAD,
        "{label}未填写，请补填后重新上传。",
        "The {label_en} was left empty: fill it in and upload the form again.",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding for each blank that was left empty."""
    if subject.kind.slug not in (None, subject.material.slug):
        return
    for reading in subject.fields.values():
        if not reading.rule_in(subject.material).filled_in:
            continue
        empty = blank.place(subject.image, subject.lines, subject.material, reading)
        if empty is not None:
            yield Finding("incomplete.*", subcode=reading.name, field=reading.name, region=empty)
