"""Processes that die or hang cost their own task only."""

import pytest

from precheck.domain.errors import Invalid
from precheck.entrypoints.process_pool import LostTask, Pool
from tests.entrypoints import doubles


def test_every_task_is_answered_whatever_the_children_do() -> None:
    tasks = ["a", "die", "b", "hang", "c", "die", "d"]
    with Pool(2, doubles.echo, environment={"OMP_NUM_THREADS": "1"}, limit_seconds=2.0) as pool:
        answers = dict(pool.run(tasks, window=100))
    assert sorted(answers) == list(range(7))
    assert [answers[number] for number in (0, 2, 4, 6)] == [(task, "1") for task in "abcd"]
    assert isinstance(answers[1], LostTask)
    assert answers[1].exit_code == 9
    assert isinstance(answers[3], LostTask)
    assert answers[3].exit_code is None


def test_nobody_runs_further_ahead_than_the_window() -> None:
    order = []
    with Pool(2, doubles.echo, limit_seconds=1.5) as pool:
        for number, _ in pool.run(["hang", *["x"] * 20], window=5):
            order.append(number)
    assert order.index(0) == 4  # 1 to 4 were answered while 0 hung, 5 had to wait
    assert sorted(order) == list(range(21))


def test_a_wrong_configuration_is_raised_here() -> None:
    with (
        Pool(1, doubles.prepare, ("invalid", None, None)) as pool,
        pytest.raises(Invalid, match="no such engine"),
    ):
        list(pool.run(["x"], window=10))


def test_children_that_never_get_ready_end_the_scan() -> None:
    with Pool(1, doubles.prepare, ("stillborn", None, None)) as pool, pytest.raises(Invalid, match="doctor"):
        list(pool.run(["x"], window=10))


def test_nothing_to_do_starts_nothing() -> None:
    with Pool(2, doubles.echo) as pool:
        assert list(pool.run([], window=10)) == []
