"""An engine that reads nothing, quickly, except that some pictures kill, exhaust or hang it. For tests."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

import numpy as np

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr import Availability
from precheck.ocr.null import CAPABILITIES as NOTHING
from precheck.ocr.null import NullEngine
from tests.chaos.pictures import EXHAUSTS, HANGS, KILLS, is_nearly

CAPABILITIES = NOTHING

WORK_SECONDS = float(os.environ.get("CHAOS_WORK_SECONDS", "0"))
BUSY_SECONDS = float(os.environ.get("CHAOS_BUSY_SECONDS", "0"))
"""Of processor time, not of waiting."""


class ChaosEngine(NullEngine):
    def version(self) -> str:
        return "chaos"

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        if is_nearly(image, KILLS):
            os.kill(os.getpid(), signal.SIGKILL)
        if is_nearly(image, EXHAUSTS):
            held = [np.empty(256 * 2**20, dtype=np.uint8) for _ in range(1000)]
            raise AssertionError(f"{len(held)} blocks: no memory limit in force")
        if is_nearly(image, HANGS):
            time.sleep(600)
        time.sleep(WORK_SECONDS)
        until = time.process_time() + BUSY_SECONDS
        while time.process_time() < until:
            pass
        return []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return []


def probe() -> Availability:
    return Availability(True, "for tests")


def create() -> ChaosEngine:
    return ChaosEngine()
