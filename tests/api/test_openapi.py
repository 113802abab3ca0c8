"""What the OpenAPI document promises: its examples run, and nothing that it allows ends in a 500."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from precheck.entrypoints.api import waiting
from precheck.entrypoints.readiness import Part, Readiness
from precheck.storage.values import Scope
from tests.api.portal import V1, Portal, problem
from tests.service.doubles import report

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# Enough to try every operation with empty, boundary and strange values; the seed keeps them the same.
BOUNDED = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_nothing_that_the_document_allows_is_a_fault_of_ours(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_SECONDS", 0.01)
    monkeypatch.setattr(Readiness, "parts", lambda _: [Part("broker", True)])  # no broker runs here
    upload = portal.upload()["id"]
    portal.work()
    admin = {"authorization": f"Bearer {portal.keys[Scope.ADMIN]}"}
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", portal.client.app, headers=admin)
    tried: dict[str, int] = {}
    faults: list[str] = []
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]

    def attempts(operation: Any) -> Callable[[], None]:
        name = operation.label

        @BOUNDED
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            tried[name] = tried.get(name, 0) + 1
            if tried[name] % 2 and "/uploads/{id}" in case.path:
                case.path_parameters["id"] = upload
            answer = case.call(headers=admin)
            try:
                case.validate_response(answer, checks=checks)
            except AssertionError as error:
                faults.append(f"{name}: {answer.status_code} {str(error)[:600]}")
            except BaseExceptionGroup as errors:
                faults.append(f"{name}: {answer.status_code} {str(errors.exceptions)[:600]}")

        return attempt

    for result in schema.get_all_operations():
        operation: Any = cast(Any, result).ok()
        if operation.path != f"{V1}/check":  # a process of its own for each example; fuzzed below as a form
            attempts(operation)()
    assert faults == []
    assert len(tried) >= 20
    assert all(count >= 1 for count in tried.values())


def test_the_examples_in_the_document_run(portal: Portal) -> None:
    document = portal.client.get("/api/openapi.json", auth=("docs", portal.keys[Scope.ADMIN])).json()
    upload = portal.upload()["id"]
    portal.upload(submission="2026-000123")
    ran = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                id = upload if "/uploads/" in path else "2026-000123"
                scope = Scope.REVIEW if path.endswith("/decisions") else Scope.ADMIN
                answer = portal.call(
                    method, path.removeprefix(V1).replace("{id}", id), scope, json=example["value"]
                )
                assert answer.is_success, (path, answer.text)
                ran.append(f"{method} {path}")
    assert len(ran) >= 6


def test_no_key_is_asked_for_only_where_the_document_says_so(portal: Portal) -> None:
    document = portal.client.get("/api/openapi.json", auth=("docs", portal.keys[Scope.ADMIN])).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answer = portal.client.request(method, path.replace("{id}", "x").replace("{delivery}", "x"))
            assert (answer.status_code == 401) is bool(operation.get("security")), (method, path)


HEAD = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
FORM = HEAD + b'picture\r\n--x\r\ncontent-disposition: form-data; name="material"\r\n\r\ndiploma\r\n--x--\r\n'


@pytest.mark.parametrize("path", ["/submissions/s1/uploads", "/check"])
def test_a_broken_form_is_the_senders_fault(
    portal: Portal, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("precheck.entrypoints.api.waiting.StatelessChecker.check", lambda *_: report())
    dice = random.Random(7)
    kinds = [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        'multipart/form-data; boundary="',
        "multipart/form-data; boundary=" + "x" * 300,
        "multipart/form-data; boundary=x; charset=nonsense",
    ]
    statuses = set()
    for number in range(300):
        body = bytearray(FORM)
        for _ in range(dice.randint(0, 6)):
            place = dice.randrange(len(body))
            change = dice.randrange(4)
            if change == 0:
                body[place] = dice.randrange(256)
            elif change == 1:
                del body[place : place + dice.randrange(1, 30)]
            elif change == 2:
                body[place:place] = dice.randbytes(dice.randrange(1, 30))
            else:
                body[place:place] = body[: dice.randrange(1, 60)]
            if not body:
                body += b"-"
        kind = kinds[0] if number % 4 else dice.choice(kinds)
        answer = portal.call("POST", path, content=bytes(body), headers={"content-type": kind})
        statuses.add(answer.status_code)
        assert answer.status_code in (200, 202, 400, 413, 422), answer.text
    assert {400, 422} <= statuses
    assert statuses & {200, 202}


def test_strange_json_is_the_senders_fault(portal: Portal) -> None:
    for body in (
        b"[" * 50_000,
        b'{"name": "\\ud800"}',
        b'{"exam_year": ' + b"9" * 5000 + b"}",
        b"\xff\xfe",
        b"null",
    ):
        answer = portal.call(
            "PUT", "/submissions/s1", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code in (400, 422), (body[:20], answer.text)
    problem(portal.call("GET", "/submissions/s1"), 404, "not-found")
