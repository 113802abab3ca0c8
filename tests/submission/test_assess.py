"""What only several uploads together show."""

from dataclasses import replace
from typing import Any

from precheck.domain.flag import Audience, Severity, Unable, Verdict
from precheck.domain.material import ViewRule
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.submission import views
from precheck.submission.assess import SubmissionReport, assess
from tests.reporting import made


def identity(*seen: str | None, file: str = "id.jpg", sha256: str | None = None, **more: Any) -> Report:
    return made.report(file=file, material="identity", views=seen, sha256=sha256 or file, fields={}, **more)


def codes(report: SubmissionReport) -> list[str]:
    return [flag.code for flag in report.flags]


def test_all_views_in_one_picture_or_several() -> None:
    both, hand = identity("front", "back", file="both.jpg"), identity("handheld", file="hand.jpg")
    assessed = assess("s1", [both, hand], made.MATERIALS)
    assert assessed.flags == ()
    assert assessed.verdict is Verdict.PASS
    assert assessed.uploads == ("both.jpg", "hand.jpg")


def test_a_missing_view_is_asked_for_by_its_name() -> None:
    assessed = assess("s1", [identity("front"), identity("handheld", file="h.jpg")], made.MATERIALS)
    (flag,) = assessed.flags
    assert flag.code == "missing.identity.back"
    assert flag.severity is Severity.REUPLOAD
    assert flag.message == "缺少身份证国徽面，请补充上传。"
    assert assessed.verdict is Verdict.REUPLOAD


def test_a_person_holding_the_card_is_no_picture_of_it() -> None:
    assert codes(assess("s1", [identity("handheld"), identity("back", file="b.jpg")], made.MATERIALS)) == [
        "missing.identity.front"
    ]


def test_a_picture_nobody_could_tell_leaves_the_matter_to_a_person() -> None:
    assessed = assess("s1", [identity("front"), identity(None, file="dark.jpg")], made.MATERIALS)
    assert codes(assessed) == ["missing.identity.back", "missing.identity.handheld"]
    assert {flag.severity for flag in assessed.flags} == {Severity.REVIEW}
    assert [item.check for item in assessed.unable] == ["missing"]
    assert "dark.jpg" in assessed.unable[0].reason


def test_another_paper_in_the_slot_is_not_doubtful() -> None:
    wrong = replace(identity(None, file="w.jpg"), flags=(made.flag("wrong_material.other"),))
    assessed = assess("s1", [identity("front", "back"), wrong], made.MATERIALS)
    assert [(flag.code, flag.severity) for flag in assessed.flags] == [
        ("missing.identity.handheld", Severity.REUPLOAD)
    ]


def test_nothing_is_missing_where_no_identity_was_uploaded() -> None:
    assert assess("s1", [made.report()], made.MATERIALS).flags == ()


def test_another_materials_picture_shows_no_identity_view() -> None:
    elsewhere = made.report(views=("handheld",), sha256="other")
    assert codes(assess("s1", [identity("front", "back"), elsewhere], made.MATERIALS)) == [
        "missing.identity.handheld"
    ]


def test_the_kind_of_identity_document_decides_which_views() -> None:
    class Rule(ViewRule):
        id_types: tuple[str, ...]

    def rule(name: str, *id_types: str) -> ViewRule:
        made_rule = Rule(name, name, name, required=True)
        object.__setattr__(made_rule, "id_types", id_types)
        return made_rule

    material = replace(
        made.IDENTITY,
        views=(
            rule("front", "resident_id"),
            rule("handheld", "resident_id"),
            rule("info", "passport"),
            rule("cover", "passport"),
        ),
    )

    def needed(id_type: str | None, *seen: str) -> list[str]:
        return [view.name for view in views.required(material, id_type, frozenset(seen))]

    assert needed("passport") == ["info", "cover"]
    assert needed("resident_id", "info") == ["front", "handheld"]
    assert needed(None, "info") == ["info", "cover"]
    assert needed(None) == ["front", "handheld"]
    passport = Registration.parse({"id_type": "passport"})
    own = [identity("info", file="p.jpg")]
    assert codes(assess("s1", own, {"identity": material}, passport)) == ["missing.identity.cover"]


def test_the_same_file_in_two_slots() -> None:
    twice = [made.report(file="a.jpg"), made.report(file="b.jpg")]
    (flag,) = assess("s1", twice, made.MATERIALS).flags
    assert (flag.code, flag.other_upload, flag.audience) == (
        "duplicate.same_submission",
        "a.jpg",
        Audience.STAFF,
    )


def test_a_row_listed_twice_is_no_duplicate() -> None:
    assert assess("s1", [made.report(), made.report()], made.MATERIALS).flags == ()


def test_the_verdict_covers_the_uploads_but_their_flags_stay_with_them() -> None:
    bad = made.report(made.flag(), unable=(Unable("glare", "x"),))
    assessed = assess("s1", [bad], made.MATERIALS)
    assert (assessed.flags, assessed.unable) == ((), ())
    assert assessed.verdict is Verdict.REUPLOAD


def test_what_could_not_be_checked_is_never_passed() -> None:
    assert (
        assess("s1", [made.report(unable=(Unable("glare", "x"),))], made.MATERIALS).verdict is Verdict.REVIEW
    )


def test_json_there_and_back() -> None:
    assessed = assess("s1", [identity("front")], made.MATERIALS)
    data = assessed.to_dict()
    assert list(data) == ["schema", "submission", "verdict", "uploads", "flags", "unable", "rules_off"]
    assert data["schema"] == "precheck.submission/1"
    assert SubmissionReport.from_dict(data) == assessed


def test_a_material_that_waits_for_a_check_misses_no_page_and_an_unknown_one_owes_none() -> None:
    own = [identity("front", "handheld"), made.report(file="x.jpg", material="unheard_of", sha256="x")]
    assert codes(assess("s1", own, made.MATERIALS)) == ["missing.identity.back"]
    assert codes(assess("s1", own, made.MATERIALS, waiting=frozenset({"identity"}))) == []


def test_without_a_table_no_category_is_unknown() -> None:
    declared = Registration.restore({"applicant_category": "pharmacist"})
    assert assess("s1", [made.report()], made.MATERIALS, declared).unable == ()


def test_what_an_upload_shows_and_what_could_not_be_checked_both_count() -> None:
    clear = identity("front", "back", "handheld")
    assert assess(
        "s1", [clear, made.report(made.flag(severity=Severity.REVIEW))], made.MATERIALS
    ).verdict is (Verdict.REVIEW)
    unsure = [identity("front", "back"), identity(None, file="dark.jpg"), identity("handheld", file="h.jpg")]
    # Nothing is missing, so that it matters to nobody which page the dark one is.
    assert assess("s1", unsure, made.MATERIALS).unable == ()


def test_an_upload_is_called_by_its_id_else_by_its_file() -> None:
    first, second, third = made.report(), made.report(file="b.jpg"), made.report(file=None, sha256=None)
    named = replace(first, upload=replace(first.upload, id="u1"))
    assessed = assess("s1", [named, second, third], made.MATERIALS)
    assert assessed.uploads == ("u1", "b.jpg", "")
    (flag,) = assessed.flags
    assert flag.other_upload == "u1"


def test_each_further_copy_is_told_with_the_first() -> None:
    files = [made.report(file=f"{name}.jpg") for name in "abc"]
    others = [made.report(file=f"{name}.jpg", sha256=None) for name in "de"]
    found = assess("s1", [*others, *files], made.MATERIALS).flags
    assert [(flag.other_upload, flag.message.count("a.jpg")) for flag in found] == [("a.jpg", 1)] * 2
    # In another slot the same file is a copy as well.
    elsewhere = [made.report(), made.report(material="degree")]
    assert codes(assess("s1", elsewhere, made.MATERIALS)) == ["duplicate.same_submission"]


def test_of_several_unclear_pictures_each_is_named() -> None:
    dark = [identity(None, file=f"{name}.jpg") for name in "xy"]
    assessed = assess("s1", [identity("front", "back"), *dark], made.MATERIALS)
    assert "x.jpg、y.jpg" in assessed.flags[0].message
    assert len(assessed.unable) == 2
