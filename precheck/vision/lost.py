"""How much of a page the light has taken, or a thing covers."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.geometry import Image, Region
from precheck.domain.maps import PageMaps
from precheck.vision import overlap


def page_share(maps: PageMaps, name: str, lines: tuple[Region, ...]) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of the page's printed area that lies under a map, and the outlines of what does.

    The printed area is the hull of the print that is seen and of the lines that were read, as far as paper reaches: blank
    margins may shine without loss.
    """
    mask = overlap.shown(maps, name)
    area = _printed(maps, lines)
    under = mask & area
    share = float(under.sum()) / max(1, int(area.sum()))
    return share, overlap.outlines(maps, under) if under.any() else ()


def _printed(maps: PageMaps, lines: tuple[Region, ...]) -> Image:
    paper = overlap.shown(maps, "paper")
    print_ = (overlap.shown(maps, "print") & paper) | overlap.inside(maps, paper, *lines)
    points = cv2.findNonZero(print_)
    hull = np.zeros_like(paper)
    if points is not None:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), (1,))
    return hull
