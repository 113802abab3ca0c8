"""One scan, shared by the session, of every committed sample and every case: the command line's own, with the real reader."""

from __future__ import annotations

import base64
import csv
import json
import os
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from precheck.entrypoints.cli import application

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CASES = ROOT / "tests" / "cases"

LISTED: list[dict[str, Any]] = tomllib.loads((SAMPLES / "manifest.toml").read_text("utf-8"))["sample"]
HANDED: list[dict[str, Any]] = [
    json.loads(line) for line in (CASES / "cases.jsonl").read_text("utf-8").splitlines()
]


@dataclass(frozen=True)
class Scanned:
    """Reports as they were written, by the submission's name (``case-…``) and the file."""

    reports: dict[tuple[str, str], dict[str, Any]]

    def sample(self, entry: dict[str, Any]) -> dict[str, Any]:
        return self.reports[(entry["file"].split("/")[0], str(SAMPLES / entry["file"]))]

    def case(self, case: dict[str, Any]) -> dict[str, Any]:
        return self.reports[(f"case-{case['id']}", str(CASES / "inputs" / case["file"]))]


def codes(report: dict[str, Any], *severities: str) -> list[str]:
    """The codes of a report's flags, in order of the alphabet; of some severities, or of all."""
    return sorted(
        {flag["code"] for flag in report["flags"] if not severities or flag["severity"] in severities}
    )


def some(pattern: str, found: list[str]) -> bool:
    """Whether a code fits one of the patterns (parted by ``|``)."""
    return any(fnmatchcase(code, one) for code in found for one in pattern.split("|"))


def _rows(folder: Path) -> list[dict[str, Any]]:
    rows = [
        {
            "file": str(SAMPLES / entry["file"]),
            "material": entry["material"],
            "submission": entry["file"].split("/")[0],
            "registration": str(SAMPLES / entry["file"].split("/")[0] / "registration.json"),
        }
        for entry in LISTED
    ]
    for case in HANDED:
        if "csv_row" in case:
            continue
        registration: Any = case.get("registration")
        if "registration_bytes_base64" in case:
            path = folder / f"{case['id']}.json"
            path.write_bytes(base64.b64decode(case["registration_bytes_base64"]))
            registration = str(path)
        rows.append({**_file(case), "registration": registration})
    return rows


def _file(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": str(CASES / "inputs" / case["file"]),
        "material": case["material"],
        "submission": f"case-{case['id']}",
    }


def _spreadsheet(path: Path) -> None:
    rows = [{**_file(case), **case["csv_row"]} for case in HANDED if "csv_row" in case]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """All samples and cases, scanned once by two processes; the cases that stand in a spreadsheet as one."""
    folder = tmp_path_factory.mktemp("golden")
    manifest, sheet = folder / "manifest.jsonl", folder / "sheet.csv"
    manifest.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(folder)), encoding="utf-8"
    )
    _spreadsheet(sheet)
    jobs = str(min(2, len(os.sched_getaffinity(0))))
    reports: dict[tuple[str, str], dict[str, Any]] = {}
    for path in (manifest, sheet):
        out = folder / path.stem
        code = application()(["scan", str(path), "--out", str(out), "--jobs", jobs], standalone_mode=False)
        assert code == 0
        for line in (out / "reports.jsonl").read_text(encoding="utf-8").splitlines():
            report = json.loads(line)
            reports[(report["upload"]["submission"], report["upload"]["file"])] = report
    return Scanned(reports)
