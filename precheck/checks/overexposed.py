"""Is the document burnt out?

Flags:
    ``overexposed.document``: light has washed most of the print into the paper.
Why:
    Flash and direct sun wash thin print away.
Measures:
    The share of the paper that the segmenter finds lost to light, where the paper is bright and what is left of the
    ink hardly stands off it: a reflection leaves the print beside it dark. White paper alone is not overexposure: a clean
    scan is white and its ink is black.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.vision import document, overlap


class Params(CheckParams):
    """The share of the paper lost to light that is flagged, the least brightness of such paper, and the contrast of the
    better print, 0..1, up to which it has faded."""

    min_share: float = Field(gt=0, le=1)
    from_brightness: float = Field(ge=0, le=1)
    max_contrast: float = Field(ge=0, le=1)


FLAGS = {
    "overexposed.document": FlagKind(
        Severity.REUPLOAD,
        "图片过曝发白，字迹变淡，请关闭闪光灯、避开强光后重新拍摄。",
        "The picture is overexposed and its print has faded: switch the flash off, avoid strong light, take it again.",
        unit="过曝部分的比例 share of the paper lost to light, flagged from",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding, with the page as region."""
    area, _ = overlap.paper_share(examined.maps, "glare")
    share = max(area, overlap.print_share(examined.maps, "glare")[0])
    contrast = examined.exposure.contrast
    faded = contrast is None or contrast <= params.max_contrast
    if share >= params.min_share and examined.exposure.brightness >= params.from_brightness and faded:
        yield Finding(
            "overexposed.document",
            measured=share,
            threshold=params.min_share,
            region=document.whole(examined.pages, examined.image),
        )
