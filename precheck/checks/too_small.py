"""Are the picture, and the print in it, large enough to read?

Flags:
    ``too_small.image``: the whole picture has too few pixels; ``too_small.text``: the document fills so little
    of it that the print of a field that matters is only a few pixels high.
Why:
    The usual cause is a page squeezed to 200K by a messenger, or a card photographed from afar: the advice is to
    crop to the document, which costs nothing.
Measures:
    The longer side in pixels. The height of the print itself (:mod:`precheck.imaging.ink`), not of the detector's padded
    box, of the required fields that could not be read; the page's middle line's where they were not even found. What is
    read is large enough, however small.
Threshold and where it was measured:
    docs/evaluation/reading.md.
"""

from collections.abc import Iterator
from statistics import median

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad
from precheck.domain.reading import Status
from precheck.imaging import ink


class Params(CheckParams):
    """The smallest that passes; and how many lines a page must show for its print to be judged as a whole."""

    min_long_side_px: int = Field(ge=1)
    min_text_height_px: float = Field(gt=0)
    min_lines: int = Field(ge=1)


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
        unit="pixels of the print's own height, flagged below",
    ),
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
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
    unread = [
        reading
        for reading in subject.seen_fields.values()
        if reading.status is Status.UNREADABLE and reading.rule_in(subject.material).required
    ]
    # A page too small to tell which it is owes nothing that could be unreadable.
    unknown = bool(subject.material.views) and any(page.view is None for page in subject.pages)
    if not unread and not unknown:
        return
    tall = [
        (height, reading.box) for reading in unread if (height := _print(subject, reading.box)) is not None
    ]
    if not tall:
        # Not even found: the page's print as a whole tells.
        every = [height for line in subject.lines if (height := _print(subject, line.box)) is not None]
        tall = [(median(every), None)] if len(every) >= params.min_lines else []
    smallest, region = min(tall, key=lambda item: item[0], default=(params.min_text_height_px, None))
    if smallest < params.min_text_height_px:
        yield Finding(
            "too_small.text", measured=round(smallest, 1), threshold=params.min_text_height_px, region=region
        )


def _print(subject: Examined, box: Quad | None) -> float | None:
    return None if box is None else ink.height_px(subject.image, box)
