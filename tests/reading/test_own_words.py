"""A form's own words are no value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.material import FieldRule
from precheck.reading import own_words
from tests.doubles import DIPLOMA, line

FORM = replace(
    DIPLOMA,
    fields=(
        FieldRule(
            "institution",
            "机构",
            "institution",
            "institution_name",
            labels=("单位名称",),
            filled_in=("单位名称",),
        ),
        FieldRule("post", "岗位", "post", "scope", labels=("^试用岗位",)),
        FieldRule("sex", "性别", "sex", "sex", labels=("性别",)),
    ),
)


@pytest.mark.parametrize("value", ["试用岗位", "试用岗位试用考核情况", "性别", "单位名称:", "机构", "试用岗"])
def test_nothing_was_filled_in(value: str) -> None:
    assert own_words.is_no_value(FORM.fields[0], value, FORM)


@pytest.mark.parametrize("value", ["云岭县人民医院", "云岭县单位名称", "男", ""])
def test_something_was(value: str) -> None:
    assert not own_words.is_no_value(FORM.fields[0], value, FORM)


def test_words_that_only_forms_print_count_only_in_forms() -> None:
    assert not own_words.is_no_value(FORM.fields[1], "考核情况", FORM)
    assert own_words.is_no_value(FORM.fields[1], "性别", FORM)


@pytest.mark.parametrize("value", ["普通高等学校", "高等教育自学考试", "普通高等学校高等教育"])
def test_what_is_printed_above_the_title_is_no_value(value: str) -> None:
    headed = replace(FORM, headings=("普通高等学校", "高等教育自学考试", "高等教育"))
    assert own_words.is_no_value(FORM.fields[0], value, headed)
    assert not own_words.is_no_value(FORM.fields[0], value, FORM)
    assert not own_words.is_no_value(FORM.fields[0], "川北医学院", headed)


def test_a_word_of_the_material_s_own_is_a_value_in_a_list_alone() -> None:
    worded = replace(FORM, words=("儿科", "女"))
    institution, post, sex = worded.fields
    assert own_words.is_no_value(institution, "儿科", worded)
    assert own_words.is_no_value(sex, "女", worded)
    assert not own_words.is_no_value(post, "儿科", worded)


@pytest.mark.parametrize(
    ("text", "confidence", "ornament"),
    [
        ("TETETTCTETET", 0.5, True),  # three letters, each four times
        ("TETETTCTETE", 0.5, False),
        ("TETETTCTETET", 0.8, False),  # surely read
        ("TETET TCTETET<<", 0.5, True),
        ("EEEEEEEE", 0.5, True),
        ("EEEEEEE", 0.5, False),
        ("111111222222", 0.5, True),  # of digits a number may repeat some: six times each
        ("11111122222", 0.5, False),
        ("111122223333", 0.5, False),
        ("回回回回回回回回回回", 0.5, False),
    ],
)
def test_a_border_s_pattern_is_few_letters_again_and_again(
    text: str, confidence: float, ornament: bool
) -> None:
    assert own_words.is_ornament(line(text, confidence=confidence)) is ornament
