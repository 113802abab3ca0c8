from __future__ import annotations

import json
import subprocess
import sys

import pytest

from precheck.domain.errors import Transient
from precheck.service import checking, results
from precheck.service.results import Ending
from precheck.storage.values import OrderState, Queue, Status
from tests.service.desk import Desk
from tests.service.doubles import list_orders


def order_of(desk: Desk, upload_id: str) -> str:
    with desk.store.read() as tx:
        return list_orders(tx, upload_id)[-1].id


def raising(error: BaseException) -> object:
    def answer() -> object:
        raise error

    return answer


def claim_as(desk: Desk, order_id: str, name: str) -> None:
    with desk.store.write() as tx:
        order = tx.orders.get(order_id)
        assert order is not None
        tx.orders.claim(order_id, name, desk.clock.now, 60.0, from_fence=order.fence)


def dead_owner() -> str:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    host, _, _ = results.process_name().rsplit("|", 2)
    name = f"{host}|{child.pid}|{results._started(child.pid)}"
    assert results.is_alive(name) is True
    child.kill()
    assert child.stdin is not None
    child.stdin.close()
    # Not waited for yet: a zombie counts as dead.
    import os

    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert results.is_alive(name) is False
    child.wait()
    return name


def test_a_message_twice_is_checked_once(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    assert desk.checking.run(order_id) is Ending.REPORTED
    assert desk.checking.run(order_id) is Ending.NOTHING
    assert desk.checking.run("no such order") is Ending.NOTHING
    assert len(desk.checker.seen) == 1


@pytest.mark.parametrize("error", [ValueError("x"), MemoryError()])
def test_a_poison_picture_is_set_aside_after_three_tries(desk: Desk, error: Exception) -> None:
    upload_id = desk.upload()
    desk.checker.answer = raising(error)  # type: ignore[assignment]
    assert desk.work() == [Ending.RELEASED, Ending.RELEASED, Ending.SET_ASIDE]
    upload, stored = desk.intake.get_upload(upload_id)
    assert upload.status is Status.FAILED
    assert stored is not None
    assert stored.verdict == "review"
    assert stored.data is not None
    assert type(error).__name__ in json.loads(stored.data)["unable"][0]["reason"]


def test_a_picture_that_kills_every_process_is_set_aside(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    for _ in range(3):
        claim_as(desk, order_id, dead_owner())
        desk.sweeper.sweep()
    assert desk.status(upload_id) is Status.FAILED
    assert desk.verdict(upload_id) == "review"
    assert desk.checking.run(order_id) is Ending.NOTHING


def test_a_dead_process_is_noticed_by_whoever_gets_the_message_again(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    claim_as(desk, order_id, dead_owner())
    assert desk.checking.run(order_id) is Ending.REPORTED
    assert desk.verdict(upload_id) == "pass"


def test_the_fourth_message_does_not_try_a_fourth_time(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    for _ in range(3):
        claim_as(desk, order_id, dead_owner())
    assert desk.checking.run(order_id) is Ending.SET_ASIDE
    assert desk.checker.seen == []
    assert desk.status(upload_id) is Status.FAILED


def test_another_machines_work_is_left_alone_until_its_lease_ends(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    claim_as(desk, order_id, "elsewhere/boot/ns|1|1")
    assert desk.checking.run(order_id) is Ending.NOTHING
    assert desk.sweeper.sweep().released == 0
    desk.clock.now += 61
    assert desk.sweeper.sweep().released == 1
    desk.work()
    assert desk.verdict(upload_id) == "pass"


def test_a_process_told_to_end_gives_its_order_back_without_blame(desk: Desk) -> None:
    upload_id = desk.upload()
    order_id = order_of(desk, upload_id)
    desk.checker.answer = raising(SystemExit())  # type: ignore[assignment]
    with pytest.raises(SystemExit):
        desk.checking.run(order_id)
    with desk.store.read() as tx:
        order = tx.orders.get(order_id)
    assert order is not None
    assert (order.state, order.attempts) == (OrderState.WAITING, 0)


def test_a_store_that_is_away_is_nobodys_fault(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.checker.answer = raising(Transient("away"))  # type: ignore[assignment]
    for _ in range(5):
        assert desk.work() == [Ending.RELEASED]
        desk.clock.now += checking.PAUSE_SECONDS
    assert desk.status(upload_id) is Status.QUEUED


def test_a_broker_that_is_away_loses_nothing(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.broker.away = True
    with pytest.raises(Transient):
        desk.relay.publish()
    desk.broker.away = False
    desk.work()
    assert desk.verdict(upload_id) == "pass"


def test_what_the_broker_forgot_is_published_again(desk: Desk) -> None:
    for number in range(4):
        desk.upload(b"%d" % number)
    desk.relay.publish()
    kept = desk.broker.sent.pop()
    desk.broker.sent = [kept]
    assert desk.sweeper.sweep().republished == 0  # they may be on their way
    desk.clock.now += 6
    assert desk.sweeper.sweep().republished == 4
    assert desk.work().count(Ending.REPORTED) == 4
    assert len(desk.checker.seen) == 4
    assert desk.sweeper.sweep().republished == 0


def test_a_picture_that_is_lost_is_said_to_be_unable(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.pictures.delete(desk.intake.get_upload(upload_id)[0].picture)
    desk.work()
    assert desk.status(upload_id) is Status.FAILED
    assert desk.verdict(upload_id) == "review"


def test_candidates_never_wait_in_the_queue_of_a_rescan(desk: Desk) -> None:
    desk.upload()
    desk.relay.publish()
    assert desk.broker.length(Queue.UPLOADS) == 1
    assert desk.broker.length(Queue.RESCAN) == 0
