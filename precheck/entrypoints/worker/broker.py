"""The broker as the service knows it: told of orders, asked how many messages wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import kombu.exceptions
import redis.exceptions
from celery import Celery

from precheck.domain.errors import Transient
from precheck.entrypoints.worker.app import CHECK, HARD_LIMIT_SECONDS, SOFT_LIMIT_SECONDS
from precheck.storage.values import Queue


class CeleryBroker:
    """Publishes with a Celery application made with ``publishes_only``."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, orders: Sequence[tuple[str, Queue]]) -> None:
        with _translated(), self._app.producer_pool.acquire(block=True) as producer:
            for order_id, queue in orders:
                self._app.send_task(
                    CHECK,
                    [order_id],
                    queue=queue,
                    producer=producer,
                    retry=False,
                    soft_time_limit=SOFT_LIMIT_SECONDS[queue],
                    time_limit=HARD_LIMIT_SECONDS[queue],
                )

    def length(self, queue: Queue) -> int:
        with _translated(), self._app.connection_for_write() as connection, connection.channel() as channel:
            length: int = channel.client.llen(queue)
            return length

    def ping(self) -> None:
        """Ask whether it is there.

        Raises:
            Transient: it is not.
        """
        with _translated(), self._app.connection_for_write() as connection, connection.channel() as channel:
            channel.client.ping()

    def close(self) -> None:
        self._app.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (kombu.exceptions.KombuError, redis.exceptions.RedisError, OSError) as error:
        raise Transient(f"消息队列暂不可用 (the broker is away): {type(error).__name__}") from None
