"""Messages between the service's programs, on the broker: a check was ordered, a check has ended.

They only save waiting. Nothing is lost where one is: every subscriber also asks the database by itself.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from precheck.domain.errors import Transient
from precheck.entrypoints.deployment import Deployment

ORDERED = "precheck.ordered"
"""A topic: a check was ordered. Empty messages."""

ENDED = "precheck.ended"
"""A topic: a check has ended. The message is the upload's id."""

PAUSE_SECONDS = 2.0
"""After trouble with the broker."""

POLL_SECONDS = 1.0
QUEUE_SIZE = 1000


class PubSub:
    """Publishes and subscribes, each in a thread of its own, until closed."""

    def __init__(self, place: Deployment) -> None:
        self._broker, self._socket = place.broker, place.socket
        self._outgoing: Queue[tuple[str, str] | None] = Queue(QUEUE_SIZE)
        self._sender: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = threading.Event()

    def publish(self, topic: str, message: str = "") -> None:
        """Send a message; never waits and never fails."""
        if self._sender is None:
            with self._starting:
                if self._sender is None:
                    self._sender = _begin(self._send)
        with suppress(Full):
            self._outgoing.put_nowait((topic, message))

    def subscribe(self, topic: str, handler: Callable[[str], None]) -> None:
        """Call ``handler`` with each message of a topic, in another thread; with an empty one after each (re)connection."""
        _begin(lambda: self._receive(topic, handler))

    def ping(self) -> None:
        """Ask whether the broker is there. Raises Transient: it is not."""
        client = self._client()
        try:
            client.ping()
        except (redis.RedisError, OSError) as error:
            raise Transient(f"消息队列暂不可用 (the broker is away): {type(error).__name__}") from None
        finally:
            client.close()

    def compact(self) -> None:
        """Have an embedded broker write its file anew: messages that were carried out leave it, and what they named.
        Raises Transient: it is not there."""
        if self._socket is None:
            return
        client = self._client()
        try:
            client.bgrewriteaof()
        except redis.ResponseError:
            return  # it does so at this moment
        except (redis.RedisError, OSError) as error:
            raise Transient(f"消息队列暂不可用 (the broker is away): {type(error).__name__}") from None
        finally:
            client.close()

    def close(self) -> None:
        """End the threads, some time."""
        self._closed.set()
        with suppress(Full):
            self._outgoing.put_nowait(None)

    def _send(self) -> None:
        client = self._client()
        while (first := self._outgoing.get()) is not None and not self._closed.is_set():
            batch = {first}
            # What was said twice meanwhile is said once.
            with suppress(Empty):
                while (more := self._outgoing.get_nowait()) is not None:
                    batch.add(more)
            try:
                for topic, message in sorted(batch):
                    client.publish(topic, message)
            except (redis.RedisError, OSError):
                self._closed.wait(PAUSE_SECONDS)

    def _receive(self, topic: str, handler: Callable[[str], None]) -> None:
        while not self._closed.is_set():
            try:
                subscription = self._client().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                subscription.subscribe(topic)
                handler("")  # messages may have been missed
                while not self._closed.is_set():
                    message = subscription.get_message(timeout=POLL_SECONDS)
                    if message is not None:
                        handler(message["data"].decode())
            except (redis.RedisError, OSError):
                self._closed.wait(PAUSE_SECONDS)

    def _client(self) -> redis.Redis:
        settings: dict[str, Any] = {
            "socket_timeout": 2.0,
            "socket_connect_timeout": 2.0,
            "socket_keepalive": True,
            "health_check_interval": 30,
            # At once, for a connection gone stale. The client's own way asks for seven seconds before it says that
            # nobody is there; whoever asks here comes again anyway.
            "retry": Retry(NoBackoff(), 1),
        }
        if self._socket is not None:
            return redis.Redis(unix_socket_path=str(self._socket), **settings)
        if self._broker.startswith("redis+socket://"):
            # Celery's way to write it; what it asks for behind the path does not matter here.
            path = self._broker.removeprefix("redis+socket://").partition("?")[0]
            return redis.Redis.from_url(f"unix://{path}", **settings)
        return redis.Redis.from_url(self._broker, **settings)


def _begin(task: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=task, name="pubsub", daemon=True)
    thread.start()
    return thread
