"""What part of a picture a fault of the whole page is shown on."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.geometry import Image, Region
from precheck.domain.reading import Page


def of(pages: Sequence[Page], image: Image) -> Region:
    """The corners of the first page found, else the picture's own."""
    found = next((page.document for page in pages if page.document is not None), None)
    if found is not None:
        return found
    right, bottom = float(image.shape[1] - 1), float(image.shape[0] - 1)
    return ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
