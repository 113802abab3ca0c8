"""The simulation's queues against what theory says of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.capacity.__main__ import Load, _pool, _single, evening


def test_one_server_waits_as_the_formula_says() -> None:
    """M/M/1 at 80%: the mean time there is 1 / (rate of service − rate of arrival)."""
    rng = np.random.default_rng(1)
    arrivals = np.cumsum(rng.exponential(1.0, 400_000))
    spent = _single(arrivals, rng.exponential(0.8, 400_000)) - arrivals
    assert float(spent.mean()) == pytest.approx(0.8 / (1 - 0.8), rel=0.1)


def test_a_pool_of_one_is_a_single_server() -> None:
    rng = np.random.default_rng(2)
    arrivals, services = np.sort(rng.uniform(0, 100, 500)), rng.exponential(0.1, 500)
    assert _pool(arrivals, services, np.zeros(1)) == pytest.approx(_single(arrivals, services))


def test_more_machines_report_sooner_and_answers_do_not_wait_for_checks() -> None:
    load = Load(10e6, 0.2, 0.25, 0.9, 0.01)
    one, many = (evening(load, n, 8, rescan=True, rng=np.random.default_rng(3)) for n in (4, 16))
    assert many.reported_p99 < one.reported_p99
    assert one.answered_p99 < 0.2
    assert many.drained_hours < 0.01
