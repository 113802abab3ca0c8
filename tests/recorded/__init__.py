"""Pictures read once by the whole program, and all that was made of them kept: what checks are tried on.

``python -m tests.recorded`` reads them again, after a change to what a check is given (five minutes), and says where the
report is not as expected. Nothing here is an expected result: those stand in ``samples/manifest.toml`` and ``drawn.toml``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ConfigDict, TypeAdapter

from precheck.domain.examined import Examined
from precheck.domain.picture import Exposure, Face, Legibility, PageMaps, Paper, Sharpness
from precheck.domain.reading import FieldReading, Hidden, Kind, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.resources import packaged_folder
from precheck.domain.text import TextLine
from precheck.domain.upload import Header, Upload
from precheck.imaging import copies, decode
from precheck.pipeline import definition
from precheck.pipeline.definition import Definition

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
DRAWN = HERE / "drawn.toml"
READINGS = HERE / "readings"

_NO_POSTERIOR = {"__all__": {"posterior"}}
_LEFT_OUT: Mapping[str, Any] = {"lines": _NO_POSTERIOR, "pages": {"__all__": {"lines": _NO_POSTERIOR}}}
_ARRAYS = ConfigDict(arbitrary_types_allowed=True)
VALUES: Mapping[str, TypeAdapter[Any]] = {
    "header": TypeAdapter(tuple[Header, ...]),
    "papers": TypeAdapter(tuple[Paper, ...]),
    "turn": TypeAdapter(tuple[Turn, ...]),
    "lines": TypeAdapter(tuple[TextLine, ...], config=_ARRAYS),
    "faces": TypeAdapter(tuple[Face, ...]),
    "holder": TypeAdapter(tuple[Face | None, ...]),
    "pages": TypeAdapter(tuple[Page, ...], config=_ARRAYS),
    "kind": TypeAdapter(tuple[Kind, ...]),
    "sharpness": TypeAdapter(tuple[Sharpness | None, ...]),
    "exposure": TypeAdapter(tuple[Exposure, ...]),
    "seen_fields": TypeAdapter(dict[str, FieldReading]),
    "hidden": TypeAdapter(dict[str, tuple[Hidden, ...]]),
    "fields": TypeAdapter(dict[str, FieldReading]),
    "legibility": TypeAdapter(tuple[Legibility | None, ...]),
}
"""What checks read of a subject. A value that is one alone is written as a list of one."""

SINGLE = ("header", "turn", "holder", "kind", "sharpness", "exposure", "legibility")


@dataclass(frozen=True, slots=True)
class Listed:
    """A picture that is recorded. ``flags``: every code that its report must hold; ``name`` is the reading's too."""

    name: str
    picture: Path
    material: str
    registration: Path
    flags: tuple[str, ...]


@cache
def listed() -> tuple[Listed, ...]:
    """Of the committed samples one of each material, look and set of flags; and those drawn for the checks alone."""
    chosen: dict[tuple[Any, ...], Listed] = {}
    for entry in tomllib.loads((SAMPLES / "manifest.toml").read_text("utf-8"))["sample"]:
        key = (entry["material"], *entry["flags"], *(() if entry["flags"] else (entry["layout"],)))
        picture = SAMPLES / entry["file"]
        registration = SAMPLES / entry["file"].split("/")[0] / "registration.json"
        name = entry["file"].replace("/", "-").rpartition(".")[0]
        chosen.setdefault(key, Listed(name, picture, entry["material"], registration, tuple(entry["flags"])))
    drawn = [
        Listed(name, HERE / f"{name}.jpg", entry["material"], HERE / f"{name}.json", tuple(entry["flags"]))
        for name, entry in tomllib.loads(DRAWN.read_text("utf-8")).items()
    ]
    return (*chosen.values(), *drawn)


@cache
def pipelines() -> Mapping[str, Definition]:
    """The packaged ones."""
    return definition.load([packaged_folder("pipelines")])


def save(name: str, found: Examined) -> None:
    """Keeps what was found: values as JSON, certainties of a map as bytes. What failed is not kept, and so not there."""
    said: dict[str, Any] = {"today": found.today.isoformat(), "scalars": {}, "size": None}
    for value, adapter in VALUES.items():
        if value not in found.failures:
            kept = (getattr(found, value),) if value in SINGLE else getattr(found, value)
            said[value] = adapter.dump_python(kept, mode="json", exclude=_LEFT_OUT.get(value))
    arrays: dict[str, Any] = {}
    if "maps" not in found.failures:
        said["scalars"], said["size"] = dict(found.maps.scalars), [found.maps.width, found.maps.height]
        arrays = {key: np.round(mask * 255).astype(np.uint8) for key, mask in found.maps.masks.items()}
    text = json.dumps(said, ensure_ascii=False, default=float).encode()
    READINGS.mkdir(exist_ok=True)
    np.savez_compressed(READINGS / f"{name}.npz", said=np.frombuffer(text, np.uint8), **arrays)


@cache
def load(entry: Listed) -> Examined:
    """The subject as checks saw it, its picture decoded; of its stages those that failed have given nothing."""
    with np.load(READINGS / f"{entry.name}.npz") as arrays:
        said = json.loads(arrays["said"].tobytes())
        masks = {key: arrays[key].astype(np.float32) / 255 for key in arrays.files if key != "said"}
    for turn in said.get("turn", ()):  # JSON's keys are texts
        keys = {key: key.split(",") for key in turn["scores"]}
        turn["scores"] = {
            (int(keys[k][0]), keys[k][1] == "true"): value for k, value in turn["scores"].items()
        }
    materials = {slug: each.material for slug, each in pipelines().items()}
    upload = Upload.from_bytes(entry.picture.read_bytes(), material=entry.material, file=entry.picture.name)
    registration = Registration.parse(json.loads(entry.registration.read_text("utf-8")))
    day = date.fromisoformat(said["today"])
    found = Examined(upload, registration, materials[entry.material], materials, day)
    for value, adapter in VALUES.items():
        if value in said:
            read = adapter.validate_python(said[value])
            setattr(found, value, read[0] if value in SINGLE else read)
    if said["size"]:
        found.maps = PageMaps(masks, said["scalars"], *said["size"])
        found.image = decode.decode(upload.data, found.header)
        found.overview = copies.overview(found.image)
    return found
