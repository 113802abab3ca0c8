"""What ``make bench`` says: ratios first, then each contestant's figures; as a table, JSON and a plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant over one group of pictures. Processor milliseconds a picture; ``ratio``: its sum over ours; ``read`` of
    ``numbers`` were read exactly, ``interval`` (Wilson, 95%) around their share."""

    contestant: str
    group: str
    count: int
    ratio: float
    median: float
    p90: float
    p99: float
    read: int
    numbers: int
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Start:
    """From the process's start to its first answer (seconds of the clock and of the processor), and its memory after all
    pictures, resident and at most (MiB)."""

    contestant: str
    clock: float
    processor: float
    resident_mib: float
    peak_mib: float


def row(
    contestant: str, group: str, seconds: Sequence[float], ours: Sequence[float], read: Sequence[bool]
) -> Row:
    """``read``: for each picture that bears a number, whether it was read."""
    median, p90, p99 = (1000 * float(np.percentile(seconds, share)) for share in (50, 90, 99))
    return Row(
        contestant,
        group,
        len(seconds),
        sum(seconds) / sum(ours),
        median,
        p90,
        p99,
        sum(read),
        len(read),
        wilson(sum(read), len(read)),
    )


def wilson(hits: int, count: int) -> tuple[float, float]:
    """95% interval of a rate."""
    if not count:
        return (0.0, 1.0)
    z, share = 1.96, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return (middle - half, middle + half)


def table(rows: Sequence[Row]) -> Table:
    """Ratios first."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        "",
        "图片 pictures",
        "N",
        "÷ 本检查 ÷ ours",
        "中位 ms",
        "p90",
        "p99",
        "p99 ÷ 中位",
        "号码 numbers",
    ):
        made.add_column(heading)
    for one in rows:
        low, high = (round(100 * share) for share in one.interval)
        made.add_row(
            one.contestant,
            one.group,
            str(one.count),
            f"{one.ratio:.2f}",
            f"{one.median:.0f}",
            f"{one.p90:.0f}",
            f"{one.p99:.0f}",
            f"{one.p99 / one.median:.1f}",
            f"{one.read}/{one.numbers} ({low}–{high}%)",
        )
    return made


def starts(found: Sequence[Start]) -> Table:
    """Cold starts and memory."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "冷启动 cold start s", "处理器 processor s", "内存 resident MiB", "峰值 peak MiB"):
        made.add_column(heading)
    for one in found:
        made.add_row(
            one.contestant,
            f"{one.clock:.2f}",
            f"{one.processor:.2f}",
            f"{one.resident_mib:.0f}",
            f"{one.peak_mib:.0f}",
        )
    return made


def as_json(rows: Sequence[Row], found: Sequence[Start], whole: Mapping[str, Any]) -> dict[str, Any]:
    """All figures."""
    return {
        "schema": "precheck.bench/2",
        "pictures": [asdict(one) for one in rows],
        "processes": [asdict(one) for one in found],
        **whole,
    }


def plot(rows: Sequence[Row], path: Path) -> None:
    """Median to 99th percentile of every contestant, one panel a group."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    groups = list(dict.fromkeys(one.group for one in rows))
    figure, axes = pyplot.subplots(1, len(groups), figsize=(5 * len(groups), 3), sharey=True, squeeze=False)
    for axis, group in zip(axes[0], groups, strict=True):
        shown = [one for one in rows if one.group == group][::-1]
        names = [one.contestant for one in shown]
        axis.barh(names, [one.p99 for one in shown], color="#c9d7e8", label="p99")
        axis.barh(names, [one.median for one in shown], color="#2f5d8c", label="median")
        axis.set_title(f"{group} (N = {shown[0].count})")
        axis.set_xlabel("processor ms a picture")
    axes[0][0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
