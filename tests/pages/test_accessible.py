"""axe finds nothing serious on any page, light or dark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from precheck.service.viewing import parse_reports
from precheck.storage.values import State
from tests.pages.office import Office, context

AXE = Path(__file__).parent / "axe" / "axe.min.js"  # axe-core 4.14.1, MPL-2.0


def faults(page: Page) -> list[Mapping[str, Any]]:
    """What is serious or critical, with where it is."""
    # Evaluated by the browser's own protocol: the page's policy lets no script in.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        {"rule": one["id"], "at": [node["html"][:160] for node in one["nodes"][:4]]}
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staffs_pages(office: Office, browser: Browser, scheme: str) -> None:
    row = next(row for row in office.rows(rank=0) if row.uploads > 2)
    with office.services.store.read() as tx:
        upload = tx.uploads.list_submission(row.submission_id)[0]
    office.services.desk.judge(
        next(user for user in office.services.accounts.all() if user.login == "wang"),
        upload.id,
        _a_code(office, upload.id),
        True,
    )
    paths = (
        "/queue", f"/submissions/{row.submission_id}", f"/uploads/{upload.id}", "/checks", "/rescans", "/users",
        "/audit", "/account", "/nothing",
    )  # fmt: skip
    with office.signed_in(browser, "admin") as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = {}
        for path in paths:
            page.goto(office.address + path)
            found[path] = faults(page)
        page.goto(f"{office.address}/queue")
        page.keyboard.press("?")
        found["keys"] = faults(page)
    assert {path: some for path, some in found.items() if some} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_candidates_and_sign_in(office: Office, browser: Browser, scheme: str) -> None:
    with context(browser, 390, 844, mobile=True) as telephone:
        page = telephone.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{office.address}/sign-in")
        assert faults(page) == []
        for state in (State.OPEN, State.SITE):
            page.goto(office.link(office.rows(state)[0].submission_id))
            assert faults(page) == []


def _a_code(office: Office, upload_id: str) -> str:
    with office.services.store.read() as tx:
        return parse_reports(filter(None, [tx.reports.current(upload_id)]))[0].flags[0].code
