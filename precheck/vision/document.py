"""Papers: where each lies, its corners where its sides can be told, and which borders of the picture it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Point, Region, quad
from precheck.domain.picture import PageMaps, Paper
from precheck.domain.reading import Page
from precheck.vision import limits, overlap, sides


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    least_share: float
    at_border_cells: int


LIMITS = limits.read("papers", Limits)


def papers(image: Image, maps: PageMaps) -> tuple[Paper, ...]:
    """The papers seen, largest first. Papers that touch are parted by the map of their borders, where there is one."""
    paper = overlap.binary(maps, "paper")
    inner = paper & (1 - overlap.binary(maps, "border")) if "border" in maps.masks else paper
    count, labels = cv2.connectedComponents(inner, connectivity=4)
    if count > 2:
        labels = _nearest(inner, np.asarray(labels, np.int32))
    sizes = [int((paper & (labels == index)).sum()) for index in range(count)]
    order = sorted(range(1, count), key=lambda index: -sizes[index])
    return tuple(
        _paper(image, maps, np.asarray((paper > 0) & ((labels == index) | (count == 2)), np.uint8))
        for index in order
        if sizes[index] >= LIMITS.least_share * paper.size
    )


def _nearest(inner: Image, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every cell the component that is nearest to it: so each gets its own border back."""
    _, near = cv2.distanceTransformWithLabels(1 - inner, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
    near = np.asarray(near, np.int32)
    of_near = np.zeros(int(near.max()) + 1, np.int32)
    of_near[near[inner > 0]] = labels[inner > 0]
    return np.asarray(of_near[near], np.int32)


def _paper(image: Image, maps: PageMaps, mask: Image) -> Paper:
    near = LIMITS.at_border_cells
    reaches = (
        float(mask[:, :near].max(axis=1).mean()),
        float(mask[:near].max(axis=0).mean()),
        float(mask[:, -near:].max(axis=1).mean()),
        float(mask[-near:].max(axis=0).mean()),
    )
    outline = overlap.outlines(maps, mask)[0]
    corners = sides.corners(image, maps, mask)
    return Paper(None if corners is None else quad(corners), outline, reaches, float(mask.mean()))


def holding(found: Sequence[Paper], point: Point) -> Paper | None:
    """The paper on which a point lies; None where it lies on none."""
    for paper in found:
        outline = np.array(paper.outline, np.float32).reshape(-1, 1, 2)
        if cv2.pointPolygonTest(outline, point, False) >= 0:
            return paper
    return None


def whole(pages: Sequence[Page], image: Image) -> Region:
    """Where a fault of the whole page is shown: the corners of the first page found, else the picture's own."""
    found = next((page.document for page in pages if page.document is not None), None)
    if found is not None:
        return found
    right, bottom = float(image.shape[1] - 1), float(image.shape[0] - 1)
    return ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
