"""Requests that are well formed and mean harm: paths, parameters, headers and bodies as no client writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx

from tests.attack.connections import GROWTH_MB
from tests.attack.target import V1, Target, attack
from tests.chaos.pictures import picture

ABSENT = "0" * 26
NONSENSE = (
    "",
    "-1",
    "1e308",
    "nan",
    "inf",
    "9" * 400,
    "\0",
    "💩",
    "../x",
    "%2e%2e",
    "a" * 5000,
    "null",
)


def _raw(target: Target, data: bytes, most: int = 2**20) -> bytes:
    """What comes back, to the end or for two seconds."""
    answer = b""
    with target.connect() as connection, suppress(OSError):
        connection.sendall(data)
        connection.settimeout(2)
        while len(answer) < most and (some := connection.recv(65536)):
            answer += some
    return answer


def _operations(target: Target) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path below ``/api/v1`` and description of everything that the interface says it has."""
    document = httpx.get(
        f"{target.url}/api/openapi.json", headers={"authorization": f"Bearer {target.admin}"}, trust_env=False
    ).json()
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            yield method.upper(), path.removeprefix(V1), about


@attack("another site's key at every route of the document")
def every_route(target: Target) -> str:
    upload = target.upload("q1", picture(1001), target.here).json()["id"]
    rescan = target.call("POST", "/rescans", target.here, json={}).json()["id"]
    hook = {"url": "https://portal.example.org/", "events": ["upload.checked"]}
    webhook = target.call("POST", "/webhooks", target.here, json=hook).json()["id"]
    own = {"uploads": upload, "submissions": "q1", "rescans": rescan, "webhooks": webhook}
    tried = 0
    for method, path, _ in _operations(target):
        parts = path.strip("/").split("/")
        if len(parts) < 2 or not parts[1].startswith("{") or parts[0] not in own:
            continue
        answers = []
        # A submission that is not there is made by whoever registers it: what is tried is the one that is.
        ids = [own[parts[0]]] if (method, len(parts)) == ("PUT", 2) and parts[0] == "submissions" else []
        for id in ids or (own[parts[0]], ABSENT):
            filled = "/".join([parts[0], id, *(ABSENT if one[0] == "{" else one for one in parts[2:])])
            headers = {"x-request-id": "attack-0002"}
            answers.append(target.call(method, f"/{filled}", target.there, headers=headers, json={}))
        if ids:
            assert answers[0].status_code == 404, path
        else:
            assert answers[0].status_code == answers[1].status_code, (method, path)
            assert answers[0].content == answers[1].content, (method, path)
        tried += 1
    assert tried >= 15
    assert target.call("GET", "/submissions/q1", target.here).status_code == 200
    target.call("DELETE", f"/webhooks/{webhook}", target.here)
    return f"{tried} routes answer as for what is not there"


@attack("no key at every route of the document")
def every_route_without_key(target: Target) -> str:
    tried = 0
    for method, path, _ in _operations(target):
        if path in ("/healthz", "/readyz"):
            continue
        filled = "/".join(ABSENT if one.startswith("{") else one for one in path.split("/"))
        url = filled if path == "/metrics" else f"{V1}{filled}"
        assert httpx.request(method, f"{target.url}{url}", json={}, trust_env=False).status_code == 401, path
        tried += 1
    return f"{tried} routes: 401"


@attack("nonsense in every parameter")
def nonsense_parameters(target: Target) -> str:
    tried = 0
    for method, path, about in _operations(target):
        names = [one["name"] for one in about.get("parameters", []) if one["in"] == "query"]
        if method != "GET" or path == "/metrics":
            continue
        filled = "/".join(ABSENT if one.startswith("{") else one for one in path.split("/"))
        for name in names:
            for value in NONSENSE:
                answer = target.call(method, filled, target.admin, params={name: value})
                assert answer.status_code < 500, (path, name, value, answer.text)
                tried += 1
        for value in NONSENSE[6:] if ABSENT in filled else ():
            answer = target.call(method, filled.replace(ABSENT, quote(value, safe="")), target.admin)
            assert answer.status_code < 500, (path, value, answer.text)
            tried += 1
    return f"{tried} requests, none fails"


@attack("bodies that no portal sends")
def hostile_bodies(target: Target) -> str:
    bodies = (
        b"[" * 120_000,
        b'{"name":' * 30_000,
        b'{"exam_year": ' + b"9" * 100_000 + b"}",
        b'{"exam_year": 1e999}',
        b'{"name": "\\ud800"}',
        b'{"name": "\\u0000"}',
        b'{"name": "a", "name": "b"}',
        b'{"__class__": "x"}',
        b"\xff\xfe{\0}\0",
        b"{} {}",
        b"",
        b"null",
        b'"x"',
    )
    answers = []
    for body in bodies:
        for method, path in (("PUT", "/submissions/q2"), ("POST", "/rescans"), ("POST", "/webhooks")):
            headers = {"content-type": "application/json"}
            answer = target.call(method, path, target.admin, content=body, headers=headers)
            assert answer.status_code < 500, (path, body[:30], answer.text)
            answers.append(answer.status_code)
    kinds = (
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 5000,
        "application/xml",
        "text/plain",
    )
    for kind in kinds:
        answer = target.call(
            "POST",
            "/submissions/q2/uploads",
            target.portal,
            content=b"--x\r\n",
            headers={"content-type": kind},
        )
        assert answer.status_code < 500, (kind, answer.text)
    return f"{len(answers) + len(kinds)} bodies, none fails"


@attack("paths that lead around the door")
def path_tricks(target: Target) -> str:
    paths = (
        "//metrics", "/metrics/", "/METRICS", "/./metrics", "/x/../metrics", "/%2e/metrics", "/metrics%2f", "/metrics%00",
        "/metrics;x", "/metrics.", "/api/v1/../../metrics", "/api//v1/submissions", "/api/v1//submissions",
        "/api/v1/submissions/", "/API/V1/submissions", "/api/v1%2fsubmissions", "/%61pi/v1/submissions",
        "/api/docs/", "/api/openapi.json/", "/api/%64ocs", "/static/../../../etc/passwd", "/static/%2e%2e/app.py",
        "/static//etc/passwd", "/static/pages.css%00.js", "http://127.0.0.1/metrics", "*",
    )  # fmt: skip
    for path in paths:
        head = _raw(target, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 400
        assert status in (303, 307, 308, 400, 401, 404, 405), (path, status)
        assert b"process_resident" not in head, path
        assert b"root:" not in head, path
    return f"{len(paths)} paths closed"


@attack("methods, upgrades and expectations")
def upgrades(target: Target) -> str:
    common = "HTTP/1.1\r\nHost: a\r\nConnection: close"
    key = f"Authorization: Bearer {target.portal}"
    requests = {
        f"TRACE /healthz {common}\r\nX-Secret: 1\r\n\r\n": (400, 404, 405),
        f"CONNECT 127.0.0.1:22 {common}\r\n\r\n": (400, 404, 405),
        f"OPTIONS * {common}\r\n\r\n": (400, 404, 405),
        f"GET {V1}/submissions/s {common}\r\nX-HTTP-Method-Override: DELETE\r\n\r\n": (401,),
        "GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n": (303, 400, 401, 403, 404),
        f"GET {V1}/submissions/s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n": (401,),
        f"POST {V1}/check {common}\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\n\r\n": (401,),
        f"POST {V1}/check {common}\r\n{key}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n": (413,),
        f"POST {V1}/check {common}\r\n{key}\r\nContent-Length: {'9' * 400}\r\n\r\n": (400, 413),
        f"GET {V1}/submissions/s {common}\r\nAuthorization: Bearer x\r\n{key}\r\n\r\n": (400, 401),
        f"GET /healthz {common}\r\nCookie: {'a' * 33_000}\r\n\r\n": (431,),
    }
    for text, allowed in requests.items():
        head = _raw(target, text.encode())
        status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 400
        assert status in allowed, (text[:80], head[:200])
        assert b"X-Secret" not in head
    return f"{len(requests)} refused"


@attack("5,000 requests in one breath on one connection")
def pipelined(target: Target) -> str:
    before = target.memory_mb()
    with target.connect() as connection, suppress(OSError):
        connection.settimeout(5)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 5000)
        took = target.answers_within(3)
    grew = target.memory_mb() - before
    assert grew < GROWTH_MB
    return f"/healthz in {took * 1000:.0f} ms meanwhile, {grew:.0f} MB more"


@attack("chunks without end, under a key")
def endless_chunks(target: Target) -> str:
    head = (
        f"POST {V1}/submissions/q3/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {target.portal}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    before, taken, piece = target.memory_mb(), 0, b"1\r\na\r\n" * 20_000
    with target.connect() as connection, suppress(OSError):
        connection.settimeout(5)
        connection.sendall(head.encode())
        while taken < 150 * 2**20:
            connection.sendall(piece)
            taken += len(piece)
    assert taken < 100 * 2**20
    grew = target.memory_mb() - before
    assert grew < GROWTH_MB
    return f"ended after {taken // 2**20} MB, {grew:.0f} MB more"


@attack("wrong keys under other people's addresses")
def forged_addresses(target: Target) -> str:
    answers = [
        target.call(
            "GET",
            "/submissions/s",
            f"pck_{number:08x}_{'b' * 43}",
            headers={"x-forwarded-for": f"203.0.113.{number}", "forwarded": f"for=203.0.113.{number}"},
        ).status_code
        for number in range(40)
    ]
    assert 429 in answers
    return "counted as one address"


@attack("a page of another host framed, or a host of one's own")
def other_hosts(target: Target) -> str:
    answer = _raw(
        target,
        b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n",
    )
    assert b"evil.example" not in answer
    assert b"frame-ancestors 'none'" in answer
    found = json.loads(
        target.call(
            "GET", "/submissions/none", target.portal, headers={"origin": "https://evil.example"}
        ).text
    )
    assert "evil" not in json.dumps(found)
    cors = target.call(
        "OPTIONS",
        "/submissions/none",
        headers={"origin": "https://evil.example", "access-control-request-method": "GET"},
    )
    assert "access-control-allow-origin" not in cors.headers
    return "neither is believed"
