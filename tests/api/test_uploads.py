from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Audience, Flag, Severity
from precheck.domain.report import Report
from precheck.imaging.encode import jpeg
from precheck.storage.values import Scope
from tests.api.portal import Portal, problem
from tests.service.doubles import report

STAFF = Flag("duplicate.other_submission", Severity.REVIEW, "重复", "twice", audience=Audience.STAFF)


def with_staff_flag() -> Report:
    from dataclasses import replace

    return replace(report(), flags=(STAFF,))


def test_an_upload_is_taken_checked_and_shown(portal: Portal) -> None:
    taken = portal.upload(file="毕业证.jpg")
    assert taken["status"] == "queued"
    assert taken["report"] is None
    assert (taken["submission"], taken["material"], taken["file"]) == ("s1", "diploma", "毕业证.jpg")
    portal.checker.answer = lambda: report("blurred.text")
    portal.work()
    shown = portal.call("GET", f"/uploads/{taken['id']}").json()
    assert shown["status"] == "checked"
    assert shown["report"]["verdict"] == "reupload"
    assert shown["report"]["upload"]["id"] == taken["id"]


def test_the_same_upload_twice_is_one(portal: Portal) -> None:
    first = portal.upload()
    assert portal.upload()["id"] == first["id"]
    portal.work()
    again = portal.upload(expect=200)
    assert again["id"] == first["id"]
    assert again["report"] is not None


def test_an_idempotency_key_names_one_upload(portal: Portal) -> None:
    first = portal.upload(headers={"idempotency-key": "k1"})
    assert portal.upload(headers={"idempotency-key": "k1"})["id"] == first["id"]
    other = portal.call(
        "POST",
        "/submissions/s1/uploads",
        files={"file": b"another"},
        data={"material": "diploma"},
        headers={"idempotency-key": "k1"},
    )
    problem(other, 422, "idempotency-key-reused")


def test_a_picture_is_replaced_only_as_it_was_seen(portal: Portal) -> None:
    id = portal.upload()["id"]
    tag = portal.call("GET", f"/uploads/{id}").headers["etag"]
    new = portal.call("PUT", f"/uploads/{id}", files={"file": b"second"}, headers={"if-match": tag})
    assert new.status_code == 202
    assert new.headers["etag"] != tag
    late = portal.call("PUT", f"/uploads/{id}", files={"file": b"third"}, headers={"if-match": tag})
    problem(late, 412, "stale")
    problem(portal.call("DELETE", f"/uploads/{id}", headers={"if-match": tag}), 412, "stale")
    assert portal.call("DELETE", f"/uploads/{id}").status_code == 204
    problem(portal.call("GET", f"/uploads/{id}"), 404, "not-found")


def test_staff_flags_are_for_staff(portal: Portal) -> None:
    portal.checker.answer = with_staff_flag
    id = portal.upload()["id"]
    portal.work()
    theirs = portal.call("GET", f"/uploads/{id}").json()["report"]
    assert (theirs["flags"], theirs["verdict"]) == ([], "pass")
    assert "duplicate" not in portal.call("GET", "/submissions/s1").text
    assert portal.call("GET", "/submissions/s1").json()["report"]["verdict"] == "pass"
    ours = portal.call("GET", f"/uploads/{id}", Scope.REVIEW).json()["report"]
    assert (ours["flags"][0]["code"], ours["verdict"]) == (STAFF.code, "review")


def test_waiting_answers_with_the_report_or_in_time(portal: Portal) -> None:
    id = portal.upload(params={"wait": 0.1})["id"]
    portal.work()
    assert portal.upload(params={"wait": 5}, expect=200)["report"]["verdict"] == "pass"
    assert portal.call("GET", f"/uploads/{id}", params={"wait": 5}).json()["status"] == "checked"


def test_a_picture_is_shown_without_what_hides_in_its_file(portal: Portal) -> None:
    pixels = np.full((400, 600, 3), 200, np.uint8)
    secret = b"GPS 30.65N 104.06E"
    data = jpeg(pixels, 600)
    data = data[:2] + b"\xff\xfe" + (len(secret) + 2).to_bytes(2, "big") + secret + data[2:]
    id = portal.upload(data)["id"]
    shown = portal.call("GET", f"/uploads/{id}/picture", params={"max_side": 300})
    assert shown.status_code == 200
    assert secret in data
    assert secret not in shown.content
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-content-type-options"] == "nosniff"
    decoded = cv2.imdecode(np.frombuffer(shown.content, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (200, 300, 3)
    broken = portal.upload(b"no picture")["id"]
    problem(portal.call("GET", f"/uploads/{broken}/picture"), 422, "invalid")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("<script>.jpg", "<script>.jpg"),
        ("a\u202egpj.exe", "a\\u202egpj.exe"),
        ("=cmd|' /C calc'!A0.jpg", "=cmd|' /C calc'!A0.jpg"),
    ],
)
def test_a_hostile_file_name_is_text(portal: Portal, name: str, kept: str) -> None:
    assert portal.upload(file=name)["file"] == kept


def test_what_is_no_upload_is_refused(portal: Portal) -> None:
    path = "/submissions/s1/uploads"
    problem(portal.call("POST", path, json={}), 415, "unsupported-media-type")
    problem(portal.call("POST", path, data={"material": "diploma"}, files={"other": b"x"}), 422, "invalid")
    problem(portal.call("POST", path, files={"file": b"x"}), 422, "invalid")
    problem(portal.call("POST", path, files={"file": b"x"}, data={"material": "no"}), 422, "invalid")
    many = [("file", b"x"), ("file", b"y")]
    problem(portal.call("POST", path, files=many, data={"material": "diploma"}), 400, "bad-request")
