"""An engine that reads nothing: for measuring what surrounds it, and for checks that need no text."""

from collections.abc import Sequence

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr import Availability, Capabilities

CAPABILITIES = Capabilities(probabilities=False, precision="none")


class NullEngine:
    """Finds no text."""

    def version(self) -> str:
        return "null"

    def models(self) -> dict[str, str]:
        return {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [TextLine(box, "", 0.0) for box in boxes]


def probe() -> Availability:
    """Always there."""
    return Availability(True, "不读取任何文字 (reads nothing)")


def create() -> NullEngine:
    """A new one."""
    return NullEngine()
