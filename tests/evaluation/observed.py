"""Reports and observations to judge, made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from precheck.domain.flag import Flag, Severity
from precheck.domain.report import ImageFacts, Provenance, Report, UploadFacts
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.observe import Observation
from precheck_evaluation.truth import Truth


def labelled(truth: dict[str, Any], material: str = "diploma", file: str = "a.jpg") -> Labelled:
    return Labelled(file, Path(file), material, None, Truth.parse(truth))


def report(*codes: str, message_en: str = "", material: str = "diploma", **image: Any) -> Report:
    facts = ImageFacts(**{"rotation": 0, "mirrored": False, "brightness": 0.7, **image})
    flags = tuple(Flag(code, Severity.REUPLOAD, "重新上传", message_en) for code in codes)
    upload = UploadFacts(None, "a.jpg", material, None, "0" * 64, 100, "jpeg", 800, 600)
    return Report(
        "2026-01-01T00:00:00+08:00", upload, flags, facts, {}, (), Provenance("0", None, None, None)
    )


def observation(truth: dict[str, Any], *codes: str, **image: Any) -> Observation:
    return Observation(labelled(truth), report(*codes, **image))
