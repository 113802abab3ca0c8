"""Processes that check one picture after the other: what each may take, and a pool of them that may die or hang.

``concurrent.futures`` gives up the whole pool when one child is killed, and cannot end a child that hangs. Here each
child works on one task at a time over a pipe of its own: a child that dies costs its task and is replaced; one that
takes too long is killed. Children are spawned, not forked: OpenVINO and OpenCV threads do not survive a fork.

glibc keeps what was freed: a process held 709 MiB after ten pictures and more with each new size of picture. With
``MALLOC`` and :func:`give_memory_back` it holds 360 MiB after ten and 415 after sixty, and 500 to 640 for a moment in a
second look (2 cores, pictures of 0.6 to 8 megapixels). Thresholds of 2 MB hold the same, and cost 0.1 s a picture in
page faults."""

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self

from precheck.domain.errors import Invalid

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}
"""Variables, to be in force before NumPy, OpenCV or an engine is loaded: two processes with one thread each did 18-20
inferences a second, with two threads each 12."""

MALLOC = {"MALLOC_MMAP_THRESHOLD_": "6000000", "MALLOC_ARENA_MAX": "2"}
"""For glibc, which reads it when a process begins: larger blocks go back when they are freed, in the middle of a check."""

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def limit_memory(megabytes: int) -> None:
    """Above it an allocation fails, which can be caught, instead of the process being killed."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def give_memory_back() -> None:
    """What lies free goes back now (5 to 15 ms; after the answer was given). Does nothing without glibc."""
    if _trim is not None:
        _trim(0)


# A child that cannot get ready this many times in a row never will: stop instead of failing every row.
MAX_FAILED_STARTS = 3


@dataclass(frozen=True, slots=True)
class LostTask:
    """A task that has no answer: its child died (``exit_code``, negative: the signal) or was too slow (None)."""

    exit_code: int | None
    seconds: float


@dataclass(slots=True, eq=False)
class _Child:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    task: int | None = None
    since: float = field(default_factory=time.monotonic)


class Pool:
    """``jobs`` processes, each running ``prepare(*args)`` once and its result on every task. Both must be importable by
    name; an :class:`Invalid` from ``prepare`` is raised here. ``environment`` is set for them; ``limit_seconds`` for
    one task, ``start_seconds`` for getting ready."""

    def __init__(
        self,
        jobs: int,
        prepare: Callable[..., Callable[[Any], Any]],
        args: tuple[Any, ...] = (),
        *,
        environment: Mapping[str, str] | None = None,
        limit_seconds: float = 60.0,
        start_seconds: float = 120.0,
    ) -> None:
        self._jobs = jobs
        self._prepare = prepare
        self._args = args
        self._environment = dict(environment or {})
        self._limit_seconds = limit_seconds
        self._start_seconds = start_seconds
        self._context = multiprocessing.get_context("spawn")
        self._children: list[_Child] = []
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children at once; what they were doing is lost."""
        for child in self._children:
            child.process.kill()
        for child in self._children:
            child.process.join()
            child.pipe.close()
        self._children.clear()

    def run(self, tasks: Iterable[Any], window: int) -> Iterator[tuple[int, Any]]:
        """The answers, or :class:`LostTask`, with their task's number, as they come. At most ``window`` tasks are taken
        ahead of the oldest unanswered one, so that whoever puts answers back in order holds a bounded number of them."""
        source = enumerate(tasks)
        waiting: deque[tuple[int, Any]] = deque()
        open_numbers: set[int] = set()
        exhausted = False
        while True:
            while not exhausted and len(waiting) < self._jobs:
                item = next(source, None)
                if item is None:
                    exhausted = True
                else:
                    waiting.append(item)
            if exhausted and not waiting and not open_numbers:
                return
            self._fill(min(self._jobs, len(waiting) + len(open_numbers)))
            for child in self._children:
                if not (child.ready and child.task is None and waiting):
                    continue
                if open_numbers and waiting[0][0] - min(open_numbers) >= window:
                    break
                number, task = waiting[0]
                try:
                    child.pipe.send(task)
                except OSError:  # it died while idle, which the wait below takes in; the task is for another
                    continue
                waiting.popleft()
                child.task, child.since = number, time.monotonic()
                open_numbers.add(number)
            for number, answer in self._gather():
                open_numbers.discard(number)
                yield number, answer

    def _fill(self, wanted: int) -> None:
        while len(self._children) < wanted:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(
                target=_serve, args=(theirs, self._prepare, self._args), daemon=True, name="precheck-scan"
            )
            # Ctrl-C goes to the whole process group: a child must not die of it before it can say so.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                with _variables(self._environment):
                    process.start()
            finally:
                self._children.append(_Child(process, ours))
                theirs.close()
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def _gather(self) -> Iterator[tuple[int, Any]]:
        """Wait until something happens and take it in."""
        now = time.monotonic()
        deadlines = [
            self._deadline(child) for child in self._children if child.task is not None or not child.ready
        ]
        pause = max(0.0, min(deadlines) - now) if deadlines else 0.0
        happened = wait([child.pipe for child in self._children], timeout=pause)
        now = time.monotonic()
        for child in list(self._children):
            if child.pipe in happened:
                yield from self._receive(child)
            elif (child.task is not None or not child.ready) and now >= self._deadline(child):
                yield from self._discard(child, slow=True)

    def _deadline(self, child: _Child) -> float:
        return child.since + (self._limit_seconds if child.ready else self._start_seconds)

    def _receive(self, child: _Child) -> Iterator[tuple[int, Any]]:
        try:
            kind, value = child.pipe.recv()
        except (EOFError, OSError):
            yield from self._discard(child, slow=False)
            return
        if kind == "invalid":
            raise Invalid(value)
        if kind == "ready":
            child.ready, self._failed_starts = True, 0
            return
        number, child.task = child.task, None
        assert number is not None
        yield number, value

    def _discard(self, child: _Child, *, slow: bool) -> Iterator[tuple[int, Any]]:
        child.process.kill()
        child.process.join()
        child.pipe.close()
        self._children.remove(child)
        if child.task is not None:
            exit_code = None if slow else child.process.exitcode
            yield child.task, LostTask(exit_code, time.monotonic() - child.since)
        elif not child.ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise Invalid(
                    f"检查进程无法启动 (the checking process cannot start; exit code {child.process.exitcode}); "
                    "试试 (try): precheck doctor"
                )


@contextlib.contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    """These variables for what is started meanwhile; this process's own are as before afterwards."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _serve(pipe: Connection, prepare: Callable[..., Callable[[Any], Any]], args: tuple[Any, ...]) -> None:
    """A child's life: get ready, then answer until the parent closes the pipe (or is gone)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with contextlib.suppress(EOFError, OSError):
        try:
            answer = prepare(*args)
        except Invalid as error:
            pipe.send(("invalid", str(error)))
            return
        pipe.send(("ready", None))
        while True:
            pipe.send(("answer", answer(pipe.recv())))


def _leave(signum: int, _: object) -> None:
    raise SystemExit(128 + signum)
