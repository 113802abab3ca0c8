from __future__ import annotations

import hashlib
import logging
from typing import Any

import pytest

from precheck.service.errors import Unauthenticated
from precheck.service.keys import Grant, Keys
from precheck.storage import Store
from precheck.storage.values import Scope
from tests.api.portal import Portal, problem


def test_without_a_valid_key_nothing_is_answered(portal: Portal) -> None:
    real = portal.keys[Scope.UPLOAD]
    forged = real[:-1] + ("A" if real[-1] != "A" else "B")
    for key in (None, "nonsense", forged, "pck_00000000_" + "a" * 43):
        answer = portal.call("GET", "/submissions/s1", None, key=key)
        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_keys_end(portal: Portal) -> None:
    keys = portal.services.keys
    made, text = keys.create("short", [Scope.UPLOAD], by="test")
    assert portal.call("GET", "/submissions/s1", key=text).status_code == 404
    keys.revoke(made.prefix, by="test")
    problem(portal.call("GET", "/submissions/s1", key=text), 401, "unauthenticated")
    now = made.created_at
    _, text = keys.create("timed", [Scope.UPLOAD], by="test", grant=Grant(expires_at=now + 1000))
    place = portal.services.place
    later = Keys(Store(place.database, place.cipher, lambda: now + 1001))
    assert keys.authenticate(text).name == "timed"
    with pytest.raises(Unauthenticated):
        later.authenticate(text)


def test_only_a_digest_is_kept(portal: Portal) -> None:
    text = portal.keys[Scope.UPLOAD]
    stored = {key.name: key for key in portal.services.keys.all()}["upload"]
    assert stored.hash == hashlib.sha256(text.encode()).hexdigest()
    secret = text[-30:].encode()  # url-safe base64 has the underscore among its letters
    for path in portal.services.place.data.glob("precheck.db*"):
        assert secret not in path.read_bytes()


def test_the_first_key_is_made_once(portal: Portal) -> None:
    assert portal.services.keys.create_first() is None


def test_scopes_are_kept_apart(portal: Portal) -> None:
    id = portal.upload()["id"]
    decision = {"level": "site", "outcome": "accepted"}
    portals: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", f"/uploads/{id}/decisions", {"json": decision}),
        ("GET", f"/uploads/{id}/decisions", {}),
        ("GET", "/reports/triage", {}),
        ("POST", "/rescans", {"json": {}}),
        ("GET", "/webhooks", {}),
    ]
    for method, path, rest in portals:
        problem(portal.call(method, path, Scope.UPLOAD, **rest), 403, "forbidden")
    reviewers: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/submissions/s1/submit", {}),
        ("DELETE", f"/uploads/{id}", {}),
        ("POST", "/rescans", {"json": {}}),
    ]
    for method, path, rest in reviewers:
        problem(portal.call(method, path, Scope.REVIEW, **rest), 403, "forbidden")
    assert portal.call("DELETE", f"/uploads/{id}", Scope.ADMIN).status_code == 204


def test_a_site_sees_its_own(portal: Portal) -> None:
    keys = portal.services.keys
    _, here = keys.create("here", [Scope.UPLOAD, Scope.REVIEW], by="test", grant=Grant(site="成都"))
    _, there = keys.create("there", [Scope.UPLOAD, Scope.REVIEW], by="test", grant=Grant(site="绵阳"))
    id = portal.upload(submission="a", key=here)["id"]
    for path in ("/submissions/a", f"/uploads/{id}", f"/uploads/{id}/picture", f"/uploads/{id}/decisions"):
        problem(portal.call("GET", path, key=there), 404, "not-found")
    problem(portal.call("PUT", "/submissions/a", key=there, json={"name": "x"}), 404, "not-found")
    problem(portal.call("PUT", f"/uploads/{id}", key=there, files={"file": b"x"}), 404, "not-found")
    problem(portal.call("PUT", "/submissions/b", key=there, json={"site": "成都"}), 403, "forbidden")
    portal.call("PUT", "/submissions/c", json={"site": "绵阳"})
    assert portal.call("GET", "/submissions/c", key=there).status_code == 200
    problem(portal.call("GET", "/submissions/c", key=here), 404, "not-found")
    portal.work()
    assert portal.call("GET", "/reports/triage", key=here).json()["total"] == 1
    assert portal.call("GET", "/reports/triage", key=there).json()["total"] == 0
    assert portal.call("GET", "/submissions/a", Scope.UPLOAD).status_code == 200


def test_more_than_a_key_may_send_is_refused_with_a_time(portal: Portal) -> None:
    _, key = portal.services.keys.create("few", [Scope.UPLOAD], by="test", grant=Grant(per_day=2))
    portal.upload(b"1", key=key)
    portal.upload(b"2", key=key)
    refused = portal.call(
        "POST", "/submissions/s1/uploads", key=key, files={"file": b"3"}, data={"material": "diploma"}
    )
    problem(refused, 429, "too-many")
    assert 1 <= int(refused.headers["retry-after"]) <= 86_400
    assert portal.call("GET", "/submissions/s1", key=key).status_code == 200


def test_logs_name_no_person(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    number = "11010519491231002X"
    portal.call("PUT", f"/submissions/{number}", json={"name": "张三丰", "id_number": number})
    portal.upload(submission=number, file="张三丰.jpg")
    ours = [record for record in caplog.records if record.name.startswith("precheck")]
    written = " ".join(f"{record.getMessage()} {vars(record)}" for record in ours)
    assert "/submissions/{id}/uploads" in written
    assert number not in written
    assert "张三丰" not in written
