"""Was a screen photographed?

Flags:
    ``recaptured.screen``: the picture looks like a photograph of a display. Only noted: cloth, wood and scanned guilloche look
    alike, and no genuine certificate may be turned away for it.
Why:
    The guide wants pictures of the document itself. A photographed screen shows some other picture, from wherever it came.
Measures:
    The page segmenter's chance of a display.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity


class Params(CheckParams):
    """The chance from which it is noted."""

    min_chance: float = Field(gt=0, le=1)


FLAGS = {
    "recaptured.screen": FlagKind(
        Severity.INFO,
        "图片可能翻拍自屏幕，供核对；电子证照请上传截图。",
        "This may be a photograph of a screen: look at it; of an electronic licence a screenshot is better.",
        remedy=Remedy.NONE,
        unit="翻拍屏幕的可能 chance of a photographed display, noted from",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    chance = examined.maps.scalars.get("display", 0.0)
    if chance >= params.min_chance:
        yield Finding("recaptured.screen", measured=chance, threshold=params.min_chance)
