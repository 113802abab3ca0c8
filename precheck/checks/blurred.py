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
    ``min_sharpness``: ``make eval`` prints how sharpness predicts that a field cannot be read, and the false alarms
    at this limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject


class Params(Strictness):
    """The least sharpness that passes."""

    min_sharpness: float = Field(ge=0, le=1)


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
    if sharp is not None and sharp.value < params.min_sharpness:
        worst = min(sharp.lines, key=lambda line: line.sharpness)
        yield Finding("blurred.text", measured=sharp.value, threshold=params.min_sharpness, region=worst.box)
