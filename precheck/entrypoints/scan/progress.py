"""How far the scan is, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

LINE_EVERY_SECONDS = 10.0


def progress(total: int, jobs: int) -> Bar | Lines:
    """What fits standard error."""
    return Bar(total, jobs) if sys.stderr.isatty() else Lines(total, jobs)


class Bar:
    """For a terminal."""

    def __init__(self, total: int, jobs: int) -> None:
        self._bar = RichProgress(
            TextColumn(f"检查中 · {jobs} 个进程"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("剩余"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            speed_estimate_period=120,
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advance(self, *, reused: bool) -> None:
        self._bar.advance(self._task)


class Lines:
    """For a log: at most a line every ten seconds, and one at the end."""

    def __init__(self, total: int, jobs: int) -> None:
        self._total = total
        self._jobs = jobs
        self._done = self._reused = 0
        self._started = self._said = time.monotonic()

    def __enter__(self) -> Self:
        self._say(f"检查 {self._total} 张图片，{self._jobs} 个进程 (checking, processes)")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        spent = time.monotonic() - self._started
        self._say(f"完成 {self._done}/{self._total}，用时 {spent:.0f} 秒 (done, seconds)")

    def advance(self, *, reused: bool) -> None:
        self._done += 1
        self._reused += reused
        now = time.monotonic()
        if now - self._said < LINE_EVERY_SECONDS:
            return
        self._said = now
        # What was taken over cost no time and says nothing about the rest.
        fresh = self._done - self._reused
        left = (now - self._started) / fresh * (self._total - self._done) if fresh else 0.0
        self._say(f"{self._done}/{self._total}，约剩 {_duration(left)} (left)")

    def _say(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
