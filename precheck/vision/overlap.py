"""How much of a place, of the page or of its print lies under a map, and the outlines of what a map shows."""

from dataclasses import dataclass

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, Region, quad
from precheck.domain.picture import Map, PageMaps
from precheck.vision import limits


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    fine: int
    even: float
    little: float


LIMITS = limits.read("overlap", Limits)


def binary(maps: PageMaps, name: str) -> Image:
    """Where the map shows something, 0 or 1, ``fine`` times finer than the map."""
    return binarize(maps.masks[name])


def binarize(chances: Map, seen_from: float = LIMITS.even) -> Image:
    """The same of any map, from any chance on."""
    rows, columns = chances.shape
    larger = cv2.resize(chances, (columns * LIMITS.fine, rows * LIMITS.fine), interpolation=cv2.INTER_LINEAR)
    return np.asarray(larger > seen_from, np.uint8)


def scale(maps: PageMaps, mask: Image) -> tuple[float, float]:
    """Cells of a mask a pixel of the picture, across and down."""
    return mask.shape[1] / max(1, maps.width), mask.shape[0] / max(1, maps.height)


def inside(maps: PageMaps, mask: Image, *regions: Region) -> Image:
    """The cells of a mask that lie in any of the regions (picture coordinates), 0 or 1."""
    filled = np.zeros(mask.shape[:2], np.uint8)
    for region in regions:
        corners = np.array(region, np.float64) * scale(maps, mask) - 0.5
        cv2.fillPoly(filled, [np.round(corners).astype(np.int32)], (1,))
    return filled


def share_under(maps: PageMaps, name: str, *regions: Region) -> float:
    """The share, 0..1, of the regions (picture coordinates) that lies under a map; 0 where they lie outside the picture."""
    return share(maps, binary(maps, name), *regions)


def share(maps: PageMaps, mask: Image, *regions: Region) -> float:
    """The same of a mask."""
    return share_of(mask, inside(maps, mask, *regions))


def patch_at(maps: PageMaps, mask: Image, region: Region) -> Region:
    """The outline of the patch of a mask that lies on a region most; the region itself where none does."""
    _, labels = cv2.connectedComponents(mask)
    on = labels[(inside(maps, mask, region) > 0) & (mask > 0)]
    if on.size == 0:
        return region
    most = int(np.bincount(on).argmax())
    found = outlines(maps, np.asarray(labels == most, np.uint8))
    return found[0] if found else region


def regions(maps: PageMaps, name: str) -> tuple[Region, ...]:
    """The outlines of all that a map shows, largest first; none where the segmenter has no such map."""
    return outlines(maps, binary(maps, name)) if name in maps.masks else ()


def outlines(maps: PageMaps, mask: Image, least_share: float = 0.0) -> tuple[Region, ...]:
    """The outer outlines of what a mask shows, in picture coordinates, largest first; none smaller than this share of the
    picture."""
    found, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    across, down = scale(maps, mask)
    kept = sorted(
        ((cv2.contourArea(contour), contour) for contour in found), key=lambda item: item[0], reverse=True
    )
    regions = []
    for size, contour in kept:
        if size < least_share * mask.size or len(contour) < 3:
            continue
        smooth = cv2.approxPolyDP(contour, 1.0, True).reshape(-1, 2)
        if len(smooth) >= 3:
            regions.append(tuple((float((x + 0.5) / across), float((y + 0.5) / down)) for x, y in smooth))
    return tuple(regions)


def paper_share(maps: PageMaps, name: str) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of the paper that lies under a map, and the outlines of what lies there, largest first."""
    mask, paper = binary(maps, name), binary(maps, "paper")
    return share_of(mask, paper), outlines(maps, _whole(mask, mask & paper))


def share_of(mask: Image, place: Image) -> float:
    """The share, 0..1, of a place that lies under a mask; 0 where the place is empty."""
    return cv2.countNonZero(mask & place) / max(1, cv2.countNonZero(place))


def page_share(maps: PageMaps, name: str, lines: tuple[Region, ...]) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of the paper that lies under those patches of a map that reach into the page's printed area, and their
    outlines, largest first.

    The printed area is the hull of the print that is seen and of the lines that were read, as far as paper reaches: blank
    margins may shine without loss. Where next to no print is left, all of the paper counts. What a patch takes is counted on the
    paper, since the print that it took is not seen.
    """
    mask, paper = binary(maps, name), binary(maps, "paper")
    under = mask & _printed(maps, mask, lines)
    if not under.any():
        return 0.0, ()
    patches = _whole(mask, under)
    return share_of(patches, paper), outlines(maps, patches)


def _whole(mask: Image, under: Image) -> Image:
    """All of the patches of a mask of which some is ``under``."""
    count, found = cv2.connectedComponents(mask)
    labels, kept = np.asarray(found, np.int32), np.zeros(count, np.uint8)
    kept[np.unique(labels[under > 0])] = 1
    return np.asarray(kept[labels] & mask, np.uint8)


def _printed(maps: PageMaps, mask: Image, lines: tuple[Region, ...]) -> Image:
    paper = binary(maps, "paper")
    print_ = (binary(maps, "print") & paper) | inside(maps, paper, *lines)
    points = cv2.findNonZero(print_)
    hull = np.zeros_like(paper)
    if points is not None:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), (1,))
    every = paper | mask
    return hull if hull.sum() >= LIMITS.little * every.sum() else every


def print_share(maps: PageMaps, name: str) -> tuple[float, tuple[Region, ...]]:
    """The share, 0..1, of what was printed that is lost to ``name`` (``glare`` or ``cover``) rather than to the other, and its
    outlines: print that stops where print should go on. Nothing where the segmenter has no such map."""
    if "lost" not in maps.masks:
        return 0.0, ()
    gone, other = binary(maps, "lost"), "cover" if name == "glare" else "glare"
    every = cv2.countNonZero(gone | binary(maps, "print"))
    mostly = binarize(maps.masks[name] - maps.masks[other], 0.0)
    by = gone & mostly
    return cv2.countNonZero(by) / max(1, every), outlines(maps, by) if by.any() else ()


def print_seen(maps: PageMaps) -> tuple[float, tuple[Quad, ...]]:
    """The share, 0..1, of the picture in which the map shows print on paper, read or not, and a box round each patch of it,
    its top along the patch's longer side; the largest first."""
    mask = binary(maps, "print") & binary(maps, "paper")
    boxes = []
    for patch in outlines(maps, mask):
        corners = cv2.boxPoints(cv2.minAreaRect(np.array(patch, np.float32))).astype(np.float64)
        across, down = (float(np.linalg.norm(corners[i + 1] - corners[i])) for i in (0, 1))
        boxes.append(quad(corners if across >= down else np.roll(corners, -1, axis=0)))
    return cv2.countNonZero(mask) / mask.size, tuple(boxes)
