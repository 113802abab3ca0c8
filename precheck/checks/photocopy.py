"""Is the picture a copy without colour?

Flags:
    ``photocopy.monochrome``: a document whose original is printed in colours has none here, or only a red seal's.
Why:
    Copies and a scanner app's "enhanced" pictures are accepted, so this is only said, and nobody is asked for anything: the
    seal cannot be judged by its colour, and whoever wants the original knows where to ask.
Measures:
    The share of the page, 0..1, that differs from grey once the light's own colour is taken off
    (:mod:`precheck.imaging.colour`).
Threshold and where it was measured:
    docs/evaluation/checks.md. ``red_counts`` where originals of black print and a red seal exist (old diplomas,
    licences): there only a copy without its seal's red can be told. ``views``: those printed in colour.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Region
from precheck.domain.reading import Page
from precheck.imaging import colour, contrast
from precheck.vision import overlap


class Params(CheckParams):
    """The largest coloured share of a copy; whether red is a colour; the views to look at (none named: all). Of
    pages whose edges are not known, how many lines tell where they lie and how much wider than those they are; the least
    contrast and sharpness of print from which colour would show."""

    max_coloured: float = Field(ge=0, le=1)
    red_counts: bool = True
    views: tuple[str, ...] = ()
    min_lines: int = Field(ge=0)
    wider: float = Field(ge=1)
    min_contrast: float = Field(ge=0, le=1)
    min_sharpness: float = Field(ge=0, le=1)


FLAGS = {
    "photocopy.monochrome": FlagKind(
        Severity.INFO,
        "图片为黑白（复印件或扫描处理），可以接受；印章无法凭颜色核对。",
        "There is no colour in this picture: a black-and-white copy, or one that a scanner app has worked on. It is accepted, "
        "but its seal cannot be judged by colour.",
        remedy=Remedy.NONE,
        unit="彩色部分的比例 share of the page that is coloured, flagged up to",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    shown = [page for page in examined.pages if not params.views or page.view in params.views]
    outlines = [outline for page in shown if (outline := _outline(page, params)) is not None]
    if not outlines or len(outlines) < len(shown) or _pale(examined, params):
        return
    # A portrait's colours lie beyond the print where the page's edges are not known.
    portraits = overlap.outlines(examined.maps, overlap.binary(examined.maps, "portrait"))
    coloured = _coloured(examined, [*outlines, *portraits], params)
    if coloured is not None and coloured <= params.max_coloured:
        yield Finding(
            "photocopy.monochrome", measured=coloured, threshold=params.max_coloured, region=outlines[0]
        )


def _coloured(examined: Examined, outlines: Sequence[Region], params: Params) -> float | None:
    found = colour.measure(examined.overview, outlines)
    return None if found is None else found.other + (found.red if params.red_counts else 0.0)


def _pale(examined: Examined, params: Params) -> bool:
    """Whether the picture has lost its colours with its contrast: that is no copy."""
    inks = [contrast.of_ink(examined.image, line.box) for line in examined.lines if len(line.text) > 1]
    blurred = examined.sharpness is not None and examined.sharpness.value < params.min_sharpness
    return blurred or not inks or float(np.percentile(inks, 75)) < params.min_contrast


def _outline(page: Page, params: Params) -> Region | None:
    """The page's corners, else what its lines take up and a little more: seals stand beside the last line as often as
    between two."""
    if page.document is not None:
        return page.document
    points = [point for line in page.lines if len(line.text) > 1 for point in line.box]
    if len(points) < 4 * params.min_lines:
        return None
    hull = cv2.convexHull(np.array(points, np.float32)).reshape(-1, 2)
    wider = hull.mean(axis=0) + (hull - hull.mean(axis=0)) * params.wider
    return tuple((float(x), float(y)) for x, y in wider)
