"""Figures of several groups side by side."""

from precheck.domain.rate import Rate
from precheck_evaluation import text
from precheck_evaluation.evaluation import Evaluation, evaluate
from precheck_evaluation.figures import Figure, apart, side_by_side
from tests.evaluation.observed import observation


def test_groups_are_apart_where_their_intervals_do_not_meet() -> None:
    assert apart([Rate(0, 100), Rate(20, 100)])
    assert not apart([Rate(0, 10), Rate(2, 10)])
    assert not apart([Rate(0, 100), Rate(0, 0)])
    assert not apart([])


def test_a_row_holds_every_group_and_only_the_compared_are_set_apart() -> None:
    groups = {
        "one": [Figure("s", "x", Rate(0, 100))],
        "two": [Figure("s", "x", Rate(1, 100))],
        "real": [Figure("s", "x", Rate(50, 100))],
    }
    (row,) = side_by_side(groups, ("one", "two"))
    assert row.shown["one"] == "0/100 0.0% [0.0–3.7]"
    assert not row.apart
    (row,) = side_by_side(groups, ("one", "real"))
    assert row.apart


def test_the_tables_name_rates_warnings_and_wrong_pictures() -> None:
    seen = [observation({"sharp": True}, *codes) for codes in [()] * 40 + [("blurred.text",)] * 40]
    groups = evaluate(seen[:40]) | {"second": evaluate(seen[40:])[""]}
    evaluation = Evaluation(groups, ["", "second"])
    written = text.markdown(evaluation)
    assert (
        "| ⚠ 清晰者误判为模糊 sharp called blurred | 0/40 0.0% [0.0–8.8] | 40/40 100.0% [91.2–100.0] |"
        in written
    )
    assert "两套画法相差超出区间" in written
    assert (
        text.wrong(evaluation).count(
            "second,清晰 Sharpness,清晰者误判为模糊 sharp called blurred,a.jpg,blurred.text\n"
        )
        == 40
    )
    assert evaluation.to_dict()["apart"] == [["清晰 Sharpness", "清晰者误判为模糊 sharp called blurred"]]
