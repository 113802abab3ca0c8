"""A reader whose answers are looked at before they are believed: a defect of an engine must not reach a report."""

from collections.abc import Sequence

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine

ROUNDING = 1e-4
"""Probabilities in half precision may pass 1 by as much."""


class GuardedEngine:
    """Another engine, and a ValueError where it answers for too many or too few lines or with a certainty outside 0..1."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine

    def version(self) -> str:
        return self._engine.version()

    def models(self) -> dict[str, str]:
        return self._engine.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return self._engine.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        lines = self._engine.read(image, boxes)
        if len(lines) != len(boxes):
            raise ValueError(f"the reader answered for {len(lines)} of {len(boxes)} lines")
        for line in lines:
            # Written so that NaN fails too.
            if not all(-ROUNDING <= c <= 1 + ROUNDING for c in (line.confidence, *line.characters)):
                raise ValueError("the reader's certainty is not within 0..1")
        return lines
