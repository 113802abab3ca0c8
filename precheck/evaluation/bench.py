"""Speed and memory side by side: a whole check against stock RapidOCR reading the same full page, warm, one process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from precheck.evaluation.baselines import stock_rapidocr, stock_texts
from precheck.evaluation.manifest import Labelled
from precheck.evaluation.observe import MakeChecker

PAGE_KIB = os.sysconf("SC_PAGE_SIZE") / 1024


@dataclass(frozen=True, slots=True)
class Row:
    """Mean processor seconds a picture of one material ("*": all) and theirs over ours."""

    material: str
    count: int
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours


@dataclass(frozen=True, slots=True)
class Measured:
    """``memory_mib``: resident memory of the process after so many pictures, ours alone loaded."""

    rows: Sequence[Row]
    memory_mib: Sequence[tuple[int, float]]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        rows = [
            {"material": r.material, "n": r.count, "precheck": r.ours, "rapidocr": r.theirs, "ratio": r.ratio}
            for r in self.rows
        ]
        return {
            "schema": "precheck.bench/1",
            "cpu_seconds": rows,
            "memory_mib": [list(entry) for entry in self.memory_mib],
        }


def resident_mib() -> float:
    """This process's resident memory (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_KIB / 1024


def run(
    pictures: Sequence[Labelled], make: MakeChecker, say: Callable[[str], None] = lambda message: None
) -> Measured:
    """Ours over all pictures first, so that the memory is ours alone; then theirs. The first picture warms both up."""
    import cv2

    cv2.setNumThreads(1)
    checker = make()

    def check(picture: Labelled) -> None:
        checker.examine(picture.path, picture.material, picture.registration, file=picture.file)

    memory: list[tuple[int, float]] = []
    check(pictures[0])
    ours = []
    for count, picture in enumerate(pictures, start=1):
        ours.append(_timed(lambda picture=picture: check(picture)))  # type: ignore[misc]
        if count in (1, len(pictures)) or count % 20 == 0:
            memory.append((count, resident_mib()))
            say(f"{count}/{len(pictures)}  {memory[-1][1]:.0f} MiB")
    reader = stock_rapidocr()

    def read(picture: Labelled) -> None:
        image = cv2.imread(str(picture.path))
        if image is not None:
            stock_texts(reader, np.asarray(image, np.uint8))

    read(pictures[0])
    theirs = [_timed(lambda picture=picture: read(picture)) for picture in pictures]  # type: ignore[misc]
    groups: dict[str, list[tuple[float, float]]] = {}
    for picture, own, other in zip(pictures, ours, theirs, strict=True):
        for material in (picture.material, "*"):
            groups.setdefault(material, []).append((own, other))
    return Measured(
        [
            Row(m, len(pairs), mean(p[0] for p in pairs), mean(p[1] for p in pairs))
            for m, pairs in sorted(groups.items())
        ],
        memory,
    )


def _timed(act: Callable[[], None]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def view(measured: Measured) -> RenderableType:
    """The two tables."""
    speed = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("材料 material", "N", "Precheck 秒 s", "RapidOCR 秒 s", "比值 ratio"):
        speed.add_column(heading)
    for row in measured.rows:
        speed.add_row(
            row.material, str(row.count), f"{row.ours:.3f}", f"{row.theirs:.3f}", f"{row.ratio:.2f}"
        )
    memory = Table(box=None, pad_edge=False, header_style="bold")
    memory.add_column("图片 pictures")
    memory.add_column("内存 MiB")
    for count, mib in measured.memory_mib:
        memory.add_row(str(count), f"{mib:.0f}")
    title = "每张图片的处理器时间：整个检查 · RapidOCR 读整页 (processor seconds a picture: whole check, stock RapidOCR on the page)"
    return Group(
        Text(title, style="bold"), speed, Text(), Text("常驻内存 Resident memory", style="bold"), memory
    )
