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
    ``min_heights``; ``max_share``: what takes up more of the picture is the table beside the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.imaging import covering
from precheck.imaging.covering import Cover
from precheck.reading import doubt
from precheck.reading.doubt import Doubt


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
    for doubted in doubt.of(subject.material, subject.fields, subject.lines):
        if doubted.anywhere:
            continue
        most = max(_covers(subject, doubted, params), key=lambda cover: cover.heights, default=None)
        if most is not None and most.heights >= params.min_heights:
            yield Finding(
                "occluded.text",
                field=doubted.field,
                measured=most.heights,
                threshold=params.min_heights,
                region=most.patch.region,
            )


def _covers(subject: Subject, doubted: Doubt, params: Params) -> list[Cover]:
    lines = [line.box for line in subject.lines if len(line.text) > 1 and line.confidence > 0.6]
    # Beside a label without a value, a portrait may stand between the label and other print.
    settled = subject.fields[doubted.field].box is not None
    found = []
    for strip in (*doubted.strips, *doubted.gaps):
        paper = covering.paper_colour(subject.image, strip, lines)
        if paper is not None:
            found += [
                cover
                for cover in covering.over(subject.image, strip, paper)
                if (cover.inside and settled) or (cover.from_edge and cover.share <= params.max_share)
            ]
    return found
