"""``python -m precheck.entrypoints.worker.housekeeping``: relay, sweeper, feeder of re-scans, retention; one loop.

Any number may run, on any number of machines: what they do is decided in the database.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints import logs
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.supervisor import end_with_supervisor
from precheck.entrypoints.worker.app import create
from precheck.entrypoints.worker.broker import CeleryBroker
from precheck.service import Relay, Rescans, Retention, Sweeper

log = logging.getLogger(__name__)

# An upload waits 25 ms for the relay in the mean; asking an idle SQLite so often costs 1% of a core.
RELAY_SECONDS = 0.05
FEED_SECONDS = 0.25
SWEEP_SECONDS = 5.0
RETENTION_SECONDS = 3600.0
AFTER_TROUBLE_SECONDS = 0.5


@dataclass(slots=True)
class Chore:
    """Something to do every so many seconds. ``act`` returns how much it did: as long as it does, at once again."""

    name: str
    every_seconds: float
    act: Callable[[], int]
    due: float = field(default=0.0)


class Loop:
    """Does chores until told to stop. Trouble with broker or database is logged, and the chore comes again."""

    def __init__(self, chores: list[Chore]) -> None:
        self._chores = chores
        self._stop = threading.Event()
        self._in_trouble: set[str] = set()

    def run(self) -> None:
        """Until :meth:`stop`."""
        while not self._stop.is_set():
            now = time.monotonic()
            for chore in self._chores:
                if chore.due <= now and not self._stop.is_set():
                    self._do(chore)
            self._stop.wait(max(0.0, min(chore.due for chore in self._chores) - time.monotonic()))

    def stop(self) -> None:
        self._stop.set()

    def _do(self, chore: Chore) -> None:
        try:
            more = chore.act() > 0
            self._in_trouble.discard(chore.name)
        except Transient as error:
            if chore.name not in self._in_trouble:
                log.warning("%s: %s", chore.name, error)
            self._in_trouble.add(chore.name)
            chore.due = time.monotonic() + max(AFTER_TROUBLE_SECONDS, chore.every_seconds)
            return
        except Exception as error:
            log.error("%s failed: %s", chore.name, type(error).__name__, exc_info=True)
            chore.due = time.monotonic() + max(AFTER_TROUBLE_SECONDS, chore.every_seconds)
            return
        again_at_once = more and chore.every_seconds <= RELAY_SECONDS
        chore.due = time.monotonic() + (0.0 if again_at_once else chore.every_seconds)


def chores(place: Deployment) -> list[Chore]:
    """The chores of a deployment."""
    store = place.store()
    broker = CeleryBroker(create(place, publishes_only=True))
    relay, sweeper = Relay(store, broker), Sweeper(store, broker)
    rescans: Rescans = place.rescans(store)
    retention: Retention = place.retention(store)

    def sweep() -> int:
        sweeper.sweep()
        return 0

    return [
        Chore("relay", RELAY_SECONDS, relay.publish),
        Chore("sweep", SWEEP_SECONDS, sweep),
        Chore("feed", FEED_SECONDS, rescans.feed),
        # Not at the start: a machine that is started again and again would do nothing else.
        Chore("retention", RETENTION_SECONDS, retention.run, due=time.monotonic() + 60),
    ]


def main() -> None:
    """Run until SIGTERM."""
    logs.configure(program="housekeeping")
    end_with_supervisor()
    loop = Loop(chores(deployment()))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    loop.run()


if __name__ == "__main__":
    try:
        main()
    except Invalid as error:
        sys.stderr.write(f"precheck: {error}\n")
        sys.exit(2)
