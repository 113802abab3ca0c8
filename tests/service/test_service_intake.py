from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from precheck.domain.registration import Registration
from precheck.service import Idempotency
from precheck.service.errors import Conflict, KeyReused, Locked, NotFound, Unacceptable
from precheck.service.registering import Actor
from precheck.storage.values import Filters, Status
from tests.service.desk import Desk
from tests.service.doubles import report

DECLARED = Registration.parse({"name": "张三"})
CORRECTED = Registration.parse({"name": "张山"})


def test_an_upload_ends_with_one_report(desk: Desk) -> None:
    upload_id = desk.upload()
    assert desk.status(upload_id) is Status.QUEUED
    desk.work()
    upload, stored = desk.intake.get_upload(upload_id)
    assert upload.status is Status.CHECKED
    assert upload.file == "a.jpg"
    assert stored is not None
    assert stored.verdict == "pass"
    assert desk.intake.get_picture(upload_id) == b"picture"


def test_the_same_file_in_the_same_place_is_one_upload(desk: Desk) -> None:
    first = desk.intake.submit_upload("s1", "diploma", b"picture", "a.jpg")
    again = desk.intake.submit_upload("s1", "diploma", b"picture", "b.jpg")
    elsewhere = desk.intake.submit_upload("s1", "identity", b"picture", "a.jpg")
    assert (first.created, again.created, elsewhere.created) == (True, False, True)
    assert again.upload.id == first.upload.id
    assert len(desk.work()) == 2


def test_a_key_sent_twice_is_one_upload_even_after_a_replacement(desk: Desk) -> None:
    key = Idempotency("portal", "k1")
    first = desk.intake.submit_upload("s1", "diploma", b"one", by=Actor(idempotency=key))
    desk.intake.replace(first.upload.id, b"two")
    again = desk.intake.submit_upload("s1", "diploma", b"one", by=Actor(idempotency=key))
    assert again.upload.id == first.upload.id
    assert not again.created
    other = desk.intake.submit_upload(
        "s1", "diploma", b"one", by=Actor(idempotency=Idempotency("other", "k1"))
    )
    assert other.upload.id != first.upload.id
    with pytest.raises(KeyReused):
        desk.intake.submit_upload("s1", "diploma", b"three", by=Actor(idempotency=key))


def test_the_same_upload_from_many_at_once_is_one(desk: Desk) -> None:
    made: list[bool] = []
    start = threading.Barrier(5)

    def submit() -> None:
        start.wait()
        made.append(desk.intake.submit_upload("s1", "diploma", b"picture").created)

    threads = [threading.Thread(target=submit) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, False, True]


def test_a_changed_registration_is_compared_without_reading_again(desk: Desk) -> None:
    upload_id = desk.upload(b"picture")
    desk.work()
    desk.intake.registrations.put_registration("s1", CORRECTED, by="portal")
    desk.work()
    desk.intake.replace(upload_id, b"another")
    desk.work()
    desk.intake.registrations.put_registration("s1", DECLARED, by="portal")
    desk.work()
    desk.rescans.start(Filters(), by="office")
    desk.rescans.feed()
    desk.work()
    assert desk.checker.earlier == [None, b"picture", None, b"another", None]


def test_what_was_read_goes_with_the_report(desk: Desk) -> None:
    def kept() -> bytes | None:
        with desk.store.read() as tx:
            return tx.readings.get(upload_id, 1)

    upload_id = desk.upload(b"picture")
    desk.work()
    assert kept() == b"picture"
    desk.retention.erase_submission("s1", by="office")
    assert kept() is None


def test_one_that_is_refused_takes_nobody_with_it(desk: Desk) -> None:
    desk.upload(b"before", submission="s3")
    desk.review.submit("s3", by="candidate")
    start = threading.Barrier(6)

    def submit(number: int) -> str:
        start.wait()
        try:
            return desk.upload(b"picture", submission=f"s{number}")
        except Locked:
            return "locked"

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(submit, range(6)))
    assert made.count("locked") == 1
    assert made[3] == "locked"
    assert len(set(made)) == 6
    assert len(desk.work()) == 6


@pytest.mark.parametrize(
    ("submission", "material", "data"),
    [
        ("s1", "passport_photo", b"x"),
        ("", "diploma", b"x"),
        ("a\nb", "diploma", b"x"),
    ],
)
def test_nonsense_is_refused_and_not_kept(
    desk: Desk, tmp_path: Path, submission: str, material: str, data: bytes
) -> None:
    with pytest.raises(Unacceptable):
        desk.intake.submit_upload(submission, material, data)
    assert not (tmp_path / "pictures").exists()


def test_a_replacement_retires_the_report_and_is_checked(desk: Desk) -> None:
    upload_id = desk.upload(b"blurred")
    desk.work()
    desk.checker.answer = lambda: report("blurred.text")
    version = desk.intake.get_upload(upload_id)[0].version
    desk.intake.replace(upload_id, b"sharp", "b.jpg", expected_version=version)
    assert desk.verdict(upload_id) is None
    assert desk.status(upload_id) is Status.QUEUED
    with pytest.raises(Conflict):
        desk.intake.replace(upload_id, b"third", expected_version=version)
    desk.work()
    assert desk.verdict(upload_id) == "reupload"
    with desk.store.read() as tx:
        assert [stored.current for stored in tx.reports.list_upload(upload_id)] == [False, True]


def test_a_report_on_the_picture_before_never_becomes_current(desk: Desk) -> None:
    upload_id = desk.upload(b"one")

    def replaced_meanwhile() -> object:
        desk.checker.answer = report
        desk.intake.replace(upload_id, b"two")
        return report("blurred.text")

    desk.checker.answer = replaced_meanwhile  # type: ignore[assignment]
    desk.work()
    assert desk.verdict(upload_id) == "pass"
    assert desk.status(upload_id) is Status.CHECKED


def test_a_deleted_upload_is_gone_and_never_checked(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.intake.delete(upload_id)
    with pytest.raises(NotFound):
        desk.intake.get_upload(upload_id)
    desk.work()
    assert desk.checker.seen == []


def test_a_changed_registration_is_compared_again(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.work()
    desk.intake.registrations.put_registration("s1", DECLARED, by="portal")
    assert desk.status(upload_id) is Status.QUEUED
    assert desk.verdict(upload_id) == "pass"
    desk.intake.registrations.put_registration("s1", CORRECTED, by="portal")
    desk.work()
    assert desk.checker.seen == [None, CORRECTED]
    desk.intake.registrations.put_registration("s1", CORRECTED, by="portal")
    assert desk.work() == []


def test_a_late_answer_to_an_old_registration_never_replaces_the_new_one(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.relay.publish()

    def corrected_meanwhile() -> object:
        desk.checker.answer = report
        desk.intake.registrations.put_registration("s1", CORRECTED, by="portal")
        desk.relay.publish()
        desk.checking.run(desk.broker.pop())
        return report("mismatch.name")

    desk.checker.answer = corrected_meanwhile  # type: ignore[assignment]
    desk.checking.run(desk.broker.pop())
    assert desk.verdict(upload_id) == "pass"
    assert desk.status(upload_id) is Status.CHECKED


def test_a_locked_material_cannot_be_changed_but_staff_correct_the_registration(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.review.submit("s1", by="portal")
    for change in (
        lambda: desk.intake.submit_upload("s1", "identity", b"other"),
        lambda: desk.intake.replace(upload_id, b"other"),
        lambda: desk.intake.delete(upload_id),
        lambda: desk.intake.registrations.put_registration("s1", CORRECTED, by="portal"),
    ):
        with pytest.raises(Locked, match="资料已锁定"):
            change()
    found = desk.intake.registrations.put_registration("s1", CORRECTED, by="reviewer", staff=True)
    assert found.registration == CORRECTED
    with pytest.raises(Conflict):
        desk.intake.registrations.put_registration(
            "s1", DECLARED, by="reviewer", staff=True, expected_version=1
        )
