"""A folder that somebody else writes uploads into: ``<submission>/<material>/<any name>``, with
``<submission>/registration.json``.

Nothing has to be remembered between runs: the same file in the same place is one upload, and a file of the same name
with other content replaces it. Files that vanish change nothing; deleting is done through the service."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from precheck.domain.errors import Invalid
from precheck.entrypoints.layout import REGISTRATION_FILE, display_name, is_no_upload
from precheck.entrypoints.registrations import read_registration
from precheck.service import Intake
from precheck.service.errors import NotFound, Refusal

log = logging.getLogger(__name__)

State = tuple[int, int]
"""A file's time of change (ns) and its size."""


@dataclass(slots=True)
class PollResult:
    """What one look at the folder came to. ``said``: what was refused or cleaned, with the place in the folder and never
    a value; for whoever watches, not for the log."""

    uploads: int = 0
    registrations: int = 0
    refused: int = 0
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FolderWatcher:
    """Looks at the folder again and again. A file is taken once it is the same in two looks, so not half-written. While
    a submission's registration cannot be used its uploads wait, so that nothing passes uncompared. ``reports``: where
    each upload's report is written as ``<submission>/<material>/<name>.json``."""

    path: Path
    intake: Intake
    reports: Path | None = None
    _seen: dict[Path, State] = field(default_factory=dict)
    _done: dict[Path, State] = field(default_factory=dict)
    _awaited: dict[str, Path] = field(default_factory=dict)
    _taken: dict[Path, str] = field(default_factory=dict)
    _held: set[Path] = field(default_factory=set)

    def poll(self) -> PollResult:
        """One look. Raises Transient: the store is away; the next look takes up what this one left."""
        taken = PollResult()
        self._held = {folder for folder in self._held if (folder / REGISTRATION_FILE).is_file()}
        for path, state in self._files():
            settled, self._seen[path] = self._seen.get(path) == state, state
            if not settled or self._done.get(path) == state:
                continue
            registers = path.name == REGISTRATION_FILE and path.parent.parent == self.path
            if not registers and path.parent.parent in self._held:
                continue
            try:
                if registers:
                    self._register(path, taken)
                else:
                    self._take(path)
                    taken.uploads += 1
            except (Refusal, Invalid, OSError) as error:
                # Said once for each state of the file. No path in the log: it may hold a name.
                log.warning("refused: %s", type(error).__name__)
                taken.refused += 1
                taken.said.append(f"{self._display_path(path)}: {error}")
                if registers and isinstance(error, Invalid):
                    self._held.add(path.parent)
            self._done[path] = state
        return taken

    def _register(self, path: Path, taken: PollResult) -> None:
        declared, changes = read_registration(path)
        self.intake.registrations.put_registration(display_name(path.parent), declared, by="watch")
        self._held.discard(path.parent)
        taken.registrations += 1
        taken.said += [f"{self._display_path(path)}: 已整理 (cleaned): {change}" for change in changes]

    def _display_path(self, path: Path) -> str:
        return "/".join(
            display_name(part) for part in (*reversed(path.parents), path) if self.path in part.parents
        )

    def write_reports(self) -> int:
        """Write the reports that are ready; how many still are not."""
        for upload_id, path in list(self._awaited.items()):
            try:
                upload, stored = self.intake.get_upload(upload_id)
            except NotFound:
                del self._awaited[upload_id]
                continue
            if upload.status not in ("checked", "failed") or stored is None or stored.data is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.tmp")
            beside.write_text(stored.data + "\n", encoding="utf-8")
            beside.replace(path)
            del self._awaited[upload_id]
        return len(self._awaited)

    def _take(self, path: Path) -> None:
        submission, material, name = (
            display_name(path.parent.parent),
            display_name(path.parent),
            display_name(path),
        )
        data = path.read_bytes()
        upload = self._find_upload(submission, material, name, path)
        if upload is None:
            upload = self.intake.submit_upload(submission, material, data, name).upload.id
        else:
            self.intake.replace(upload, data, name)
        self._taken[path] = upload
        if self.reports is not None:
            self._awaited[upload] = self.reports / submission / material / f"{name}.json"

    def _find_upload(self, submission: str, material: str, name: str, path: Path) -> str | None:
        """The upload that this file is; never one that another file of the folder is."""
        others = {upload for other, upload in self._taken.items() if other != path}
        try:
            _, uploads, _ = self.intake.get_submission(submission)
        except NotFound:
            return None
        return next(
            (
                u.id
                for u in uploads
                if (u.material, u.file) == (material, name) and u.erased_at is None and u.id not in others
            ),
            None,
        )

    def _files(self) -> Iterator[tuple[Path, State]]:
        for submission in _entries(self.path):
            if not submission.is_dir():
                continue
            # Registrations first: an upload is compared at once.
            inside = sorted(
                _entries(Path(submission.path)), key=lambda entry: entry.name != REGISTRATION_FILE
            )
            for entry in inside:
                if entry.name == REGISTRATION_FILE and entry.is_file():
                    yield from _state(entry)
                elif entry.is_dir():
                    for file in _entries(Path(entry.path)):
                        if file.is_file():
                            yield from _state(file)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if not is_no_upload(e.name)), key=lambda e: e.name)
    except OSError:
        return []


def _state(entry: os.DirEntry[str]) -> Iterator[tuple[Path, State]]:
    try:
        found = entry.stat()
    except OSError:
        return
    yield Path(entry.path), (found.st_mtime_ns, found.st_size)
