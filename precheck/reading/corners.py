"""The corners of each page seen: by its fixed layout, or by the edges of the sheet around its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Orientation, Quad, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import Beyond, Page, Side
from precheck.imaging import copies, goes_on, outline, rims, ruled
from precheck.imaging.faces import Face
from precheck.imaging.goes_on import Going
from precheck.imaging.outline import Outline
from precheck.reading import overlaid, placing
from precheck.reading.layout import tilt

LEAST_LINES = 4
"""A sheet is looked for around at least so many lines that read."""

SURE = 0.7
"""Certainty from which a line counts as the sheet's own text."""

NARROW, WIDE, LOPSIDED = 0.035, 0.09, 3.0
"""A margin beside the text is cut into where it is less than the first share of the text's width, and the opposite one more
than the second and so many times as wide. Of 27 layouts of whole pages the narrowest margin was 0.042, the most uneven
pair 1 to 1.9."""

BESIDE = (1, 3)
"""Right and left: above and below, pages leave as much as they like."""

TOGETHER = 2
"""So many lines must end beside a narrow margin: a stamped number or a footer alone may stand near the edge."""

PAPER, TABLE, ROOM = 0.7, 0.4, 0.008
"""The sheet goes on where its edges are followed to the border between paper (so much like it) and table (no more than the
second), and do not lie along the border themselves, where a picture was cropped to them (share of the picture's longer side).
Of 85 whole photographs none had more than 0.5 on the one side and less on the other."""

EITHER, LOOSE = 0.8, 0.02
"""Where only one of them does, the sheet's corner there is outside, if its other three sides end further from the border than
the second share: a picture cropped to the sheet touches its corners. Where the rule held, the side was the one cut (162 of 162);
of some 560 whole pictures it held in none."""

EDGE_SHARE = 0.01
"""How uncertain a corner is that lies outside the picture, as share of the sheet's extent: inside it, corners of 30 generated
sheets lay within 0.001."""


def of(
    image: Image, pages: Sequence[Page], material: Material, faces: Callable[[], Sequence[Face]]
) -> tuple[Page, ...]:
    """The pages with their corners, and how far they reach beyond the picture, where that is known."""
    views = {view.name: view for view in material.views}
    if pages and not any(
        (view := views.get(page.view or "")) is not None and (view.layout or view.face_heights)
        for page in pages
    ):
        return _on_one_sheet(image, pages)
    found = []
    for page in pages:
        view = views.get(page.view or "")
        if view is not None and view.layout is not None:
            placement = placing.place(image, page, view.layout, faces)
            if placement is not None:
                page = replace(page, document=placement.document, beyond=placement.beyond)
        found.append(page)
    return tuple(found)


def _on_one_sheet(image: Image, pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages that share a sheet: only one alone has the sheet's corners; the first tells of the sheet's sides."""
    printed = _without_overlaid(image, pages)
    way, text = pages[0].orientation, block(printed)
    if way is None or text is None:
        return tuple(pages)
    small, scale = copies.at_most(image, outline.WORK_PX)
    found = outline.find(small, quad(np.array(text) * scale))
    found = rims.completed(small, found, np.array(text) * scale)
    cut = _cut(small, found, way, quad(np.array(text) * scale))
    seen = found.scaled(1 / scale)
    first = replace(pages[0], sides=_sides(seen, way, text, cut, _beside(printed, text)))
    corners = seen.corners
    if corners is not None and _plausible(corners, text):
        beyond = _beyond(corners, image)
        first = replace(first, beyond=beyond, document=quad(corners) if len(pages) == 1 else None)
    return (first, *pages[1:])


def _without_overlaid(image: Image, pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages without watermarks and the like, which run over a whole sheet's margins."""
    sure = [line for page in pages for line in page.lines if line.confidence >= SURE and len(line.text) > 1]
    usual, lean = overlaid.usual(image, sure), overlaid.lean(sure)
    return tuple(
        replace(page, lines=tuple(line for line in page.lines if overlaid.is_own(image, line, usual, lean)))
        for page in pages
    )


def block(pages: Sequence[Page]) -> Quad | None:
    """The box of all text that reads, straight along its lines; None where there is little, or where pages disagree."""
    ways = {page.orientation for page in pages}
    way = pages[0].orientation if len(ways) == 1 else None
    read = [line for page in pages for line in page.lines if line.confidence >= SURE and len(line.text) > 1]
    if way is None or len(read) < LEAST_LINES:
        return None
    turn = np.radians(tilt(read, way))
    along = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    points = np.vstack([way.to_upright(line.box) for line in read]) @ along.T
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    basis = along @ np.array(way.axes(), np.float64)
    return quad(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) @ basis)


def _cut(small: Image, seen: Outline, way: Orientation, text: Quad) -> tuple[bool | None, ...]:
    """Whether the sheet goes on beyond the left, top, right and bottom of the picture: where its own edges run on, or lines
    printed on it. None where neither tells."""
    edges = [side.edge for side in seen.sides if side.edge is not None]
    lines = ruled.running_out(small, np.array(text), _paper(small, text), edges)
    going = goes_on.of(small, seen)
    return tuple(
        True if count else _told(going[number], seen, number, max(small.shape[:2]))
        for number, count in zip(_as_seen(way), lines, strict=True)
    )


def _told(going: Going | None, seen: Outline, number: int, size_px: int) -> bool | None:
    if going is None:
        return None
    if going.table > 0.5 or going.either < 0.5:
        return False
    if going.room_px <= ROOM * size_px or going.table >= TABLE:
        return None
    if going.paper > PAPER:
        return True if not _close(seen.sides[(number + 2) % 4], ROOM * size_px) else None
    others = [side for side in seen.sides if side is not seen.sides[number]]
    loose = all(side.edge is not None and side.beside_px > LOOSE * size_px for side in others)
    return True if seen.sides[number].edge is None and going.either > EITHER and loose else None


def _close(side: outline.Side, room_px: float) -> bool:
    """Whether the sheet ends right beside the picture's border: it was framed or cropped to its edge there, and may as well
    have been on the opposite side."""
    return side.edge is not None and side.beside_px <= room_px


def _beside(pages: Sequence[Page], text: Quad) -> tuple[int, ...]:
    """The right, the left, both or neither of the text's sides, as far as several lines end there."""
    start, end = np.array(text[0]), np.array(text[1])
    along = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
    reach = NARROW * float(np.linalg.norm(end - start))
    ends = [
        (np.array(line.box) - start) @ along
        for page in pages
        for line in page.lines
        if line.confidence >= SURE and len(line.text) > 1
    ]
    right = sum(places.max() > float((end - start) @ along) - reach for places in ends)
    left = sum(places.min() < reach for places in ends)
    return tuple(side for side, count in zip(BESIDE, (right, left), strict=True) if count >= TOGETHER)


def _paper(image: Image, text: Quad) -> float:
    """The lightness of the paper around the text, in its least channel."""
    return float(np.percentile(outline.sampled(image, np.array(text)).min(axis=2), outline.LIGHTER))


def _as_seen(way: Orientation) -> tuple[int, ...]:
    """For the left, top, right and bottom of the picture, which of the page's sides (top, right, bottom, left) lies there."""
    right, down = (np.array(axis) for axis in way.axes())
    outwards = (-down, right, down, -right)
    picture = ((-1, 0), (0, -1), (1, 0), (0, 1))
    return tuple(
        number
        for direction in picture
        for number, outward in enumerate(outwards)
        if float(outward @ np.array(direction)) > 0.5
    )


def _sides(
    seen: Outline, way: Orientation, text: Quad, cut: Sequence[bool | None], beside: Sequence[int]
) -> tuple[Side, ...]:
    """For the left, top, right and bottom of the picture."""
    return tuple(
        Side.CUT if surely else _side(seen, number, text, beside)
        for number, surely in zip(_as_seen(way), cut, strict=True)
    )


def _side(seen: Outline, number: int, text: Quad, beside: Sequence[int]) -> Side:
    side, opposite = seen.sides[number], seen.sides[(number + 2) % 4]
    if side.edge is not None:
        return Side.ENDS
    if not side.runs_out:
        return Side.UNKNOWN
    size = width(text)
    narrow = (
        number in beside
        and side.margin_px < NARROW * size
        and opposite.margin_px > max(WIDE * size, LOPSIDED * side.margin_px)
    )
    return Side.CUT if narrow else Side.RUNS_OUT


def _plausible(corners: NDArray[np.float64], text: Quad) -> bool:
    """Whether the sheet turns the way its text does and holds it."""
    inner = np.array(text)
    middle = inner.mean(axis=0)
    handed = _cross(inner[1] - inner[0], inner[3] - inner[0])
    for one, other, near in zip(corners, np.roll(corners, -1, axis=0), inner, strict=True):
        if _cross(other - one, middle - one) * handed <= 0:
            return False
        if np.linalg.norm(near - middle) > 1.1 * np.linalg.norm(one - middle):
            return False
    return True


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(a[0] * b[1] - a[1] * b[0])


def _beyond(corners: NDArray[np.float64], image: Image) -> tuple[Beyond, ...]:
    high, wide = image.shape[:2]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    across, down = right - left, bottom - top
    shares = (-left / across, -top / down, (right - wide) / across, (bottom - high) / down)
    return tuple(Beyond(float(share), EDGE_SHARE) for share in shares)
