"""Figures against examples worked out by hand."""

import pytest

from precheck.domain.rate import Rate, wilson
from precheck_evaluation.figures import (
    auc,
    error_curve,
    expected_calibration_error,
    quantiles,
    rate,
    reliability,
)


def test_auc_counts_pairs_and_halves_ties() -> None:
    # Pairs (bad, good): 3>1, 3>2, 2>1 are won, 2=2 is half: 3.5 of 4.
    assert auc([3, 2], [1, 2]) == pytest.approx(3.5 / 4)
    assert auc([1, 1], [1, 1, 1]) == 0.5
    assert auc([5], [1, 2]) == 1.0
    assert auc([0], [1, 2]) == 0.0
    assert auc([], [1]) is None
    assert auc([1], []) is None


def test_wilson_is_the_score_interval() -> None:
    # 8 of 10: (0.8 + 0.192073 ± 0.296900) / 1.384146 with z = 1.959964.
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.49016, abs=1e-5)
    assert high == pytest.approx(0.94332, abs=1e-5)
    # None of n: the upper end is z² / (n + z²).
    assert wilson(0, 500)[0] == pytest.approx(0.0, abs=1e-12)
    assert wilson(0, 500)[1] == pytest.approx(3.841459 / 503.841459, rel=1e-6)
    assert wilson(7, 7)[1] == pytest.approx(1.0)


@pytest.mark.parametrize(("hits", "count"), [(0, 0), (3, 2), (-1, 4)])
def test_wilson_refuses_what_is_no_proportion(hits: int, count: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(hits, count)


def test_a_rate_of_nothing_has_no_value() -> None:
    assert rate([]).to_dict() == {"hits": 0, "n": 0, "rate": None, "low": None, "high": None}
    assert rate([True, False, True]) == Rate(2, 3)
    assert Rate(2, 3).value == pytest.approx(0.6667, abs=1e-4)


def test_calibration_error_weighs_bins_by_count() -> None:
    bins = reliability([0.95, 0.95, 0.95, 1.0, 0.25, 0.2], [True, True, False, True, True, False])
    assert [(b.low, b.count) for b in bins] == [(0.2, 2), (0.9, 4)]
    assert bins[1].confidence == pytest.approx((3 * 0.95 + 1) / 4)
    assert bins[1].right == 0.75
    # (2 · |0.225 − 0.5| + 4 · |0.9625 − 0.75|) / 6
    assert expected_calibration_error(bins) == pytest.approx((2 * 0.275 + 4 * 0.2125) / 6)
    assert expected_calibration_error([]) is None


def test_error_curve_counts_both_sides() -> None:
    low, high = error_curve([0.0, -1.0, -5.0, -20.0], [-30.0, -5.0], [-10.0, -5.0])
    assert (low.true_below, low.wrong_reaching) == (0.25, 0.5)
    assert (high.true_below, high.wrong_reaching) == (0.25, 0.5)
    (strict,) = error_curve([0.0, -1.0], [-0.5], [-0.2])
    assert (strict.true_below, strict.wrong_reaching) == (0.5, 0.0)
    assert error_curve([], [1.0], [0.0]) == []


def test_quantiles_of_a_ladder() -> None:
    assert quantiles([0, 1, 2, 3, 4], (0.0, 0.5, 1.0)) == [0, 2, 4]
    assert quantiles([]) == []
