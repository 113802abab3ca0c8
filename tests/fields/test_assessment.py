"""考核结果: what is printed, what is ticked, and a choice that nobody has made."""

import pytest

from precheck.fields.choices import assessment


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("考核成绩：合格", ["合格"]),
        ("不 合 格", ["不合格"]),
        ("优秀", ["合格"]),
        ("√合格 □不合格", ["合格"]),
        ("口合格 ☑不合格", ["不合格"]),
        ("合格／不合格", []),
        ("□合格 □不合格", []),
    ],
)
def test_a_choice_counts_only_where_it_is_made(line: str, values: list[str]) -> None:
    assert [found.value for found in assessment.find(line)] == values


def test_the_opposite_is_not_taken_for_agreement() -> None:
    assert not assessment.agree("不合格", "合格")
    assert assessment.problems("通过")
