"""The committed samples, as samples/manifest.toml says."""

from __future__ import annotations

from typing import Any

import pytest

from precheck import Precheck
from tests.golden.conftest import LISTED, Scanned, codes

STOPS = ("format.unsupported", "format.incomplete", "format.undecodable", "format.empty")
"""Codes with which a picture cannot be looked at, so that the later checks are unable."""


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: str(entry["file"]))
def test_sample_gives_what_the_manifest_says(
    entry: dict[str, Any], scanned: Scanned, precheck: Precheck
) -> None:
    report = scanned.sample(entry)
    assert codes(report) == entry["flags"]
    assert bool(report["unable"]) == any(code in STOPS for code in entry["flags"])
    if report["unable"]:
        return
    for fact in ("rotation", "mirrored"):
        if fact in entry:
            assert report["image"][fact] == entry[fact], fact
    # The manifest names an original (正本) as one; a report names the material's own views.
    if entry.get("view") in {view.name for view in precheck.materials[entry["material"]].views}:
        assert report["image"]["view"] == entry["view"]
