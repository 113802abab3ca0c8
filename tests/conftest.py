"""What several folders share. Real readers take a second to load: once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import argon2
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from precheck import Precheck
from precheck.ocr import OcrEngine, _small

settings.register_profile("repeatable", max_examples=40, derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


ROOMY = 2 * 1024**3
"""Bytes of memory's file system from which the tests' folders may lie there."""


def pytest_configure() -> None:
    """Temporary folders in memory, where there is room: the databases of these tests wait for a disk at every commit."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


TESTS = Path(__file__).parent
GOLDEN = "tests/golden/"
SLOW = ("golden", "worker", "attack", "pages", "packaging", "samples")
"""Folders whose tests start services and browsers, or draw and read many pictures: first, so that none is left for the end."""


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """One process runs a file as a whole, and all that shares the golden scan. By the tests' names: groups (``loadgroup``) part them
    by a suffix that pytest 9.2 no longer takes."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return GOLDEN if file.startswith(GOLDEN) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Where several processes run the tests."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first."""
    for item in items:
        if _folder(item) in SLOW:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: SLOW.index(_folder(item)) if _folder(item) in SLOW else len(SLOW))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """argon2id, with next to no work: what is shipped takes a seventh of a second for each of some hundred sign-ins. Programs
    that tests start keep theirs."""
    quick = partial(argon2.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", quick)
        yield


@pytest.fixture(scope="session")
def reader() -> OcrEngine:
    """The careful tier with the runtime it takes by itself."""
    return _small.create()


@pytest.fixture(scope="session")
def precheck() -> Iterator[Precheck]:
    """The whole program with its own pipelines."""
    with Precheck() as loaded:
        yield loaded
