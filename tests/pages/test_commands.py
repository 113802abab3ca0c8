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
    assert office.pages.accounts.sign_in("sun", PASSWORD, "").user is not None
    listed = [json.loads(line) for line in run("users", "--json").stdout.splitlines()]
    assert listed[-1] == {
        "login": "sun", "name": "孙审核", "role": "reviewer", "level": "site", "site": "云岭考点", "disabled": False,
    }  # fmt: skip
    assert run("users", "disable", "sun").exit_code == 0
    with pytest.raises(WrongPassword):
        office.pages.accounts.sign_in("sun", PASSWORD, "")
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
    assert office.pages.accounts.sign_in_candidate(token).submission == id
