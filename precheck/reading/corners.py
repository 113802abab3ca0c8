"""The corners of each page seen: by its fixed layout, or by its edges and printed frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from precheck.domain.geometry import Image
from precheck.domain.material import Material
from precheck.domain.reading import Page
from precheck.imaging.faces import Face
from precheck.reading import placing


def of(
    image: Image, pages: Sequence[Page], material: Material, faces: Callable[[], Sequence[Face]]
) -> tuple[Page, ...]:
    """The pages with their corners, and how far they reach beyond the picture, where that is known."""
    views = {view.name: view for view in material.views}
    found = []
    for page in pages:
        view = views.get(page.view or "")
        if view is not None and view.layout is not None:
            placement = placing.place(image, page, view.layout, faces)
            if placement is not None:
                page = replace(page, document=placement.document, beyond=placement.beyond)
        found.append(page)
    return tuple(found)
