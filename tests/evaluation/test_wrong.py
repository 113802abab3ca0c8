"""Wrong declared values differ from the right one in the way they say."""

import pytest

from precheck_evaluation.observe import wrong_values


def test_a_number_is_changed_in_four_ways() -> None:
    right = "11010519491231002X"
    wrong = dict(wrong_values("id_number", right, "a.jpg"))
    assert set(wrong) == {"digit", "swap", "lost", "added"}
    assert right not in wrong.values()
    assert sum(a != b for a, b in zip(right, wrong["digit"], strict=True)) == 1
    changed = [i for i, (a, b) in enumerate(zip(right, wrong["swap"], strict=True)) if a != b]
    assert changed == [changed[0], changed[0] + 1]
    assert sorted(wrong["swap"]) == sorted(right)
    assert (len(wrong["lost"]), len(wrong["added"])) == (17, 19)


def test_the_same_seed_makes_the_same_value() -> None:
    assert list(wrong_values("name", "陈小芳", "a")) == list(wrong_values("name", "陈小芳", "a"))


def test_a_name_loses_one_character_to_another_or_altogether() -> None:
    wrong = dict(wrong_values("name", "陈小芳", "a.jpg"))
    assert set(wrong) == {"character", "dropped"}
    assert sum(a != b for a, b in zip("陈小芳", wrong["character"], strict=True)) == 1
    assert len(wrong["dropped"]) == 2
    assert set(dict(wrong_values("name", "陈芳", "a.jpg"))) == {"character"}


@pytest.mark.parametrize(("right", "wrong"), [("2018-06-28", "2018-06-01"), ("2018-06-30", "2018-06-03")])
def test_a_date_becomes_another_day(right: str, wrong: str) -> None:
    assert list(wrong_values("graduation_date", right, "a")) == [("day", wrong)]


@pytest.mark.parametrize(
    ("field", "value"), [("sex", "男"), ("validity", "2020.01.01-2030.01.01"), ("name", "KIM")]
)
def test_what_has_no_such_slip_is_left_alone(field: str, value: str) -> None:
    assert list(wrong_values(field, value, "a")) == []
