from __future__ import annotations

import csv
import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from httpx import Response

from precheck.domain.report import Report
from precheck.storage.values import Scope
from tests.api.portal import Portal, problem
from tests.chaos.pictures import picture
from tests.service.doubles import report

SITE = {"level": "site", "outcome": "accepted"}
DISTRICT = {"level": "district", "outcome": "accepted"}


def test_the_site_decides_before_the_district(portal: Portal) -> None:
    id = portal.upload()["id"]
    path = f"/uploads/{id}/decisions"
    problem(portal.call("POST", path, key=portal.district, json=DISTRICT), 409, "conflict")
    assert portal.call("POST", path, Scope.REVIEW, json=SITE).status_code == 201
    assert portal.call("POST", path, key=portal.district, json=DISTRICT).status_code == 201
    made = portal.call("GET", path, Scope.REVIEW).json()
    assert [item["level"] for item in made] == ["site", "district"]
    assert made[0]["by"].startswith("key:")


def test_a_decision_sent_twice_is_one(portal: Portal) -> None:
    path = f"/uploads/{portal.upload()['id']}/decisions"
    key = {"idempotency-key": "d1"}
    first = portal.call("POST", path, Scope.REVIEW, json=SITE, headers=key).json()
    assert portal.call("POST", path, Scope.REVIEW, json=SITE, headers=key).json()["id"] == first["id"]
    assert len(portal.call("GET", path, Scope.REVIEW).json()) == 1
    other = {**SITE, "outcome": "rejected"}
    problem(portal.call("POST", path, Scope.REVIEW, json=other, headers=key), 422, "idempotency-key-reused")


def test_a_decision_on_a_picture_that_was_replaced_is_refused(portal: Portal) -> None:
    id = portal.upload()["id"]
    tag = portal.call("GET", f"/uploads/{id}").headers["etag"]
    portal.call("PUT", f"/uploads/{id}", files={"file": b"new"})
    late = portal.call("POST", f"/uploads/{id}/decisions", Scope.REVIEW, json=SITE, headers={"if-match": tag})
    problem(late, 412, "stale")


def test_the_triage_report_comes_in_every_form(portal: Portal) -> None:
    portal.checker.answer = lambda: report("blurred.text")
    portal.upload(file="=HYPERLINK(1).jpg")
    portal.upload(b"2", material="identity")
    portal.work()
    found = portal.call("GET", "/reports/triage", Scope.REVIEW).json()
    assert (found["total"], found["codes"]) == (2, {"blurred.text": 2})
    assert {row["verdict"] for row in found["uploads"]} == {"reupload"}
    one = portal.call("GET", "/reports/triage", Scope.REVIEW, params={"material": "identity"}).json()
    assert one["total"] == 1
    text = portal.call("GET", "/reports/triage", Scope.REVIEW, params={"format": "csv"}).text
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 3
    assert not any(cell.startswith("=") for row in rows for cell in row)

    def get(format: str) -> Response:
        return portal.call("GET", "/reports/triage", Scope.REVIEW, params={"format": format})

    page = get("html")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    book = ZipFile(io.BytesIO(get("xlsx").content))
    assert b"=HYPERLINK" in b"".join(book.read(name) for name in book.namelist())
    assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_the_triage_pages_show_pictures_and_come_one_by_one_or_all(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> Report:
        found = report("blurred.text")
        return replace(found, upload=replace(found.upload, width=32, height=32))

    def get(**params: object) -> Response:
        return portal.call("GET", "/reports/triage", Scope.REVIEW, params=params)

    monkeypatch.setattr("precheck.entrypoints.scan.triage.CARDS_A_PAGE", 1)
    portal.checker.answer = seen
    portal.upload(picture(1))
    portal.upload(b"no picture at all", material="identity")
    portal.work()
    first, second = get(format="html"), get(format="html", page=2)
    assert [page.text.count("data:image/jpeg") for page in (first, second)] == [1, 0]
    problem(get(format="html", page=3), 404, "not-found")
    names = ZipFile(io.BytesIO(get(format="zip").content)).namelist()
    assert names == [f"triage/triage{end}" for end in ("-2.html", ".csv", ".html", ".xlsx")]


def test_a_rescan_sent_twice_is_one(portal: Portal) -> None:
    def post(**body: str) -> Response:
        headers = {"idempotency-key": "r1"}
        return portal.call("POST", "/rescans", Scope.ADMIN, json=body, headers=headers)

    first, again = post(material="diploma"), post(material="diploma")
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert len(portal.services.rescans.newest()) == 1
    problem(post(material="identity"), 422, "idempotency-key-reused")


def test_a_rescan_runs_and_says_what_changed(portal: Portal) -> None:
    portal.upload()
    portal.work()
    portal.checker.answer = lambda: report("blurred.text")
    begun = portal.call("POST", "/rescans", Scope.ADMIN, json={"material": "diploma"})
    assert begun.status_code == 202
    id = begun.json()["id"]
    portal.services.rescans.feed()
    portal.work()
    portal.services.rescans.feed()
    found = portal.call("GET", f"/rescans/{id}", Scope.ADMIN).json()
    assert (found["state"], found["done"], found["changed"]) == ("done", 1, 1)
    assert found["verdicts"] == {"pass > reupload": 1}
    problem(portal.call("GET", f"/rescans/{'0' * 26}", Scope.ADMIN), 404, "not-found")


def test_health_alone_is_open_and_the_inside_wants_a_key(portal: Portal) -> None:
    for path in ("/healthz", "/api/v1/healthz"):
        assert portal.client.get(path).json() == {"status": "ok"}
    for path in ("/readyz", "/api/v1/readyz"):
        assert set(portal.client.get(path).json()) == {"ready"}
        portal.services.readiness.probe()
        key = {"authorization": f"Bearer {portal.keys[Scope.MONITOR]}"}
        found = portal.client.get(path, headers=key)
        # No broker runs here, and no housekeeping has been silent for long yet.
        wrong = {part["name"] for part in found.json()["parts"] if not part["ok"]}
        assert (found.status_code, found.json()["ready"], wrong) == (503, False, {"broker"})
    for path in ("/metrics", "/api/v1/metrics", "/api/docs", "/api/openapi.json"):
        problem(portal.client.get(path), 401, "unauthenticated")
    problem(portal.call("GET", "/metrics", Scope.UPLOAD), 403, "forbidden")
    assert b"precheck_queue_orders" in portal.call("GET", "/metrics", Scope.MONITOR).content


def test_requests_are_counted_by_route_and_status(portal: Portal) -> None:
    portal.upload(submission="110101199001011237")
    portal.call("GET", f"/uploads/{'0' * 26}")
    portal.client.get("/nowhere/110101199001011237")
    portal.services.requests.save()
    text = portal.call("GET", "/metrics", Scope.MONITOR).text
    taken = 'method="POST",route="/submissions/{id}/uploads",status="202"'
    assert f"precheck_http_requests_total{{{taken}}} 1.0" in text
    assert f"precheck_http_seconds_count{{{taken}}} 1.0" in text
    assert 'precheck_http_requests_total{method="GET",route="/uploads/{id}",status="404"} 1.0' in text
    assert 'precheck_http_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert "110101199001011237" not in text


def test_a_check_keeps_nothing(portal: Portal) -> None:
    answer = portal.call(
        "POST",
        "/check",
        files={"file": ("a.jpg", b"no picture")},
        data={"material": "diploma", "registration": '{"name": "张三"}'},
    )
    assert answer.status_code == 200
    assert answer.json()["flags"][0]["code"] == "format.unsupported"
    assert answer.json()["verdict"] == "reupload"
    with portal.services.store.read() as tx:
        assert list(tx.reports.every_current(material=None, since=None)) == []
    assert not portal.services.place.pictures_folder.exists()
    refused = portal.call("POST", "/check", files={"file": b"x"}, data={"material": "no"})
    problem(refused, 422, "invalid")


def test_the_documents_for_people_name_every_path(portal: Portal) -> None:
    key = ("browser", portal.keys[Scope.UPLOAD])
    page = portal.client.get("/api/docs", auth=key)
    assert page.status_code == 200
    assert "<script" not in page.text
    for path in portal.client.get("/api/openapi.json", auth=key).json()["paths"]:
        assert path in page.text


def test_ids_that_are_none_never_reach_the_database(portal: Portal) -> None:
    for id in ("nothing", "%00" * 26, "x" * 500):
        assert portal.call("GET", f"/uploads/{id}").status_code in (404, 422)
