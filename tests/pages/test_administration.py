"""Accounts as an administrator keeps them, views of the queue that people save, and what they take away of it."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from precheck.entrypoints import demo
from precheck.service.viewing import parse_reports
from tests.pages.office import Office
from tests.pages.visitor import Visitor

NEW = {
    "login": " Sun ",
    "name": "孙审核",
    "password": "a good password",
    "role": "reviewer",
    "level": "site",
    "site": "云岭考点",
}


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


def accounts(office: Office) -> list[tuple[str, str | None, float | None]]:
    return [(user.login, user.password, user.disabled_at) for user in office.services.accounts.all()]


def signs_in(office: Office, login: str, password: str) -> bool:
    return Visitor(office).sign_in(login, password).status_code == 303


def test_an_account_is_made_given_another_password_and_disabled(
    office: Office, administrator: Visitor
) -> None:
    made = administrator.post("/users", **NEW)
    assert made.status_code == 200
    assert "孙审核" in made.text
    assert signs_in(office, "sun", NEW["password"])
    assert administrator.post("/users/sun/password", password="another good one").status_code == 200
    assert not signs_in(office, "sun", NEW["password"])
    assert signs_in(office, "sun", "another good one")
    assert administrator.post("/users/sun/disable").status_code == 200
    assert not signs_in(office, "sun", "another good one")


@pytest.mark.parametrize("wrong", [{"password": "12345678"}, {"login": "wang"}, {"login": ""}, {"name": ""}])
def test_an_account_that_cannot_be_is_refused_in_words(
    office: Office, administrator: Visitor, wrong: dict[str, str]
) -> None:
    before = accounts(office)
    refused = administrator.post("/users", **{**NEW, **wrong})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert accounts(office) == before


def test_a_password_that_is_easily_guessed_is_refused_and_the_old_one_stays(
    office: Office, administrator: Visitor
) -> None:
    assert administrator.post("/users/wang/password", password="password1").status_code == 422
    assert signs_in(office, "wang", demo.PASSWORD)


def test_nobody_disables_their_own_account(office: Office, administrator: Visitor) -> None:
    assert administrator.post("/users/admin/disable").status_code == 422
    assert signs_in(office, "admin", demo.PASSWORD)


@pytest.mark.parametrize("path", ["/users", "/users/li/disable", "/users/li/password", "/rescans"])
def test_a_reviewer_is_no_administrator(office: Office, visitor: Visitor, path: str) -> None:
    visitor.sign_in("wang")
    before = accounts(office)
    assert visitor.post(path, **NEW).status_code == 403
    assert accounts(office) == before
    assert office.services.rescans.newest() == []


def test_a_rescan_is_begun_and_cancelled(office: Office, administrator: Visitor) -> None:
    begun = administrator.post("/rescans", material="diploma")
    (rescan,) = office.services.rescans.newest()
    assert begun.headers["location"] == f"/rescans/{rescan.id}"
    assert rescan.filters.material == "diploma"
    assert administrator.post(f"/rescans/{rescan.id}/cancel").status_code == 303
    assert office.services.rescans.get(rescan.id).state == "cancelled"


def test_a_view_is_saved_shown_to_its_owner_alone_and_dropped(office: Office, visitor: Visitor) -> None:
    visitor.sign_in("wang")
    saved = visitor.post("/queue/views", name="待看反光", query="verdict=review&flag=glare")
    assert saved.headers["location"] == "/queue?verdict=review&flag=glare"
    assert "待看反光" in visitor.http.get("/queue").text
    other = Visitor(office)
    other.sign_in("li")
    assert "待看反光" not in other.http.get("/queue").text
    (view,) = office.services.queue_view.views(
        next(one for one in office.services.accounts.all() if one.login == "wang")
    )
    other.post("/queue/views", drop=view.id)
    assert "待看反光" in visitor.http.get("/queue").text
    visitor.post("/queue/views", drop=view.id)
    assert "待看反光" not in visitor.http.get("/queue").text


@pytest.mark.parametrize("name", ["", " ", "长" * 200, "a\x00b"])
def test_a_view_without_a_name_that_can_be_shown_is_refused(visitor: Visitor, name: str) -> None:
    visitor.sign_in("wang")
    assert visitor.post("/queue/views", name=name, query="verdict=review").status_code == 422


def agreeing_names(office: Office) -> set[str]:
    """Declared names that no picture contradicts: two that differ are shown, so that a person can hold them side by side."""
    declared: set[str | None] = set()
    contradicted: set[str | None] = set()
    with office.services.store.read() as tx:
        for row in office.rows():
            submission = tx.submissions.get(row.submission_id)
            assert submission is not None
            name = submission.registration.name if submission.registration else None
            read = [
                report.fields["name"].value
                for report in parse_reports(tx.reports.list_submission(row.submission_id))
                if any(flag.code == "mismatch.name" for flag in report.flags)
            ]
            declared.add(name)
            contradicted.update((*read, name) if read else ())
    return {name for name in declared - contradicted if name}


KINDS = {
    "html": b"<!doctype html>",
    "csv": b"\xef\xbb\xbf",
    "xlsx": b"PK\x03\x04",
    "zip": b"PK\x03\x04",
    "json": b"{",
}


@pytest.mark.parametrize("format", KINDS)
def test_what_is_taken_away_is_masked_and_stands_in_the_log(
    office: Office, visitor: Visitor, format: str
) -> None:
    visitor.sign_in("wang")
    answer = visitor.http.get(f"/triage?format={format}")
    assert answer.status_code == 200
    assert answer.content[:15].lower().startswith(KINDS[format].lower())
    with office.services.store.read() as tx:
        assert tx.records.audit(limit=1)[0].action == "report.exported"
    if format in ("html", "csv"):
        names = agreeing_names(office)
        assert len(names) > 10
        assert not any(name in answer.text for name in names)
    if format == "json":
        assert {json.loads(line)["schema"] for line in answer.text.splitlines()} == {"precheck.report/1"}
    if format == "zip":
        assert any(name.endswith(".html") for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist())


def test_the_triage_holds_the_filters_rows_alone(office: Office, visitor: Visitor) -> None:
    visitor.sign_in("wang")
    worst = {row.submission_id for row in office.rows(rank=0)}
    lines = visitor.http.get("/triage?format=json&verdict=reupload").text.splitlines()
    assert {json.loads(line)["upload"]["submission"] for line in lines} == worst
    assert re.search("format", visitor.http.get("/triage?format=docx").text)
    assert visitor.http.get("/triage?format=docx").status_code == 422
