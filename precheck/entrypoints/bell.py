"""A bell between the service's programs, on the broker: rung when a check was ordered, and when one has ended.

It only saves waiting. Nothing is lost where nobody hears it: whoever listens also looks at the database by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Any

import redis

from precheck.entrypoints.deployment import Deployment

ORDERED = "precheck.ordered"
"""A check was ordered; no word with it."""

ENDED = "precheck.ended"
"""A check has ended; with the upload's id."""

PAUSE_SECONDS = 2.0
"""After trouble with the broker."""

LOOK_UP_SECONDS = 1.0
MOST_WAITING = 1000


class Bell:
    """Rings and listens, each in a thread of its own, until closed."""

    def __init__(self, place: Deployment) -> None:
        self._broker, self._socket = place.broker, place.socket
        self._words: Queue[tuple[str, str] | None] = Queue(MOST_WAITING)
        self._ringer: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = threading.Event()

    def ring(self, what: str, word: str = "") -> None:
        """Ring; never waits and never fails."""
        if self._ringer is None:
            with self._starting:
                if self._ringer is None:
                    self._ringer = _begin(self._send)
        with suppress(Full):
            self._words.put_nowait((what, word))

    def listen(self, what: str, heard: Callable[[str], None]) -> None:
        """Call ``heard`` with the word whenever it rings, in another thread."""
        _begin(lambda: self._hear(what, heard))

    def close(self) -> None:
        """End the threads, some time."""
        self._closed.set()
        with suppress(Full):
            self._words.put_nowait(None)

    def _send(self) -> None:
        client = self._client()
        while (word := self._words.get()) is not None and not self._closed.is_set():
            words = {word}
            # What rang twice meanwhile rings once.
            with suppress(Empty):
                while (word := self._words.get_nowait()) is not None:
                    words.add(word)
            try:
                for what, about in sorted(words):
                    client.publish(what, about)
            except (redis.RedisError, OSError):
                self._closed.wait(PAUSE_SECONDS)

    def _hear(self, what: str, heard: Callable[[str], None]) -> None:
        while not self._closed.is_set():
            try:
                listening = self._client().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                listening.subscribe(what)
                heard("")  # what rang before is over
                while not self._closed.is_set():
                    message = listening.get_message(timeout=LOOK_UP_SECONDS)
                    if message is not None:
                        heard(message["data"].decode())
            except (redis.RedisError, OSError):
                self._closed.wait(PAUSE_SECONDS)

    def _client(self) -> redis.Redis:
        settings: dict[str, Any] = {
            "socket_timeout": 2.0,
            "socket_connect_timeout": 2.0,
            "socket_keepalive": True,
            "health_check_interval": 30,
        }
        if self._socket is not None:
            return redis.Redis(unix_socket_path=str(self._socket), **settings)
        if self._broker.startswith("redis+socket://"):
            # Celery's way to write it; what it asks for behind the path does not matter to a bell.
            path = self._broker.removeprefix("redis+socket://").partition("?")[0]
            return redis.Redis.from_url(f"unix://{path}", **settings)
        return redis.Redis.from_url(self._broker, **settings)


def _begin(task: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=task, name="bell", daemon=True)
    thread.start()
    return thread
