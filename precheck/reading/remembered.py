"""What was made of the same lines before: a second look reads one line anew, and the rest of the page stands as it did.

Nothing here depends on what was declared, so that an evaluation may declare many values against one picture.
"""

from collections.abc import Sequence

from precheck.domain.material import FieldRule
from precheck.domain.reading import Page
from precheck.fields import FieldType
from precheck.reading import fuse, locate
from precheck.reading.fuse import Best
from precheck.reading.layout import Layout, Text
from precheck.reading.locate import Place

_PageKey = tuple[object, ...]
_BestKey = tuple[str, str, tuple[tuple[int, int], ...]]


class Remembered:
    """Places of fields by page, and best readings by place.

    Lines are told apart as objects: what is kept holds them, so that none is taken for another.
    """

    def __init__(self) -> None:
        self._pages: dict[_PageKey, tuple[Page, Layout, dict[FieldRule, list[Place]]]] = {}
        self._bests: dict[_BestKey, tuple[Text, Best]] = {}

    def layout(self, page: Page) -> Layout | None:
        """None where nothing tells how the page lies."""
        return None if page.orientation is None else self._of(page)[1]

    def places(self, page: Page, rule: FieldRule, stops: Sequence[str]) -> list[Place]:
        """As :func:`precheck.reading.locate.places`; ``stops`` are the same for all rules of a material."""
        _, layout, known = self._of(page)
        if rule not in known:
            known[rule] = locate.places(layout, rule, stops)
        return known[rule]

    def best(self, kind: FieldType, text: Text, value: str) -> Best:
        """As :func:`precheck.reading.fuse.best_reading`."""
        where = tuple((id(glyph.placed.line), glyph.index) for glyph in text.glyphs)
        key = (str(getattr(kind, "__name__", id(kind))), value, where)
        if key not in self._bests:
            self._bests[key] = (text, fuse.best_reading(kind, text, value))
        return self._bests[key][1]

    def _of(self, page: Page) -> tuple[Page, Layout, dict[FieldRule, list[Place]]]:
        assert page.orientation is not None
        key = (page.orientation, page.view, *(id(line) for line in page.lines))
        if key not in self._pages:
            self._pages[key] = (page, Layout(page.lines, page.orientation), {})
        return self._pages[key]
