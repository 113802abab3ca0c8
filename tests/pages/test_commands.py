"""``precheck users`` and ``precheck links``, over a store that is there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import application
from precheck.service.accounts import WrongPassword
from precheck.service.viewing import parse_reports
from tests.pages.office import Office

PASSWORD = "a good password"


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(application(), arguments, input=said)


def test_accounts_are_made_listed_and_disabled(office: Office) -> None:
    made = run(
        "users",
        "add",
        "sun",
        "--name",
        "孙审核",
        "--site",
        "云岭考点",
        "--password-stdin",
        said=f"{PASSWORD}\n",
    )
    assert made.exit_code == 0, made.output
    assert office.services.accounts.sign_in("sun", PASSWORD, "").user is not None
    listed = [json.loads(line) for line in run("users", "--json").stdout.splitlines()]
    assert listed[-1] == {
        "login": "sun", "name": "孙审核", "role": "reviewer", "level": "site", "site": "云岭考点", "disabled": False,
    }  # fmt: skip
    assert run("users", "disable", "sun").exit_code == 0
    with pytest.raises(WrongPassword):
        office.services.accounts.sign_in("sun", PASSWORD, "")
    assert isinstance(run("users", "disable", "nobody").exception, Invalid)


def test_links_are_written_for_a_mail_merge(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(run("links").exception, Invalid)  # nobody knows where the pages are reached
    monkeypatch.setenv("PRECHECK_PUBLIC_URL", "https://precheck.example")
    out = tmp_path / "links.csv"
    assert run("links", "--site", "云岭考点", "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert len(rows) > 10
    assert {row[1] for row in rows[1:]} == {"云岭考点"}
    id, _, name, link = rows[1]
    assert name
    token = link.removeprefix("https://precheck.example/c/")
    assert office.services.accounts.sign_in_candidate(token).submission == id


def test_how_often_a_check_is_right_by_what_reviewers_said(office: Office) -> None:
    assert run("report", "--checks").stdout == ""
    (wang,) = (user for user in office.services.accounts.all() if user.login == "wang")
    judged = []
    for row in office.rows(rank=0)[:2]:
        with office.services.store.read() as tx:
            upload = tx.uploads.list_submission(row.submission_id)[0]
            reports = parse_reports(tx.reports.list_upload(upload.id))
        judged.append((upload.id, reports[-1].flags[0].code))
    for number, (upload_id, code) in enumerate(judged):
        office.services.desk.judge(wang, upload_id, code, number == 0)
    found = {
        one["code"]: one
        for one in map(json.loads, run("report", "--checks", "--format", "json").stdout.splitlines())
    }
    assert found.keys() == {code for _, code in judged}
    said = run("report", "--checks").stdout
    for code in found:
        right, all_ = (
            sum(one == code and (how or not n) for n, (_, one) in enumerate(judged)) for how in (False, True)
        )
        assert f"{code}  正确 (right) {right}/{all_} = {right / all_:.0%}" in said


def test_a_report_over_the_store_is_masked_unless_asked(office: Office, tmp_path: Path) -> None:
    assert run("report", "--out", str(tmp_path / "masked"), "--format", "csv").exit_code == 0
    assert run("report", "--out", str(tmp_path / "open"), "--format", "csv", "--unmasked").exit_code == 0
    masked, unmasked = (
        (tmp_path / name / "triage.csv").read_text("utf-8-sig") for name in ("masked", "open")
    )
    assert masked.count("*") > unmasked.count("*") + 50
    assert run("report", "--out", str(tmp_path), "--format", "json", "--material", "diploma").exit_code == 0
    lines = (tmp_path / "reports.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["upload"]["material"] for line in lines} == {"diploma"}
    assert isinstance(run("report", str(tmp_path / "absent")).exception, Invalid)
    assert isinstance(run("report", str(tmp_path), "--material", "diploma").exception, Invalid)


def test_a_rescan_is_begun_listed_and_cancelled(office: Office) -> None:
    begun = json.loads(run("rescan", "--material", "diploma", "--detach", "--json").stdout)
    assert begun["total"] > 0
    listed = [json.loads(line) for line in run("rescan", "--list", "--json").stdout.splitlines()]
    assert [one["id"] for one in listed] == [begun["id"]]
    assert json.loads(run("rescan", "--cancel", begun["id"], "--json").stdout)["state"] == "cancelled"
    assert run("rescan", "--cancel", begun["id"]).exit_code != 0
    assert run("rescan", "--follow", "no such").exit_code != 0
