"""Can the fields that matter be read?

Flags:
    ``unreadable.<field>``: 毕业证编号无法识别，请重新上传！
Why:
    It is the message the office sends most; said at once, it saves the candidate weeks.
Measures:
    How surely the field's characters were seen, 0..1 (its least certain character; 0 where no line was found).
    Asked for again only where a fault of the picture is measured on the field: blurred, too small, under a reflection or
    a finger, or not found on a page that the frame cuts. A legible page whose number is not understood (handwritten, an
    old form) goes to a person, so that nobody is asked for ever for a better picture.
Threshold and where it was measured:
    ``legible_from`` and ``certain_from`` in ``[reading]``; ``min_sharpness``, ``min_text_height_px`` as for
    ``blurred`` and ``too_small``, but on the field itself.
"""

from collections.abc import Iterator
from itertools import pairwise

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Image, Quad, height, slice_along, width
from precheck.domain.picture import CUTS
from precheck.domain.reading import FieldReading, Status
from precheck.imaging import contrast, sharpness
from precheck.reading import blank, kind


class Params(CheckParams):
    """When the picture, not the document, is at fault; how sure a character must be; and the chance from
    which the page goes on beyond the picture, so that a field may stand there. An area beside a label
    reaches into other print: so many heights at a time tell whether some of it is smeared, where ink takes so much of the
    paper's light (guilloche takes less)."""

    min_readability: float = Field(ge=0, le=1)
    min_sharpness: float = Field(ge=0, le=1)
    min_text_height_px: float = Field(gt=0)
    cut_from: float = Field(gt=0, le=1)
    piece_heights: int = Field(ge=1)
    min_ink: float = Field(ge=0, le=1)


FLAGS = {
    "unreadable.*": FlagKind(
        Severity.REUPLOAD,
        "{label}无法识别，请重新上传！",
        "The {label_en} cannot be read: please upload it again.",
        message_none="{label}无法识别，请人工核对。",
        message_none_en="The {label_en} cannot be read: a person should look.",
        unit="readability 0..1, flagged below",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding for each field that is owed, or was declared, and cannot be read. Where one is that the page owes, what was
    not even found of the others is not listed: somebody looks at the page anyway, or another picture is asked for."""
    if kind.is_other(subject.kind, subject.material.slug):
        return  # wrong_material says so, and its fields are owed elsewhere
    found = list(_unread(subject, params))
    readings = [subject.fields[finding.field or ""] for finding in found]
    owed = [reading.rule_in(subject.material).required for reading in readings]
    for finding, reading, required in zip(found, readings, owed, strict=True):
        if required or reading.value is not None or not any(owed):
            yield finding


def _unread(subject: Examined, params: Params) -> Iterator[Finding]:
    for reading in subject.fields.values():
        rule = reading.rule_in(subject.material)
        if reading.status is not Status.UNREADABLE or not (rule.required or reading.expected):
            continue
        if (
            rule.filled_in
            and blank.place(subject.image, subject.lines, subject.material, reading) is not None
        ):
            continue  # left empty: nothing stands there to be read
        # A field that the page need not carry is never asked for again; a person sees whether it matters.
        faulty = rule.required and (
            _picture_at_fault(subject, reading, params) or reading.name in subject.hidden
        )
        yield Finding(
            "unreadable.*",
            subcode=reading.name,
            field=reading.name,
            measured=reading.readability or 0.0,
            threshold=params.min_readability,
            region=reading.box,
            severity=None if faulty else Severity.REVIEW,
            remedy=Remedy.REUPLOAD if faulty else Remedy.NONE,
        )


def _picture_at_fault(subject: Examined, reading: FieldReading, params: Params) -> bool:
    if reading.box is not None:
        if (reading.text_height_px or 0.0) < params.min_text_height_px:
            return True
        return sharpness.crispness(subject.image, reading.box) < params.min_sharpness
    # No line was found. On a page that goes on beyond the frame, it may well stand there.
    if max((subject.maps.scalars[side] for side in CUTS), default=0.0) >= params.cut_from:
        return True
    # Something smeared where the value belongs, beside or below its label, is a blurred value.
    if any(_smeared(subject.image, area, params) for area in reading.areas):
        return True
    # Else the page as a whole answers.
    page = subject.sharpness
    return page is None or page.value < params.min_sharpness or len(subject.lines) == 0


def _smeared(image: Image, area: Quad, params: Params) -> bool:
    """Whether there is ink without edges: blank paper is not smeared, nor is what lies outside the picture."""
    limit = (image.shape[1] - 1, image.shape[0] - 1)
    if any(not (0 <= x <= limit[0] and 0 <= y <= limit[1]) for x, y in area):
        return False
    if _soft(image, area, params):
        return True
    piece = params.piece_heights
    count = round(width(area) / max(1.0, height(area)))
    soft = [
        _soft(image, slice_along(area, start / count, (start + piece) / count), params)
        for start in range(count - piece + 1)
    ]
    return any(first and second for first, second in pairwise(soft))


def _soft(image: Image, piece: Quad, params: Params) -> bool:
    inked = contrast.of_ink(image, piece) >= params.min_ink
    return inked and sharpness.crispness(image, piece) < params.min_sharpness
