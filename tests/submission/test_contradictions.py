"""Two uploads that disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from precheck.domain.flag import Audience, Severity
from precheck.domain.reading import Status
from precheck.domain.report import Report
from tests.submission.notice import judged, materials, paper, rules

NUMBER, OTHER = "11010519491231002X", "110105194912310038"


def told(*reports: Report, **said: Any) -> list[str]:
    found = judged(None, *reports, **said)
    flags = [flag for flag in found.flags if flag.code.startswith("contradicts.")]
    assert {(flag.audience, flag.severity) for flag in flags} <= {(Audience.STAFF, Severity.REVIEW)}
    return [f"{flag.code} {flag.other_upload}" for flag in flags]


def named(material: str, value: str, confidence: float = 0.99, status: Status = Status.UNVERIFIED) -> Report:
    report = paper(material, name=f"{material}.jpg", sex="男")
    facts = replace(report.fields["sex"], value=value, confidence=confidence, status=status)
    return replace(report, fields={"name": facts})


def test_two_names() -> None:
    card, diploma = named("identity", "王小明"), named("diploma", "李小红")
    assert told(card, diploma) == ["contradicts.name identity.jpg"]
    assert told(card, named("diploma", "王小明")) == []


def test_a_former_name_explains_both() -> None:
    card, diploma = named("identity", "王小明"), named("diploma", "李小红")
    assert told(card, diploma, name="王小明", former_name="李小红") == []
    assert told(card, diploma, name="王小明") == ["contradicts.name identity.jpg"]


def test_doubtful_readings_contradict_nothing() -> None:
    card = named("identity", "王小明")
    assert told(card, named("diploma", "李小红", confidence=0.9)) == []
    assert told(card, named("diploma", "李小红", status=Status.UNREADABLE)) == []
    assert told(card, named("diploma", "李")) == []


def test_latin_letters_are_not_held_against_characters() -> None:
    assert told(named("identity", "WANG XIAOMING"), named("diploma", "王小明")) == []


def test_two_numbers_and_the_old_form_of_one() -> None:
    card = paper("identity", name="id.jpg", id_number=NUMBER)
    assert told(card, paper("physician_qualification", id_number=OTHER)) == ["contradicts.id_number id.jpg"]
    assert told(card, paper("physician_qualification", id_number="110105491231002")) == []


def test_one_licence_and_several_employers() -> None:
    licence = paper("institution_licence", "info", name="l.jpg", institution="青石县人民医院")
    here = paper("probation_certificate", name="a.jpg", institution="青石县人民医院")
    elsewhere = paper("probation_certificate", name="b.jpg", institution="云岭镇卫生院")
    assert told(licence, here, elsewhere) == []
    assert told(licence, elsewhere) == ["contradicts.institution l.jpg"]
    both = [{"institution_name": "青石县人民医院"}, {"institution_name": "云岭镇卫生院"}]
    assert told(licence, elsewhere, employers=both) == []


def test_degree_and_diploma_of_two_schools() -> None:
    degree = paper("degree", name="g.jpg", school="云岭医科大学")
    earlier = paper("diploma", name="e.jpg", school="青石卫生学校")
    assert told(earlier, degree) == ["contradicts.school e.jpg"]
    assert told(earlier, degree, paper("diploma", name="m.jpg", school="云岭医科大学")) == []
    schools = [{"role": "main", "school": "云岭医科大学"}, {"role": "earlier", "school": "青石卫生学校"}]
    assert told(earlier, degree, diplomas=schools) == []


def test_a_value_counts_from_the_table_s_certainty_on() -> None:
    card = named("identity", "王小明")
    limit = rules().min_confidence
    assert told(card, named("diploma", "李小红", confidence=limit)) == ["contradicts.name identity.jpg"]
    assert told(card, named("diploma", "李小红", confidence=limit - 0.001)) == []
    facts = replace(card.fields["name"], confidence=None)
    assert told(replace(card, fields={"name": facts}), named("diploma", "李小红")) == []


def test_of_three_each_is_held_against_the_first_that_disagrees() -> None:
    card, diploma, degree = named("identity", "王小明"), named("diploma", "李小红"), named("degree", "李小红")
    assert told(card, diploma, degree) == ["contradicts.name identity.jpg"] * 2
    third = named("degree", "赵六")
    assert told(card, diploma, third) == ["contradicts.name identity.jpg"] * 2
    assert told(card, named("diploma", "王小明"), third) == ["contradicts.name identity.jpg"]


def test_what_one_paper_alone_shows_as_declared_explains_nothing_of_the_other() -> None:
    card = named("identity", "王小明", status=Status.MATCH)
    assert told(card, named("diploma", "李小红")) == ["contradicts.name identity.jpg"]
    assert told(card, named("diploma", "李小红", status=Status.MATCH)) == []


def test_another_paper_in_the_slot_contradicts_nothing() -> None:
    wrong = replace(named("diploma", "李小红"), flags=paper("diploma", wrong=True).flags)
    assert told(named("identity", "王小明"), wrong) == []


def test_the_sentence_names_both_papers_and_what_differs() -> None:
    (flag,) = judged(None, named("identity", "王小明"), named("diploma", "李小红")).flags[-1:]
    diploma, card = materials()["diploma"], materials()["identity"]
    assert flag.message == (
        f"{diploma.title}与{card.title}上的姓名不一致（diploma.jpg 与 identity.jpg），请核对。"
    )
    assert flag.field == "name"
