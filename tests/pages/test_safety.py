"""What the pages let nobody do: forge forms, guess passwords, load from elsewhere, look without a trace."""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from precheck.entrypoints import demo
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.render import LANGUAGES, keys
from precheck.reporting import catalogue, words
from tests.pages.office import Office
from tests.pages.visitor import Visitor

PAGES = Path("precheck/entrypoints/pages")
STATIC = PAGES / "static"


def test_nothing_is_there_for_who_is_not_signed_in(office: Office, visitor: Visitor) -> None:
    row = office.rows()[0]
    with office.services.store.read() as tx:
        upload = tx.uploads.list_submission(row.submission_id)[0].id
    paths = (
        "/", "/queue", f"/submissions/{row.submission_id}", f"/uploads/{upload}",
        f"/pictures/{upload}", f"/pictures/{upload}/thumbnail", "/live", "/audit", "/audit.csv", "/users", "/checks",
        "/rescans", "/account",
    )  # fmt: skip
    for path in paths:
        answer = visitor.http.get(path)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    assert visitor.http.get("/my").status_code == 401


def test_forms_from_elsewhere_are_refused(office: Office, visitor: Visitor) -> None:
    visitor.sign_in("wang")
    row = office.rows(rank=2)[0]
    for token in ("", "0" * 64):
        answer = visitor.http.post(f"/submissions/{row.submission_id}/accept", data={"csrf": token})
        assert answer.status_code == 403
    assert office.rows(rank=2)[0] == row


def test_every_answer_keeps_strangers_out(office: Office, visitor: Visitor) -> None:
    visitor.sign_in("wang")
    row = office.rows()[0]
    for path in ("/queue", f"/submissions/{row.submission_id}"):
        answer = visitor.http.get(path)
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        # Neither a style nor a script stands in the page itself.
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=", answer.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)


def test_passwords_cannot_be_guessed(visitor: Visitor) -> None:
    answers = [visitor.sign_in("wang", "wrong password").status_code for _ in range(12)]
    assert answers[:10] == [401] * 10
    assert answers[10:] == [429] * 2
    # Not even with the right one, until the quarter of an hour is over.
    assert visitor.sign_in("wang").status_code == 429


def test_signing_out_everywhere_ends_every_session(office: Office) -> None:
    here, there = Visitor(office), Visitor(office)
    here.sign_in("wang")
    there.sign_in("wang")
    token = here.token("/queue")
    assert here.http.post("/sign-out", data={"csrf": token, "everywhere": "true"}).status_code == 303
    assert there.http.get("/queue").status_code == 303


def test_one_session_is_ended_from_another_with_the_password_said_again(office: Office) -> None:
    here, there = Visitor(office), Visitor(office)
    there.sign_in("wang")
    here.sign_in("wang")
    (listed,) = re.findall(r'name="session" value="([0-9a-f]{64})"', here.http.get("/account").text)
    form = {"csrf": here.token("/account"), "session": listed}
    assert here.http.post("/account/sessions", data=form | {"present": "wrong"}).status_code == 422
    assert there.http.get("/queue").status_code == 200
    assert here.http.post("/account/sessions", data=form | {"present": demo.PASSWORD}).status_code == 200
    assert there.http.get("/queue").status_code == 303
    assert here.http.get("/queue").status_code == 200


def test_no_way_leads_to_another_host(visitor: Visitor) -> None:
    for where in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"):
        data = {"csrf": visitor.token(), "login": "wang", "password": demo.PASSWORD, "next": where}
        assert visitor.http.post("/sign-in", data=data).headers["location"] == "/queue"


def test_the_first_administrator_is_made_once(office: Office, visitor: Visitor) -> None:
    accounts = office.services.accounts
    assert accounts.invite_first() is None  # there are people already
    assert visitor.http.get("/welcome/anything").status_code == 403


def test_an_empty_store_makes_its_first_administrator_by_a_link(
    tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(empty_sqlite, tmp_path / "precheck.db")
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path))
    monkeypatch.setenv("PRECHECK_ENGINE", "null")
    office = Office("", open_services(deployment()))
    token = office.services.accounts.invite_first()
    assert token is not None
    visitor = Visitor(office)
    path = f"/welcome/{token}"
    given = {"login": "zhao", "name": "赵主任", "password": "short"}
    refused = visitor.http.post(path, data={"csrf": visitor.token(path), **given})
    assert (refused.status_code, "至少" in refused.text) == (422, True)
    given["password"] = "a good password"
    made = visitor.http.post(path, data={"csrf": visitor.token(path), **given})
    assert (made.status_code, made.headers["location"]) == (303, "/queue")
    # Principal in, with nothing to do yet; and the link is used up.
    assert "没有待办" in visitor.http.get("/queue").text
    assert visitor.http.get(path).status_code == 403
    office.services.close()


def test_looks_and_decisions_stand_in_the_log(office: Office, visitor: Visitor) -> None:
    visitor.sign_in("wang")
    row = office.rows()[0]
    with office.services.store.read() as tx:
        upload = tx.uploads.list_submission(row.submission_id)[0].id
    visitor.http.get(f"/submissions/{row.submission_id}")
    visitor.http.get(f"/uploads/{upload}")
    assert visitor.http.get(f"/pictures/{upload}").headers["cache-control"] == "no-store"
    with office.services.store.read() as tx:
        actions = [line.action for line in tx.records.audit()]
        assert tx.records.broken_at() is None
    assert {"submission.seen", "picture.seen", "picture.served"} <= set(actions)
    assert visitor.http.get("/audit").status_code == 403  # a reviewer is no administrator
    administrator = Visitor(office)
    administrator.sign_in("admin")
    assert "picture.served" in administrator.http.get("/audit.csv").text
    assert "每一行都与前一行相扣" in administrator.http.get("/audit?verify=true").text


def test_what_belongs_to_programs_stays_theirs(visitor: Visitor) -> None:
    assert visitor.http.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"
    assert visitor.http.get("/nothing").headers["content-type"].startswith("text/html")
    assert visitor.http.delete("/api/v1/submissions").status_code in (401, 405)


def test_languages_say_the_same_things() -> None:
    assert keys("zh") == keys("en")
    used = {
        key
        for path in PAGES.rglob("*")
        if path.suffix in (".j2", ".py")
        for key in re.findall(r'\bw\("([a-z_.]+[a-z])"', path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= keys("zh")
    assert LANGUAGES[0] == "zh"


def test_every_flag_has_a_name_and_every_measure_a_unit() -> None:
    for entry in catalogue.codes():
        code = entry["code"].removesuffix(".*")
        for language in words.LANGUAGES:
            assert words.flag_name(code, {}, language) != code
            assert not entry["unit"] or words.unit_name(code, language), code


def test_what_is_not_ours_is_named_with_its_digest() -> None:
    vendored = tomllib.loads((STATIC / "vendored.toml").read_text(encoding="utf-8"))
    for name, about in vendored.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == about["sha256"]
        assert (STATIC / about["licence_file"]).is_file()
    own = [path for path in STATIC.glob("*.js") if path.name not in vendored]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in own) <= 1500


def test_the_first_page_is_light() -> None:
    import gzip

    sent = ("htmx.min.js", "pages.js", "viewer.js", "pages.css")
    assert sum(len(gzip.compress(render.static_bytes(name))) for name in sent) <= 100 * 1024
