"""Two uploads that disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from precheck.domain.flag import Audience, Severity
from precheck.domain.reading import Status
from precheck.domain.report import Report
from tests.submission.notice import judged, paper

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
