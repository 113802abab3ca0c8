from __future__ import annotations

from collections.abc import Iterator

import pytest

from samples.generator.page import drawn_small

SMALL_PX = 1600


@pytest.fixture(autouse=True)
def small_pages() -> Iterator[None]:
    """Pages are drawn with half the pixels of those that are to be read: where things stand shows as well, in a quarter of the
    time."""
    with drawn_small(SMALL_PX):
        yield
