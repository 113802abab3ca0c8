"""Reports that were made before, by whatever version: judged without checking anything again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.observe import Observation, from_report

Key = tuple[str, str]
"""The picture's SHA-256 (its name where the file is not there) and the material."""


def read(path: Path) -> dict[Key, Report]:
    """The reports of a ``reports.jsonl``, as ``precheck scan`` and ``precheck check --json`` write them, by digest and by name.
    Raises Invalid: naming the line that is no report."""
    found: dict[Key, Report] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"无法读取报告 (cannot read the reports): {path}: {error}") from None
    for number, line in enumerate(lines, start=1):
        try:
            report = Report.from_dict(json.loads(line))
        except (ValueError, ValidationError):
            raise Invalid(f"{path}: 第 {number} 行不是报告 (line {number} is no report)") from None
        upload = report.upload
        found |= {(name, upload.material): report for name in (upload.sha256, upload.file) if name}
    return found


def observe(
    pictures: Sequence[Labelled], reports: Mapping[Key, Report], materials: Mapping[str, Material]
) -> tuple[list[Observation], list[str]]:
    """What the reports show, and the names of pictures that have none."""
    seen: list[Observation] = []
    missing: list[str] = []
    for picture in pictures:
        name = (
            hashlib.sha256(picture.path.read_bytes()).hexdigest() if picture.path.is_file() else picture.file
        )
        report = reports.get((name, picture.material))
        if report is None:
            missing.append(picture.file)
        else:
            seen.append(from_report(picture, report, materials))
    return seen, missing
