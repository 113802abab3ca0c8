"""How much of a page the light has taken, or a thing covers."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.geometry import Image, Region
from precheck.domain.maps import PageMaps
from precheck.vision import overlap


def page_share(maps: PageMaps, name: str, lines: tuple[Region, ...]) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of the page's printed area that lies under a map, and the outlines of what lies
    there, largest first.

    The printed area is the hull of the print that is seen and of the lines that were read, as far as paper reaches: blank
    margins may shine without loss. Where next to no print is left, all of the paper counts.
    """
    mask = overlap.shown(maps, name)
    area = _printed(maps, mask, lines)
    under = mask & area
    share = float(under.sum()) / max(1, int(area.sum()))
    return share, overlap.outlines(maps, _whole(mask, under)) if under.any() else ()


def _whole(mask: Image, under: Image) -> Image:
    """All of the patches of a mask of which some is ``under``."""
    count, labels = cv2.connectedComponents(mask)
    kept = np.zeros(count, np.uint8)
    kept[np.unique(labels[under > 0])] = 1
    return np.asarray(kept[labels] & mask, np.uint8)


LITTLE = 0.04
"""Where the print that is left takes up less of the paper than this, what was printed cannot be told from it: then all of the
paper counts."""


def _printed(maps: PageMaps, mask: Image, lines: tuple[Region, ...]) -> Image:
    paper = overlap.shown(maps, "paper")
    print_ = (overlap.shown(maps, "print") & paper) | overlap.inside(maps, paper, *lines)
    points = cv2.findNonZero(print_)
    hull = np.zeros_like(paper)
    if points is not None:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), (1,))
    every = paper | mask
    return hull if hull.sum() >= LITTLE * every.sum() else every


def print_share(maps: PageMaps, name: str) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of what was printed that is lost to ``name`` (``glare`` or ``cover``) rather than to the other, and its
    outlines: print that stops where print should go on. Nothing where the segmenter has no such map."""
    if "lost" not in maps.masks:
        return 0.0, ()
    gone, other = overlap.shown(maps, "lost"), "cover" if name == "glare" else "glare"
    every = cv2.countNonZero(gone | overlap.shown(maps, "print"))
    mostly = overlap.fine(maps.masks[name] - maps.masks[other], 0.0)
    by = gone & mostly
    return cv2.countNonZero(by) / max(1, every), overlap.outlines(maps, by) if by.any() else ()
