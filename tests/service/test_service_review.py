from __future__ import annotations

from pathlib import Path

import pytest

from precheck.domain.material import Material, ViewRule
from precheck.service import Review
from precheck.service.errors import Conflict, Locked, MissingMaterials, NotFound
from precheck.service.review import HANDED_IN, DecisionContext
from precheck.storage.values import Level, Outcome
from tests.service.desk import Desk, locks

DIPLOMA = Material(
    "diploma", "毕业证书", "Diploma", views=(ViewRule("main", "主页", "main page", required=True),)
)


def test_what_is_missing_must_be_acknowledged(desk: Desk) -> None:
    desk.upload()
    desk.work()
    review = Review(desk.store, {"diploma": DIPLOMA})
    with pytest.raises(MissingMaterials) as caught:
        review.submit("s1", by="portal")
    assert [flag.code for flag in caught.value.flags] == ["missing.diploma.main"]
    assert review.submit("s1", by="portal", acknowledge_missing=True).locked_at is not None


def test_waiting_checks_do_not_block(desk: Desk) -> None:
    upload_id = desk.upload()
    desk.review.submit("s1", by="portal")
    desk.work()
    assert desk.verdict(upload_id) == "pass"


def test_asking_again_opens_one_material_and_tells_the_candidate(desk: Desk) -> None:
    diploma, _ = desk.upload(), desk.upload(b"card", material="identity")
    desk.review.submit("s1", by="portal")
    comment = "毕业证编号无法识别，请重新上传！"
    decision = desk.review.decide(diploma, Level.SITE, Outcome.AGAIN, by="li", comment=comment)
    assert decision.comment == comment
    message, handed_in = desk.review.messages("s1")
    assert handed_in.text == HANDED_IN
    assert (message.text, message.at, message.upload_id) == (comment, desk.clock.now, diploma)
    desk.intake.replace(diploma, b"sharp")
    with pytest.raises(Locked):
        desk.upload(b"another", material="identity")
    desk.review.submit("s1", by="portal")
    assert locks(desk, "s1")
    assert not locks(desk, "s2")


def test_the_site_decides_before_the_district_on_each_picture(desk: Desk) -> None:
    upload_id = desk.upload()
    with pytest.raises(Conflict, match="考点"):
        desk.review.decide(upload_id, Level.DISTRICT, Outcome.ACCEPTED, by="wang")
    desk.review.decide(upload_id, Level.SITE, Outcome.ACCEPTED, by="li")
    desk.review.decide(upload_id, Level.DISTRICT, Outcome.ACCEPTED, by="wang")
    desk.intake.replace(upload_id, b"other")
    with pytest.raises(Conflict):
        desk.review.decide(upload_id, Level.DISTRICT, Outcome.ACCEPTED, by="wang")
    assert [d.level for d in desk.review.decisions(upload_id)] == [Level.SITE, Level.DISTRICT]


def test_a_decision_on_a_picture_that_changed_meanwhile_is_refused(desk: Desk) -> None:
    upload_id = desk.upload()
    seen = desk.intake.get_upload(upload_id)[0].version
    desk.intake.replace(upload_id, b"other")
    with pytest.raises(Conflict):
        desk.review.decide(upload_id, Level.SITE, Outcome.ACCEPTED, by="li", context=DecisionContext(seen))


def test_opening_needs_a_lock(desk: Desk) -> None:
    desk.upload()
    with pytest.raises(Conflict):
        desk.review.unlock("s1", None, by="li")
    desk.review.submit("s1", by="portal")
    desk.review.unlock("s1", None, by="li", message="请补充材料。")
    desk.upload(b"another")
    with pytest.raises(NotFound):
        desk.review.submit("nobody", by="portal")


def test_erasing_a_candidate_leaves_nothing_of_the_person(desk: Desk, tmp_path: Path) -> None:
    upload_id, shared = desk.upload(), b"licence of a hospital"
    desk.upload(shared)
    kept = desk.upload(shared, submission="s2")
    desk.work()
    desk.review.decide(upload_id, Level.SITE, Outcome.AGAIN, by="li", comment="张三")
    desk.retention.erase_submission("s1", by="office")
    upload, stored = desk.intake.get_upload(upload_id)
    assert upload.erased_at is not None
    assert upload.file is None
    assert stored is not None
    assert (stored.data, stored.verdict) == (None, "pass")
    assert desk.review.messages("s1") == []
    assert [d.comment for d in desk.review.decisions(upload_id)] == [None]
    with pytest.raises(NotFound):
        desk.intake.get_picture(upload_id)
    assert desk.intake.get_picture(kept) == shared
    with desk.store.read() as tx:
        assert [line.action for line in tx.records.audit(object="s1")] == ["submission.erased"]


def test_an_erasure_during_a_check_leaves_no_report(desk: Desk) -> None:
    upload_id = desk.upload()
    answer = desk.checker.answer

    def erased_meanwhile() -> object:
        desk.retention.erase_submission("s1", by="office")
        return answer()

    desk.checker.answer = erased_meanwhile  # type: ignore[assignment]
    desk.work()
    assert desk.verdict(upload_id) is None


def test_what_is_old_is_erased_and_only_that(desk: Desk) -> None:
    old = desk.upload(b"old", submission="s1")
    desk.clock.now += 20 * 86_400
    new = desk.upload(b"new", submission="s2")
    assert desk.retention.run() == 0
    desk.clock.now += 11 * 86_400
    assert desk.retention.run() == 1
    assert desk.retention.run() == 0
    with pytest.raises(NotFound):
        desk.intake.get_picture(old)
    assert desk.intake.get_picture(new) == b"new"


def test_what_a_candidate_deleted_is_erased(desk: Desk) -> None:
    upload_id = desk.upload()
    picture = desk.intake.get_upload(upload_id)[0].picture
    desk.intake.delete(upload_id)
    assert desk.retention.erase_deleted() == 1
    assert not desk.pictures.has(picture)
