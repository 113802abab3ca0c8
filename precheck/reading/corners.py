"""The corners of each page seen: a card's by its known layout and its edges, a sheet's by its paper; and what they say of
values that stand beyond them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Orientation, Quad, centre, quad
from precheck.domain.material import Material, PrintedLayout
from precheck.domain.picture import PageMaps, Paper
from precheck.domain.reading import FieldReading, Page, Status
from precheck.reading import kind, orientation
from precheck.reading.layout import Layout
from precheck.vision import card, document

Points = NDArray[np.float64]


def place(
    image: Image, pages: Sequence[Page], material: Material, papers: Sequence[Paper], maps: PageMaps
) -> tuple[Page, ...]:
    """The pages with their corners, how far they reach beyond the picture and where their fields belong, where that is known.

    Pages that share a paper have no corners of their own; where reading does not tell how a page lies, the segmenter's vote
    says with which corner it begins.
    """
    views = {view.name: view for view in material.views}
    whose = [_paper_of(page, papers, material) for page in pages]
    found = []
    for page, paper in zip(pages, whose, strict=True):
        view = views.get(page.view or "")
        if view is not None and view.layout is not None:
            page = _on_card(image, page, view.layout, papers)
        if page.document is None and paper is not None and paper.corners is not None:
            alone = sum(other is paper for other in whose) == 1
            holder = view is not None and view.min_face is not None
            if alone and not holder:
                page = replace(
                    page, document=_turned(paper.corners, page.orientation or orientation.likeliest(maps).way)
                )
        found.append(page)
    return tuple(found)


def reject_values_beside(
    fields: Mapping[str, FieldReading], pages: Sequence[Page]
) -> dict[str, FieldReading]:
    """The fields, with those as unreadable that contradict what was declared but stand beside the document: another paper that
    lies there accuses nobody. All as they are where the corners of some page are not known."""
    documents = [page.document for page in pages if page.document is not None]
    if not documents or len(documents) < len(pages):
        return dict(fields)
    return {
        name: FieldReading(
            name, Status.UNREADABLE, reading.type, expected=reading.expected, rule=reading.rule
        )
        if reading.status is Status.MISMATCH
        and reading.box is not None
        and _is_beside(reading.box, documents)
        else reading
        for name, reading in fields.items()
    }


def _is_beside(box: Quad, documents: Sequence[Quad]) -> bool:
    return all(cv2.pointPolygonTest(np.array(each, np.float32), centre(box), False) < 0 for each in documents)


def _paper_of(page: Page, papers: Sequence[Paper], material: Material) -> Paper | None:
    """The paper whose lines speak most for the material; where none do, the one on which most of the page's lines stand."""
    on = [document.holding(papers, centre(line.box)) for line in page.lines]
    counts = [sum(other is paper for other in on) for paper in papers]
    spoken = [
        kind.score(
            "\n".join(
                line.text.replace(" ", "") for line, its in zip(page.lines, on, strict=True) if its is paper
            ),
            material,
        )
        for paper in papers
    ]
    best = max(range(len(papers)), key=lambda index: (spoken[index], counts[index]), default=None)
    if best is None or (spoken[best] <= 0 and 2 * counts[best] <= len(on)):
        return None
    return papers[best]


def _on_card(image: Image, page: Page, layout: PrintedLayout, papers: Sequence[Paper]) -> Page:
    if page.orientation is None:
        return page
    on_card, in_picture = _anchors(Layout(page.lines, page.orientation), layout.anchors_mm)
    placement = card.place(image, on_card, in_picture, layout.size_mm, papers)
    if placement is None:
        return page
    places = {name: placement.at(place_mm) for name, place_mm in layout.places_mm.items()}
    return replace(page, document=placement.document, beyond=placement.beyond, places=places)


def _anchors(layout: Layout, anchors_mm: Mapping[str, tuple[float, float, float]]) -> tuple[Points, Points]:
    """Places on the card and in the picture; two points a text, its left and its right end."""
    on_card: list[tuple[float, float]] = []
    in_picture: list[Points] = []
    for text in layout.row_texts:
        for pattern, (left, middle, right) in anchors_mm.items():
            match = re.search(pattern, text.string)
            if match is None:
                continue
            box = np.array(text.part(*match.span()).box(layout.orientation))
            on_card += [(left, middle), (right, middle)]
            in_picture += [(box[0] + box[3]) / 2, (box[1] + box[2]) / 2]
    return np.array(on_card, np.float64).reshape(-1, 2), np.array(in_picture, np.float64).reshape(-1, 2)


def _turned(corners: Quad, way: Orientation) -> Quad:
    """Corners clockwise on screen, from the page's own top-left on and the page's own way around."""
    ordered = np.array(corners[::-1] if way.mirrored else corners)
    upright = way.to_upright(ordered)
    return quad(np.roll(ordered, -int(np.argmin(upright.sum(axis=1))), axis=0))
