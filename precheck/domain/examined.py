"""An upload, examined: all that the stages found, finished. Checks read it and compute nothing of the kind again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from precheck.domain.geometry import Image, Overview, Quad
from precheck.domain.material import Material
from precheck.domain.picture import Exposure, Face, Legibility, PageMaps, Paper, Sharpness
from precheck.domain.reading import FieldReading, Hidden, Kind, OrientedBlock, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import Header, Upload


@dataclass(frozen=True, slots=True)
class Failure:
    """A stage that failed, and why."""

    stage: str
    error: Exception


class Examined:
    """One upload and what was found of it. A value that its stage failed to give raises that stage's error when it is
    asked for, so that nothing is checked without it.

    ``overview``: the picture reduced, to look at the page as a whole. ``materials``: all there are, by slug. ``today``:
    the day on which validity is judged. ``seconds``: how long each stage took. ``faces`` are upright and largest first,
    looked for only where the material shows a person; ``holder``: the one of somebody who holds the card. ``lines``: all
    that was read. ``located``: the fields as read
    from the picture alone; ``seen_fields``: the same, those that something hides unreadable: whatever is found about
    the picture goes by these; ``fields``: compared with what was declared. ``hidden``: by field, or part of a card,
    what lies on its place. ``sharpness`` is of the print alone and None without text; ``legibility`` of the fields that
    matter."""

    header: Header
    image: Image
    overview: Overview
    maps: PageMaps
    papers: tuple[Paper, ...]
    boxes: list[Quad]
    sampled: Mapping[int, TextLine]
    parts: tuple[OrientedBlock, ...]
    turn: Turn
    lines: tuple[TextLine, ...]
    faces: tuple[Face, ...]
    holder: Face | None
    pages: tuple[Page, ...]
    kind: Kind
    sharpness: Sharpness | None
    exposure: Exposure
    located: Mapping[str, FieldReading]
    seen_fields: Mapping[str, FieldReading]
    hidden: Mapping[str, tuple[Hidden, ...]]
    fields: Mapping[str, FieldReading]
    legibility: Legibility | None

    def __init__(
        self,
        upload: Upload,
        registration: Registration | None,
        material: Material,
        materials: Mapping[str, Material],
        today: date,
    ) -> None:
        self.upload = upload
        self.registration = registration
        self.material = material
        self.materials = materials
        self.today = today
        self.seconds: dict[str, float] = {}
        self.failures: dict[str, Failure] = {}

    @contextmanager
    def stage(self, name: str, *gives: str) -> Iterator[None]:
        """Runs what stands under it as a stage that ``gives`` these values; what it raises is kept for who asks for them."""
        started = perf_counter()
        try:
            yield
        except Exception as error:
            failed = self.failure_of(error) or Failure(name, error)
            for value in gives:
                self.failures[value] = failed
                self.__dict__.pop(value, None)
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started

    def failure_of(self, error: BaseException) -> Failure | None:
        """The stage whose failure this is; None for any other error."""
        return next((failed for failed in self.failures.values() if failed.error is error), None)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Reached for what no stage has given."""
            failed = self.__dict__.get("failures", {}).get(name)
            if failed is None:
                raise AttributeError(f"{name}: not examined")
            raise failed.error.with_traceback(None)
