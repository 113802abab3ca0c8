"""A real service under test: ``precheck serve`` in a process of its own, with the chaos engine."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from precheck.entrypoints.deployment import Deployment, deployment
from precheck.storage import Store
from precheck.storage.values import Status, StoredReport

ROOT = Path(__file__).parent.parent.parent
_OURS = "precheck.entrypoints."
PATIENCE_SECONDS = 180.0
"""Only a test that is about to fail waits so long."""


class Service:
    """The service's processes and, beside them, this process's own way to its store."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'tests' / 'chaos' / 'site'}:{ROOT}",
            "PRECHECK_DATA": str(data),
            "PRECHECK_ENGINE": "chaos",
            **settings,
        }
        self._numbers = itertools.count(1)
        self.log = data.with_suffix(".log")
        self.port = free_port()
        self.place = self._place()
        self.process: subprocess.Popen[bytes] | None = None
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        if self._store is None:
            self._store = self.place.store()
        return self._store

    def start(self, *arguments: str, command: str = "serve") -> None:
        """Start it and wait until it says that it runs."""
        if command == "serve" and "--port" not in arguments:
            arguments = (*arguments, "--port", str(self.port))
        already = self.log.read_bytes().count(b"(serving)") if self.log.exists() else 0
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", command, *arguments],
            env=self.environment,
            cwd=ROOT,
            stderr=self.log.open("ab"),
        )
        until(lambda: self.log.read_bytes().count(b"(serving)") > already or self._ended())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_SECONDS)
        if self._store is not None:
            self._store.close()
            self._store = None
        return code

    def submit(self, data: bytes, submission: str | None = None, material: str = "diploma") -> str:
        """An upload's id; of a submission of its own where none is named."""
        intake = self.place.intake(self.store, {material})
        submission = submission or f"s{next(self._numbers)}"
        return intake.submit_upload(submission, material, data, "张三.png").upload.id

    def await_report(self, upload_id: str) -> StoredReport:
        """The report, once there is one and nothing waits."""
        until(lambda: self.status(upload_id) in (Status.CHECKED, Status.FAILED))
        with self.store.read() as tx:
            report = tx.reports.current(upload_id)
        assert report is not None
        return report

    def status(self, upload_id: str) -> Status:
        with self.store.read() as tx:
            upload = tx.uploads.get(upload_id)
        assert upload is not None
        return upload.status

    def processes(self, *words: str) -> list[int]:
        """Pids below the service's process whose command line holds all of ``words``, deepest last."""
        assert self.process is not None
        return [pid for pid in descendants(self.process.pid) if all(word in command(pid) for word in words)]

    def processor_seconds(self) -> dict[str, float]:
        """Processor time so far of each of the service's programs, with all their processes."""
        assert self.process is not None
        spent: dict[str, float] = defaultdict(float)
        for pid in descendants(self.process.pid):
            words = command(pid).split()
            name = next((w.removeprefix(_OURS) for w in words if w.startswith(_OURS)), None)
            program = name or Path(words[0]).name if words else "gone"
            spent[program] += _processor_seconds(pid)
        return spent

    def _ended(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(self.log.read_text()[-3000:])
        return False

    def _place(self) -> Deployment:
        before = dict(os.environ)
        os.environ.update(
            {key: value for key, value in self.environment.items() if key.startswith("PRECHECK_")}
        )
        try:
            return deployment()
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def running(data: Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """A service that is ended whatever happens."""
    service = Service(data, **settings)
    service.start(*arguments)
    try:
        yield service
    finally:
        if service.process is not None and service.process.poll() is None:
            service.stop()


def until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def descendants(pid: int) -> list[int]:
    """All processes below one, parents first."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(0), [])
        found += below
        waiting += below
    return found


def command(pid: int) -> str:
    """A process's command line; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # User and system time, of its own and of the children that it waited for.
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
