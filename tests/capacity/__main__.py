"""``python -m tests.capacity``: how many machines a national registration needs, by a simulation of its queue.

Ten million pictures come in fourteen days; in the last evening ten times the mean rate for some hours, while a re-scan of
everything runs behind (it yields to fresh uploads, so that it costs a check that has begun at most). One core of each machine
answers requests, the others check. Times of a check are lognormal through the measured median and 99th percentile.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DAYS, PEAK = 14, 10.0
BEGINS, ENDS = "<!-- simulated -->", "<!-- /simulated -->"
"""Around the table in ``docs/capacity.md``."""

Z99 = 2.326
"""99th percentile of the normal distribution."""


@dataclass(frozen=True)
class Load:
    """What comes, and what one piece of it costs. Rates a second, times in seconds."""

    pictures: float
    peak_hours: float
    check_median: float
    check_p99: float
    accept: float
    """Processor time of the API for one upload."""

    @property
    def mean_rate(self) -> float:
        return self.pictures / (DAYS * 86_400)

    def checks(self, rng: np.random.Generator, count: int) -> Array:
        """So many checks' times."""
        spread = math.log(self.check_p99 / self.check_median) / Z99
        return rng.lognormal(math.log(self.check_median), spread, count)

    @property
    def mean_check(self) -> float:
        spread = math.log(self.check_p99 / self.check_median) / Z99
        return self.check_median * math.exp(spread**2 / 2)


@dataclass(frozen=True)
class Evening:
    """The last evening on some machines: seconds until an upload is answered and until its report is there, by percentile; how
    long after the peak the queue is empty; the share of the checking cores' time that the mean rate takes."""

    machines: int
    answered_p99: float
    reported_p50: float
    reported_p99: float
    drained_hours: float
    usual_load: float


def evening(load: Load, machines: int, cores: int, rescan: bool, rng: np.random.Generator) -> Evening:
    """Simulates the hours of the peak and what is left after them."""
    seconds = load.peak_hours * 3600
    count = int(rng.poisson(PEAK * load.mean_rate * seconds))
    arrivals = np.sort(rng.uniform(0, seconds, count))
    # Requests are dealt to the machines in turn; one core each answers them.
    accepted = np.empty(count)
    for machine in range(machines):
        own = slice(machine, None, machines)
        accepted[own] = _single(arrivals[own], rng.exponential(load.accept, len(arrivals[own])))
    workers = machines * (cores - 1)
    starts_at = rng.uniform(0, load.mean_check, workers) if rescan else np.zeros(workers)
    order = np.argsort(accepted)
    done = np.empty(count)
    done[order] = _pool(accepted[order], load.checks(rng, count), starts_at)
    waited = done - arrivals
    return Evening(
        machines,
        float(np.percentile(accepted - arrivals, 99)),
        float(np.percentile(waited, 50)),
        float(np.percentile(waited, 99)),
        max(0.0, float(done.max()) - seconds) / 3600,
        load.mean_rate * load.mean_check / workers,
    )


def _single(arrivals: Array, services: Array) -> Array:
    """When each is finished by one server (Lindley's recursion, unrolled)."""
    total = np.cumsum(services)
    return np.asarray(total + np.maximum.accumulate(arrivals - (total - services)))


def _pool(arrivals: Array, services: Array, free_at: Array) -> Array:
    """When each is finished by the first server that is free; ``free_at``: when each server is, at the beginning."""
    free = sorted(free_at.tolist())
    done = np.empty(len(arrivals))
    for index, (came, takes) in enumerate(zip(arrivals.tolist(), services.tolist(), strict=True)):
        done[index] = max(came, free[0]) + takes
        heapq.heapreplace(free, done[index])
    return done


def table(load: Load, found: Sequence[Evening], cores: int) -> str:
    """As Markdown."""
    lines = [
        f"{load.pictures:,.0f} pictures in {DAYS} days: {load.mean_rate:.1f} a second on average, {PEAK * load.mean_rate:.0f} "
        f"for {load.peak_hours:g} hours. A check: median {load.check_median * 1000:.0f} ms, p99 "
        f"{load.check_p99 * 1000:.0f} ms. {PEAK * load.mean_rate * load.mean_check:.0f} checking cores keep up with the peak, "
        f"{load.mean_rate * load.mean_check:.1f} with the mean.",
        "",
        f"| machines of {cores} cores | upload answered, p99 | report, median | report, p99 | queue empty after the peak "
        "| load at the mean rate | machine hours in 14 days |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found:
        lines.append(
            f"| {one.machines} | {1000 * one.answered_p99:.0f} ms | {_time(one.reported_p50)} | {_time(one.reported_p99)} "
            f"| {_time(3600 * one.drained_hours)} | {100 * one.usual_load:.0f}% | {one.machines * DAYS * 24:,} |"
        )
    return "\n".join(lines)


def _time(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="tests.capacity", description=__doc__)
    parser.add_argument("--pictures", type=float, default=10e6)
    parser.add_argument("--bench", type=Path, default=Path("build/bench/bench.json"), help="of make bench")
    parser.add_argument("--check-ms", type=float, nargs=2, metavar=("MEDIAN", "P99"), help="instead of its")
    parser.add_argument("--accept-ms", type=float, help="the API's processor time an upload, instead of its")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this page")
    parser.add_argument("--cores", type=int, default=8, help="of each machine")
    parser.add_argument("--machines", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--peak-hours", type=float, default=4.0)
    parser.add_argument("--no-rescan", action="store_true")
    options = parser.parse_args()
    measured = json.loads(options.bench.read_text("utf-8")) if options.bench.is_file() else {}
    given = options.check_ms is not None and options.accept_ms is not None
    if not given and "serve" not in measured:
        parser.error(
            f"no such figures in {options.bench}: run make bench, or give --check-ms and --accept-ms"
        )
    check = measured.get("check", {})
    median, p99 = options.check_ms or (check["median_ms"], check["p99_ms"])
    accept = options.accept_ms or 1000 * sum(
        spent for name, spent in measured["serve"]["processor_seconds"].items() if "worker" not in name
    )
    load = Load(options.pictures, options.peak_hours, median / 1000, p99 / 1000, accept / 1000)
    rng = np.random.default_rng(15)
    found = [evening(load, n, options.cores, not options.no_rescan, rng) for n in options.machines]
    made = table(load, found, options.cores)
    if not options.check_ms and not options.accept_ms:
        made += (
            f"\n\nMeasured by `make bench`: a check of {check['count']} drawn pictures, sharp, hard and defective, one thread; "
            f"{accept:.0f} ms of the API, broker and housekeeping an upload over {measured['serve']['pictures']} uploads."
        )
    sys.stdout.write(made + "\n")
    if options.write is not None:
        page = options.write.read_text("utf-8")
        before, after = page.index(BEGINS) + len(BEGINS), page.index(ENDS)
        options.write.write_text(f"{page[:before]}\n\n{made}\n\n{page[after:]}", "utf-8")


if __name__ == "__main__":
    main()
