"""What a check may ask of an upload. The implementation, which computes each answer once and only when
asked, stands in :mod:`precheck.pipeline.subject`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from precheck.domain.face import Face
from precheck.domain.geometry import Image, Region
from precheck.domain.header import Header
from precheck.domain.material import Material
from precheck.domain.quality import Exposure, Legibility, Sharpness
from precheck.domain.reading import FieldReading, Kind, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import Upload


class Subject(Protocol):
    """One upload under examination. Every property may raise: the runner turns that into ``unable``."""

    @property
    def upload(self) -> Upload: ...

    @property
    def registration(self) -> Registration | None: ...

    @property
    def material(self) -> Material: ...

    @property
    def materials(self) -> Mapping[str, Material]:
        """All materials there are, by slug."""
        ...

    @property
    def today(self) -> date:
        """The day on which validity is judged."""
        ...

    @property
    def header(self) -> Header: ...

    @property
    def image(self) -> Image: ...

    @property
    def turn(self) -> Turn:
        """How the picture lies, confirmed by reading."""
        ...

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """All lines read."""
        ...

    @property
    def pages(self) -> tuple[Page, ...]: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def faces(self) -> tuple[Face, ...]:
        """Upright faces, portraits printed on documents among them, largest first."""
        ...

    def faces_about(self, region: Region) -> tuple[Face, ...]:
        """Those in a region and close around it: cheaper than all where only one place is in question."""
        ...

    @property
    def sharpness(self) -> Sharpness | None:
        """Of the print alone; None where there is no text to judge by."""
        ...

    @property
    def legibility(self) -> Legibility | None:
        """Of the fields that matter, from the print's sharpness and from what was read; None where there is no text."""
        ...

    @property
    def exposure(self) -> Exposure: ...

    @property
    def fields(self) -> Mapping[str, FieldReading]:
        """By name, compared with what was declared."""
        ...

    @property
    def seen_fields(self) -> Mapping[str, FieldReading]:
        """By name, from the picture alone. What is found about the picture goes by these, so that no declared value
        changes it."""
        ...
