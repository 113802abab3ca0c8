"""Readers of text: one engine a file, named by the file (``--engine rapidocr``).

An engine module offers ``probe()``, which says without starting it whether the engine can run, and
``create()``, which starts it. Options are fixed at construction.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine


class OcrEngine(Protocol):
    """Finds and reads lines of text.

    Boxes follow :mod:`precheck.domain.geometry`: a box begins with the text's own top-left, and ``read``
    crops along the box's own order, so that a box written in another order reads a turned or mirrored
    line.
    """

    def version(self) -> str:
        """Engine, models and precision in one line, for the provenance."""
        ...

    def models(self) -> dict[str, str]:
        """SHA-256 of each weight file, by name."""
        ...

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        """Where text stands, looking at the picture scaled to at most ``long_side_px``.

        Box order is by place only: ``box[0]`` is the corner nearest the picture's top-left for text that
        runs across, and the text is taken to run along the longer side.
        """
        ...

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        """One line a box, in the same order; an empty text where nothing can be read."""
        ...


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can run here, and with what."""

    available: bool
    detail: str
    versions: dict[str, str] = field(default_factory=dict)


class EngineModule(Protocol):
    """What an engine's file offers."""

    def probe(self) -> Availability: ...

    def create(self) -> OcrEngine: ...


def names() -> list[str]:
    """The engines there are, installed or not."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def load(name: str) -> EngineModule:
    """The engine's module.

    Raises:
        Invalid: there is none of this name; the message lists what there is.
    """
    if name not in names():
        raise Invalid(f"no engine {name!r}; there are: {', '.join(names())}")
    module: EngineModule = importlib.import_module(f"{__name__}.{name}")
    return module
