"""Is the seal there that makes the paper valid?

Flags:
    ``seal.missing``: no seal is seen on a paper that needs one. ``seal.copy_only``: on a copy that says so only the red seal
    of who copied it is seen.
Why:
    Forms and statements count only with the seal of who issued them (缺一不可). Which papers owe one stands in their pipeline
    files: embossed seals leave no ink, and degrees and student cards owe none.
Measures:
    The largest red, or grey, seal on the page segmenter's maps, as share of the page. Where the file holds no colour at all
    (a scan, an app's "enhanced" picture), processing may have wiped the seal off: then only noted. On a black-and-white copy
    whose stamp says 与原件一致 red ink is the copier's.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Region, height, quad, width
from precheck.domain.maps import PageMaps
from precheck.domain.text import TextLine
from precheck.imaging import colour, strokes
from precheck.vision import overlap


class Params(CheckParams):
    """How large a seal must be, as share of the page, and from which chance on the map it is seen (of a grey one
    ``grey_counts``, since print passes for it), on a page of at least so many lines read this surely.

    ``views``: only pages of these views owe a seal; ``only_with``: only pages on which one of these words stands,
    because a paper of several pages is sealed where it is signed; empty: every page; ``not_with``: none on which
    one of these does. ``copy_words``: words of a stamp that calls the paper a copy, which it is where no more than
    ``max_copy_coloured`` of it has a colour other than red. ``labels``: words that stand where the seal belongs,
    shown as the region, ``around`` of their heights to every side. Paper darker than ``min_brightness`` shows no
    seal.
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
    copy_words: tuple[str, ...] = ()
    max_copy_coloured: float = Field(ge=0, le=1)


FLAGS = {
    "seal.missing": FlagKind(
        Severity.REVIEW,
        "未见公章。如未盖章，请补盖后上传；如已盖章，请将印章拍摄清楚。",
        "No seal is seen: where it was not sealed have it sealed and upload it again; where it was, take the picture so that "
        "the seal shows.",
        unit="最大印章占页面的比例 share of the page that the largest seal takes up, flagged below",
    ),
    "seal.copy_only": FlagKind(
        Severity.INFO,
        "此件为加盖了复印章的复印件，未见原件上发证机关的印章：可以接受，请核对。",
        "This is a copy with the seal of who copied it; the issuer's own seal is not seen on it. It is accepted; check it.",
        remedy=Remedy.NONE,
        unit="最大灰色印章占页面的比例 share of the page that the largest grey seal takes up, flagged below",
    ),
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding: one seal anywhere on the page is enough."""
    lines = [
        line for line in examined.lines if len(line.text) > 1 and line.confidence >= params.min_confidence
    ]
    dark = examined.exposure.brightness < params.min_brightness
    if dark or len(lines) < params.min_lines or not _owes(examined, params):
        return
    red, grey = (_largest(examined.maps, weights, params) for weights in ((1.0, 0.0), (0.0, 1.0)))
    said = _said(examined.lines)
    stamped = any(word in said for word in params.copy_words) and _is_copy(examined, params)
    if stamped and red >= params.min_share > grey:
        yield Finding("seal.copy_only", measured=grey, threshold=params.min_share)
        return
    either = max(red, _largest(examined.maps, (1.0, params.grey_counts), params))
    if either >= params.min_share:
        return
    colourless = strokes.is_colourless(examined.image)
    yield Finding(
        "seal.missing",
        measured=either,
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


def _largest(maps: PageMaps, weights: tuple[float, float], params: Params) -> float:
    """The largest seal's share of the paper, chances of red and grey seals weighted so; 0 where there is none, or the
    segmenter knows none of the kind."""
    kinds = [
        weight * maps.masks[name]
        for name, weight in zip(("red_seal", "grey_seal"), weights, strict=True)
        if weight and name in maps.masks
    ]
    if not kinds:
        return 0.0
    mask = overlap.fine(np.asarray(sum(kinds), np.float32), params.seen_from)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    paper = max(1, int(overlap.shown(maps, "paper").sum()))
    return float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)) / paper


def _is_copy(examined: Examined, params: Params) -> bool:
    """Whether the print's surroundings have no colour but red."""
    points = np.array([point for line in examined.lines for point in line.box], np.float32)
    hull = cv2.convexHull(points).reshape(-1, 2)
    found = colour.measure(examined.image, [tuple((float(x), float(y)) for x, y in hull)])
    return found is not None and found.other <= params.max_copy_coloured


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
