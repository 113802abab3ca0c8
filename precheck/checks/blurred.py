"""Is the text sharp enough to read?

Flags:
    ``blurred.text``: the page's text, or a field that matters, is out of focus, smeared or crushed by compression.
Why:
    The guide asks for sharp pictures (清晰) and gives no number. What counts is whether the text can be read.
Measures:
    Sharpness where the text is, 0..1 (:mod:`precheck.imaging.sharpness`): the steepness of the letters' edges in
    units of the text's height, together with how surely the characters were read. The table under the page, and
    the picture's resolution, have no say.
Threshold and where it was measured:
    ``min_sharpness``: below it fewer than half of the numbers were read (113 generated pictures). Where a field that
    matters could not be read, blur is the likeliest cause up to ``min_sharpness_unread``; sharp pages of the same set
    had 0.7 and more. ``make eval`` prints the false alarms at both.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.reading import Status
from precheck.domain.subject import Subject


class Params(Strictness):
    """The least sharpness that passes; and the least where a field that matters could not be read."""

    min_sharpness: float = Field(ge=0, le=1)
    min_sharpness_unread: float = Field(default=0.0, ge=0, le=1)


FLAGS = {
    "blurred.text": FlagKind(
        Severity.REUPLOAD,
        "图片模糊，文字无法辨认，请对焦清晰后重新拍摄上传。",
        "The picture is blurred and its text cannot be made out: focus and take it again.",
        unit="sharpness 0..1, flagged below",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """One finding for the page, with its least sharp line as region."""
    sharp = subject.sharpness
    unread = any(reading.status is Status.UNREADABLE for reading in subject.fields.values())
    limit = max(params.min_sharpness, params.min_sharpness_unread) if unread else params.min_sharpness
    if sharp is not None and sharp.value < limit:
        worst = min(sharp.lines, key=lambda line: line.sharpness)
        yield Finding("blurred.text", measured=sharp.value, threshold=limit, region=worst.box)
