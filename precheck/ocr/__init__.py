"""Readers of text: one engine a file, named by the file (``--engine tesseract``).

An engine module offers ``probe()``, which says without starting it whether the engine can run, ``create()``, which starts
it, and ``CAPABILITIES``. Options are fixed at construction. Installed packages add engines by entry points of the group
``precheck.engines``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.plugins import Registry, modules_of

REGISTRY = Registry(
    modules_of(__name__, __path__), "precheck.engines", "engine", ("CAPABILITIES", "probe", "create")
)


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


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can. ``probabilities``: its lines carry posteriors, without which declared values are compared with
    the text alone and other readers' words are not weighed; ``precision``: of what it computes; ``careful`` starts its second
    tier, which reads the lines whose words matter, where it has one."""

    probabilities: bool
    precision: str
    careful: Callable[[], OcrEngine] | None = None


class EngineModule(Protocol):
    """What an engine's file offers."""

    CAPABILITIES: Capabilities

    def probe(self) -> Availability: ...

    def create(self) -> OcrEngine: ...


def names() -> list[str]:
    """The engines there are, installed or not."""
    return REGISTRY.names()


def load(name: str) -> EngineModule:
    """The engine's module.
    Raises Invalid: there is none of this name, and the message lists what there is; or a package's does not offer
    what an engine must."""
    module: EngineModule = REGISTRY.load(name)
    return module
