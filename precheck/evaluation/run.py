"""All pictures in one process or several, in order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from precheck.evaluation.baselines import Baselines
from precheck.evaluation.manifest import Labelled
from precheck.evaluation.observe import Checker, MakeChecker, Observation, observe

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT")
"""Processes are the unit of parallelism, for us and for those we are compared with."""


@dataclass(slots=True)
class Ran:
    """What came of a run; ``seconds`` by the clock."""

    observations: list[Observation] = field(default_factory=list)
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def run(
    pictures: Sequence[Labelled],
    make: MakeChecker,
    *,
    jobs: int,
    baselines: bool,
    seen: Callable[[int], None] = lambda count: None,
    fields_only: bool = False,
) -> Ran:
    """Observe every picture; ``seen`` is told how many are done. ``fields_only`` as in :func:`observe`."""
    started = time.perf_counter()
    ran = Ran()
    if baselines:
        ran.versions, ran.missing = _described()
    for observation in _observed(pictures, make, jobs, baselines, fields_only):
        ran.observations.append(observation)
        seen(len(ran.observations))
    ran.seconds = time.perf_counter() - started
    return ran


def _observed(
    pictures: Sequence[Labelled], make: MakeChecker, jobs: int, baselines: bool, fields_only: bool
) -> Iterator[Observation]:
    if jobs <= 1:
        _prepare(make, baselines, fields_only)
        yield from map(_one, pictures)
        return
    for name in ONE_THREAD:  # to be in force before a child loads NumPy
        os.environ[name] = "1"
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(make, baselines, fields_only)
    ) as pool:
        yield from pool.map(_one, pictures)


_tools: tuple[Checker, Baselines | None, bool] | None = None


def _prepare(make: MakeChecker, baselines: bool, fields_only: bool) -> None:
    global _tools
    import cv2

    cv2.setNumThreads(1)
    _tools = (make(), Baselines() if baselines else None, fields_only)


def _one(labelled: Labelled) -> Observation:
    assert _tools is not None
    return observe(labelled, *_tools)


def _described() -> tuple[dict[str, str], list[str]]:
    found = Baselines()
    return found.versions, found.missing
