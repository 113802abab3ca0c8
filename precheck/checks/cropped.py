"""Is a part of the document outside the picture?

Flags:
    ``cropped.document``: a side of the document lies outside the frame, or lines of text run out of it.
Why:
    A card with a corner missing, or a page with its last characters cut off, is incomplete (完整).
Measures:
    Documents of a fixed layout (ID cards): the share of the card that lies outside, from the corners which print and
    visible edges give (:mod:`precheck.reading.placing`), less ``sigmas`` times the doubt about it; a card that fills the
    frame exactly is whole. Other pages: how many lines of text touch the frame on one side with readable characters.
Threshold and where it was measured:
    ``sigmas``, ``max_outside``: of 288 pictures of cards (96 cards, sharp to hard, half of them in held-out typefaces) with
    4% outside 288 were flagged, with 8% 288, of 288 whole ones none, a third of them cropped to the card's edge and a third
    straightened to fill the frame exactly. With all print moved by chance (0.5 mm, another maker's card): 125 of 129 and 3
    of 132. ``max_touching``: ``make eval`` (set of cropped pictures and of scans that
    fill the frame).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, height, width
from precheck.domain.subject import Subject
from precheck.domain.text import TextLine


class Params(Strictness):
    """How much may be outside."""

    max_outside: float = Field(ge=0, lt=1)
    sigmas: float = Field(ge=0)
    max_touching: int = Field(ge=0)


FLAGS = {
    "cropped.document": FlagKind(
        Severity.REUPLOAD,
        "证件未拍全（{side}被裁切），请将整个证件放入画面后重新拍摄。",
        "The document is not wholly in the picture (cut off {side_en}): take it again with all of it in the frame.",
        unit="share of a side outside the frame, or lines of text cut: flagged above",
    )
}

SIDES = (("左侧", "on the left"), ("上方", "at the top"), ("右侧", "on the right"), ("下方", "at the bottom"))

TOUCH = 0.12
"""A line touches the frame when its end is closer than this share of its height: detectors leave 0.15 or more of
paper around a line that is whole."""


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding: the worst side."""
    image_height, image_width = subject.image.shape[:2]
    for page in subject.pages:
        # What is left of the share outside when the doubt about it is taken off.
        sure = [beyond.share - params.sigmas * beyond.uncertain for beyond in page.beyond]
        side = int(np.argmax(sure)) if sure else 0
        if sure and sure[side] > params.max_outside:
            doubt = params.sigmas * page.beyond[side].uncertain
            yield _finding(side, page.beyond[side].share, params.max_outside + doubt, page.document)
            return
    if any(page.beyond for page in subject.pages):
        return
    touching = _touching(subject.lines, image_width, image_height)
    counts = [len(lines) for lines in touching]
    side = int(np.argmax(counts))
    if counts[side] > params.max_touching:
        yield _finding(side, counts[side], params.max_touching, touching[side][0].box)


def _finding(side: int, measured: float, threshold: float, region: Quad | None) -> Finding:
    name, name_en = SIDES[side]
    return Finding(
        "cropped.document",
        measured=measured,
        threshold=threshold,
        region=region,
        values={"side": name, "side_en": name_en},
    )


def _touching(lines: Sequence[TextLine], image_width: int, image_height: int) -> list[list[TextLine]]:
    """For each side, the lines whose end (left, right) or long side (top, bottom) touches the frame."""
    sides: list[list[TextLine]] = [[], [], [], []]
    for line in lines:
        if len(line.text) < 2 or line.confidence < 0.7:
            continue
        reach = TOUCH * min(height(line.box), width(line.box))
        points = np.array(line.box)
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        for side, distance in enumerate((left, top, image_width - right, image_height - bottom)):
            if distance < reach:
                sides[side].append(line)
    return sides
