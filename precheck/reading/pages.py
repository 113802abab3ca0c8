"""Which pages of a material a picture shows: one, or several side by side."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from precheck.domain.geometry import Orientation, Point
from precheck.domain.material import Material
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.reading import kind
from precheck.reading.layout import Layout, Placed, columns, rows, text_of

STACKED_GAP = 2.5
"""Pages one above the other are at least this many line heights apart."""

SAME_PAGE_GAP = 4.0
"""Lines of one row further apart than this many heights may belong to two cards lying side by side."""


def split(
    lines: Sequence[TextLine], orientation: Orientation | None, material: Material, is_held: bool = False
) -> tuple[Page, ...]:
    """The pages seen, each with its lines and its view; nothing where there is no text.

    ``is_held``: somebody who holds the card is in the picture, which then is the view that shows a person.
    """
    if is_held and material.person is not None:
        tilt_degrees = Layout(lines, orientation).tilt_degrees if orientation and lines else None
        return (Page(material.person.name, orientation, tuple(lines), tilt_degrees=tilt_degrees),)
    if not lines:
        return ()
    if orientation is None:
        return (Page(None, None, tuple(lines)),)
    layout = Layout(lines, orientation)
    scores = kind.view_scores(layout.running.string, material.views)
    apart = [view.name for view in material.views if view.apart and scores.get(view.name, 0) >= view.enough]
    if len(apart) > 1:
        shares = _nearest(layout, apart, material)
    else:
        shares = _spread(layout, material) or {_view(layout.placed, material): layout.placed}
    seen = [_page(view, share, orientation, layout.tilt_degrees) for view, share in shares.items() if share]
    return tuple(seen)


def _spread(layout: Layout, material: Material) -> dict[str | None, list[Placed]]:
    """The facing pages of a booklet, where each shows a view of its own; else nothing."""
    blocks = columns(layout.placed)
    views = [_view(block, material) for block in blocks]
    if len(blocks) == 1:
        return _stacked(layout, material)
    if None in views or len(set(views)) < len(views):
        return {}
    return dict(zip(views, blocks, strict=True))


def _stacked(layout: Layout, material: Material) -> dict[str | None, list[Placed]]:
    """Pages one above the other (a booklet opened upwards), parted by the widest gap, where each has enough words of a view
    of its own; else nothing."""
    lines = layout.rows
    gaps = [
        (min(p.top for p in after) - max(p.bottom for p in before), index)
        for index, (before, after) in enumerate(pairwise(lines), start=1)
    ]
    size = median(p.height for p in layout.placed)
    gap, index = max(gaps, default=(0.0, 0))
    if gap < STACKED_GAP * size:
        return {}
    halves = [[p for row in part for p in row] for part in (lines[:index], lines[index:])]
    views = [_qualified(half, material) for half in halves]
    if not views[0] or not views[1] or views[0][0] in views[1] or views[1][0] in views[0]:
        return {}
    return dict(zip((views[0][0], views[1][0]), halves, strict=True))


def _qualified(placed: Sequence[Placed], material: Material) -> list[str]:
    """The views of which enough words are seen, in the file's order."""
    text = "\n".join(text_of(row).string for row in rows(placed))
    scores = kind.view_scores(text, material.views)
    return [view.name for view in material.views if view.words and scores[view.name] >= view.enough]


def _view(placed: Sequence[Placed], material: Material) -> str | None:
    qualified = _qualified(placed, material)
    text = "\n".join(text_of(row).string for row in rows(placed))
    scores = kind.view_scores(text, material.views)
    best = max(scores, key=lambda view: scores[view], default=None)
    if qualified:
        return qualified[0]
    return best if best is not None and scores[best] > 0 else None


def _nearest(layout: Layout, views: Sequence[str], material: Material) -> dict[str | None, list[Placed]]:
    """Every piece of a row goes to the view whose words stand nearest to it."""
    anchors: dict[str, list[Point]] = {}
    for view in material.views:
        if view.name in views:
            anchors[view.name] = [
                _middle(line) for line in layout.placed if kind.evidence(text_of([line]).string, view)
            ]
    shares: dict[str | None, list[Placed]] = {view: [] for view in anchors}
    for piece in _pieces(layout):

        def distance(view: str, piece: Sequence[Placed] = piece) -> float:
            return min((math.dist(_middle(p), a) for p in piece for a in anchors[view]), default=math.inf)

        shares[min(anchors, key=distance)].extend(piece)
    return shares


def _pieces(layout: Layout) -> list[list[Placed]]:
    pieces: list[list[Placed]] = []
    for row in layout.rows:
        pieces.append([row[0]])
        for before, after in pairwise(row):
            if after.left - before.right > SAME_PAGE_GAP * max(before.height, after.height):
                pieces.append([])
            pieces[-1].append(after)
    return pieces


def _page(view: str | None, placed: Sequence[Placed], orientation: Orientation, tilt_degrees: float) -> Page:
    rows = sorted(placed, key=lambda p: (p.top, p.left))
    return Page(view, orientation, tuple(p.line for p in rows), tilt_degrees=tilt_degrees)


def _middle(placed: Placed) -> Point:
    return ((placed.left + placed.right) / 2, placed.middle)
