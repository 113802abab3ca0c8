"""What meets at the same moment, and clocks that do not agree: on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from precheck.domain.registration import Registration
from precheck.service import Idempotency, Intake
from precheck.service.access import Quota, Reach
from precheck.service.accounts import Accounts
from precheck.service.desk import Desk as Reviewing
from precheck.service.errors import KeyReused, NotFound, OverQuota
from precheck.service.queue_view import QueueView
from precheck.service.queueing import Queueing
from precheck.service.registering import Actor
from precheck.service.results import Ending
from precheck.service.webhooks import LEASE_SECONDS, Webhooks
from precheck.storage import Store
from precheck.storage.values import Event, OrderState
from precheck.submission.assess import NO_RULES
from tests.service.desk import Desk
from tests.service.doubles import list_orders


def together(*acts: Callable[[], object]) -> list[object]:
    """What each came to; an exception counts as an answer."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_one_key_is_carried_out_once_whoever_else_sends_it(desk: Desk) -> None:
    # Each by an intake of its own, as in processes of their own: one intake's uploads take turns.
    intakes = [Intake(desk.store, desk.pictures, {"diploma"}) for _ in range(6)]
    acts = [
        lambda i=i, n=n: i.submit_upload(
            f"s{n}", "diploma", b"x", by=Actor(idempotency=Idempotency("portal", "k"))
        )
        for n, i in enumerate(intakes)
    ]
    answers = together(*acts)
    assert sum(isinstance(answer, KeyReused) for answer in answers) == 5
    assert desk.relay.publish() == 1


def test_keys_are_compared_whole(desk: Desk) -> None:
    ids = {
        desk.intake.submit_upload(
            "s1", "diploma", end, by=Actor(idempotency=Idempotency("portal", "k" * 5000 + end.decode()))
        ).upload.id
        for end in (b"a", b"b")
    }
    assert len(ids) == 2


def test_a_correction_that_meets_the_claim_is_not_lost(desk: Desk) -> None:
    for number in range(12):
        submission, name = f"s{number}", f"第{number}"
        upload = desk.upload(b"%d" % number, submission=submission)
        desk.relay.publish()
        order = desk.broker.pop()
        answers = together(
            partial(desk.checking.run, order),
            partial(
                desk.intake.registrations.put_registration, submission, Registration(name=name), by="test"
            ),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        desk.work()
        with desk.store.read() as tx:
            report = tx.reports.current(upload)
        assert report is not None
        seen = desk.checker.seen[-1]
        assert seen is not None
        assert seen.name == name, "the newest registration was compared last"


def test_a_registration_waits_for_a_claim_under_way(desk: Desk) -> None:
    """The lock itself: whoever claims holds the submission until the claim is made."""
    if desk.store.kind == "sqlite":
        return  # one writer at a time anyway
    upload = desk.upload()
    entered, leave = threading.Event(), threading.Event()

    def claim() -> None:
        with desk.store.write() as tx:
            found = tx.uploads.get(upload)
            assert found is not None
            tx.submissions.get(found.submission_id, for_change=True)
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=claim)
    holder.start()
    entered.wait(10)
    put = threading.Thread(
        target=lambda: desk.intake.registrations.put_registration("s1", Registration(name="张三"), by="test")
    )
    put.start()
    put.join(0.5)
    assert put.is_alive()
    leave.set()
    put.join(10)
    holder.join(10)
    assert not put.is_alive()


def test_an_erasure_never_takes_a_picture_that_is_just_coming(desk: Desk) -> None:
    for number in range(12):
        data, old, new = b"licence %d" % number, f"old{number}", f"new{number}"
        desk.upload(data, submission=old)
        answers = together(
            partial(desk.retention.erase_submission, old, by="test"),
            partial(desk.intake.submit_upload, new, "diploma", data),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
        _, (kept,), _ = desk.intake.get_submission(new)
        assert desk.intake.get_picture(kept.id) == data
        desk.retention.erase_submission(new, by="test")
        assert not desk.pictures.has(kept.picture)


def test_a_refused_upload_leaves_nothing(desk: Desk) -> None:
    small = Intake(desk.store, desk.pictures, {"diploma"}, quota=Quota(submission=2, material=1))
    small.submit_upload("s1", "diploma", b"one")
    with pytest.raises(OverQuota):
        small.submit_upload("s1", "diploma", b"two")
    here, there = Reach("成都"), Reach("绵阳")
    small.submit_upload("s2", "diploma", b"three", by=Actor(reach=here))
    with pytest.raises(NotFound):
        small.submit_upload("s2", "diploma", b"four", by=Actor(reach=there))
    files = [path for path in desk.pictures._folder.rglob("*") if path.is_file()]
    assert len(files) == 2


def test_what_was_deleted_is_emptied_faster_than_it_grows(desk: Desk) -> None:
    for number in range(450):
        id = desk.upload(b"%d" % number, submission=f"s{number}")
        desk.intake.delete(id)
    assert desk.retention.erase_deleted() == 450


@pytest.mark.parametrize("step_seconds", [-3600.0, 3600.0])
def test_a_clock_that_is_set_hides_no_order(desk: Desk, step_seconds: float) -> None:
    waiting = desk.upload(b"1")
    desk.relay.publish()
    claimed = desk.upload(b"2")
    desk.relay.publish()
    with desk.store.write() as tx:
        (order,) = list_orders(tx, claimed)
        tx.orders.claim(order.id, "elsewhere|1|1", tx.now(), 60, from_fence=order.fence)
    desk.broker.sent.clear()  # the broker forgot
    later = desk.upload(b"3")
    desk.clock.now += step_seconds
    assert desk.sweeper.sweep().released == 1  # its lease is over, or further ahead than any lease can be
    assert Ending.REPORTED in desk.work()
    for upload in (waiting, claimed, later):
        with desk.store.read() as tx:
            assert [order.state for order in list_orders(tx, upload)] == [OrderState.DONE]


def test_orders_of_a_machine_whose_clock_is_ahead_are_due_at_once(desk: Desk, database: str) -> None:
    ahead = Store(database, desk.store._cipher, lambda: desk.clock() + 25)
    Intake(ahead, desk.pictures, {"diploma"}).submit_upload("s1", "diploma", b"x")
    assert desk.relay.publish() == 1
    ahead.close()


def test_a_clock_that_is_set_back_hides_neither_rows_nor_submissions(desk: Desk) -> None:
    queueing = Queueing(desk.store, {}, NO_RULES)
    reviewing = Reviewing(desk.store, desk.review, queueing, desk.intake, 900)
    listing = QueueView(desk.store)
    accounts = Accounts(desk.store)
    wang, li = (accounts.create(login, login, "a good password", by="test") for login in ("wang", "li"))
    desk.upload(b"1", "s1")
    while queueing.refresh_marked():
        pass
    reviewing.open(wang, "s1", claim=True)
    desk.upload(b"2", "s2")
    desk.clock.now -= 3600
    assert queueing.refresh_marked() == 1
    assert listing.row("s2") is not None
    claimed = reviewing.open(li, "s1", claim=True).claim
    assert claimed is not None
    assert claimed.user_id == li.id
    found, since = listing.changes(desk.clock.now + 3600, 10)
    assert (found, since) == ([], desk.clock.now)
    desk.clock.now += 1
    reviewing.comment(li, "s1", "看过")
    assert listing.changes(since, 10)[0] == [("s1", "")]


def test_a_message_written_before_the_clock_was_set_back_is_due(desk: Desk) -> None:
    Webhooks(desk.store).add("https://portal.example.org/", [Event.UPLOAD_CHECKED], by="test")
    desk.upload(b"1", "s1")
    desk.work()
    desk.clock.now -= 3600
    with desk.store.write() as tx:
        (hook,) = tx.webhooks.due(tx.now())
        assert len(tx.webhooks.take_due(hook, tx.now(), 10, LEASE_SECONDS)) == 1
    with desk.store.write() as tx:
        assert not tx.webhooks.due(tx.now())  # somebody is at it


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_sessions_and_claims_end_by_the_databases_time(
    desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database, desk.store._cipher)
    accounts = Accounts(store)
    reviewing = Reviewing(store, desk.review, Queueing(store, {}, NO_RULES), desk.intake, 900)
    wang = accounts.create("wang", "wang", "a good password", by="test")
    token = accounts.sign_in("wang", "a good password", "::1").token
    desk.upload(b"1", "s1")
    reviewing.open(wang, "s1", claim=True)
    real = time.time
    for days in (-1, 1):  # another machine, whose clock says another day
        monkeypatch.setattr(time, "time", lambda days=days: real() + days * 86_400)
        assert accounts.authenticate(token).user == wang
        claim = reviewing.open(wang, "s1").claim
        assert claim is not None
        assert abs(claim.until - real() - 900) < 60
    store.close()
