"""The pages over TLS: cookies are bound to this very host."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser

from precheck.entrypoints import demo
from tests.pages.office import Office


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody signed but itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "tls.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def settings(listening: socket.socket) -> dict[str, str]:
    return {"PRECHECK_PUBLIC_URL": f"https://127.0.0.1:{listening.getsockname()[1]}"}


@pytest.fixture
def tls(certificate: Path) -> dict[str, str]:
    return {"ssl_certfile": str(certificate), "ssl_keyfile": str(certificate)}


def test_a_browser_keeps_the_cookies_for_this_host_alone(office: Office, browser: Browser) -> None:
    opened_context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    page = opened_context.new_page()
    page.goto(f"{office.address}/sign-in")
    page.fill("main [name=login]", "wang")
    page.fill("main [name=password]", demo.PASSWORD)
    page.click("main .button.main")
    page.wait_for_url("**/queue*")
    kept = {cookie["name"]: cookie for cookie in opened_context.cookies()}
    for name in ("__Host-precheck-session", "__Host-precheck-visit"):
        cookie = kept[name]
        # A domain without a dot before it: for this host alone.
        assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/")
        assert (cookie["sameSite"], cookie["domain"]) == ("Lax", "127.0.0.1")
    # A form goes through under them.
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/**")
    page.on("dialog", lambda dialog: dialog.accept())
    before = page.url
    page.keyboard.press("a")
    page.wait_for_function("before => location.href !== before", arg=before)
    opened_context.close()


def test_a_cookie_that_another_host_could_have_set_signs_nobody_in(office: Office) -> None:
    signed = office.services.accounts.sign_in("wang", demo.PASSWORD, "127.0.0.1")
    with httpx.Client(base_url=office.address, verify=False, timeout=30) as client:
        for name, status in (("precheck-session", 303), ("__Host-precheck-session", 200)):
            answer = client.get("/queue", headers={"cookie": f"{name}={signed.token}"})
            assert answer.status_code == status
            assert all("Domain" not in value for value in answer.headers.get_list("set-cookie"))
