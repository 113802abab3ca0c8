"""Which materials the notice asks for, case by case; the cases are the notice's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from precheck.domain.flag import Remedy, Severity, Verdict
from precheck.domain.registration import Registration
from precheck.submission.assess import assess
from tests.submission.notice import ASSISTANT, IDENTITY, LICENCE, codes, judged, materials, paper, rules

BACHELOR = "bachelor_to_physician"
COLLEGE = "junior_college_assistant_to_physician"
SECONDARY = "secondary_assistant_to_physician"
DIPLOMA, PROBATION = paper("diploma"), paper("probation_certificate")

# Notice 三（七）: what each category hands in, beside the identity document.
LISTS = {
    BACHELOR: ["diploma", "probation_certificate", "institution_licence"],
    COLLEGE: [
        "diploma",
        "institution_licence",
        "physician_qualification",
        "physician_practice",
        "practice_period_certificate",
    ],
    SECONDARY: [
        "diploma",
        "institution_licence",
        "physician_qualification",
        "physician_practice",
        "practice_period_certificate",
    ],
    "college_to_assistant": ["diploma", "probation_certificate", "institution_licence"],
    "specialist_to_assistant": ["apprenticeship_certificate", "probation_certificate", "institution_licence"],
    "rural_assistant": ["diploma", "probation_certificate", "institution_licence"],
    "postgraduate_graduating": [
        "student_card",
        "clinical_training_certificate",
        "personal_commitment_letter",
    ],
    "postgraduate_in_course": [
        "diploma",
        "clinical_training_certificate",
        "personal_commitment_letter",
        "student_card",
    ],
    "postgraduate_graduated": ["diploma", "degree", "probation_certificate", "institution_licence"],
}


@pytest.mark.parametrize(("category", "listed"), LISTS.items())
def test_each_category_asks_for_its_list(category: str, listed: list[str]) -> None:
    nothing = judged(category)
    assert codes(nothing) == [f"missing.{slug}" for slug in ("identity", *listed)]
    assert nothing.verdict is Verdict.REUPLOAD
    assert all("通知三（七）" in flag.message for flag in nothing.flags)
    papers = [paper(slug) for slug in listed if slug not in ("institution_licence", "physician_practice")]
    licence = LICENCE if "institution_licence" in listed else ()
    practice = [paper("physician_practice", "info")] if "physician_practice" in listed else []
    assert codes(judged(category, *IDENTITY, *papers, *licence, *practice)) == []


def test_nothing_is_asked_where_no_category_was_declared() -> None:
    assert codes(judged(None, DIPLOMA, PROBATION)) == []
    assert codes(judged(None, paper("identity", "front"))) == [
        "missing.identity.back",
        "missing.identity.handheld",
    ]


def test_a_category_that_the_table_lacks_is_left_to_a_person() -> None:
    kept = Registration.restore(
        {"applicant_category": "pharmacist"}
    )  # as an older version may have stored it
    found = assess("s1", IDENTITY, materials(), kept, rules(), frozenset())
    assert (codes(found), [item.check for item in found.unable]) == ([], ["requirement"])
    assert found.verdict is Verdict.REVIEW


def test_a_changed_category_changes_what_is_asked_with_the_same_reports() -> None:
    uploads = (*IDENTITY, DIPLOMA, PROBATION, *LICENCE)
    assert codes(judged(BACHELOR, *uploads)) == []
    assert codes(judged(COLLEGE, *uploads)) == [
        "missing.physician_qualification",
        "missing.physician_practice",
        "missing.practice_period_certificate",
        "extra.probation_certificate",
    ]


def test_what_waits_for_its_check_is_not_called_missing() -> None:
    found = judged(BACHELOR, *IDENTITY, *LICENCE, waiting=frozenset({"diploma"}))
    assert codes(found) == ["missing.probation_certificate"]


def test_another_paper_in_the_slot_fills_no_need() -> None:
    found = judged(BACHELOR, *IDENTITY, PROBATION, *LICENCE, paper("diploma", wrong=True))
    assert codes(found) == ["missing.diploma"]


@pytest.mark.parametrize("case", ["grade_3a_hospital", "cdc"])
def test_3a_hospitals_and_disease_control_owe_no_licence(case: str) -> None:
    said: dict[str, Any] = {case: True}
    assert codes(judged(BACHELOR, *IDENTITY, DIPLOMA, PROBATION, **said)) == []
    # Handed in all the same it is neither superfluous nor asked for to the last page.
    assert codes(judged(BACHELOR, *IDENTITY, DIPLOMA, PROBATION, LICENCE[0], **said)) == []


def test_a_filed_clinic_gives_its_filing() -> None:
    own = (*IDENTITY, DIPLOMA, PROBATION)
    assert codes(judged(BACHELOR, *own, tcm_filed_clinic=True)) == ["missing.tcm_clinic_filing"]
    assert codes(judged(BACHELOR, *own, paper("tcm_clinic_filing"), tcm_filed_clinic=True)) == []
    assert codes(judged(BACHELOR, *own, paper("tcm_clinic_filing"))) == []
    (flag,) = judged(BACHELOR, *own).flags
    assert "中医诊所备案证" in flag.message


@pytest.mark.parametrize("category", [SECONDARY, "rural_assistant"])
def test_a_filing_in_categories_3_and_6_is_for_a_person(category: str) -> None:
    own = [DIPLOMA, *ASSISTANT] if category == SECONDARY else [DIPLOMA, PROBATION]
    (flag,) = judged(category, *IDENTITY, *own, paper("tcm_clinic_filing"), tcm_filed_clinic=True).flags
    assert (flag.code, flag.severity) == ("requirement.clinic_filing", Severity.REVIEW)
    assert "三（四）" in flag.message
    assert "三（七）" in flag.message


def test_an_assistant_with_a_degree_is_for_a_person() -> None:
    (flag,) = judged(BACHELOR, *IDENTITY, DIPLOMA, *ASSISTANT, *LICENCE).flags
    assert (flag.code, flag.severity) == ("requirement.assistant_with_degree", Severity.REVIEW)


def test_a_bachelor_upgraded_from_junior_college_owes_both_diplomas() -> None:
    own = (*IDENTITY, PROBATION, *LICENCE)
    later = paper("diploma", name="b.jpg", level="本科", certificate_number="106311201805001234")
    earlier = paper("diploma", name="c.jpg", level="专科", certificate_number="126361201506004321")
    assert codes(judged(BACHELOR, *own, later, upgraded_after_2015_09=True)) == ["missing.diploma.earlier"]
    assert codes(judged(BACHELOR, *own, later, earlier, upgraded_after_2015_09=True)) == []
    assert codes(judged(BACHELOR, *own, later)) == []
    (flag,) = judged(BACHELOR, *own, later, paper("diploma", name="d.jpg"), upgraded_after_2015_09=True).flags
    assert (flag.code, flag.severity) == ("missing.diploma.earlier", Severity.REVIEW)
    assert "图片 d.jpg 无法辨认" in flag.message
    for alone in (
        (later,),
        (later, paper("diploma", name="e.jpg", level="本科")),
        (paper("diploma", name="d.jpg"),),
    ):
        (flag,) = judged(BACHELOR, *own, *alone, upgraded_after_2015_09=True).flags
        assert (flag.code, flag.severity) == ("missing.diploma.earlier", Severity.REUPLOAD)
        assert flag.message.startswith("缺少专科毕业证书")


def test_servicemen_upload_nothing_but_declare_their_number() -> None:
    said: dict[str, Any] = {"military": True, "id_type": "resident_id"}
    assert codes(judged(BACHELOR, military_id_number="军字第0001号", **said)) == []
    (flag,) = judged(BACHELOR, **said).flags
    assert (flag.code, flag.remedy) == ("requirement.military_id", Remedy.FIX_REGISTRATION)
    passport = judged(BACHELOR, military=True, military_id_number="1", id_type="passport")
    assert codes(passport) == ["requirement.military_id_type"]
    assert codes(judged(BACHELOR, paper("identity", "front"), military_id_number="1", **said)) == [
        "extra.identity"
    ]


def test_civilians_in_an_army_hospital_owe_its_permit() -> None:
    own = (*IDENTITY, DIPLOMA, PROBATION)
    assert codes(judged(BACHELOR, *own, military_hospital=True)) == ["missing.military_service_permit"]
    permit = paper("military_service_permit")
    assert codes(judged(BACHELOR, *own, permit, military_hospital=True)) == ["requirement.military_hospital"]
    assert codes(judged(BACHELOR, *own, permit, *LICENCE, military_hospital=True)) == []


def test_graduates_of_the_year_and_short_specialties_add_a_form() -> None:
    own = (*IDENTITY, DIPLOMA, PROBATION, *LICENCE)
    assert codes(judged(BACHELOR, *own, graduating_this_year=True)) == ["missing.graduate_commitment_letter"]
    year: dict[str, Any] = {"graduation_date": "2022-06-30", "exam_year": 2022}
    assert codes(judged(BACHELOR, *own, **year)) == ["missing.graduate_commitment_letter"]
    assert codes(judged(BACHELOR, *own, graduating_this_year=False, **year)) == []
    assert codes(judged(BACHELOR, *own, short_specialty=True)) == ["missing.short_specialty_form"]


def test_a_registration_record_replaces_a_certificate_left_in_another_province() -> None:
    own = (*IDENTITY, DIPLOMA, *LICENCE, ASSISTANT[0], ASSISTANT[2])
    record = paper("registration_record")
    assert codes(judged(COLLEGE, *own, record, cross_province_change=True)) == []
    (flag,) = judged(COLLEGE, *own, record).flags
    assert (flag.code, flag.severity) == ("requirement.registration_record", Severity.REVIEW)
    (flag,) = judged(COLLEGE, *own, cross_province_change=True).flags
    assert flag.code == "missing.physician_practice"
    assert "注册" in flag.message.partition("或")[2]


def test_the_licence_owes_two_pages() -> None:
    own = (*IDENTITY, DIPLOMA, PROBATION)
    assert codes(judged(BACHELOR, *own, LICENCE[0])) == ["missing.institution_licence.departments"]
    both = paper("institution_licence", "info", departments="内科、外科")
    assert codes(judged(BACHELOR, *own, both)) == []
    dark = paper("institution_licence", name="dark.jpg")
    (flag,) = judged(BACHELOR, *own, LICENCE[0], dark).flags
    assert (flag.code, flag.severity) == ("missing.institution_licence.departments", Severity.REVIEW)


def test_one_certificate_for_each_employer() -> None:
    own = (*IDENTITY, DIPLOMA, *LICENCE)
    employers = [{"institution_name": "青石县人民医院"}, {"institution_name": "云岭镇卫生院"}]
    (flag,) = judged(BACHELOR, *own, PROBATION, employers=employers).flags
    assert (flag.code, flag.severity) == ("missing.probation_certificate", Severity.REVIEW)
    second = paper("probation_certificate", name="second.jpg")
    assert codes(judged(BACHELOR, *own, PROBATION, second, employers=employers)) == []


def test_too_many_pictures_of_one_document() -> None:
    own = (*IDENTITY, PROBATION, *LICENCE)
    three = [paper("diploma", name=f"{n}.jpg") for n in range(3)]
    (flag,) = judged(BACHELOR, *own, *three).flags
    assert (flag.code, flag.measured, flag.threshold) == ("too_many.diploma", 3, 2)
    assert codes(judged(BACHELOR, *own, *three, diplomas=[{"role": "main"}, {"role": "earlier"}])) == []


def test_an_empty_table_asks_for_nothing() -> None:
    assert assess("s1", [DIPLOMA], materials()).flags == ()
    assert rules().title.startswith("川医考发")


def test_each_page_of_a_picture_is_a_paper_and_a_list_may_be_longer() -> None:
    own = (*IDENTITY, DIPLOMA, *LICENCE)
    employers = [{"institution_name": name} for name in ("青石县人民医院", "云岭镇卫生院")]
    two = paper("probation_certificate", "first", "second")
    assert codes(judged(BACHELOR, *own, two, employers=employers)) == []
    (flag,) = judged(BACHELOR, *own, PROBATION, employers=employers).flags
    assert "报名信息有2个单位，只见1份" in flag.message
    assert codes(judged(BACHELOR, *own, PROBATION, employers=employers[:1])) == []


def test_as_many_pictures_as_may_be() -> None:
    own = (*IDENTITY, PROBATION, *LICENCE)
    two = [paper("diploma", name=f"{n}.jpg") for n in range(2)]
    assert codes(judged(BACHELOR, *own, *two)) == []
    five = [paper("diploma", name=f"{n}.jpg") for n in range(5)]
    (flag,) = judged(BACHELOR, *own, *five, diplomas=[{"role": "main"}, {"role": "earlier"}]).flags
    assert (flag.measured, flag.threshold) == (5, 4)
    assert flag.message.startswith("毕业证书最多4张，现有5张")
    cards = [paper("identity", "front", "back", name=f"{n}.jpg") for n in range(3)]
    held = paper("identity", "handheld")
    assert codes(judged(BACHELOR, *cards, held, DIPLOMA, PROBATION, *LICENCE)) == ["too_many.identity"]


def test_what_one_paper_of_several_says_decides_which_document_it_is() -> None:
    own = (*IDENTITY, PROBATION, *LICENCE)
    said: dict[str, Any] = {"upgraded_after_2015_09": True}
    silent = [paper("diploma", name=f"{n}.jpg") for n in "ab"]
    (flag,) = judged(BACHELOR, *own, *silent, **said).flags
    assert "a.jpg、b.jpg 无法辨认" in flag.message


def test_a_field_that_was_read_shows_its_page() -> None:
    own = (*IDENTITY, DIPLOMA, PROBATION)
    blank = paper("institution_licence", "info", departments="内科")
    unread = replace(blank.fields["departments"], value=None)
    lost = replace(blank, fields={"departments": unread})
    assert codes(judged(BACHELOR, *own, lost)) == ["missing.institution_licence.departments"]
