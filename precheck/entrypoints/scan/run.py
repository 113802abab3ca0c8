"""The scan itself: rows in, ``reports.jsonl`` out, in the rows' order whatever finishes first."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, Protocol

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.scan import refused, worker
from precheck.entrypoints.scan.earlier import KEPT, Earlier
from precheck.entrypoints.scan.pool import Lost, Pool
from precheck.entrypoints.scan.rows import Row, Source

REPORTS = "reports.jsonl"

# How far the others may run ahead of a picture that takes long. At 10 KB a report that is 10 MB at most.
WINDOW = 1000

# Slowest picture measured in a healthy process: below 5 s. A process that needs twelve times as long hangs.
LIMIT_SECONDS = 60.0


class Progress(Protocol):
    """Somebody who watches."""

    def advance(self, *, reused: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Options:
    """How a scan is to be run."""

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
            environment=worker.ENVIRONMENT,
            limit_seconds=self.limit_seconds,
        )


@dataclass(slots=True)
class Done:
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
    source: Source, options: Options, pipelines: Mapping[str, str], progress: Progress, pool: Pool
) -> Done:
    """Check every row and write ``reports.jsonl``. ``pipelines``: the SHA-256 of each material's pipeline.

    Raises:
        Invalid: the manifest or the configuration is unusable.
        KeyboardInterrupt: after what is done was written down.
    """
    started = time.monotonic()
    path = options.out / REPORTS
    if not options.resume:
        (options.out / KEPT).unlink(missing_ok=True)
    earlier = Earlier(options.out, path, options.engine) if options.resume else None
    with path.open("wb") as file:
        run = _Run(source, pipelines, earlier, file, progress)
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
        earlier: Earlier | None,
        file: IO[bytes],
        progress: Progress,
    ) -> None:
        self.done = Done()
        self._source = source
        self._pipelines = pipelines
        self._earlier = earlier
        self._file = file
        self._progress = progress
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
                self._progress.advance(reused=True)
                continue
            self._rows[task] = row
            task += 1
            yield row

    def take(self, task: int, answer: Any) -> None:
        row = self._rows.pop(task)
        if isinstance(answer, Lost):
            self.done.lost += 1
            answer = refused.lost(row, answer)
        assert isinstance(answer, Report)
        self._put(row.number, answer.to_json().encode() + b"\n")
        self._progress.advance(reused=False)

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
    """How many rows there are.

    Raises:
        Invalid: none, but files that are not where uploads have to be.
    """
    total = sum(1 for _ in source.rows())
    if not total and source.ignored:
        raise Invalid(
            f"没有可检查的图片，{source.ignored} 个文件不在 <提交>/<材料>/<文件名> 位置 "
            f"(nothing to check: {source.ignored} files, none at <submission>/<material>/<name>): {source.path}"
        )
    return total
