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
    ``max_coloured``; figures in the pipeline files. ``red_counts`` where originals of black print and a red seal exist (old
    diplomas, licences): there only a copy without its seal's red can be told. ``views``: those printed in colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Region
from precheck.domain.reading import Page
from precheck.domain.subject import Subject
from precheck.imaging import colour, contrast


class Params(Strictness):
    """The largest coloured share of a copy; whether red is a colour; the views to look at (none named: all)."""

    max_coloured: float = Field(ge=0, le=1)
    red_counts: bool = True
    views: tuple[str, ...] = ()


FLAGS = {
    "photocopy.monochrome": FlagKind(
        Severity.INFO,
        "图片为黑白（复印件或扫描处理），可以接受；印章无法凭颜色核对。",
        "There is no colour in this picture: a black-and-white copy, or one that a scanner app has worked on. It is accepted, "
        "but its seal cannot be judged by colour.",
        remedy=Remedy.NONE,
        unit="share of the page that is coloured 0..1, flagged up to",
    )
}

FEWEST_LINES = 4
WIDER = 1.08
MIN_CONTRAST, MIN_SHARPNESS = 0.4, 0.45


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    shown = [page for page in subject.pages if not params.views or page.view in params.views]
    outlines = [outline for page in shown if (outline := _outline(page)) is not None]
    if not outlines or len(outlines) < len(shown):
        return
    coloured = _coloured(subject, outlines, params)
    if coloured is None or coloured > params.max_coloured or _pale(subject):
        return
    portraits = _portraits(subject, shown)
    if portraits:
        coloured = _coloured(subject, [*outlines, *portraits], params)
    if coloured is not None and coloured <= params.max_coloured:
        yield Finding(
            "photocopy.monochrome", measured=coloured, threshold=params.max_coloured, region=outlines[0]
        )


def _coloured(subject: Subject, outlines: Sequence[Region], params: Params) -> float | None:
    found = colour.of(subject.image, outlines)
    return None if found is None else found.other + (found.red if params.red_counts else 0.0)


def _portraits(subject: Subject, shown: Sequence[Page]) -> list[Region]:
    """Portraits, where the page's edges are not known: the print may leave them out (a student card: one of eight had all
    of its colour there)."""
    known = all(page.document is not None for page in shown)
    return [] if known else [face.box for face in subject.faces]


def _pale(subject: Subject) -> bool:
    """Whether the picture has lost its colours with its contrast: that is no copy."""
    inks = [contrast.of_ink(subject.image, line.box) for line in subject.lines if len(line.text) > 1]
    blurred = subject.sharpness is not None and subject.sharpness.value < MIN_SHARPNESS
    return blurred or not inks or float(np.percentile(inks, 75)) < MIN_CONTRAST


def _outline(page: Page) -> Region | None:
    """The page's corners, else what its lines take up."""
    if page.document is not None:
        return page.document
    points = [point for line in page.lines if len(line.text) > 1 for point in line.box]
    if len(points) < 4 * FEWEST_LINES:
        return None
    hull = cv2.convexHull(np.array(points, np.float32)).reshape(-1, 2)
    # Seals and portraits stand beside the last line as often as between two.
    wider = hull.mean(axis=0) + (hull - hull.mean(axis=0)) * WIDER
    return tuple((float(x), float(y)) for x, y in wider)
