"""Which pages of a material a picture shows: one, or several side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence

from precheck.domain.geometry import Orientation, Point, centre
from precheck.domain.material import Material
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.reading import kind, labels
from precheck.reading.layout import Layout, Placed, text_of

OWN_PAGE = 2
"""A second view needs this many of its words: one may be quoted on the first."""


def of(lines: Sequence[TextLine], orientation: Orientation | None, material: Material) -> tuple[Page, ...]:
    """The pages seen, each with its lines and its view; nothing where there is no text."""
    if not lines:
        return ()
    if orientation is None:
        return (Page(None, None, tuple(lines)),)
    layout = Layout(lines, orientation)
    scores = kind.view_scores(layout.running.string, material.views)
    seen = [view for view, count in scores.items() if count >= OWN_PAGE]
    if len(seen) < 2:
        best = max(scores, key=lambda view: scores[view], default=None)
        view = best if best is not None and scores[best] > 0 else None
        return (_page(view, layout.placed, orientation, layout.tilt_degrees),)
    return _parted(layout, seen, material, orientation)


def _parted(layout: Layout, seen: Sequence[str], material: Material, orientation: Orientation) -> tuple[Page, ...]:
    """Each line goes to the view whose words stand nearest."""
    anchors: dict[str, list[Point]] = {}
    for view in material.views:
        if view.name in seen:
            anchors[view.name] = [
                _middle(placed) for placed in layout.placed if labels.find(text_of([placed]).string, view.words)
            ]
    shares: dict[str, list[Placed]] = {view: [] for view in anchors}
    for placed in layout.placed:
        point = _middle(placed)
        nearest = min(anchors, key=lambda view: min((math.dist(point, a) for a in anchors[view]), default=math.inf))
        shares[nearest].append(placed)
    return tuple(_page(view, share, orientation, layout.tilt_degrees) for view, share in shares.items() if share)


def _page(view: str | None, placed: Sequence[Placed], orientation: Orientation, tilt_degrees: float) -> Page:
    rows = sorted(placed, key=lambda p: (p.top, p.left))
    return Page(view, orientation, tuple(p.line for p in rows), tilt_degrees=tilt_degrees)


def _middle(placed: Placed) -> Point:
    return centre(((placed.left, placed.top), (placed.right, placed.bottom)))
