from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from precheck.domain.errors import Invalid, Transient
from precheck.domain.registration import Registration
from precheck.service import results
from precheck.storage import Cipher, Store, ids
from precheck.storage.values import OrderState, Queue, Reason
from tests.service.doubles import report

SHA256 = "a" * 64


def add_upload(store: Store, submission: str = "s1") -> tuple[str, str]:
    """An upload and its order."""
    with store.write() as tx:
        tx.submissions.ensure(submission, 1.0)
        upload = tx.uploads.add(submission, "diploma", "张三.jpg", SHA256, 10, 1.0)
        return upload.id, tx.orders.add(upload.id, Reason.UPLOAD, Queue.UPLOADS, 1.0)


def test_ids_sort_by_time() -> None:
    made = [ids.new(at) for at in (1.0, 1.001, 2.0, 4_000_000_000.0)]
    assert made == sorted(made)
    assert {len(id) for id in made} == {ids.LENGTH}


def test_all_of_a_transaction_happens_or_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx.submissions.ensure("s1", 1.0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx:
        assert tx.submissions.get("s1") is None


def test_a_registration_comes_back_and_is_sealed(store: Store, database: str) -> None:
    registration = Registration.parse({"name": "张三", "id_number": "11010519491231002X"})
    with store.write() as tx:
        tx.submissions.ensure("s1", 1.0)
        tx.submissions.put_registration("s1", registration, 2.0)
    with store.read() as tx:
        found = tx.submissions.get("s1")
        assert found is not None
        assert (found.registration, found.version, found.registration_version) == (registration, 2, 1)
    other = Store(database, Cipher((bytes(32),)))
    with other.read() as tx, pytest.raises(Invalid, match="PRECHECK_KEY"):
        tx.submissions.get("s1")
    other.close()


def test_an_order_is_claimed_once_however_many_try(store: Store) -> None:
    _, order_id = add_upload(store)
    won: list[int] = []
    start = threading.Barrier(6)

    def claim() -> None:
        start.wait()
        with store.write() as tx:
            order = tx.orders.claim(order_id, "me", 1.0, 60.0, from_fence=0)
        if order is not None:
            won.append(order.fence)

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [1]


def test_a_result_with_an_old_fence_is_refused(store: Store) -> None:
    _, order_id = add_upload(store)
    with store.write() as tx:
        first = tx.orders.claim(order_id, "slow", 1.0, 60.0, from_fence=0)
        second = tx.orders.claim(order_id, "next", 62.0, 60.0, from_fence=1)
        assert first is not None
        assert second is not None
        assert results.finish(tx, first, report(), 63.0) is results.Ending.NOTHING
        assert results.finish(tx, second, report(), 63.0) is results.Ending.REPORTED
        found = tx.orders.get(order_id)
        assert found is not None
        assert found.state is OrderState.DONE


def test_the_database_refuses_a_second_current_report(store: Store) -> None:
    upload_id, order_id = add_upload(store)
    with store.write() as tx:
        first = tx.orders.get(order_id)
        second = tx.orders.get(tx.orders.add(upload_id, Reason.REGISTRATION, Queue.UPLOADS, 2.0))
        assert first is not None
        assert second is not None
        tx.reports.add(first, report(), 3.0, current=True)

    def second_current() -> None:
        with store.write() as tx:
            tx.reports.retire = lambda upload_id: None  # type: ignore[method-assign]
            tx.reports.add(second, report(), 3.0, current=True)

    with pytest.raises(IntegrityError):
        second_current()


def test_two_relays_never_take_the_same_order(store: Store) -> None:
    made = {add_upload(store, f"s{number}")[1] for number in range(40)}
    taken: list[str] = []

    def relay() -> None:
        while True:
            with store.write() as tx:
                some = tx.orders.take_unpublished(5.0, 3)
            if not some:
                return
            taken.extend(id for id, _ in some)

    threads = [threading.Thread(target=relay) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(made)


def test_the_audit_log_tells_that_it_was_changed(store: Store) -> None:
    with store.write() as tx:
        for number in range(3):
            tx.records.note("reviewer", "decision.made", f"u{number}", float(number))
    with store.read() as tx:
        assert tx.records.broken_at() is None
        assert [line.object for line in tx.records.audit()] == ["u0", "u1", "u2"]
    with store.write() as tx:
        tx.records._connection.exec_driver_sql("UPDATE audit SET object = 'other' WHERE number = 2")
    with store.read() as tx:
        assert tx.records.broken_at() == 2


def test_a_database_that_is_away_is_transient(tmp_path: Path) -> None:
    away = Store(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(Transient) as caught, away.read() as tx:
        tx.submissions.get("s1")
    assert "SELECT" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_only_two_kinds_of_database(url: str) -> None:
    with pytest.raises(Invalid, match="PRECHECK_DATABASE"):
        Store(url)


def test_only_what_can_be_done_again_does_not_wait_for_the_disk(store: Store) -> None:
    def waits() -> bool:
        # SQLite: 1 NORMAL, 2 FULL.
        ask = "PRAGMA synchronous" if store.kind == "sqlite" else "SHOW synchronous_commit"
        return str(tx.uploads._connection.exec_driver_sql(ask).scalar()) in ("2", "on")

    for durable in (True, False, True):
        with store.write(durable=durable) as tx:
            assert waits() is durable
    with store.read() as tx:
        assert waits()
