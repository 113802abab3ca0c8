"""The report on one upload, and its JSON form (``precheck.report/1``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import metadata
from typing import Any, Self

from pydantic import TypeAdapter

from precheck.domain.flag import Flag, Unable, Verdict, verdict
from precheck.domain.geometry import Region
from precheck.domain.reading import Status

SCHEMA = "precheck.report/1"


@dataclass(frozen=True, slots=True)
class UploadFacts:
    id: str | None
    file: str | None
    material: str
    submission: str | None
    sha256: str | None
    bytes: int | None
    format: str | None = None
    width: int | None = None
    height: int | None = None

    @property
    def display_name(self) -> str:
        """What messages call the picture: the name of its file, as the candidate knows it; else its id."""
        return (self.file or "").replace("\\", "/").rsplit("/", 1)[-1] or self.id or self.sha256 or "?"


@dataclass(frozen=True, slots=True)
class PageFacts:
    view: str | None
    rotation: int | None
    mirrored: bool | None
    document: Region | None


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of the picture; units as in the outward contract."""

    rotation: int | None = None
    mirrored: bool | None = None
    tilt_degrees: float | None = None
    sharpness: float | None = None
    brightness: float | None = None
    view: str | None = None
    document: Region | None = None
    exif_orientation: int | None = None
    pages: tuple[PageFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """One field as read and compared. ``reader``: who decided (``pp-ocrv6-small+line_reader``); None without a value."""

    value: str | None
    confidence: float | None
    expected: str | None
    status: Status
    region: Region | None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """With what the report was made. ``off``: the checks that the settings removed."""

    precheck: str
    pipeline: str | None
    registration: str | None
    ocr: str | None
    models: dict[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result for one upload. ``checked_at`` is ISO 8601 with offset; ``seconds`` by stage."""

    checked_at: str
    upload: UploadFacts
    flags: tuple[Flag, ...]
    image: ImageFacts
    fields: dict[str, FieldFacts]
    unable: tuple[Unable, ...]
    provenance: Provenance
    seconds: dict[str, float] = field(default_factory=dict)
    schema: str = SCHEMA

    @property
    def verdict(self) -> Verdict:
        """Computed from the flags and from what could not be checked."""
        return verdict(self.flags, self.unable)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, never masked."""
        plain = _adapter().dump_python(self, mode="json")
        head = {key: plain.pop(key) for key in ("schema", "checked_at", "upload")}
        return {**head, "verdict": str(self.verdict), **plain}

    def to_json(self) -> str:
        """The report as one line of JSON, never masked."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A report from its JSON form; the verdict is computed again.
        Raises pydantic.ValidationError: the data is no report."""
        report = _adapter().validate_python({key: value for key, value in data.items() if key != "verdict"})
        assert isinstance(report, cls)
        return report

    @classmethod
    def unchecked(cls, at: datetime, upload: UploadFacts, unable: Unable) -> Self:
        """The report on what could not be looked at at all."""
        made_by = Provenance(metadata.version("precheck"), pipeline=None, registration=None, ocr=None)
        checked_at = at.isoformat(timespec="seconds")
        return cls(checked_at, upload, (), ImageFacts(), {}, (unable,), made_by)

    def with_upload(self, **changes: Any) -> Report:
        """The same report under another name: for a picture that was checked before (``file``, ``submission``)."""
        return replace(self, upload=replace(self.upload, **changes))


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)
