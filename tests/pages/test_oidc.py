"""The office's own sign-in, against a provider that speaks HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from precheck.domain.errors import Invalid
from precheck.entrypoints.deployment import deployment
from precheck.entrypoints.pages.oidc import provider_from
from precheck.storage.accounts import StoredUser
from tests.pages.conftest import served
from tests.pages.office import Office, context
from tests.pages.provider import CLIENT, SECRET, Provider

PERSON = {
    "sub": "1001",
    "preferred_username": "Zhou",
    "name": "周审核",
    "precheck_role": "reviewer",
    "precheck_level": "site",
    "precheck_site": "云岭考点",
}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}", person=dict(PERSON))
        with served(found.app(), listening):
            yield found


@pytest.fixture
def settings(listening: socket.socket, provider: Provider) -> dict[str, str]:
    """An office with a sign-in of its own."""
    return {
        "PRECHECK_PUBLIC_URL": f"http://127.0.0.1:{listening.getsockname()[1]}",
        "PRECHECK_OIDC_ISSUER": provider.issuer,
        "PRECHECK_OIDC_CLIENT_ID": CLIENT,
        "PRECHECK_OIDC_CLIENT_SECRET": SECRET,
    }


@pytest.fixture
def http(office: Office) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=office.address, follow_redirects=True, timeout=30) as client:
        yield client


def account(office: Office, login: str) -> StoredUser:
    return next(user for user in office.services.accounts.all() if user.login == login)


def test_in_a_browser_one_comes_back_to_where_one_wanted_to_go(
    office: Office, provider: Provider, browser: Browser
) -> None:
    with context(browser) as opened_context:
        page = opened_context.new_page()
        page.goto(f"{office.address}/queue?verdict=review")
        page.click("text=用单位账号登录")
        page.wait_for_url("**/queue?verdict=review")
        assert "周审核" in page.inner_text("header.top")
    made = account(office, "zhou")
    assert (made.name, made.role, made.level, made.site) == ("周审核", "reviewer", "site", "云岭考点")
    assert made.password is None
    asked = provider.asked[0]
    assert len(asked["state"]) == len(asked["nonce"]) == 64
    assert asked["code_challenge_method"] == "S256"
    with office.services.store.read() as tx:
        lines = [(line.actor, line.action) for line in tx.records.audit(object=made.id)]
    assert lines == [("oidc", "user.created"), (f"user:{made.id}", "user.signed_in")]


def test_one_subject_is_one_account_and_follows_its_claims(
    office: Office, provider: Provider, http: httpx.Client
) -> None:
    http.get("/sign-in/oidc")
    provider.person |= {"name": "周主任", "precheck_level": ["district"], "precheck_site": "*"}
    assert http.get("/sign-in/oidc").url.path == "/queue"
    made = account(office, "zhou")
    assert (made.name, made.level, made.site) == ("周主任", "district", None)
    assert len([user for user in office.services.accounts.all() if user.subject]) == 1


def test_an_account_of_that_name_is_not_taken_over(
    office: Office, provider: Provider, http: httpx.Client
) -> None:
    provider.person["preferred_username"] = "admin"
    assert "周审核" in http.get("/sign-in/oidc").text
    assert account(office, "admin").subject is None
    assert next(user for user in office.services.accounts.all() if user.subject).login.startswith("oidc-")


def test_a_disabled_account_stays_outside(office: Office, provider: Provider, http: httpx.Client) -> None:
    http.get("/sign-in/oidc")
    office.services.accounts.disable("zhou", by="test")
    answer = http.get("/sign-in/oidc")
    assert answer.status_code == 403
    assert "已停用" in answer.text
    assert http.get("/queue").url.path == "/sign-in"


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("precheck_role", None),
        ("precheck_role", "owner"),
        ("precheck_role", ["reviewer", "administrator"]),
        ("precheck_level", "country"),
        ("precheck_site", None),
        ("precheck_site", ""),
    ],
)
def test_without_a_role_level_and_site_nobody_comes_in(
    office: Office, provider: Provider, http: httpx.Client, claim: str, value: object
) -> None:
    provider.person[claim] = value
    answer = http.get("/sign-in/oidc")
    assert answer.status_code == 403
    assert claim in answer.text
    assert not any(user.subject for user in office.services.accounts.all())


@pytest.mark.parametrize(
    "altered",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"sub": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
    ],
    ids=lambda altered: "-".join(altered),
)
def test_a_token_that_is_not_for_this_attempt_signs_nobody_in(
    office: Office, provider: Provider, http: httpx.Client, altered: dict[str, Any]
) -> None:
    provider.altered = altered
    answer = http.get("/sign-in/oidc")
    assert answer.status_code == 401
    assert "未成功" in answer.text
    assert http.get("/queue").url.path == "/sign-in"


def test_a_key_that_is_new_is_asked_for_and_a_foreign_one_refused(
    office: Office, provider: Provider, http: httpx.Client
) -> None:
    http.get("/sign-in/oidc")
    provider.sign_with("second")
    assert http.get("/sign-in/oidc").url.path == "/queue"
    stranger = Provider(provider.issuer)
    stranger.sign_with("second")
    provider.keys = stranger.keys  # type: ignore[method-assign]
    provider.key = stranger.key
    assert http.get("/sign-in/oidc").status_code == 401


def test_only_the_browser_that_began_may_end_it(
    office: Office, provider: Provider, http: httpx.Client
) -> None:
    with httpx.Client(base_url=office.address, timeout=30) as victim:
        away = victim.get("/sign-in/oidc").headers["location"]
        back = httpx.get(away, timeout=30).headers["location"]
        assert http.get(back).status_code == 401
        assert victim.get(back).headers["location"] == "/queue"
        # A code is good once, an attempt too.
        assert victim.get(back).status_code == 401
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert http.get("/sign-in/oidc/callback", params={"state": state}).status_code == 401
    assert http.get("/sign-in/oidc/callback").status_code == 401


def test_an_attempt_answered_by_another_provider_is_refused(office: Office, provider: Provider) -> None:
    with httpx.Client(base_url=office.address, timeout=30) as client:
        away = client.get("/sign-in/oidc").headers["location"]
        back = httpx.get(away, timeout=30).headers["location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
        mixed = client.get("/sign-in/oidc/callback", params=query | {"iss": "https://another.example"})
    assert mixed.status_code == 401


def test_a_setting_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECHECK_OIDC_ISSUER", "https://login.example")
    with pytest.raises(Invalid, match="PRECHECK_OIDC_CLIENT_ID"):
        provider_from(deployment().settings)
