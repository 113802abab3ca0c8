"""With a key, or a wrong one: what it must not open, and what a refused request must not change."""

from __future__ import annotations

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from precheck.service.keys import Grant
from precheck.storage.values import Level, Scope
from tests.attack.target import V1, Target, attack
from tests.chaos.pictures import picture

_ASKED = {"x-request-id": "attack-0001"}


@attack("health's inside, metrics and documents without a key")
def inside_without_key(target: Target) -> str:
    for path in ("/metrics", "/api/docs", "/api/openapi.json", f"{V1}/metrics", f"{V1}/submissions/s"):
        assert httpx.get(target.url + path, trust_env=False).status_code == 401, path
    for path in ("/readyz", f"{V1}/readyz"):
        assert set(httpx.get(target.url + path, trust_env=False).json()) == {"ready"}
    assert target.call("GET", "/metrics", target.monitor).status_code == 200
    assert target.call("GET", "/metrics", target.portal).status_code == 403
    return "401"


@attack("a revoked key")
def revoked_key(target: Target) -> str:
    made, text = target.keys.create("short", [Scope.UPLOAD], by="attack")
    assert target.call("GET", "/submissions/s", text).status_code == 404
    target.keys.revoke(made.prefix, by="attack")
    time.sleep(1.1)
    assert target.call("GET", "/submissions/s", text).status_code == 401
    return "ended within 1.1 s"


@attack("wrong keys, one after the other")
def wrong_keys(target: Target) -> str:
    answers = Counter(
        target.call("GET", "/submissions/s", f"pck_{number:08x}_{'a' * 43}").status_code
        for number in range(40)
    )
    assert set(answers) == {401, 429}
    fresh = target.keys.create("fresh", [Scope.UPLOAD], by="attack")[1]
    assert target.call("GET", "/submissions/s", target.portal).status_code == 404
    assert target.call("GET", "/submissions/s", fresh).status_code == 404
    return f"429 after {answers[401]}; a right key is let in"


@attack("a refused change moves a submission to another site")
def refused_change(target: Target) -> str:
    assert target.call("PUT", "/submissions/r1", target.portal, json={"site": "成都"}).status_code == 200
    stale = target.call(
        "PUT", "/submissions/r1", target.portal, json={"site": "绵阳"}, headers={"if-match": '"99"'}
    )
    assert stale.status_code == 412
    assert target.call("GET", "/submissions/r1", target.there).status_code == 404
    assert target.call("GET", "/submissions/r1", target.here).status_code == 200
    return "stays"


@attack("a refused upload claims an id that is to come")
def refused_upload(target: Target) -> str:
    assert target.upload("r2", b"x", target.here, "nonsense").status_code == 422
    assert target.call("PUT", "/submissions/r2", target.here, json={"nonsense": 1}).status_code == 422
    assert target.upload("r2", picture(1), target.portal).status_code in (200, 202)
    assert target.call("GET", "/submissions/r2", target.here).status_code == 404
    return "unclaimed"


@attack("not yours is not there, byte for byte")
def not_yours(target: Target) -> str:
    id = target.upload("r3", picture(3), target.here).json()["id"]
    nobody = "0" * 26
    again = {"level": "site", "outcome": "again"}
    asked = [
        *(("GET", f"/uploads/{{}}{end}", {}) for end in ("", "/picture", "/decisions", "?wait=1")),
        ("PUT", "/uploads/{}", {"files": {"file": ("a", b"x")}}),
        ("DELETE", "/uploads/{}", {}),
        ("POST", "/uploads/{}/decisions", {"json": again}),
        *(("GET", f"/submissions/{{}}{end}", {}) for end in ("", "/messages")),
        ("POST", "/submissions/{}/submit", {}),
        ("POST", "/submissions/{}/unlock", {}),
        ("DELETE", "/submissions/{}", {}),
    ]
    for method, path, rest in asked:
        mine, none = ("r3", "r3-none") if "submissions" in path else (id, nobody)
        found = target.call(method, path.format(mine), target.there, headers=_ASKED, **rest)  # type: ignore[arg-type]
        absent = target.call(method, path.format(none), target.there, headers=_ASKED, **rest)  # type: ignore[arg-type]
        assert (found.status_code, found.content) == (absent.status_code, absent.content), (method, path)
        assert found.status_code == 404
    assert target.call("GET", "/submissions/r3", target.here).status_code == 200
    return f"{len(asked)} requests alike"


@attack("decisions without the level, and both by one person")
def decisions(target: Target) -> str:
    id = target.upload("r4", picture(4), target.here).json()["id"]
    path = f"/uploads/{id}/decisions"
    site, district = {"level": "site", "outcome": "accepted"}, {"level": "district", "outcome": "accepted"}
    assert target.call("POST", path, target.admin, json=site).status_code == 403
    assert target.call("POST", path, target.district, json=site).status_code == 403
    assert target.call("POST", path, target.here, json=district).status_code == 403
    assert target.call("POST", path, target.here, json=site).status_code == 201
    double = target.keys.create("here", [Scope.REVIEW], by="attack", grant=Grant(level=Level.DISTRICT))[1]
    assert target.call("POST", path, double, json=district).status_code == 409
    assert target.call("POST", path, target.district, json=district).status_code == 201
    return "403, 409"


@attack("a site's administrator re-scans another site")
def rescans(target: Target) -> str:
    target.upload("r5", picture(5), target.there)
    begun = target.call("POST", "/rescans", target.there, json={}).json()
    with target.service.store.read() as tx:
        theirs = tx.sites.submissions("绵阳")
        stored = tx.rescans.get(begun["id"])
    assert stored is not None
    assert (stored.site, begun["total"]) == ("绵阳", len(theirs))
    assert target.call("GET", f"/rescans/{begun['id']}", target.here).status_code == 404
    assert target.call("GET", f"/rescans/{begun['id']}", target.admin).status_code == 200
    return f"{begun['total']} of its own"


@attack("60 checks at once")
def many_checks(target: Target) -> str:
    def check(number: int) -> int:
        files = {"file": ("a.png", picture(600 + number))}
        answer = target.call("POST", "/check", target.portal, files=files, data={"material": "diploma"})
        assert answer.status_code == 200 or int(answer.headers["retry-after"]) > 0
        return answer.status_code

    with ThreadPoolExecutor(60) as pool:
        running = [pool.submit(check, number) for number in range(60)]
        slowest = max(target.answers_within(3) for _ in range(10))
        answers = Counter(one.result() for one in running)
    assert set(answers) <= {200, 503}
    assert answers[503]
    return f"{answers[200]} answered, {answers[503]} sent away; /healthz in {slowest * 1000:.0f} ms at most"


@attack("more uploads than may be")
def quota(target: Target) -> str:
    answers = [target.upload("r6", picture(700 + number), target.portal).status_code for number in range(7)]
    assert set(answers[:5]) <= {200, 202}
    assert answers[5:] == [422, 422]
    return "422 after 5"


@attack("a registration with a thousand diplomas, or of a megabyte")
def large_registration(target: Target) -> str:
    many = {"diplomas": [{"school": "x"}] * 1000}
    assert target.call("PUT", "/submissions/r7", target.portal, json=many).status_code == 422
    assert target.call("PUT", "/submissions/r7", target.portal, json={"name": "x" * 2**20}).status_code == 413
    assert target.call("GET", "/submissions/r7", target.portal).status_code == 404
    return "422, 413"


@attack("registrations faster than the key may")
def fast_registrations(target: Target) -> str:
    few = target.keys.create("few", [Scope.UPLOAD], by="attack", grant=Grant(per_minute=3))[1]
    answers = [
        target.call("PUT", f"/submissions/r8-{number}", few, json={"name": "x"}).status_code
        for number in range(8)
    ]
    assert 429 in answers
    return "429"


@attack("clients that hang up")
def hanging_up(target: Target) -> str:
    for _ in range(5):
        with target.connect() as connection:
            head = (
                f"POST {V1}/submissions/r9/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {target.portal}\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x\r\n"
            )
            connection.sendall(head.encode())
            time.sleep(0.1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    time.sleep(1.5)
    text = target.call("GET", "/metrics", target.monitor).text
    assert 'status="500"' not in text
    return "none counted as 500"
