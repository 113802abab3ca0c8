"""Is there enough light?

Flags:
    ``dark.document``: the paper around the text is dark grey.
Why:
    A reviewer cannot judge seals and photographs in the dark, and reading fails soon after.
Measures:
    The brightness of the paper around the text, 0..1 (the whole picture where there is no text).
Threshold and where it was measured:
    ``min_brightness``: ``make eval`` (set of darkened pictures).
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.reading import outline


class Params(Strictness):
    """The least brightness of the paper that passes."""

    min_brightness: float = Field(ge=0, le=1)


FLAGS = {
    "dark.document": FlagKind(
        Severity.REUPLOAD,
        "图片过暗，请在光线充足处重新拍摄。",
        "The picture is too dark: take it again in good light.",
        unit="brightness of the paper 0..1, flagged below",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding, with the page as region."""
    brightness = subject.exposure.brightness
    if brightness < params.min_brightness:
        yield Finding(
            "dark.document",
            measured=brightness,
            threshold=params.min_brightness,
            region=outline.of(subject.pages, subject.image),
        )
