"""The Celery application. SQL is the truth; a message is only a hint that an order waits.

``celery -A precheck.entrypoints.worker.app …`` (Flower, ``inspect``) finds it here as ``app``. Every setting below was
chosen by a measurement, which stands beside it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import kombu.exceptions
import redis.exceptions
from celery import Celery
from kombu.entity import Queue as KombuQueue

from precheck.domain.errors import Transient
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.storage.values import Queue

CHECK = "precheck.check"
"""``precheck.check(order_id)``: carry out one order."""

SUBMIT = "precheck.submit"
"""``precheck.submit(submission, material, file, registration=None, key=None)``: take an upload. What a portal sends."""

SOFT_LIMIT_SECONDS = {Queue.UPLOADS: 30, Queue.RESCAN: 600}
"""Of the clock, after which a check is told to end. A re-scan runs at the lowest priority, and gets a hundredth of a
machine on which six processes want a processor each: with 30 s, a quarter of its reports said that they were not able."""

HARD_LIMIT_SECONDS = {Queue.UPLOADS: 45, Queue.RESCAN: 660}
"""After which its process is killed."""


def create(place: Deployment, *, publishes_only: bool = False) -> Celery:
    """The application. ``publishes_only``: whoever waits for it gets an answer within 2 s, the broker's or an error."""
    patience = (
        {"socket_timeout": 2.0, "max_retries": 1, "interval_start": 0}
        if publishes_only
        else {"socket_timeout": 10.0}
    )
    app = Celery("precheck", broker=place.broker, include=["precheck.entrypoints.worker.tasks"])
    app.conf.update(
        task_queues=[KombuQueue(str(queue), routing_key=str(queue)) for queue in Queue],  # type: ignore[no-untyped-call]
        task_default_queue=Queue.UPLOADS,
        task_create_missing_queues=False,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        # A killed process's message comes back at once (0.06 to 4.7 s) instead of being lost; that a picture which
        # kills every time does not come back for ever is seen to in SQL.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # With 4, eight tasks ran fourteen times once they took longer than the visibility timeout.
        worker_prefetch_multiplier=1,
        task_publish_retry=False,  # the relay tries again; Celery's own way blocked for 40 s
        task_soft_time_limit=SOFT_LIMIT_SECONDS[Queue.UPLOADS],
        task_time_limit=HARD_LIMIT_SECONDS[Queue.UPLOADS],
        worker_max_tasks_per_child=1000,  # replacing a process leaves its slot empty for up to 5 s
        worker_max_memory_per_child=1_200_000,  # KB
        worker_proc_alive_timeout=60,  # models load for seconds; after Celery's 4 s a process counts as dead
        worker_soft_shutdown_timeout=20,
        worker_enable_soft_shutdown_on_idle=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 180,  # over an upload's lease, so that a message rarely comes before it can help
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,  # with kombu's defaults a lost worker's message took 100 s to come back
            # For whoever runs one worker on both queues: an upload ahead of 1,500 others waited 10 ms, not 16 s.
            "queue_order_strategy": "priority",
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            **patience,
        },
    )
    return app


def __getattr__(name: str) -> Celery:
    # Made when first asked for: importing a constant from here must not read settings.
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()["app"] = made = create(deployment())
    made.set_default()
    return made


class CeleryBroker:
    """Publishes with a Celery application made with ``publishes_only``."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, orders: Sequence[tuple[str, Queue]]) -> None:
        with _as_transient(), self._app.producer_pool.acquire(block=True) as producer:
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
        with _as_transient(), self._app.connection_for_write() as connection, connection.channel() as channel:
            length: int = channel.client.llen(queue)
            return length

    def ping(self) -> None:
        """Ask whether it is there. Raises Transient: it is not."""
        with _as_transient(), self._app.connection_for_write() as connection, connection.channel() as channel:
            channel.client.ping()

    def compact(self) -> None:
        """Have it write its file anew, without the messages that were carried out. Raises Transient: it is not there."""
        busy = suppress(redis.exceptions.ResponseError)  # it does so at this moment
        with (
            _as_transient(),
            busy,
            self._app.connection_for_write() as connection,
            connection.channel() as channel,
        ):
            channel.client.bgrewriteaof()

    def close(self) -> None:
        self._app.close()


@contextmanager
def _as_transient() -> Iterator[None]:
    try:
        yield
    except (kombu.exceptions.KombuError, redis.exceptions.RedisError, OSError) as error:
        raise Transient(f"消息队列暂不可用 (the broker is away): {type(error).__name__}") from None
