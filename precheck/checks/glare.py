"""Does a reflection hide print or the portrait?

Flags:
    ``glare.text``: a highlight has burnt out part of a field, or of the portrait.
Why:
    Plastic sleeves and laminated cards mirror lamps. What lies under the highlight is gone, and the reader makes a shorter
    number of the rest. A reflection elsewhere on the page does no harm and is not mentioned.
Measures:
    How long a piece of a field's print lies under a highlight (:mod:`precheck.imaging.glare`), in heights of that print.
    Only fields that could not be read, or contradict the declaration, are looked at: what reads as declared is not hidden.
    White paper, scans and screens are no highlights, however bright.
Threshold and where it was measured:
    ``min_heights``: digits are half as wide as high. ``min_portrait``: share of the face's box. ``min_sharpness``: blurred
    print fades without any light. On generated pictures of train and held-out layouts none of 350 evenly lit ones was
    flagged (white paper, scans, sheets of A4, screens and copies among them) nor any of 14 with a highlight elsewhere; after
    a value's row came to be followed beyond what was read of it, none of 213. Of 85 highlights over a field that no longer
    read 80 were found (75 before that). Missed: values taken from another line, a number under a seal of which no piece was
    read, and paper that is burnt out itself. Five more over fields that still read are not mentioned. Of 36 windows, streaks
    and lamps added in linear light, apart from the generator, 34 hid a number and 28 of these were found; missed were mostly
    windows with sharp edges (5 of 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.imaging.glare import Highlight
from precheck.imaging.patches import covered_share
from precheck.reading import doubt, hiding


class Params(Strictness):
    """How much of a field, in heights of its print, or of a face, as share, may lie under a highlight; and how sharp the
    page must be for its print to tell."""

    min_heights: float = Field(gt=0)
    min_portrait: float = Field(gt=0, le=1)
    min_sharpness: float = Field(ge=0, le=1)


FLAGS = {
    "glare.text": FlagKind(
        Severity.REUPLOAD,
        "{what}处反光，内容被遮住，请避开灯光或取下塑封套后重新拍摄。",
        "A reflection hides the {what_en}: turn the page away from the light or take it out of its sleeve, and take it again.",
        unit="heights of print (or share of the face) under the highlight, flagged from",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """One finding for each field hidden, and one for the portrait."""
    bright = hiding.highlights(subject.image, subject.lines)
    blurred = subject.sharpness is not None and subject.sharpness.value < params.min_sharpness
    for doubted in () if blurred else doubt.of(subject.material, subject.fields, subject.lines):
        found = hiding.by_glare(subject.image, doubted, bright)
        if found is not None and found.heights >= params.min_heights:
            rule = subject.material.rule(doubted.field)
            yield Finding(
                "glare.text",
                field=doubted.field,
                measured=found.heights,
                threshold=params.min_heights,
                region=found.region,
                values={"what": rule.label, "what_en": rule.label_en},
            )
    yield from _portrait(subject, bright, params)


def _portrait(subject: Subject, bright: Sequence[Highlight], params: Params) -> Iterator[Finding]:
    if not bright:
        return
    found = [
        (covered_share(one.patch.mask, one.patch.scale, face.box), number)
        for face in subject.faces
        for number, one in enumerate(bright)
    ]
    share, which = max(found, default=(0.0, 0))
    if share >= params.min_portrait:
        yield Finding(
            "glare.text",
            measured=share,
            threshold=params.min_portrait,
            region=bright[which].patch.region,
            values={"what": "照片", "what_en": "portrait"},
        )
