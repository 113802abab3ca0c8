"""Does a reflection hide print or the portrait?

Flags:
    ``glare.text``: a highlight has burnt out part of a field, or of the portrait; only noted where it cuts a row of print
    and every field reads all the same.
Why:
    Plastic sleeves and laminated cards mirror lamps. What lies under the highlight is gone, and the reader makes a shorter
    number of the rest. A reflection on blank paper does no harm and is not mentioned.
Measures:
    How long a piece of print lies under a highlight (:mod:`precheck.imaging.glare`), in heights of that print. First the
    fields that could not be read, or contradict the declaration; then any row that goes on at both sides of a highlight:
    a passport's number is read from the zone for machines where lamplight hides the printed one. White paper, scans and
    screens are no highlights, however bright. Windows are mirrored with sharp edges: they count where they cut a row on
    paper that is darker, and letters stand close to both of their edges. Where a value is nowhere, a compact lamp among the
    print hides it; on paper that is burnt out itself what is left of a number tells (:mod:`precheck.reading.burnt_out`).
Threshold and where it was measured:
    ``min_heights``: digits are half as wide as high. ``min_portrait``: share of the face's box. ``min_sharpness``: blurred
    print fades without any light. Highlights over a field that is read without them, half in layouts held out, half on hard
    pictures: of the generator's 123 of 125 found (112 before); of ellipses, tubes, windows and flashes added
    in linear light on unevenly lit photographs, a third of them overexposed, apart from the generator, 210 of 248 (151
    before). 151 of these were drawn anew: at the first look 134 were found (115 before), then a tube's rule was made on two that
    were not. Of 177 pictures without a highlight or other defect none was flagged; of 203 with others (overexposed with seals,
    fingers, blur; faded; fields left empty; pages upside down) 1: a finger on overexposed paper (6 before). Of 575 numbers and
    names declared wrong on 115 pictures 11 were said to be hidden (30 before), all declared longer than they stand there.
    Missed: paper that is burnt out all over, with neither label nor a piece of the value left, and names there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.subject import Subject
from precheck.imaging.glare import Highlight
from precheck.imaging.patches import covered_share
from precheck.reading import doubt, under_light


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
    bright = under_light.highlights(subject.image, subject.lines)
    blurred = subject.sharpness is not None and subject.sharpness.value < params.min_sharpness
    nothing = True
    for doubted in () if blurred else doubt.of(subject.material, subject.seen_fields, subject.lines):
        found = under_light.value(subject.image, doubted, bright)
        if found is not None and found.heights >= params.min_heights:
            nothing = False
            rule = subject.seen_fields[doubted.field].rule_in(subject.material)
            yield Finding(
                "glare.text",
                field=doubted.field,
                measured=found.heights,
                threshold=params.min_heights,
                region=found.region,
                values={"what": rule.label, "what_en": rule.label_en},
            )
    if nothing and not blurred:
        yield from _elsewhere(subject, bright, params)
    yield from _portrait(subject, bright, params)


def _elsewhere(subject: Subject, bright: Sequence[Highlight], params: Params) -> Iterator[Finding]:
    found = under_light.any_print(subject.image, subject.lines, bright)
    if found is not None and found.heights >= params.min_heights:
        yield Finding(
            "glare.text",
            measured=found.heights,
            threshold=params.min_heights,
            region=found.region,
            severity=Severity.INFO,
            remedy=Remedy.NONE,
            values={"what": "部分文字", "what_en": "some of the print"},
        )


def _portrait(subject: Subject, bright: Sequence[Highlight], params: Params) -> Iterator[Finding]:
    if not bright:
        return
    found = [
        (covered_share(one.patch.mask, one.patch.scale, face.box), number)
        for face in subject.faces
        for number, one in enumerate(bright)
        if one.soft
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
