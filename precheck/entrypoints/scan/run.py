"""The scan itself: rows in, ``reports.jsonl`` out, in the rows' order whatever finishes first; how far it is is said on
standard error. ``--resume`` takes over what an earlier scan did.

A report is taken over for a row of the same file name, material and submission whose file, pipeline and registration
have the same SHA-256. Equal rows have equal reports, so it does not matter which of them a line was written for. While
the scan goes on, the earlier lines lie in a file of their own, so that even a scan killed in the middle of ``--resume``
loses nothing."""

import hashlib
import json
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.process_pool import ONE_THREAD, LostTask, Pool
from precheck.entrypoints.scan import worker
from precheck.entrypoints.scan.rows import Row, Source
from precheck.entrypoints.scan.triage import REPORTS

KEPT = ".reports.earlier.jsonl"


class EarlierReports:
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


LINE_EVERY_SECONDS = 10.0


@contextmanager
def progress(total: int, jobs: int) -> Iterator[Callable[[bool], None]]:
    """How far the scan is, on standard error: a bar on a terminal; else a line every ten seconds, and one at the end. What it
    gives is called after each row, with whether its report was taken over."""
    if sys.stderr.isatty():
        text = (TextColumn(f"检查中 · {jobs} 个进程"), BarColumn(), MofNCompleteColumn(), TextColumn("剩余"))
        console = Console(stderr=True)
        with Progress(*text, TimeRemainingColumn(), console=console, speed_estimate_period=120) as bar:
            task = bar.add_task("", total=total)
            yield lambda reused: bar.advance(task)
        return
    _write_line(f"检查 {total} 张图片，{jobs} 个进程 (checking, processes)")
    started = written = time.monotonic()
    done = fresh = 0

    def advance(reused: bool) -> None:
        nonlocal done, fresh, written
        # What was taken over cost no time and says nothing about the rest.
        done, fresh, now = done + 1, fresh + (not reused), time.monotonic()
        if now - written >= LINE_EVERY_SECONDS:
            written = now
            left = timedelta(seconds=round((now - started) / fresh * (total - done) if fresh else 0.0))
            _write_line(f"{done}/{total}，约剩 {left} (left)")

    try:
        yield advance
    finally:
        _write_line(f"完成 {done}/{total}，用时 {time.monotonic() - started:.0f} 秒 (done, seconds)")


def _write_line(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


# How far the others may run ahead of a picture that takes long. At 10 KB a report that is 10 MB at most.
WINDOW = 1000

# Slowest picture measured in a healthy process: below 5 s. A process that needs twelve times as long hangs.
LIMIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    out: Path
    jobs: int = 1
    resume: bool = False
    engine: str | None = None
    pipelines: Path | None = None
    today: date | None = None
    limit_seconds: float = LIMIT_SECONDS
    prepare: Callable[..., worker.Answer] = worker.prepare

    def pool(self) -> Pool:
        """The processes; none is started before there is something to do."""
        return Pool(
            self.jobs,
            self.prepare,
            (self.engine, self.pipelines, self.today or date.today()),
            environment=ONE_THREAD,
            limit_seconds=self.limit_seconds,
        )


@dataclass(slots=True)
class ScanOutcome:
    """What a scan came to. ``registrations`` are those of the submissions; ``cleaned`` and ``refused`` say of which rows
    the registration was cleaned or could not be used, and how or why."""

    rows: int = 0
    reused: int = 0
    lost: int = 0
    seconds: float = 0.0
    registrations: dict[str, Registration] = field(default_factory=dict)
    cleaned: dict[str, list[int]] = field(default_factory=dict)
    refused: dict[str, list[int]] = field(default_factory=dict)

    def note(self, row: Row) -> None:
        """Take down what became of a row's registration; rows are counted from 1."""
        for change in row.changes:
            self.cleaned.setdefault(str(change), []).append(row.number + 1)
        if row.problem is not None:
            self.refused.setdefault(row.problem, []).append(row.number + 1)


def scan(
    source: Source,
    options: Options,
    pipelines: Mapping[str, str],
    advance: Callable[[bool], None],
    pool: Pool,
) -> ScanOutcome:
    """Check every row and write ``reports.jsonl``. ``pipelines``: the SHA-256 of each material's pipeline;
    ``advance``: called after each row, with whether its report was taken over.
    Raises Invalid: the manifest or the configuration is unusable; KeyboardInterrupt, with all written down."""
    started = time.monotonic()
    path = options.out / REPORTS
    if not options.resume:
        (options.out / KEPT).unlink(missing_ok=True)
    earlier = EarlierReports(options.out, path, options.engine) if options.resume else None
    with path.open("wb") as file:
        run = _Run(source, pipelines, earlier, file, advance)
        try:
            for number, answer in pool.run(run.tasks(), WINDOW):
                run.take(number, answer)
        except BaseException:
            _ignoring_interrupts(run.save_unordered)
            raise
    if earlier is not None:
        earlier.discard()
    run.done.seconds = time.monotonic() - started
    return run.done


class _Run:
    """One scan under way: puts answers back in the rows' order."""

    def __init__(
        self,
        source: Source,
        pipelines: Mapping[str, str],
        earlier: EarlierReports | None,
        file: IO[bytes],
        advance: Callable[[bool], None],
    ) -> None:
        self.done = ScanOutcome()
        self._source = source
        self._pipelines = pipelines
        self._earlier = earlier
        self._file = file
        self._advance = advance
        self._rows: dict[int, Row] = {}  # under way, by task
        self._held: dict[int, bytes] = {}  # finished, by row
        self._next = 0  # the row to be written next

    def tasks(self) -> Iterator[Row]:
        """The rows that have to be checked; what an earlier scan did is written on the way."""
        task = 0
        for row in self._source.rows():
            self.done.rows += 1
            self.done.note(row)
            if row.submission is not None and row.registration is not None:
                self.done.registrations.setdefault(row.submission, row.registration)
            line = self._earlier.take(row, self._pipelines.get(row.material)) if self._earlier else None
            if line is not None:
                self.done.reused += 1
                self._put(row.number, line)
                self._advance(True)
                continue
            self._rows[task] = row
            task += 1
            yield row

    def take(self, task: int, answer: Any) -> None:
        row = self._rows.pop(task)
        if isinstance(answer, LostTask):
            self.done.lost += 1
            answer = worker.lost_report(row, answer)
        assert isinstance(answer, Report)
        self._put(row.number, answer.to_json().encode() + b"\n")
        self._advance(False)

    def _put(self, number: int, line: bytes) -> None:
        self._held[number] = line
        while self._next in self._held:
            self._file.write(self._held.pop(self._next))
            self._next += 1
        self._file.flush()

    def save_unordered(self) -> None:
        """Interrupted: write what is finished although a row before it is not, and what the earlier scan had."""
        for number in sorted(self._held):
            self._file.write(self._held.pop(number))
        if self._earlier is not None:
            for line in self._earlier.rest():
                self._file.write(line)
        self._file.flush()
        if self._earlier is not None:
            self._earlier.discard()


def _ignoring_interrupts(action: Callable[[], None]) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        action()
    finally:
        signal.signal(signal.SIGINT, before)


def count(source: Source) -> int:
    """How many rows there are. Raises Invalid: none, but files that are not where uploads have to be."""
    total = sum(1 for _ in source.rows())
    if not total and source.ignored:
        raise Invalid(
            f"没有可检查的图片，{source.ignored} 个文件不在 <提交>/<材料>/<文件名> 位置 "
            f"(nothing to check: {source.ignored} files, none at <submission>/<material>/<name>): {source.path}"
        )
    return total
