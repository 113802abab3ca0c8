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
    ``min_heights``: digits are half as wide as high. ``min_portrait``: share of the face's box. Figures below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, Region, height
from precheck.domain.subject import Subject
from precheck.imaging import faces, sharpness
from precheck.imaging.glare import Highlight, gaps, highlights
from precheck.imaging.patches import covered_heights, covered_share
from precheck.reading import doubt
from precheck.reading.doubt import Doubt


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
    heights = [height(line.box) for line in subject.lines if len(line.text) > 1]
    if not heights:
        return
    bright = highlights(subject.image, median(heights))
    blurred = subject.sharpness is not None and subject.sharpness.value < params.min_sharpness
    for doubted in () if blurred else doubt.of(subject.material, subject.fields, subject.lines):
        most, region = _hidden(subject, doubted, bright)
        if most >= params.min_heights:
            rule = subject.material.rule(doubted.field)
            yield Finding(
                "glare.text",
                field=doubted.field,
                measured=most,
                threshold=params.min_heights,
                region=region,
                values={"what": rule.label, "what_en": rule.label_en},
            )
    yield from _portrait(subject, bright, params)


def _hidden(subject: Subject, doubted: Doubt, bright: Sequence[Highlight]) -> tuple[float, Region | None]:
    """How much of the field lies under a highlight, in heights, and the highlight's outline."""
    strips = [strip for strip in doubted.strips if _washed_out(subject, strip)] if bright else []
    found: list[tuple[float, Region | None]] = [
        (covered_heights(one.patch.mask, one.patch.scale, strip), one.patch.region)
        for one in bright
        for strip in strips
    ]
    # On paper that is burnt out itself no highlight has an outline: there a number broken in two by nothing tells.
    for gap in doubted.gaps:
        found.extend((part.heights, gap) for part in gaps(subject.image, gap) if part.whole)
    return max(found, key=lambda item: item[0], default=(0.0, None))


def _washed_out(subject: Subject, strip: Quad) -> bool:
    """Whether the line has a gap at whose ends crisp ink grows lighter."""
    found = gaps(subject.image, strip)
    if not found:
        return False
    lift = max(gap.lift for gap in found)
    if lift >= 0.5 or any(0 < gap.paper <= 243 for gap in found):
        return True
    return lift >= 0.15 and sharpness.crispness(subject.image, strip) >= 0.4


def _portrait(subject: Subject, bright: Sequence[Highlight], params: Params) -> Iterator[Finding]:
    if not bright:
        return
    found = [
        (covered_share(one.patch.mask, one.patch.scale, face.box), number)
        for face in faces.find(subject.image)
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
