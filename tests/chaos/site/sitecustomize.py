"""Put on ``PYTHONPATH`` of real processes under test: ``PRECHECK_ENGINE=chaos`` then finds its engine."""

import importlib.abc
import importlib.machinery
import os
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import SupportsIndex

ENGINES = str(Path(__file__).parent.parent / "engines")


class _MoreEngines(importlib.abc.MetaPathFinder):
    """Adds a folder to the package of engines when that is imported; costs the other processes nothing."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != "precheck.ocr":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(ENGINES)
        return spec


sys.meta_path.insert(0, _MoreEngines())


def _sleep(seconds: float | SupportsIndex, /) -> None:
    select.select([], [], [], float(seconds))


# Python sleeps until a time of the monotonic clock; libfaketime takes it for one of the faked clock and fails at once, so that
# whoever waits in a loop takes a whole processor.
if "faketime" in os.environ.get("LD_PRELOAD", ""):
    time.sleep = _sleep


def _refuse(increment: int, /) -> int:
    raise PermissionError(increment)


# A suite that keeps all cores busy would wait for whoever lets everybody else go first, at each end of a service.
if "PYTEST_VERSION" in os.environ:
    os.nice = _refuse
