"""What all of the service's programs do alike: begin, do their chores, end."""

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints import logs
from precheck.entrypoints.supervisor import BEAT_SECONDS, beat, end_with_supervisor, exit_code

log = logging.getLogger(__name__)

AFTER_TROUBLE_SECONDS = 0.5


@contextmanager
def as_program(name: str) -> Iterator[None]:
    """The life of a program: its log, its end with the supervisor, exit 2 where the settings cannot be
    used, 78 where what is stored cannot, 75 where starting again may help."""
    logs.configure(program=name)
    end_with_supervisor()
    try:
        yield
    except (Invalid, Transient) as error:
        sys.stderr.write(f"precheck: {error}\n")
        sys.exit(exit_code(error))


@dataclass(slots=True)
class PeriodicTask:
    """Something to do every so many seconds. ``eager``: again at once while ``act`` did something."""

    name: str
    every_seconds: float
    act: Callable[[], int]
    eager: bool = False
    due: float = 0.0


class Loop:
    """Does chores until told to stop. Trouble with broker or database is logged, and the chore comes again."""

    def __init__(self, chores: Sequence[PeriodicTask]) -> None:
        self._chores = chores
        self._stopped = False
        # Unlike an event's, its lock does not mind a signal handler in the middle of waiting.
        self._stops: SimpleQueue[None] = SimpleQueue()
        self._in_trouble: set[str] = set()

    def run(self) -> None:
        while not self._stopped:
            beat()
            for chore in self._chores:
                if chore.due <= time.monotonic() and not self._stopped:
                    self._do(chore)
            pause = min(BEAT_SECONDS, *(chore.due - time.monotonic() for chore in self._chores))
            with suppress(Empty):
                self._stops.get(timeout=max(0.0, pause))

    def stop(self) -> None:
        """End after the chore under way; callable from a signal handler."""
        self._stopped = True
        self._stops.put(None)

    def _do(self, chore: PeriodicTask) -> None:
        begun = time.monotonic()
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
        chore.due = time.monotonic() if more and chore.eager else begun + chore.every_seconds


def run(loop: Loop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    loop.run()
