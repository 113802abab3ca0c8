"""Where a field's value is looked for."""

from __future__ import annotations

from typing import Any

from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.material import FieldRule
from precheck.domain.text import TextLine
from precheck.reading.layout import Layout
from precheck.reading.locate import Place, places
from tests.doubles import line

UPRIGHT = EIGHT_WAYS[0]
NUMBER = "106311201505001234"


def rule(type: str = "person_name", **more: Any) -> FieldRule:
    return FieldRule("field", "标签", "label", type, **more)


def best(
    lines: list[TextLine], wanted: FieldRule, stops: tuple[str, ...] = ("姓名", "性别", "住址")
) -> Place | None:
    found = places(Layout(lines, UPRIGHT), wanted, stops)
    return found[0] if found else None


def value(lines: list[TextLine], wanted: FieldRule) -> str | None:
    place = best(lines, wanted)
    return place.value if place else None


def test_beside_its_label_in_the_same_line() -> None:
    place = best([line("姓名：李明", 0, 0)], rule(labels=("姓名",)))
    assert place is not None
    assert (place.value, place.how, place.label) == ("李明", "label", "姓名")
    assert place.text.box(UPRIGHT)[0] == (60, 0)


def test_beside_its_label_in_a_line_of_its_own() -> None:
    assert value([line("姓名", 0, 0), line("李明", 100, 2)], rule(labels=("姓名",))) == "李明"


def test_a_value_ends_where_the_next_label_begins() -> None:
    assert value([line("姓名李明性别男", 0, 0)], rule(labels=("姓名",))) == "李明"


def test_too_far_away_is_not_beside() -> None:
    assert value([line("姓名", 0, 0), line("李明", 40 + 13 * 20, 0)], rule(labels=("姓名",))) == "李明"
    assert value([line("姓名", 0, 0), line("李明", 40 + 15 * 20, 0)], rule(labels=("姓名",))) is None


def test_under_its_label_where_nothing_stands_beside() -> None:
    place = best([line("姓名", 0, 0), line("李明", 0, 30)], rule(labels=("姓名",)))
    assert place is not None
    assert (place.value, place.how) == ("李明", "below")


def test_another_label_under_it_is_no_value() -> None:
    assert value([line("姓名", 0, 0), line("性别男", 0, 30)], rule(labels=("姓名",))) is None


def test_going_on_in_the_next_lines() -> None:
    lines = [
        line("住址", 0, 0),
        line("云岭省望江市南屏区", 60, 0),
        line("人民路24号", 60, 26),
        line("姓名李明", 0, 52),
    ]
    wanted = rule("address", labels=("住址",), lines=3)
    assert value(lines, wanted) == "云岭省望江市南屏区人民路24号"
    assert value(lines, rule("address", labels=("住址",))) == "云岭省望江市南屏区"


def test_within_a_sentence() -> None:
    pattern = "学生(?P<value>[\\u3400-\\u9fff]{2,4}?)[，,]"
    place = best([line("学生李明，性别男，", 0, 0)], rule(patterns=(pattern,)))
    assert place is not None
    assert (place.value, place.how) == ("李明", "pattern")
    assert place.text.box(UPRIGHT)[1] == (80, 0)


def test_a_whole_row() -> None:
    wanted = rule("school_name", rows=("(?P<value>.{2,12}大学)",))
    assert value([line("望江大学", 0, 0)], wanted) == "望江大学"
    assert value([line("在望江大学学习", 0, 0)], wanted) is None


def test_by_its_structure_only_without_a_label_and_only_where_allowed() -> None:
    lines = [line(NUMBER, 0, 0)]
    assert value(lines, rule("diploma_number", unlabelled=True)) == NUMBER
    assert value(lines, rule("diploma_number")) is None
    labelled = [line("编号：106311201505004321", 0, 40), *lines]
    place = best(labelled, rule("diploma_number", labels=("编号",), unlabelled=True))
    assert place is not None
    assert place.value == "106311201505004321"


def test_the_surer_of_two_labels_wins() -> None:
    lines = [line("编号：106311201505004321", 0, 0), line("证书编号：106311201505001234", 0, 40)]
    assert value(lines, rule("diploma_number", labels=("证书编号", "编号"))) == NUMBER


def test_no_text_no_places() -> None:
    assert (
        places(Layout([], UPRIGHT), rule(labels=("姓名",), unlabelled=True, patterns=("(?P<value>.)",)), ())
        == []
    )
