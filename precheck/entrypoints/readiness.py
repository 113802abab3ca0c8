"""Whether the service does its work: uploads are taken, and checked. Looked at every two seconds in a thread, so that who
asks never waits and never makes work; and by a clock of our own, whatever the machines' clocks do meanwhile."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from precheck.domain.errors import Transient, Unusable
from precheck.entrypoints.deployment import Deployment
from precheck.storage import Store
from precheck.storage.values import Queue

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
STALE_SECONDS = 8.0
"""A look that takes longer is an answer too."""

HOUSEKEEPING = "housekeeping"
BEAT_SECONDS = 5.0
SILENT_SECONDS = 15.0
FREE_BYTES = 64 * 2**20
"""Six pictures of the largest kind. With less, uploads will soon be refused."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the service needs. ``detail``: what is wrong, for whoever runs it."""

    name: str
    ok: bool
    detail: str = ""


class Readiness:
    """Looks again and again, once :meth:`start` was called."""

    def __init__(self, place: Deployment, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._place, self._store, self._clock = place, store, clock
        self._parts: list[Part] = []
        self._looked_at = -STALE_SECONDS
        # What was last seen of something that should change, and when it last did.
        self._seen: dict[str, tuple[object, float]] = {}
        self._closed = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="readiness", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def parts(self) -> list[Part]:
        """What was seen last; where that is too long ago, that too."""
        late = self._clock() - self._looked_at
        if late > STALE_SECONDS:
            return [*self._parts, Part("readiness", False, f"{late:.0f} 秒没有结果 (no answer for so long)")]
        return list(self._parts)

    def probe(self) -> list[Part]:
        """Look once."""
        parts = [self._pictures()]
        try:
            ping(self._place.broker)
            parts.append(Part("broker", True))
        except Transient as error:
            parts.append(Part("broker", False, str(error)))
        parts += self._stored()
        self._parts, self._looked_at = parts, self._clock()
        return parts

    def _run(self) -> None:
        was = True
        while not self._closed.is_set():
            try:
                parts = self.probe()
            except (
                Exception
            ) as error:  # whatever it is, the next look comes, and until then the last one grows stale
                log.error("readiness: %s", type(error).__name__, exc_info=True)
            else:
                if self._closed.is_set():
                    return  # what it looked at was being closed
                ready = all(part.ok for part in parts)
                if ready is not was:
                    wrong = ", ".join(part.name for part in parts if not part.ok)
                    log.warning("ready again" if ready else "not ready: %s", *([] if ready else [wrong]))
                was = ready
            self._closed.wait(EVERY_SECONDS)

    def _pictures(self) -> Part:
        folder = self._place.pictures_folder
        wrong = _short_of_room(folder if folder.is_dir() else self._place.data)
        return Part("pictures", not wrong, wrong)

    def _stored(self) -> list[Part]:
        """The database, by writing to it; and what it tells of the others."""
        try:
            with self._store.write(durable=False) as tx:
                tx.heartbeats.beat(f"ready@{os.uname().nodename}"[:200], tx.now())
            with self._store.read() as tx:
                beat = tx.heartbeats.newest(HOUSEKEEPING)
                oldest, newest = tx.orders.oldest_waiting(Queue.UPLOADS), tx.reports.newest()
        except (Transient, Unusable) as error:
            return [Part("database", False, str(error))]
        silent = self._seconds_unchanged(HOUSEKEEPING, beat)
        idle = 0.0 if oldest is None else self._seconds_unchanged("checks", (oldest, newest))
        if oldest is None:
            self._seen.pop("checks", None)
        stalled = idle > self._place.settings.stalled_seconds
        file = self._place.database_file
        # What fits into the log's file is still written on a full disk: by the time that writing fails, it is late.
        wrong = "" if file is None else _short_of_room(file.parent)
        return [
            Part("database", not wrong, wrong),
            Part("housekeeping", silent <= SILENT_SECONDS, _describe_silence(silent, SILENT_SECONDS)),
            Part("checks", not stalled, _describe_silence(idle, self._place.settings.stalled_seconds)),
        ]

    def _seconds_unchanged(self, name: str, value: object) -> float:
        """Seconds since this was last seen to change."""
        before, since = self._seen.get(name, (None, 0.0))
        if name not in self._seen or before != value:
            before, since = self._seen[name] = value, self._clock()
        return self._clock() - since


def ping(broker: str) -> None:
    """Ask whether the broker is there. Raises Transient: it is not."""
    # At once: the client's own way asks for seven seconds before it says that nobody is there.
    settings: dict[str, Any] = {
        "socket_timeout": 2.0,
        "socket_connect_timeout": 2.0,
        "retry": Retry(NoBackoff(), 0),
    }
    if broker.startswith("redis+socket://"):  # Celery's way to write it
        path = broker.removeprefix("redis+socket://").partition("?")[0]
        client = redis.Redis(unix_socket_path=path, **settings)
    else:
        client = redis.Redis.from_url(broker, **settings)
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        raise Transient(f"消息队列暂不可用 (the broker is away): {type(error).__name__}") from None
    finally:
        client.close()


def _short_of_room(folder: Path) -> str:
    """Why nothing more can be kept in a folder; empty: it can."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return str(error.strerror)
    if not os.access(folder, os.W_OK):
        return "不可写 (not writable)"
    return "" if free >= FREE_BYTES else "磁盘将满 (the disk is nearly full)"


def _describe_silence(seconds: float, most: float) -> str:
    return "" if seconds <= most else f"{seconds:.0f} 秒没有进展 (no progress for so long)"
