"""A reviewer's desk on both databases: the queue follows what happens, and nobody sees or decides what is not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from precheck.domain.registration import Registration
from precheck.service.accounts import Accounts, Position, SessionPolicy, WrongPassword
from precheck.service.desk import Desk as Reviewing
from precheck.service.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Stale,
    TooMany,
    Unacceptable,
    Unauthenticated,
)
from precheck.service.queue_view import QueueView
from precheck.service.queueing import Queueing
from precheck.storage.accounts import StoredUser
from precheck.storage.queue import QueueFilter
from precheck.storage.values import Level, Outcome, Role, State
from precheck.submission.assess import NO_RULES
from tests.service.desk import Desk, locks
from tests.service.doubles import report

PASSWORD = "a good password"


@pytest.fixture
def queueing(desk: Desk) -> Queueing:
    return Queueing(desk.store, {}, NO_RULES)


@pytest.fixture
def reviewing(desk: Desk, queueing: Queueing) -> Reviewing:
    return Reviewing(desk.store, desk.review, queueing, desk.intake, 900)


@pytest.fixture
def listing(desk: Desk) -> QueueView:
    return QueueView(desk.store)


@pytest.fixture
def accounts(desk: Desk) -> Accounts:
    return Accounts(desk.store, SessionPolicy())


@pytest.fixture
def person(accounts: Accounts) -> Callable[..., StoredUser]:
    def made(login: str, level: Level = Level.SITE, site: str | None = None) -> StoredUser:
        return accounts.create(login, login, PASSWORD, by="test", post=Position(level=level, site=site))

    return made


def handed_in(desk: Desk, queueing: Queueing, submission: str = "s1", *codes: str, site: str = "A") -> str:
    """One checked upload, handed in and in the queue."""
    desk.checker.answer = lambda: report(*codes)
    upload = desk.upload(submission.encode(), submission)
    with desk.store.write() as tx:
        tx.sites.move(submission, site)
    desk.work()
    desk.review.submit(submission, by="portal")
    while queueing.refresh_marked():
        pass
    return upload


def state(desk: Desk, submission: str = "s1") -> State:
    with desk.store.read() as tx:
        row = tx.queue.get(submission)
    assert row is not None
    return row.state


def test_a_submission_goes_from_site_to_district_and_out(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing)
    site, district = person("wang"), person("zhao", Level.DISTRICT)
    assert state(desk) is State.SITE
    with pytest.raises(Conflict):
        reviewing.decide(district, upload, Outcome.ACCEPTED)
    reviewing.decide(site, upload, Outcome.ACCEPTED)
    assert state(desk) is State.DISTRICT
    reviewing.decide(district, upload, Outcome.ACCEPTED)
    assert state(desk) is State.ACCEPTED


def test_what_was_asked_for_again_comes_back_changed_to_who_asked(
    listing: QueueView,
    desk: Desk,
    queueing: Queueing,
    reviewing: Reviewing,
    person: Callable[..., StoredUser],
) -> None:
    upload = handed_in(desk, queueing, "s1", "blurred.text")
    wang = person("wang")
    with pytest.raises(Unacceptable):
        reviewing.decide(wang, upload, Outcome.AGAIN, message=" ")
    reviewing.decide(wang, upload, Outcome.AGAIN, message="请重拍")
    assert state(desk) is State.AGAIN
    desk.clock.now += 10
    desk.intake.replace(upload, b"better")
    desk.work()
    desk.review.submit("s1", by="candidate")
    while queueing.refresh_marked():
        pass
    with desk.store.read() as tx:
        row = tx.queue.get("s1")
    assert row is not None
    assert (row.state, row.changed, row.reviewer) == (State.SITE, True, wang.id)
    mine, _ = listing.page(wang, QueueFilter(reviewer=wang.id, changed=True), 10)
    assert [row.submission_id for row in mine] == ["s1"]


def test_asking_again_is_over_when_nothing_else_was_uploaded(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing)
    reviewing.decide(person("wang"), upload, Outcome.AGAIN, message="请重拍")
    desk.clock.now += 10
    desk.review.submit("s1", by="candidate")
    while queueing.refresh_marked():
        pass
    assert state(desk) is State.SITE


def test_a_decision_can_be_taken_back_and_closes_what_it_opened(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing)
    wang, li = person("wang"), person("li")
    reviewing.decide(wang, upload, Outcome.AGAIN, message="请重拍")
    with pytest.raises(Conflict):
        reviewing.withdraw(li, upload)
    reviewing.withdraw(wang, upload)
    assert state(desk) is State.SITE
    assert locks(desk, "s1")
    with pytest.raises(Conflict):
        reviewing.withdraw(wang, upload)


def test_two_reviewers_never_decide_unknowingly(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing)
    wang, li = person("wang"), person("li")
    reviewing.open(wang, "s1", claim=True)
    assert reviewing.open(li, "s1", claim=True).claim == reviewing.open(wang, "s1").claim
    with pytest.raises(Conflict):
        reviewing.decide(li, upload, Outcome.ACCEPTED)
    desk.clock.now += 901  # the claim is over
    reviewing.decide(li, upload, Outcome.ACCEPTED, last_decision="")
    with pytest.raises(Stale):
        reviewing.decide(wang, upload, Outcome.REJECTED, last_decision="")


def test_accepting_all_needs_what_was_seen(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing)
    wang = person("wang")
    with pytest.raises(Stale):
        reviewing.accept_all(wang, "s1", {upload: 99})
    version = desk.intake.get_upload(upload)[0].version
    assert reviewing.accept_all(wang, "s1", {upload: version}) == 1
    assert reviewing.withdraw_all(wang, "s1") == 1
    assert state(desk) is State.SITE


def test_another_sites_submission_is_not_there(
    listing: QueueView,
    desk: Desk,
    queueing: Queueing,
    reviewing: Reviewing,
    person: Callable[..., StoredUser],
) -> None:
    upload = handed_in(desk, queueing, site="A")
    stranger = person("li", site="B")
    for act in (
        lambda: reviewing.open(stranger, "s1"),
        lambda: reviewing.decide(stranger, upload, Outcome.ACCEPTED),
        lambda: reviewing.comment(stranger, "s1", "…"),
        lambda: reviewing.judge(stranger, upload, "blurred.text", True),
    ):
        with pytest.raises(NotFound):
            act()
    assert listing.page(stranger, QueueFilter(site="A"), 10)[0] == []
    assert listing.find(stranger, "s1") == []
    assert listing.counts(stranger) == {}


def test_pages_of_the_queue_follow_each_other_the_worst_and_oldest_first(
    listing: QueueView,
    desk: Desk,
    queueing: Queueing,
    reviewing: Reviewing,
    person: Callable[..., StoredUser],
) -> None:
    for number in range(7):
        desk.clock.now += 1
        handed_in(desk, queueing, f"s{number}", *(["blurred.text"] if number % 2 else []))
    wang = person("wang")
    whole = [row.submission_id for row in listing.page(wang, QueueFilter(), 100)[0]]
    assert whole == ["s1", "s3", "s5", "s0", "s2", "s4", "s6"]
    for filter in (QueueFilter(), QueueFilter(material="diploma")):
        pages, after = [], None
        while True:
            rows, _ = listing.page(wang, filter, 2, after)
            if not rows:
                break
            pages += [row.submission_id for row in rows]
            after = (rows[-1].rank, rows[-1].since, rows[-1].submission_id)
        assert pages == whole
    flagged, _ = listing.page(wang, QueueFilter(flag="blurred"), 100)
    assert [row.submission_id for row in flagged] == ["s1", "s3", "s5"]
    assert listing.counts(wang) == {(State.SITE, 0): 3, (State.SITE, 2): 4}
    assert listing.counts(wang, facet="flag:blurred.text") == {(State.SITE, 0): 3}
    assert listing.facets(wang, State.SITE) == {
        "flag:blurred": 3,
        "flag:blurred.text": 3,
        "material:diploma": 7,
    }
    assert "flag:blurred" not in listing.facets(wang, State.SITE, rank=2)
    assert listing.sites(wang, State.SITE) == {"A": 7}


def test_counts_follow_decisions_sites_and_erasure(
    listing: QueueView,
    desk: Desk,
    queueing: Queueing,
    reviewing: Reviewing,
    person: Callable[..., StoredUser],
) -> None:
    wang = person("wang")
    upload = handed_in(desk, queueing, "s1", "blurred.text", site="A")
    handed_in(desk, queueing, "s2", site="B")
    assert listing.sites(wang, State.SITE) == {"A": 1, "B": 1}
    reviewing.decide(wang, upload, Outcome.ACCEPTED)
    assert listing.counts(wang) == {(State.DISTRICT, 0): 1, (State.SITE, 2): 1}
    assert listing.sites(wang, State.SITE) == {"A": 0, "B": 1}
    assert listing.facets(wang, State.DISTRICT, site="A")["flag:blurred.text"] == 1
    desk.retention.erase_submission("s1", by="office")
    assert listing.counts(wang) == {(State.SITE, 2): 1}
    assert listing.facets(wang, State.DISTRICT) == {}


def test_names_and_numbers_are_found_whole_and_lie_nowhere_readable(
    listing: QueueView,
    desk: Desk,
    queueing: Queueing,
    reviewing: Reviewing,
    person: Callable[..., StoredUser],
) -> None:
    handed_in(desk, queueing)
    declared = Registration.parse({"name": "丁国枫", "id_number": "36733019810210058X"})
    desk.intake.registrations.put_registration("s1", declared, by="staff", staff=True)
    while queueing.refresh_marked():
        pass
    wang = person("wang")
    for text in ("丁国枫", " 丁国枫 ", "36733019810210058x", "３６７３３０１９８１０２１００５８Ｘ", "s1"):
        assert [row.submission_id for row in listing.find(wang, text)] == ["s1"], text
    assert listing.find(wang, "丁国") == []
    desk.retention.erase_submission("s1", by="office")
    assert listing.find(wang, "丁国枫") == []


def test_comments_and_judgements_are_kept(
    desk: Desk, queueing: Queueing, reviewing: Reviewing, person: Callable[..., StoredUser]
) -> None:
    upload = handed_in(desk, queueing, "s1", "blurred.text")
    wang = person("wang")
    reviewing.comment(wang, "s1", "看第二页", upload)
    assert [comment.text for comment in reviewing.open(wang, "s1").comments] == ["看第二页"]
    stored, _ = desk.intake.get_upload(upload)
    reviewing.judge(wang, upload, "blurred.text", True)
    reviewing.judge(wang, upload, "blurred.text", False)
    assert reviewing.judged(stored) == {"blurred.text": False}
    reviewing.judge(wang, upload, "blurred.text", None)
    assert reviewing.judged(stored) == {}
    with pytest.raises(NotFound):
        reviewing.judge(wang, upload, "dark.document", True)


def test_a_row_that_cannot_be_worked_out_keeps_nobody_waiting(
    desk: Desk, queueing: Queueing, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.upload(b"a", "s1")
    desk.upload(b"b", "s2")
    refresh = queueing.refresh

    def failing(tx: object, submission: str) -> object:
        if submission == "s1":
            raise ValueError
        return refresh(tx, submission)  # type: ignore[arg-type]

    monkeypatch.setattr(queueing, "refresh", failing)
    while queueing.refresh_marked():
        pass
    with desk.store.read() as tx:
        assert tx.queue.get("s1") is None
        assert tx.queue.get("s2") is not None
    monkeypatch.undo()
    desk.clock.now += 61
    queueing.refresh_marked()
    assert state(desk) is State.OPEN


def test_passwords_sessions_and_links(desk: Desk, accounts: Accounts) -> None:
    token = accounts.invite_first()
    assert token is not None
    with pytest.raises(Unacceptable):
        accounts.create_first_administrator(token, "admin", "赵", "short")
    first = accounts.create_first_administrator(token, "admin", "赵主任", PASSWORD)
    assert first.user is not None
    assert first.user.role is Role.ADMINISTRATOR
    with pytest.raises(Forbidden):
        accounts.create_first_administrator(token, "other", "某", PASSWORD)
    assert accounts.invite_first() is None

    with pytest.raises(WrongPassword):
        accounts.sign_in("admin", "not it, no", "1.2.3.4")
    signed = accounts.sign_in("ADMIN", PASSWORD, "1.2.3.4")
    assert accounts.authenticate(signed.token).user == signed.user
    accounts.set_password("admin", "another password", by="test", keep=signed.token)
    assert accounts.authenticate(signed.token).user is not None
    with pytest.raises(Unauthenticated):
        accounts.authenticate(first.token)
    accounts.disable("admin", by="test")
    with pytest.raises(Unauthenticated):
        accounts.authenticate(signed.token)
    with pytest.raises(WrongPassword):
        accounts.sign_in("admin", "another password", "1.2.3.4")


def test_tries_are_counted_for_account_and_address_and_forgotten(desk: Desk, accounts: Accounts) -> None:
    accounts.create("wang", "王", PASSWORD, by="test")
    for number in range(10):
        with pytest.raises(WrongPassword):
            accounts.sign_in("wang", "wrong", f"10.0.0.{number}")
    with pytest.raises(TooMany):
        accounts.sign_in("wang", PASSWORD, "10.0.0.99")
    desk.clock.now += 900
    assert accounts.sign_in("wang", PASSWORD, "10.0.0.99").user is not None


def test_a_candidates_link_ends(desk: Desk, accounts: Accounts) -> None:
    with pytest.raises(NotFound):
        accounts.issue_link("s1", by="test", days=1)
    desk.upload()
    token = accounts.issue_link("s1", by="test", days=1)
    assert accounts.sign_in_candidate(token).submission == "s1"
    signed = accounts.sign_in_candidate(token)  # as often as need be
    assert accounts.authenticate(signed.token).user is None
    desk.clock.now += 86_401
    with pytest.raises(Forbidden):
        accounts.sign_in_candidate(token)
    with pytest.raises(Unauthenticated):
        accounts.authenticate(signed.token)
    assert accounts.forget_ended() >= 2
