"""All pictures in one process or several, in order."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from precheck_evaluation.baselines import Baselines
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.observe import Checker, Observation, observe

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT")
"""Processes are the unit of parallelism, for us and for those we are compared with."""


@dataclass(slots=True)
class Ran:
    """What came of a run; ``seconds`` by the clock."""

    observations: list[Observation] = field(default_factory=list)
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


MakeCheckers = Callable[[], tuple[Checker, Checker | None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run on every picture. ``make`` gives the checker, and the one that declared values are tried with, if any.
    ``peers``: on how many pictures the other tools are asked, evenly spread."""

    make: MakeCheckers
    peers: int = 0
    jobs: int = 1


def run(pictures: Sequence[Labelled], plan: Plan, seen: Callable[[int], None] = lambda count: None) -> Ran:
    """Observe every picture; ``seen`` is told how many are done."""
    started = time.perf_counter()
    ran = Ran()
    if plan.peers:
        ran.versions, ran.missing = _described()
    peers = min(plan.peers, len(pictures))
    asked = {i * len(pictures) // peers for i in range(peers)}
    tasks = [(picture, place in asked) for place, picture in enumerate(pictures)]
    for observation in _observed(tasks, plan):
        ran.observations.append(observation)
        seen(len(ran.observations))
    ran.seconds = time.perf_counter() - started
    return ran


Task = tuple[Labelled, bool]
"""A picture, and whether the other tools are asked."""


def _observed(tasks: Sequence[Task], plan: Plan) -> Iterator[Observation]:
    if plan.jobs <= 1:
        _prepare(plan)
        yield from map(_one, tasks)
        return
    for name in ONE_THREAD:  # to be in force before a child loads NumPy
        os.environ[name] = "1"
    with ProcessPoolExecutor(
        plan.jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(plan,)
    ) as pool:
        yield from pool.map(_one, tasks)


_tools: tuple[Checker, Checker | None, Baselines | None] | None = None


def _prepare(plan: Plan) -> None:
    global _tools
    import cv2

    cv2.setNumThreads(1)
    _tools = (*plan.make(), Baselines() if plan.peers else None)


def _one(task: Task) -> Observation:
    assert _tools is not None
    labelled, asked = task
    checker, comparer, baselines = _tools
    return observe(labelled, checker, comparer, baselines if asked else None)


def _described() -> tuple[dict[str, str], list[str]]:
    found = Baselines()
    return found.versions, found.missing
