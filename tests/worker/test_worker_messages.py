"""What a worker is told with an order."""

from __future__ import annotations

from celery import Celery

from precheck.entrypoints.worker.app import CHECK, CeleryBroker
from precheck.service.results import LEASE_SECONDS
from precheck.storage.values import Queue


def test_a_re_scan_may_take_longer_and_no_lease_ends_before_its_check() -> None:
    app = Celery("told", broker="memory://")
    CeleryBroker(app).publish([("1", Queue.UPLOADS), ("2", Queue.RESCAN)])
    limits = {}
    with app.connection_for_read() as connection:
        for queue in Queue:
            message = connection.SimpleQueue(str(queue)).get(timeout=1)
            assert message.headers["task"] == CHECK
            limits[queue] = message.headers["timelimit"]
            hard, soft = limits[queue]
            assert soft < hard < LEASE_SECONDS[queue]
    assert limits[Queue.RESCAN][1] > 10 * limits[Queue.UPLOADS][1]
