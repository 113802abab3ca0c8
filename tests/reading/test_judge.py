"""When a declared value is a match, and what keeps a doubt from becoming a contradiction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, height, quad
from precheck.domain.material import FieldRule
from precheck.domain.reading import Status
from precheck.domain.text import TextLine
from precheck.fields import load
from precheck.reading.fuse import best_reading
from precheck.reading.judge import Judged, judge
from precheck.reading.layout import Layout
from precheck.reading.settings import ReadingSettings
from tests.doubles import line
from tests.reading.test_fields import with_posterior

NUMBER, OTHER = "106311201505001234", "106311201505001235"


def judged(
    read: TextLine,
    type: str,
    declared: str,
    value: str | None = None,
    *,
    strict: bool = False,
    limits: Mapping[str, float] | None = None,
) -> Judged:
    kind = load(type)
    text = Layout([read], EIGHT_WAYS[0]).running
    seen = best_reading(kind, text, kind.normalise(value or text.string))
    rule = FieldRule("field", "字段", "field", type, "name", strict=strict)
    return judge(rule, kind, seen, text, [declared], ReadingSettings().model_copy(update=limits))


def test_a_number_read_with_letters_for_digits_contradicts_nothing() -> None:
    # PDY was lost under a seal, and with A taken for 4 the rest is eighteen digits.
    read = with_posterior(line("5972553898712A4773", 0, 0))
    ended = judged(read, "licence_number", "PDY5972553898712A4773")
    assert ended.status is Status.UNREADABLE


def test_a_number_that_lost_its_end_is_no_contradiction() -> None:
    read = with_posterior(line("9305842008", 0, 0))
    assert judged(read, "degree_number", "9305842008008752").status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("2024-06-20", Status.UNREADABLE),
        ("2024-06-30", Status.UNREADABLE),
        ("2024-06-15", Status.UNREADABLE),
        ("2024-06-01", Status.MISMATCH),
    ],
    ids=["二十日", "三十日", "十五日", "一日"],
)
def test_a_date_that_lost_a_character_is_no_contradiction(declared: str, status: Status) -> None:
    read = with_posterior(line("二〇二四年六月十日", 0, 0))
    assert judged(read, "date", declared).status is status
    # Where the month stands in another piece, the day alone was read.
    half = with_posterior(line("六月十日", 0, 0))
    assert judged(half, "date", declared, "2024-06-10").status is status
    assert judged(read, "date", "2024-06-09").status is Status.MISMATCH
    assert judged(read, "date", "2023-06-20").status is Status.MISMATCH


def test_a_number_that_lacks_a_digit_of_the_declared_is_another() -> None:
    read = with_posterior(line("EC4373065", 0, 0))
    assert judged(read, "passport_number", "EC14373065").status is Status.MISMATCH


def test_a_number_of_another_form_is_no_contradiction() -> None:
    read = with_posterior(line("川卫校字1998第0123号", 0, 0))
    assert judged(read, "diploma_number", NUMBER).status is Status.UNREADABLE
    assert judged(read, "diploma_number", "川卫校字1998第0456号").status is Status.MISMATCH


def test_another_number_is() -> None:
    ended = judged(with_posterior(line(NUMBER, 0, 0)), "diploma_number", "106311201505009876")
    assert ended.status is Status.MISMATCH
    assert ended.log_ratio is not None
    assert ended.log_ratio < -12


def test_a_name_with_a_character_left_out_needs_what_a_number_needs() -> None:
    settings = ReadingSettings()
    read = with_posterior(line("刘辰平", 0, 0))
    # 辰 is blank with a share that costs more than a number may differ by and less than a name may.
    assert read.posterior is not None
    read.posterior.log_probs[2, 0] = -4.0
    ended = judged(read, "person_name", "刘平")
    assert ended.log_ratio == pytest.approx(-4.0, abs=0.1)
    assert settings.match_above < -4 < settings.number_match_above
    assert ended.status is Status.UNREADABLE


@pytest.mark.parametrize(("strict", "status"), [(True, Status.MISMATCH), (False, Status.MATCH)])
def test_the_city_before_a_name_counts_where_the_field_is_strict(strict: bool, status: Status) -> None:
    read = with_posterior(line("松溪市云岭县人民医院", 0, 0))
    assert judged(read, "institution_name", "云岭县人民医院", strict=strict).status is status


def test_without_probabilities_the_best_reading_alone_decides() -> None:
    same, other = (judged(line(NUMBER, 0, 0), "diploma_number", declared) for declared in (NUMBER, OTHER))
    assert (same.status, same.log_ratio) == (Status.MATCH, 0.0)
    assert (other.status, other.log_ratio) == (Status.MISMATCH, None)
    assert same.why != other.why


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("51010719600307234X", Status.MATCH),
        ("510107600307234", Status.MATCH),
        ("510107196003072438", Status.MISMATCH),
        ("510107196003082345", Status.MISMATCH),
    ],
    ids=["eighteen", "fifteen", "two swapped", "another day"],
)
def test_an_old_paper_prints_fifteen_digits_of_the_id_number(declared: str, status: Status) -> None:
    assert judged(with_posterior(line("510107600307234", 0, 0)), "resident_id", declared).status is status


@pytest.mark.parametrize("declared", ["云岭县人民医院（云岭县急救中心）", "云岭县人民医院(云岭县急救中心)"])
@pytest.mark.parametrize("printed", ["云岭县人民医院（云岭县急救中心）", "云岭县人民医院(云岭县急救中心)"])
def test_strict_comparison_does_not_mind_the_width_of_brackets(printed: str, declared: str) -> None:
    read = with_posterior(line(printed, 0, 0))
    assert judged(read, "institution_name", declared, strict=True).status is Status.MATCH


@pytest.mark.parametrize(
    "declared",
    [
        "云岭县人民医院",
        "云岭县急救中心",
        "云岭县人民医院（云岭县急救站）",
        "云岭县急救中心（云岭县人民医院）",
    ],
)
def test_strict_comparison_wants_both_names_in_their_order(declared: str) -> None:
    read = with_posterior(line("云岭县人民医院（云岭县急救中心）", 0, 0))
    assert judged(read, "institution_name", declared, strict=True).status is not Status.MATCH


def test_print_too_small_for_the_office_contradicts_nobody() -> None:
    # As on a clinic's filing whose digits were 4.7 px high: read surely, and wrong.
    read = with_posterior(line("二〇二四年六月十日", 0, 0))
    assert judged(read, "date", "2024-06-09").status is Status.MISMATCH
    small = replace(read, box=quad(np.array(read.box) * 7 / height(read.box)))
    ended = judged(small, "date", "2024-06-09")
    assert ended.status is Status.UNREADABLE
    assert "8" in ended.why


@pytest.mark.parametrize(
    ("read", "type", "declared"),
    [
        ("2003079", "diploma_number", "2003094379"),
        ("中西医学", "major", "中西医临床医学"),
        ("枫桥区凤栖社区生服务中心", "institution_name", "枫桥区凤栖社区卫生服务中心"),
        ("南屏区凤", "institution_name", "南屏区凤栖社区卫生服务中心"),
        ("叶尔兰", "person_name", "叶尔兰·阿合买提"),
    ],
    ids=["thumb", "crease", "lost character", "beginning", "a name's part"],
)
def test_a_value_that_lacks_a_piece_is_no_contradiction(read: str, type: str, declared: str) -> None:
    assert judged(with_posterior(line(read, 0, 0)), type, declared).status is not Status.MISMATCH


@pytest.mark.parametrize(
    ("rival", "share", "declared", "status"),
    [
        ("二", 0.4, "2024-06-12", Status.UNREADABLE),
        ("二", 0.4, "2024-06-11", Status.MATCH),
        ("二", 1e-9, "2024-06-12", Status.MISMATCH),
        ("九", 0.4, "2024-06-19", Status.MATCH),
    ],
)
def test_numerals_a_stroke_apart_match_only_as_they_are_read(
    rival: str, share: float, declared: str, status: Status
) -> None:
    read = with_posterior(line("二〇二四年六月十一日", 0, 0), {8: (rival, share)})
    assert judged(read, "date", declared).status is status


def test_each_limit_counts_exactly_at_it() -> None:
    read = with_posterior(line(NUMBER, 0, 0), {17: ("5", 0.01)})
    ratio = judged(read, "diploma_number", OTHER).log_ratio
    assert ratio is not None
    assert ratio == pytest.approx(math.log(0.01 / 0.989), abs=0.01)
    above, below = math.nextafter(ratio, 0), math.nextafter(ratio, -math.inf)

    def ended(**limits: float) -> Status:
        settled = {
            "number_match_above": 0.0,
            "mismatch_below": 0.0,
            "mismatch_each_below": 0.0,
            "certain_from": 0.5,
        }
        return judged(read, "diploma_number", OTHER, limits={**settled, **limits}).status

    assert ended(number_match_above=ratio) is Status.MATCH
    assert ended(number_match_above=above) is Status.MISMATCH
    assert ended(mismatch_below=below) is Status.UNREADABLE
    assert ended(mismatch_below=ratio) is Status.MISMATCH
    assert ended(mismatch_each_below=below) is Status.UNREADABLE
    assert ended(mismatch_each_below=ratio) is Status.MISMATCH
    assert ended(certain_from=0.99) is Status.MISMATCH
    assert ended(certain_from=0.991) is Status.UNREADABLE
    assert ended(contradicts_from_px=20.0) is Status.MISMATCH
    assert ended(contradicts_from_px=20.1) is Status.UNREADABLE


def test_each_character_that_differs_has_to_be_clearly_another() -> None:
    read = with_posterior(line(NUMBER, 0, 0), {17: ("9", 0.01), 16: ("8", 0.01), 15: ("7", 0.01)})
    declared = NUMBER[:-3] + "789"
    ratio = judged(read, "diploma_number", declared).log_ratio
    assert ratio is not None
    limits = {"mismatch_below": 0.0, "certain_from": 0.5}
    third = ratio / 3
    assert judged(
        read, "diploma_number", declared, limits={**limits, "mismatch_each_below": third * 1.01}
    ).status is (Status.UNREADABLE)
    assert judged(
        read, "diploma_number", declared, limits={**limits, "mismatch_each_below": third * 0.99}
    ).status is (Status.MISMATCH)


@pytest.mark.parametrize(
    ("read", "type", "declared", "status"),
    [
        ("20030943", "diploma_number", "2003094379", Status.UNREADABLE),
        ("200309437", "diploma_number", "2003094379", Status.UNREADABLE),
        ("003094379", "diploma_number", "2003094379", Status.UNREADABLE),
        ("200309479", "diploma_number", "2003094379", Status.MISMATCH),
        ("20030979", "diploma_number", "2003094379", Status.UNREADABLE),
        ("20079", "diploma_number", "2003094379", Status.UNREADABLE),
        ("2079", "diploma_number", "2003094379", Status.UNREADABLE),
        ("81546", "diploma_number", "2003094379", Status.MISMATCH),
        ("8154", "diploma_number", "2003094379", Status.UNREADABLE),
        ("20030944", "diploma_number", "2003094379", Status.MISMATCH),
        ("临床医", "major", "中西医临床医学", Status.UNREADABLE),
        ("临床", "major", "中西医临床医学", Status.UNREADABLE),
        ("护理", "major", "中西医临床医学", Status.MISMATCH),
    ],
    ids=[
        *(
            "the end",
            "one at the end",
            "one at the beginning",
            "one within",
            "two within",
            "half",
            "less than half",
            "half of another",
            "less than half of another",
        ),
        *("other digits", "a piece within", "two characters", "other words"),
    ],
)
def test_what_is_a_piece_of_what_was_declared(read: str, type: str, declared: str, status: Status) -> None:
    assert judged(with_posterior(line(read, 0, 0)), type, declared).status is status


def test_a_declared_number_that_breaks_its_rules_is_not_likelier_than_a_reading_that_keeps_them() -> None:
    sound, broken, neither = "51010719600307234X", "510107196003072343", "510107196003072345"
    assert [bool(load("resident_id").problems(value)) for value in (sound, broken, neither)] == [
        False,
        True,
        True,
    ]
    ended = judged(with_posterior(line(sound, 0, 0), {17: (broken[-1], 0.4)}), "resident_id", broken)
    assert ended.log_ratio is None
    assert ended.status is not Status.MATCH
    # Where the reading breaks them too, what was declared is weighed.
    weighed = judged(
        with_posterior(line(neither, 0, 0), {17: (broken[-1], 0.4)}), "resident_id", broken, neither
    )
    assert weighed.log_ratio is not None
