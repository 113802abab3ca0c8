from __future__ import annotations

import pytest

from precheck.service.errors import Conflict, NotFound
from precheck.storage.values import Filters, Queue, RescanState, Status
from tests.service.desk import Desk
from tests.service.doubles import report


def rescan(desk: Desk, filters: Filters) -> str:
    """One whole re-scan."""
    id = desk.rescans.start(filters, by="office").id
    while desk.rescans.get(id).state is RescanState.RUNNING:
        desk.rescans.feed()
        desk.work()
    return id


def test_a_rescan_says_what_changed(desk: Desk) -> None:
    uploads = [desk.upload(b"%d" % number, submission=f"s{number}") for number in range(5)]
    desk.work()
    answers = iter([report("blurred.text"), report(), report("blurred.text"), report(), report()])
    desk.checker.answer = lambda: next(answers)
    id = rescan(desk, Filters())
    diff = desk.rescans.diff(id)
    assert (diff.compared, diff.changed) == (5, 2)
    assert diff.verdicts == {("pass", "reupload"): 2}
    assert diff.appeared == {"blurred.text": 2}
    assert diff.disappeared == {}
    assert [example.upload_id for example in diff.examples] == [uploads[0], uploads[2]]
    assert [desk.verdict(upload) for upload in uploads] == ["reupload", "pass", "reupload", "pass", "pass"]


def test_a_rescan_is_fed_in_windows_and_hides_nothing_from_candidates(desk: Desk) -> None:
    uploads = [desk.upload(b"%d" % number) for number in range(5)]
    desk.work()
    id = desk.rescans.start(Filters(), by="office").id
    assert (desk.rescans.feed(), desk.rescans.feed()) == (3, 0)
    found = desk.rescans.get(id)
    assert (found.total, found.left, found.under_way, found.done) == (5, 2, 3, 0)
    desk.relay.publish()
    assert desk.broker.length(Queue.RESCAN) == 3
    assert {desk.status(upload) for upload in uploads} == {Status.CHECKED}


def test_filters(desk: Desk) -> None:
    old = desk.upload(b"1")
    card = desk.upload(b"2", material="identity")
    desk.work()
    desk.clock.now += 100
    since = desk.clock.now
    desk.checker.answer = lambda: report("blurred.text", pipeline="p2")
    new = desk.upload(b"3")
    desk.work()
    deleted = desk.upload(b"4")
    desk.intake.delete(deleted)

    def chosen(filters: Filters) -> set[str]:
        with desk.store.write() as tx:
            return set(tx.rescans.take(tx.rescans.add(filters, desk.clock.now), 10))

    assert chosen(Filters()) == {old, card, new}
    assert chosen(Filters(material="identity")) == {card}
    assert chosen(Filters(since=since)) == {new}
    assert chosen(Filters(flag="blurred")) == chosen(Filters(flag="blurred.text")) == {new}
    assert chosen(Filters(flag="blur")) == set()
    assert chosen(Filters(outdated={"diploma": "p2", "identity": "p1"})) == {old}
    assert chosen(Filters(material="diploma", flag="blurred", since=since)) == {new}


def test_a_cancelled_rescan_stops(desk: Desk) -> None:
    for number in range(5):
        desk.upload(b"%d" % number)
    desk.work()
    seen = len(desk.checker.seen)
    id = desk.rescans.start(Filters(), by="office").id
    desk.rescans.feed()
    desk.relay.publish()
    desk.checking.run(desk.broker.pop())
    desk.rescans.cancel(id, by="office")
    desk.rescans.feed()
    desk.work()
    assert len(desk.checker.seen) == seen + 1
    assert desk.rescans.get(id).done == 1
    with pytest.raises(Conflict):
        desk.rescans.cancel(id, by="office")
    with pytest.raises(NotFound):
        desk.rescans.get("nothing")


def test_a_rescan_that_fails_takes_no_good_report_away(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.work()

    def fails() -> object:
        raise ValueError

    desk.checker.answer = fails  # type: ignore[assignment]
    id = rescan(desk, Filters())
    assert desk.verdict(upload_id) == "pass"
    assert desk.status(upload_id) is Status.CHECKED
    assert desk.rescans.diff(id).verdicts == {("pass", "review"): 1}


def test_an_upload_deleted_during_a_rescan_does_not_hold_it_up(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.work()
    id = desk.rescans.start(Filters(), by="office").id
    desk.rescans.feed()
    desk.intake.delete(upload_id)
    desk.work()
    desk.rescans.feed()
    assert desk.rescans.get(id).state is RescanState.DONE


def test_a_new_picture_during_a_rescan_wins(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.work()
    desk.rescans.start(Filters(), by="office")
    desk.rescans.feed()
    desk.checker.answer = lambda: report("blurred.text")
    desk.intake.replace(upload_id, b"new")
    desk.work()
    desk.rescans.feed()
    assert desk.verdict(upload_id) == "reupload"
