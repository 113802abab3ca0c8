"""The results of an earlier scan that ``--resume`` may take over.

A report is taken over for a row of the same file name, material and submission whose file, pipeline and registration
have the same SHA-256. Equal rows have equal reports, so it does not matter which of them a line was written for.
While the scan goes on, the earlier lines lie in a file of their own, so that even a scan killed in the middle of
``--resume`` loses nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from precheck.entrypoints.scan.rows import Row

KEPT = ".reports.earlier.jsonl"


class Earlier:
    """Earlier reports by key. Holds 16 bytes and a place in the file for each, never the reports themselves."""

    def __init__(self, out: Path, reports: Path, engine: str | None = None) -> None:
        """``engine``: reports by another reader are not taken over; None: whoever read them."""
        self._path = out / KEPT
        self._engine = engine
        _set_aside(reports, self._path)
        self._places: dict[bytes, list[tuple[int, int]]] = {}
        if self._path.exists():
            self._index()
        self._file = self._path.open("rb") if self._path.exists() else None

    def _index(self) -> None:
        offset = 0
        with self._path.open("rb") as lines:
            for line in lines:
                key = _key_of_line(line, self._engine)
                if key is not None:
                    self._places.setdefault(key, []).append((offset, len(line)))
                offset += len(line)

    def take(self, row: Row, pipeline: str | None) -> bytes | None:
        """The line for a row, with its line feed, once; None where the row has to be checked."""
        if self._file is None or row.path is None or pipeline is None:
            return None
        places = self._places.get(_key_of_row(row, pipeline))
        if not places:
            return None
        offset, length = places.pop(0)
        self._file.seek(offset)
        return self._file.read(length)

    def rest(self) -> Iterator[bytes]:
        """The lines that nobody took, in their old order."""
        if self._file is not None:
            for offset, length in sorted(place for places in self._places.values() for place in places):
                self._file.seek(offset)
                yield self._file.read(length)

    def discard(self) -> None:
        """All that matters stands in the new file."""
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)


def _set_aside(reports: Path, kept: Path) -> None:
    if not reports.exists():
        return
    if not kept.exists():
        reports.rename(kept)
        return
    with reports.open("rb") as new, kept.open("ab") as file:
        file.write(b"\n")  # ends a line that was cut off
        shutil.copyfileobj(new, file)
    reports.unlink()


def _key_of_line(line: bytes, engine: str | None) -> bytes | None:
    """None for a line that is half-written, damaged, or says only that the row could not be checked."""
    if not line.endswith(b"\n"):
        return None
    try:
        data: Mapping[str, Any] = json.loads(line)
        upload, made = data["upload"], data["provenance"]
        if made["pipeline"] is None:
            return None
        if engine is not None and made["ocr"].split()[0] != engine:
            return None
        bad_registration = any(item["check"] == "registration" for item in data["unable"])
        return _key(
            upload["file"],
            upload["material"],
            upload["submission"],
            upload["sha256"],
            made["pipeline"],
            "?" if bad_registration else made["registration"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _key_of_row(row: Row, pipeline: str) -> bytes:
    assert row.path is not None
    try:
        with row.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        digest = None
    declared = "?" if row.problem else row.registration.sha256() if row.registration else None
    return _key(row.file, row.material, row.submission, digest, pipeline, declared)


def _key(*parts: str | None) -> bytes:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()
