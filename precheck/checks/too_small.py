"""Are the picture, and the print in it, large enough to read?

Flags:
    ``too_small.image``: the whole picture has too few pixels; ``too_small.text``: the document fills so little
    of it that the print of a field that matters is only a few pixels high.
Why:
    The usual cause is a page squeezed to 200K by a messenger, or a card photographed from afar: the advice is to
    crop to the document, which costs nothing.
Measures:
    The longer side in pixels; the height in pixels of the lines that carry the required fields, or of the page's
    middle line where none was found.
Threshold and where it was measured:
    ``min_long_side_px``, ``min_text_height_px``: below these fewer than half of the numbers were read in
    ``make eval`` (set by resolution).
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import height
from precheck.domain.subject import Subject


class Params(Strictness):
    """The smallest that passes."""

    min_long_side_px: int = Field(ge=1)
    min_text_height_px: float = Field(gt=0)


FLAGS = {
    "too_small.image": FlagKind(
        Severity.REUPLOAD,
        "图片太小（{width}×{height}像素），请用原图裁去证件以外的部分后重新上传，不要使用缩略图。",
        "The picture is too small ({width} × {height} pixels): crop the original to the document and upload it again; "
        "do not use a thumbnail.",
        unit="pixels along the longer side, flagged below",
    ),
    "too_small.text": FlagKind(
        Severity.REUPLOAD,
        "图片中的文字太小，请靠近拍摄或裁去证件以外的部分后重新上传。",
        "The print in the picture is too small: come closer or crop to the document, and upload it again.",
        unit="pixels of line height, flagged below",
    ),
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """Findings for the picture and for its print."""
    image_height, image_width = subject.image.shape[:2]
    longer = max(image_height, image_width)
    if longer < params.min_long_side_px:
        yield Finding(
            "too_small.image",
            measured=longer,
            threshold=params.min_long_side_px,
            values={"width": image_width, "height": image_height},
        )
    required = {rule.name for rule in subject.material.fields if rule.required}
    heights = [
        (reading.text_height_px, reading.box)
        for reading in subject.fields.values()
        if reading.name in required and reading.text_height_px is not None
    ]
    if not heights:
        lines = [line for line in subject.lines if len(line.text) > 1]
        heights = [(median(height(line.box) for line in lines), None)] if lines else []
    if heights:
        smallest, region = min(heights, key=lambda item: item[0] or 0.0)
        if smallest is not None and smallest < params.min_text_height_px:
            yield Finding(
                "too_small.text", measured=smallest, threshold=params.min_text_height_px, region=region
            )
