"""What reading costs, counted by what is asked and not by the clock: the same picture gets the same looks on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precheck.domain.geometry import Image, Quad, height, width
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine, _detection

LINE_PX = 48
"""Height at which lines are read."""

DEARER = 4.5
"""How many times as much a line's pixel costs as one of the whole page (PP-OCRv6 small, OpenVINO bf16: 0.48 against 0.107
microseconds)."""


@dataclass
class Meter:
    """``spent``: network input so far, in pixels of a whole page. ``most``: what it may come to; None is no limit."""

    spent: float = 0.0
    most: float | None = None

    @property
    def leaves_room(self) -> bool:
        """Whether another look is allowed."""
        return self.most is None or self.spent < self.most


class MeteredEngine:
    """Another engine, every question to which is counted, answered from memory or not."""

    def __init__(self, engine: OcrEngine, meter: Meter) -> None:
        self._engine = engine
        self._meter = meter

    def version(self) -> str:
        return self._engine.version()

    def models(self) -> dict[str, str]:
        return self._engine.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        wide, high = _detection.input_size(image.shape[1], image.shape[0], long_side_px)
        self._meter.spent += wide * high
        return self._engine.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self._meter.spent += sum(DEARER * LINE_PX**2 * width(box) / max(1.0, height(box)) for box in boxes)
        return self._engine.read(image, boxes)
