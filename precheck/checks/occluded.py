"""Does something lie on the page and cover print?

Flags:
    ``occluded.text``: a finger or another thing covers part of a field.
Why:
    Candidates hold a page down with a thumb. The reader makes a shorter number of what is left, or finds no value beside its
    label.
Measures:
    How long a piece of a field's print is covered, in heights of that print (:mod:`precheck.imaging.covering`): by something
    opaque, of another colour than the paper, that comes in from the picture's edge or interrupts the print. Only fields
    that could not be read, or contradict the declaration, are looked at.
Threshold and where it was measured:
    ``min_heights``: the least of 58 generated fingers over a field covered 0.6. ``max_share``: what takes up more of the
    picture is the table beside the page. Of those 58 (train and held-out layouts) 55 were found, of 33 fingers, pens and
    stickers drawn apart from the generator 18; of 690 pictures without, with and without other defects, none was flagged.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.reading import doubt, under_things


class Params(Strictness):
    """How much of a field may be covered, in heights of its print, and the largest share of the picture of one thing."""

    min_heights: float = Field(gt=0)
    max_share: float = Field(gt=0, le=1)


FLAGS = {
    "occluded.text": FlagKind(
        Severity.REUPLOAD,
        "{label}被手指或其他物品遮挡，请移开后重新拍摄。",
        "A finger or something else covers the {label_en}: move it away and take the picture again.",
        unit="heights of print covered, flagged from",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """One finding for each field covered, with the thing that covers it as region."""
    for doubted in doubt.of(subject.material, subject.seen_fields, subject.lines):
        found = under_things.value(subject.image, subject.lines, doubted, params.max_share)
        if found is not None and found.heights >= params.min_heights:
            yield Finding(
                "occluded.text",
                field=doubted.field,
                measured=found.heights,
                threshold=params.min_heights,
                region=found.region,
            )
