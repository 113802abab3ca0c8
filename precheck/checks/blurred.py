"""Is the text sharp enough to read?

Flags:
    ``blurred.text``: the page's text, or a field that matters, is out of focus, smeared or crushed by compression.
Why:
    The guide asks for sharp pictures (清晰) and gives no number. What counts is whether the text can be read.
Measures:
    Sharpness where the text is, 0..1 (:mod:`precheck.imaging.sharpness`): how likely it lets the fields be read, from the
    steepness of the letters' edges in units of the text's height and from the share of characters that the reader doubts.
    The table under the page, and the picture's resolution, have no say.
Threshold and where it was measured:
    ``min_sharpness``; where a field that matters could not be read, blur is the likeliest cause up to
    ``min_sharpness_unread``. Of 350 generated pictures without blur one lies below (an identity card of 200 pixels on a
    sheet of A4, whose validity nobody reads), of 58 that were readable in spite of a blur of 0.16 text heights or more two.
    ``make eval`` prints the false alarms.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.reading import Status
from precheck.domain.subject import Subject


class Params(Strictness):
    """The least sharpness that passes; and the least where a field that matters could not be read and half of the lines are at
    least this high: of smaller print its size is the likelier fault."""

    min_sharpness: float = Field(ge=0, le=1)
    min_sharpness_unread: float = Field(default=0.0, ge=0, le=1)
    small_below_px: float = Field(default=0.0, ge=0)


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
    if sharp is None:
        return
    large = not sharp.lines or median(line.height_px for line in sharp.lines) >= params.small_below_px
    limit = max(params.min_sharpness, params.min_sharpness_unread if unread and large else 0.0)
    if sharp.value < limit:
        worst = min(sharp.lines, key=lambda line: line.sharpness)
        yield Finding("blurred.text", measured=sharp.value, threshold=limit, region=worst.box)
