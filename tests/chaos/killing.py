"""Kills processes of a running service at random, and keeps count."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.worker.running import Service

WORKER, HOUSEKEEPING, BROKER = "precheck.entrypoints.worker uploads ", "worker.housekeeping", "unixsocket"


@dataclass
class Killer:
    """Kills every ``every_seconds`` until told to stop; brokers and databases at even distances between."""

    service: Service
    chance: random.Random
    every_seconds: float
    counts: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until ``stop``."""
        while not self.stop.wait(self.chance.uniform(0.5, 1.5) * self.every_seconds):
            kind = self.chance.choices(("child", "worker", "housekeeping"), (70, 20, 10))[0]
            self.kill(kind)

    def kill(self, kind: str) -> None:
        """SIGKILL one process of a kind, where there is one at this moment."""
        pids = self._pids(kind)
        if pids and _killed(self.chance.choice(pids)):
            self.counts[kind] += 1

    def kill_broker(self, *, forgets: bool) -> None:
        """SIGKILL the broker; ``forgets``: with all that it wrote down."""
        pids = self.service.processes(BROKER)
        if not pids or not _killed(pids[0]):
            return
        if forgets:
            shutil.rmtree(self.service.place.data / "broker" / "appendonlydir", ignore_errors=True)
        self.counts["broker, its data lost" if forgets else "broker"] += 1

    def kill_everything(self) -> None:
        """SIGKILL the supervisor, and start it again once all that it ran is gone."""
        self.service.stop(signal.SIGKILL)
        self.counts["whole service"] += 1
        self.service.start("--workers", "2")

    def _pids(self, kind: str) -> list[int]:
        if kind == "housekeeping":
            return self.service.processes(HOUSEKEEPING)
        workers = self.service.processes(WORKER)
        return workers[:1] if kind == "worker" else workers[1:]


def _killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def at_even_distances(events: list[Callable[[], None]], progress: Callable[[], float]) -> None:
    """Call each event when the progress (0 to 1) passes its share: the first not at once, the last before the end."""
    for number, event in enumerate(events, start=1):
        while progress() < number / (len(events) + 1):
            time.sleep(0.1)
        event()
