from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from precheck.entrypoints.api import middleware
from precheck.entrypoints.api.app import create
from precheck.entrypoints.metrics import RequestMetrics
from precheck.storage.values import Scope
from tests.api.portal import V1, Portal, problem

MEBIBYTE = 1024 * 1024
UPLOADS = "/submissions/s1/uploads"


def exchange(portal: Portal, headers: dict[str, str], body: Iterator[bytes]) -> tuple[int, int]:
    """The status of a POST, and how many pieces of its body were asked for."""
    asked = 0
    status = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        piece = next(body, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    given = {"authorization": f"Bearer {portal.keys[Scope.UPLOAD]}", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": V1 + UPLOADS,
        "raw_path": (V1 + UPLOADS).encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    asyncio.run(create(portal.services)(scope, receive, send))
    return status, asked


def pieces() -> Iterator[bytes]:
    yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    for _ in range(1000):
        yield b"0" * MEBIBYTE


def test_a_body_that_says_it_is_too_large_is_not_read(portal: Portal) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(1000 * MEBIBYTE)}
    assert exchange(portal, headers, pieces()) == (413, 0)


def test_a_chunked_body_is_refused_where_it_passes_the_limit(portal: Portal) -> None:
    status, asked = exchange(portal, {"content-type": "multipart/form-data; boundary=x"}, pieces())
    assert status == 413
    assert asked <= 13


def test_a_body_that_lies_about_its_length_is_refused(portal: Portal) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": "100"}
    assert exchange(portal, headers, pieces())[0] == 413


def test_an_unknown_sender_is_refused_unread(portal: Portal) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "authorization": "Bearer no"}
    assert exchange(portal, headers, pieces()) == (401, 0)


def test_a_silent_sender_is_given_up(portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(middleware, "PAUSE_SECONDS", 0.05)

    async def silent() -> dict[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError("waited for")

    found: list[Any] = []

    async def send(message: Any) -> None:
        found.append(message)

    async def reads(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    around = middleware.RequestMiddleware(
        reads, RequestMetrics(tmp_path, "test"), portal.services.keys, middleware.BodyMemory(1000)
    )
    asyncio.run(around(scope, silent, send))
    assert found[0]["status"] == 408


def test_a_file_over_the_limit_is_refused_and_one_over_200k_is_taken(portal: Portal) -> None:
    portal.upload(b"0" * 300_000)
    over = portal.call(
        "POST", UPLOADS, files={"file": b"0" * (10 * MEBIBYTE + 1)}, data={"material": "diploma"}
    )
    problem(over, 413, "too-large")
    portal.upload(b"0" * (10 * MEBIBYTE))


def test_a_large_registration_is_refused(portal: Portal) -> None:
    problem(portal.call("PUT", "/submissions/s1", json={"name": "张" * 200_000}), 413, "too-large")


def test_every_answer_carries_safe_headers(portal: Portal) -> None:
    for path in ("/healthz", "/nothing", "/submissions/s1"):
        answer = portal.call("GET", path, headers={"x-request-id": "portal-0001"})
        assert answer.headers["x-request-id"] == "portal-0001"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    injected = portal.call("GET", "/healthz", headers={"x-request-id": "a b\tc<script>"})
    assert injected.headers["x-request-id"] != "a b\tc<script>"


def test_a_fault_of_ours_is_a_problem_that_says_nothing(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("张三")

    monkeypatch.setattr(portal.services.intake, "get_submission", broken)
    answer = portal.call("GET", "/submissions/s1")
    problem(answer, 500, "internal")
    assert "张三" not in answer.text
