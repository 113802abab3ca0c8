"""A portal, a reviewer and an administrator at the interface, and the worker behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from precheck.entrypoints.api.services import Services
from precheck.service import Checking, Relay
from precheck.storage.values import Scope
from tests.service.doubles import FakeBroker, FakeChecker

V1 = "/api/v1"


@dataclass
class Portal:
    client: TestClient
    services: Services
    keys: dict[Scope, str]
    district: str
    checker: FakeChecker
    broker: FakeBroker
    relay: Relay
    checking: Checking

    def call(
        self,
        method: str,
        path: str,
        scope: Scope | None = Scope.UPLOAD,
        *,
        key: str | None = None,
        **rest: Any,
    ) -> Response:
        """A request under a key; ``scope`` None and no ``key``: under none."""
        headers = dict(rest.pop("headers", {}))
        token = key or (self.keys[scope] if scope else None)
        if token:
            headers["authorization"] = f"Bearer {token}"
        answer = self.client.request(method, V1 + path, headers=headers, **rest)
        assert isinstance(answer, Response)
        return answer

    def upload(
        self,
        data: bytes = b"picture",
        submission: str = "s1",
        material: str = "diploma",
        *,
        file: str = "a.jpg",
        expect: int = 202,
        **rest: Any,
    ) -> dict[str, Any]:
        answer = self.call(
            "POST",
            f"/submissions/{submission}/uploads",
            files={"file": (file, data)},
            data={"material": material},
            **rest,
        )
        assert answer.status_code == expect, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def work(self) -> None:
        """Relay and worker until the queue is empty."""
        while self.relay.publish() or self.broker.sent:
            if self.broker.sent:
                self.checking.run(self.broker.pop())


def problem(answer: Response, status: int, name: str) -> dict[str, Any]:
    """The answer's problem document, which must be of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == f"urn:precheck:problem:{name}"
    assert found["status"] == status
    assert found["request_id"] == answer.headers["x-request-id"]
    return found
