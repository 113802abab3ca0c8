"""Is there enough light?

Flags:
    ``dark.document``: neither the paper nor the print is light.
Why:
    A reviewer cannot judge seals and photographs in the dark, and reading fails soon after.
Measures:
    The brightness, 0..1, of the lighter of ink and paper around the text (the whole picture where there is no text): a
    telephone's dark mode shows light print on black and is as legible as black on white.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.vision import document


class Params(CheckParams):
    """The least brightness that passes."""

    min_brightness: float = Field(ge=0, le=1)


FLAGS = {
    "dark.document": FlagKind(
        Severity.REUPLOAD,
        "图片过暗，请在光线充足处重新拍摄。",
        "The picture is too dark: take it again in good light.",
        unit="brightness of the lighter of paper and print 0..1, flagged below",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding, with the page as region."""
    brightness = examined.exposure.brightness
    if brightness < params.min_brightness:
        yield Finding(
            "dark.document",
            measured=brightness,
            threshold=params.min_brightness,
            region=document.whole(examined.pages, examined.image),
        )
