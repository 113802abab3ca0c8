"""How much of a value a thing hides that lies on the page."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.geometry import Image
from precheck.domain.text import TextLine
from precheck.imaging import covering
from precheck.reading.doubt import Doubt, Hidden

LARGEST_SHARE = 0.3
"""As the check ``occluded`` is set: what takes up more of the picture is the table beside the page."""


def value(
    image: Image, lines: Sequence[TextLine], doubted: Doubt, largest_share: float = LARGEST_SHARE
) -> Hidden | None:
    """The thing that covers most of the value."""
    if doubted.anywhere:
        return None
    boxes = [line.box for line in lines if len(line.text) > 1 and line.confidence > 0.6]
    found = []
    for strip in (*doubted.strips, *doubted.gaps):
        paper = covering.paper_colour(image, strip, boxes)
        if paper is None:
            continue
        for cover in covering.over(image, strip, paper):
            # Beside a label without a value, a portrait may stand between the label and other print.
            interrupts = cover.inside and doubted.read
            if interrupts or (cover.from_edge and cover.share <= largest_share):
                found.append(cover)
    most = max(found, key=lambda cover: cover.heights, default=None)
    return None if most is None else Hidden(most.heights, most.patch.region)
