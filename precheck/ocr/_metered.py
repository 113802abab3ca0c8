"""What reading costs, counted by what is asked and not by the clock: the same picture gets the same looks on any machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from precheck.domain.geometry import Image, Quad, height, width
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine, _detection

LINE_PX = 48
"""Height at which lines are read."""

FIRST, CAREFUL = 2.7, 16.0
"""How many times as much a line's pixel costs either tier as one of the whole page costs the detector (0.031 microseconds;
OpenVINO bf16, one thread)."""


@dataclass
class Meter:
    """``spent``: network input so far, in pixels of a whole page. ``most``: what it may come to; None is no limit."""

    spent: float = 0.0
    most: float | None = None

    @property
    def leaves_room(self) -> bool:
        """Whether another look is allowed."""
        return self.most is None or self.spent < self.most


def cost_of_lines(boxes: Sequence[Quad], rate: float = FIRST) -> float:
    """Of reading each of them once."""
    return sum(rate * LINE_PX**2 * width(box) / max(1.0, height(box)) for box in boxes)


class MeteredEngine:
    """Another engine, every question to which is counted, answered from memory or not. ``rate``: what a line's pixel costs."""

    def __init__(self, engine: OcrEngine, meter: Meter, rate: float = FIRST) -> None:
        self._engine = engine
        self._meter = meter
        self._rate = rate

    def version(self) -> str:
        return self._engine.version()

    def models(self) -> dict[str, str]:
        return self._engine.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        self._meter.spent += _detection.plan(image.shape[1], image.shape[0], long_side_px).pixels
        return self._engine.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self._meter.spent += cost_of_lines(boxes, self._rate)
        return self._engine.read(image, boxes)


class SparingEngine:
    """A careful reader as long as the meter leaves room, and the first one after that."""

    def __init__(self, careful: OcrEngine, first: OcrEngine, meter: Meter) -> None:
        self._careful = careful
        self._first = first
        self._meter = meter

    def version(self) -> str:
        return self._careful.version()

    def models(self) -> dict[str, str]:
        return self._careful.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return self._first.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        lines = []
        for box in boxes:
            engine = self._careful if self._meter.leaves_room else self._first
            lines += engine.read(image, [box])
        return lines
