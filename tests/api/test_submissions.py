from __future__ import annotations

import re
from dataclasses import replace

import pytest

from precheck.domain.report import ImageFacts, PageFacts, Report
from precheck.storage.values import Scope
from tests.api.portal import Portal, problem
from tests.service.doubles import report

JSON = {"content-type": "application/json"}
LOCKED = "资料已锁定，不能修改。如需更换，请等待审核人员退回或联系考点。"


def front_only() -> Report:
    page = PageFacts("front", 0, False, None)
    return replace(report(), image=ImageFacts(view="front", pages=(page,)))


def test_a_registration_may_come_first_and_be_changed(portal: Portal) -> None:
    first = portal.call("PUT", "/submissions/s1", json={"name": "张三"})
    assert first.status_code == 200
    assert first.json()["registration"]["name"] == "张三"
    assert first.json()["state"] == "未锁定"
    tag = first.headers["etag"]
    portal.upload()
    portal.work()
    second = portal.call("PUT", "/submissions/s1", json={"name": "李四"})
    assert second.headers["etag"] != tag
    assert portal.call("GET", "/submissions/s1").json()["uploads"][0]["status"] == "queued"
    portal.work()
    seen = [item.name if item else None for item in portal.checker.seen]
    assert seen == ["张三", "李四"]


def test_two_writers_never_overwrite_each_other_unseen(portal: Portal) -> None:
    tag = portal.call("PUT", "/submissions/s1", json={"name": "张三"}).headers["etag"]
    mine = portal.call("PUT", "/submissions/s1", json={"name": "张三丰"}, headers={"if-match": tag})
    assert mine.status_code == 200
    theirs = portal.call("PUT", "/submissions/s1", json={"name": "李四"}, headers={"if-match": tag})
    problem(theirs, 412, "stale")
    weak = portal.call("PUT", "/submissions/s1", json={}, headers={"if-match": "W/" + tag})
    problem(weak, 412, "stale")


def test_a_bad_registration_is_refused_without_repeating_it(portal: Portal) -> None:
    answer = portal.call("PUT", "/submissions/s1", json={"name": ["王小明"], "exam_year": "soon"})
    found = problem(answer, 422, "invalid")
    assert "name" in found["detail"]
    assert "王小明" not in answer.text
    not_json = portal.call(
        "PUT", "/submissions/s1", content=b"{", headers={"content-type": "application/json"}
    )
    problem(not_json, 422, "invalid")


def test_locked_means_locked_until_staff_ask_again(portal: Portal) -> None:
    id = portal.upload()["id"]
    portal.upload(b"licence", material="institution_licence")
    assert portal.call("POST", "/submissions/s1/submit").json()["state"] == "已锁定"
    assert portal.call("POST", "/submissions/s1/submit").status_code == 200
    refused = [
        portal.call("PUT", f"/uploads/{id}", files={"file": b"new"}),
        portal.call("DELETE", f"/uploads/{id}"),
        portal.call("PUT", "/submissions/s1", json={"name": "张三"}),
        portal.call("POST", "/submissions/s1/uploads", files={"file": b"n"}, data={"material": "diploma"}),
    ]
    for answer in refused:
        assert problem(answer, 409, "locked")["detail"] == LOCKED
    problem(portal.call("POST", "/submissions/s1/unlock", json={"materials": ["diploma"]}), 403, "forbidden")
    opened = portal.call(
        "POST",
        "/submissions/s1/unlock",
        Scope.REVIEW,
        json={"materials": ["diploma"], "message": "毕业证编号无法识别，请重新上传！"},
    )
    assert opened.json()["unlocked"] == ["diploma"]
    assert portal.call("GET", f"/uploads/{id}").json()["locked"] is False
    assert portal.call("PUT", f"/uploads/{id}", files={"file": b"new"}).status_code == 202
    still = portal.call(
        "POST", "/submissions/s1/uploads", files={"file": b"n"}, data={"material": "institution_licence"}
    )
    problem(still, 409, "locked")
    shown = portal.call("GET", "/submissions/s1/messages").json()[0]
    assert re.fullmatch(
        r"20\d\d/\d{1,2}/\d{1,2} \d\d:\d\d:\d\d 毕业证编号无法识别，请重新上传！", shown["shown"]
    )


def test_staff_correct_what_is_locked(portal: Portal) -> None:
    portal.upload()
    portal.call("POST", "/submissions/s1/submit")
    corrected = portal.call("PUT", "/submissions/s1", Scope.REVIEW, json={"name": "张三"})
    assert corrected.status_code == 200
    problem(portal.call("POST", "/submissions/s2/unlock", Scope.REVIEW), 404, "not-found")
    unknown = portal.call("POST", "/submissions/s1/unlock", Scope.REVIEW, json={"materials": ["nothing"]})
    problem(unknown, 422, "invalid")


def test_handing_in_names_what_is_missing(portal: Portal) -> None:
    portal.checker.answer = front_only
    portal.upload(material="identity")
    portal.work()
    found = problem(portal.call("POST", "/submissions/s1/submit"), 422, "missing-materials")
    assert "missing.identity.back" in {item["code"] for item in found["missing"]}
    assert portal.call("GET", "/submissions/s1").json()["locked"] is False
    done = portal.call("POST", "/submissions/s1/submit", json={"acknowledge_missing": True})
    assert done.json()["locked"] is True


def test_what_the_notice_asks_for_follows_the_registration(portal: Portal) -> None:
    portal.call("PUT", "/submissions/s1", json={"applicant_category": "postgraduate_graduating"})
    asked = [
        "missing.identity",
        "missing.student_card",
        "missing.clinical_training_certificate",
        "missing.personal_commitment_letter",
    ]
    shown = portal.call("GET", "/submissions/s1").json()["report"]
    assert [flag["code"] for flag in shown["flags"]] == asked
    found = problem(portal.call("POST", "/submissions/s1/submit"), 422, "missing-materials")
    assert [item["code"] for item in found["missing"]] == asked
    portal.call("PUT", "/submissions/s1", json={"military": True, "military_id_number": "1"})
    assert portal.call("GET", "/submissions/s1").json()["report"]["flags"] == []
    assert portal.call("POST", "/submissions/s1/submit").json()["locked"] is True


def test_a_check_that_waits_does_not_block_handing_in(portal: Portal) -> None:
    portal.upload(material="identity")
    assert portal.call("POST", "/submissions/s1/submit").status_code == 200


def test_what_the_checks_ask_is_told_with_its_time(portal: Portal) -> None:
    portal.checker.answer = lambda: report("blurred.text")
    id = portal.upload()["id"]
    portal.work()
    (message,) = portal.call("GET", "/submissions/s1/messages").json()
    assert (message["text"], message["upload"], message["material"]) == ("模糊", id, "diploma")


def test_there_is_nothing_where_nobody_began(portal: Portal) -> None:
    for path in ("/submissions/none", "/submissions/none/messages"):
        problem(portal.call("GET", path), 404, "not-found")
    problem(portal.call("POST", "/submissions/none/submit"), 404, "not-found")


def test_a_registration_is_cleaned_and_says_so(portal: Portal) -> None:
    answer = portal.call("PUT", "/submissions/s1", json={"name": "张三\u200b", "sex": "M"}).json()
    assert (answer["registration"]["name"], answer["registration"]["sex"]) == ("张三", "男")
    assert [change["at"] for change in answer["cleaned"]] == ["name", "sex"]
    assert portal.call("GET", "/submissions/s1").json()["cleaned"] == []


def test_a_bad_registration_is_refused_with_the_field_and_why(portal: Portal) -> None:
    sent = {"nmae": "张三", "id_number": "5.11302E+17", "sex": "X"}
    answer = portal.call("PUT", "/submissions/s1", json=sent)
    assert answer.status_code == 422
    why = {error["at"]: error["why"] for error in answer.json()["errors"]}
    assert sorted(why) == ["id_number", "nmae", "sex"]
    assert "did you mean name?" in why["nmae"]
    assert "男、女" in why["sex"]
    assert "5.11302" not in answer.text
    assert portal.call("PUT", "/submissions/s1", content=b'{"\\ud800": 1}', headers=JSON).status_code == 422
    assert portal.call("GET", "/submissions/s1").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/submissions/s1", '{"name": "张三", "name": "李四"}', "name"),
        ("/submissions/s1", '{"diplomas": [{"school": "a", "school": "b"}]}', "school"),
        (
            "/registrations",
            '{"registrations": [{"submission": "s1", "registration": {"sex": "男", "sex": "女"}}]}',
            "sex",
        ),
        (
            "/registrations",
            '{"registrations": [{"submission": "s1", "submission": "s2", "registration": {}}]}',
            "submission",
        ),
    ],
)
def test_a_key_that_stands_twice_is_refused_by_its_name(
    portal: Portal, path: str, body: str, key: str
) -> None:
    answer = portal.call("PUT", path, content=body.encode(), headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"at": f"body.{key}", "why": "given_twice: 出现两次 (stands twice)"}]
    assert portal.call("GET", "/submissions/s1").status_code == 404


def test_a_portal_leads_its_candidate_to_their_page(portal: Portal) -> None:
    portal.upload()
    answer = portal.call("POST", "/submissions/s1/links")
    assert answer.status_code == 201
    entered = portal.client.get(answer.json()["link"], follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/my")
    assert portal.client.get("/my").status_code == 200
    assert portal.call("POST", "/submissions/none/links").status_code == 404
    assert portal.call("POST", "/submissions/s1/links", Scope.REVIEW).status_code == 403
