"""Rounding as coarser arithmetic does it."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck_evaluation import precision


def test_bfloat16_keeps_eight_bits_and_rounds_ties_to_even() -> None:
    values = np.array([1.0, 1.00390625, 1.01171875, -3.14159, 0.0], np.float32)
    assert precision.bfloat16(values).tolist() == [1.0, 1.0, 1.015625, -3.140625, 0.0]


def test_eight_bits_by_first_index() -> None:
    values = np.array([[127.0, 1.4], [1.27, -0.014]], np.float32)
    assert precision.eight_bits(values) == pytest.approx(np.array([[127, 1], [1.27, -0.01]]), abs=1e-5)
    assert precision.eight_bits(values[0]) is not None
    assert precision.eight_bits(values[0]).tolist() == values[0].tolist()


def test_a_coarser_recogniser_says_so_and_differs_a_little() -> None:
    strip = np.random.default_rng(3).normal(size=(1, 3, 48, 64)).astype(np.float32)
    for exact, coarse in zip(precision.tiers("f32"), precision.tiers("bf16"), strict=True):
        assert "bf16 (emulated)" in coarse.version()
        one, other = (engine._recogniser._session.run(strip) for engine in (exact, coarse))  # type: ignore[attr-defined]
        assert 0 < float(np.abs(one - other).max()) < 0.5


def test_no_such_precision() -> None:
    with pytest.raises(Invalid, match="f32, bf16, int8"):
        precision.tiers("f8")
