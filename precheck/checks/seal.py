"""Is the seal there that makes the paper valid?

Flags:
    ``seal.missing``: no seal is seen on a paper that needs one.
Why:
    Forms and statements count only with the seal of who issued them (缺一不可). Which papers owe one stands in their pipeline
    files: embossed seals leave no ink, and degrees and student cards owe none.
Measures:
    The largest red, or grey, seal on the page segmenter's maps, as share of the page. Where the file holds no colour at all
    (a scan, an app's "enhanced" picture), processing may have wiped the seal off: then only noted. Whose seal it is, the
    issuer's or who copied the paper's, is not asked: grey seals are hardly told from print.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Region, height, quad, width
from precheck.domain.picture import PageMaps
from precheck.domain.text import TextLine
from precheck.imaging import strokes
from precheck.vision import overlap


class Params(CheckParams):
    """How large a seal must be, as share of the page, and from which chance on the map it is seen (of a grey one
    ``grey_counts``, since print passes for it), on a page of at least so many lines read this surely.

    ``views``: only pages of these views owe a seal; ``only_with``: only pages on which one of these words stands,
    because a paper of several pages is sealed where it is signed; empty: every page; ``not_with``: none on which
    one of these does. ``labels``: words that stand where the seal belongs, shown as the region, ``around`` of their
    heights to every side. Paper darker than ``min_brightness`` shows no seal.
    """

    min_share: float = Field(gt=0, le=1)
    seen_from: float = Field(gt=0, le=1)
    grey_counts: float = Field(ge=0, le=1)
    min_lines: int = Field(ge=1)
    min_confidence: float = Field(ge=0, le=1)
    views: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    around: float = Field(gt=0)
    min_brightness: float = Field(ge=0, le=1)


FLAGS = {
    "seal.missing": FlagKind(
        Severity.REVIEW,
        "未见公章。如未盖章，请补盖后上传；如已盖章，请将印章拍摄清楚。",
        "No seal is seen: where it was not sealed have it sealed and upload it again; where it was, take the picture so that "
        "the seal shows.",
        unit="最大印章占页面的比例 share of the page that the largest seal takes up, flagged below",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding: one seal anywhere on the page is enough."""
    lines = [
        line for line in examined.lines if len(line.text) > 1 and line.confidence >= params.min_confidence
    ]
    dark = examined.exposure.brightness < params.min_brightness
    if dark or len(lines) < params.min_lines or not _owes(examined, params):
        return
    largest = _largest(examined.maps, params)
    if largest >= params.min_share:
        return
    colourless = strokes.is_colourless(examined.overview)
    yield Finding(
        "seal.missing",
        measured=largest,
        threshold=params.min_share,
        region=_place(lines, params),
        severity=Severity.INFO if colourless else None,
        remedy=Remedy.NONE if colourless else None,
    )


def _owes(examined: Examined, params: Params) -> bool:
    """Whether this page is one that bears a seal."""
    slug = examined.material.slug
    if examined.kind.slug not in (None, slug) or examined.kind.scores.get(slug, 0.0) < 0:
        return False  # another paper, which owes a seal to nobody here
    if params.views and not any(page.view in params.views for page in examined.pages):
        return False
    said = _said(examined.lines)
    if any(word in said for word in params.not_with):
        return False
    return not params.only_with or any(word in said for word in params.only_with)


def _said(lines: Sequence[TextLine]) -> str:
    return "".join(line.text for line in lines).replace(" ", "")


def _largest(maps: PageMaps, params: Params) -> float:
    """The largest seal's share of the paper."""
    chances = maps.masks["red_seal"]
    if "grey_seal" in maps.masks:
        chances = chances + params.grey_counts * maps.masks["grey_seal"]
    _, _, stats, _ = cv2.connectedComponentsWithStats(overlap.binarize(chances, params.seen_from))
    paper = max(1, cv2.countNonZero(overlap.binary(maps, "paper")))
    return float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)) / paper


def _place(lines: Sequence[TextLine], params: Params) -> Region | None:
    """About a seal's size around the words that ask for it, along their own direction."""
    for label in params.labels:
        for line in lines:
            at = line.text.find(label)
            if at < 0:
                continue
            word, tall = np.array(line.part(at, at + len(label))), height(line.box)
            right = np.subtract(line.box[1], line.box[0]) / max(width(line.box), 1e-6) * params.around * tall
            down = np.subtract(line.box[3], line.box[0]) / max(tall, 1e-6) * params.around * tall
            signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
            return quad(np.array([word.mean(axis=0) + right * x + down * y for x, y in signs]))
    return None
