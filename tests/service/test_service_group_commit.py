"""Several callers' items in one go."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from precheck.service.intake import GroupCommit
from tests.worker.running import until


class Recorder:
    """Answers with the item doubled; the first batch waits until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()

    def __call__(self, items: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(items))
        self.go.wait(30)
        return [ValueError(str(item)) if item < 0 else 2 * item for item in items]


def test_those_who_wait_are_served_in_one_go() -> None:
    recorder = Recorder()
    together = GroupCommit(recorder)
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(together, 1)
        until(lambda: recorder.batches == [[1]])
        others = [pool.submit(together, number) for number in (2, 3, -4, 5)]
        until(lambda: len(together._waiting) == 4)
        recorder.go.set()
        assert first.result() == 2
        assert [future.result() for future in others if future is not others[2]] == [4, 6, 10]
        with pytest.raises(ValueError, match="-4"):
            others[2].result()
    assert [sorted(batch) for batch in recorder.batches] == [[1], [-4, 2, 3, 5]]


def test_what_the_act_raises_everybody_gets_and_the_next_is_served() -> None:
    trouble = [OSError("away")]

    def act(items: Sequence[int]) -> Sequence[int | Exception]:
        if trouble:
            raise trouble.pop()
        return list(items)

    together = GroupCommit(act)
    with pytest.raises(OSError, match="away"):
        together(1)
    assert together(2) == 2


def test_an_act_that_is_interrupted_leaves_nobody_waiting() -> None:
    def act(items: Sequence[int]) -> Sequence[int | Exception]:
        if items[0] == 1:
            raise KeyboardInterrupt
        return list(items)

    together = GroupCommit(act)
    with pytest.raises(KeyboardInterrupt):
        together(1)
    assert together(2) == 2


def test_many_threads_all_get_their_own_answer() -> None:
    together: GroupCommit[int, int] = GroupCommit(list)
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(together, range(3000))) == list(range(3000))
