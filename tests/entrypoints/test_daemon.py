"""Chores, and asking whether the broker is there."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from precheck.domain.errors import Transient
from precheck.entrypoints.daemon import Loop, PeriodicTask
from precheck.entrypoints.readiness import ping
from tests.worker.running import until

NEVER = 3600.0


def run(loop: Loop) -> threading.Thread:
    thread = threading.Thread(target=loop.run)
    thread.start()
    return thread


def test_a_loop_does_its_chores_and_stops() -> None:
    done: list[str] = []

    def act(name: str) -> int:
        done.append(name)
        return 0

    loop = Loop(
        [PeriodicTask("often", 0.01, lambda: act("often")), PeriodicTask("once", NEVER, lambda: act("once"))]
    )
    thread = run(loop)
    until(lambda: done.count("often") >= 5)
    loop.stop()
    thread.join()
    assert done.count("once") == 1


def test_an_eager_chore_goes_on_as_long_as_it_does_something() -> None:
    left = [3, 2, 1, 0]
    loop = Loop([PeriodicTask("eager", NEVER, lambda: left.pop(0), eager=True)])
    thread = run(loop)
    until(lambda: not left)
    loop.stop()
    thread.join()


def test_trouble_is_survived_and_not_hurried() -> None:
    tries: list[float] = []

    def act() -> int:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise Transient("away")
        if len(tries) == 2:
            raise ValueError("a mistake")
        return 0

    loop = Loop([PeriodicTask("troubled", 0.0, act, eager=True)])
    thread = run(loop)
    until(lambda: len(tries) >= 3)
    loop.stop()
    thread.join()
    assert tries[1] - tries[0] >= 0.5


def test_that_no_broker_answers_is_known_at_once(tmp_path: Path) -> None:
    """The client's own way to try again took four to seven seconds, longer than readiness may be silent."""
    begun = time.monotonic()
    with pytest.raises(Transient):
        ping(f"redis+socket://{tmp_path}/none")
    assert time.monotonic() - begun < 1.0
