"""Looking through uploads and submissions; bulk uploads and registrations; what a browser may ask."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from precheck.entrypoints.api.app import create
from precheck.storage.values import Scope
from tests.api.portal import Portal, problem


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_pages_go_on_where_the_last_ended_whatever_comes_meanwhile(portal: Portal) -> None:
    uploads = [portal.upload(f"p{number}".encode())["id"] for number in range(7)]
    for descending, wanted in ((False, uploads), (True, uploads[::-1])):
        seen: list[str] = []
        cursor = None
        for number in range(9):
            asked = {"descending": descending, "limit": 3, **({"cursor": cursor} if cursor else {})}
            page = portal.call("GET", "/uploads", params=asked)
            seen += ids(page)
            cursor = page.json()["next"]
            if descending and number == 0:
                portal.upload(b"meanwhile")
            if cursor is None:
                break
        assert seen == wanted


def test_filters_hold_together(portal: Portal) -> None:
    one = portal.upload(b"1", "s1", "diploma")["id"]
    two = portal.upload(b"2", "s2", "identity")["id"]
    portal.work()
    three = portal.upload(b"3", "s2", "diploma")["id"]
    for query, wanted in (
        ({"submission": "s2"}, [three, two]),
        ({"material": "diploma"}, [three, one]),
        ({"material": "diploma", "submission": "s2"}, [three]),
        ({"status": "queued"}, [three]),
        ({"since": "2999-01-01T00:00:00+08:00"}, []),
        ({"until": "2000-01-01T00:00:00+08:00"}, []),
    ):
        assert ids(portal.call("GET", "/uploads", params=query)) == wanted, query
    assert ids(portal.call("GET", "/uploads", Scope.REVIEW, params={"verdict": "pass"})) == [two, one]
    assert ids(portal.call("GET", "/uploads", Scope.REVIEW, params={"flag": "blurred"})) == []
    problem(portal.call("GET", "/uploads", params={"verdict": "pass"}), 403, "forbidden")
    assert ids(portal.call("GET", "/submissions", params={"descending": False})) == ["s1", "s2"]
    portal.call("POST", "/submissions/s1/submit", json={"acknowledge_missing": True})
    assert ids(portal.call("GET", "/submissions", params={"locked": "true"})) == ["s1"]


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("/uploads", {"statsu": "queued"}, "did you mean status"),
        ("/uploads", {"status": "quued"}, "'queued', 'checking', 'checked' or 'failed'"),
        ("/uploads", {"sort": "name"}, "'created_at' or 'updated_at'"),
        ("/uploads", [("status", "queued"), ("status", "failed")], "given twice"),
        ("/uploads", {"material": "diplom"}, "diploma"),
        ("/uploads", {"cursor": "x"}, "cursor"),
        ("/uploads", {"limit": 0}, "greater_than_equal"),
        ("/submissions", {"lokced": "true"}, "did you mean locked"),
        ("/materials", {"x": 1}, "no such parameter"),
        ("/submissions/s1", {"wait": 1}, "no such parameter"),
    ],
)
def test_a_misspelt_query_is_refused_with_what_is_allowed(
    portal: Portal, path: str, query: Any, told: str
) -> None:
    answer = portal.call("GET", path, params=query)
    problem(answer, 422, "invalid")
    assert told in answer.text


def send(portal: Portal, data: bytes) -> Any:
    return portal.call("POST", "/uploads", files={"file": ("a.zip", data)})


def test_an_archive_as_windows_packs_it(portal: Portal) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            ("s1/registration.json", '{"name": "张三"}'.encode("gbk")),
            ("s1/diploma/XXXXXX.jpg", b"1"),
            ("s1/diploma/Thumbs.db", b"x"),
            ("s2/registration.json", b'{"nmae": "x"}'),
            ("s2/diploma/a.jpg", b"2"),
            ("s3/diploma/empty.jpg", b""),
            ("s3/diploma/big.jpg", b"\0" * (10 * 2**20 + 1)),
            ("readme.txt", b"x"),
            ("../s4/diploma/x/y.jpg", b"x"),
        ):
            # Explorer writes names in the system's own encoding and does not say so.
            info = zipfile.ZipInfo(name)
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    data = made.getvalue().replace(b"XXXXXX", "毕业证".encode("gbk"))
    answer = send(portal, data)
    assert answer.status_code == 202, answer.text
    rows = {row["file"]: row for row in answer.json()["rows"]}
    assert answer.json()["ignored"] == 3
    refused = {name: row["errors"][0]["why"] for name, row in rows.items() if row["errors"]}
    assert set(refused) == {"s2/registration.json", "s2/diploma/a.jpg", "s3/diploma/big.jpg"}
    assert "did you mean name" in refused["s2/registration.json"]
    assert "10 MB" in refused["s3/diploma/big.jpg"]
    assert rows["s3/diploma/empty.jpg"]["upload"]
    assert rows["s1/diploma/毕业证.jpg"]["upload"]
    assert portal.call("GET", "/submissions/s1").json()["registration"]["name"] == "张三"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_archive_is_refused(portal: Portal, data: bytes) -> None:
    problem(send(portal, data), 400, "bad-request")


def test_an_archive_without_uploads_is_refused(portal: Portal) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.jpg", b"x")
    problem(send(portal, made.getvalue()), 422, "invalid")


def test_a_list_of_registrations_is_imported_whole_or_not_at_all(portal: Portal) -> None:
    def put(*rows: tuple[str, dict[str, Any]]) -> Any:
        listed = [{"submission": submission, "registration": declared} for submission, declared in rows]
        return portal.call("PUT", "/registrations", json={"registrations": listed})

    answer = put(("s1", {"name": "张三"}), ("s2", {"id_number": "5.1E+17"}), ("s1", {"name": "李四"}))
    assert answer.status_code == 422
    assert answer.json()["imported"] is False
    assert [row["outcome"] for row in answer.json()["rows"]] == ["new", "refused", "refused"]
    assert portal.call("GET", "/submissions/s1").status_code == 404
    answer = put(("s1", {"name": "张三\u200b"}), ("s2", {}))
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["cleaned"][0]["at"] == "name"
    answer = put(("s1", {"name": "张三", "sex": "男"}), ("s2", {}))
    assert [(row["outcome"], row["changed"]) for row in answer.json()["rows"]] == [
        ("changed", ["sex"]),
        ("same", []),
    ]


def test_names_of_files_in_gbk_are_readable(portal: Portal) -> None:
    for name in ("毕业证.jpg", "学位证.jpg"):
        form = (
            b'--x\r\ncontent-disposition: form-data; name="file"; filename="'
            + name.encode("gbk")
            + b'"\r\n\r\n'
            b'1\r\n--x\r\ncontent-disposition: form-data; name="material"\r\n\r\ndiploma\r\n--x--\r\n'
        )
        headers = {"content-type": "multipart/form-data; boundary=x"}
        answer = portal.call(
            "POST", f"/submissions/{len(name)}{ord(name[0])}/uploads", content=form, headers=headers
        )
        assert answer.json()["file"] == name


def test_an_empty_file_is_an_upload(portal: Portal) -> None:
    assert portal.upload(b"", "s9")["bytes"] == 0


def test_a_browser_may_ask_only_where_the_setting_says_so(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = {"origin": "https://portal.example", "access-control-request-method": "PUT"}
    assert "access-control-allow-origin" not in portal.client.options("/api/v1/uploads", headers=asks).headers
    settings = portal.services.place.settings.model_copy(
        update={"cors_origins": "https://portal.example, https://other.example"}
    )
    object.__setattr__(portal.services.place, "settings", settings)
    from fastapi.testclient import TestClient

    browser = TestClient(create(portal.services))
    answer = browser.options("/api/v1/uploads", headers=asks)
    assert answer.headers["access-control-allow-origin"] == "https://portal.example"
    refused = browser.options("/api/v1/uploads", headers={**asks, "origin": "https://evil.example"})
    assert "access-control-allow-origin" not in refused.headers
    key = {"authorization": f"Bearer {portal.keys[Scope.UPLOAD]}", "origin": "https://portal.example"}
    answer = browser.get("/api/v1/materials", headers=key)
    assert "etag" in answer.headers["access-control-expose-headers"]
