"""``make bench-pages``: how long the reviewers' pages take over very many submissions, on SQLite and PostgreSQL.

Rows are generated from the samples' reports (eight uploads a submission, 200 pictures behind them) and written straight
into the tables; requests then go through the whole application in this process. Prints the median and the 99th percentile
of the server's time for the queue, a submission's page and a picture's page, with what they should be; of a thumbnail,
too, and of the queue by what is filtered for.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient

from precheck.entrypoints import demo
from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.storage import ids
from tests.bench_pages.filling import PICTURES, SITES, UPLOADS, fill
from tests.storage.postgresql import Postgresql

# Milliseconds at the median; the 99th percentile may take three times as long as the median.
TARGETS = {"queue": 100.0, "submission": 100.0, "picture": 80.0}
QUEUES = (
    "",
    "verdict=review",
    "flag=rotated.quarter_turn",
    "material=diploma",
    f"site={SITES[1]}",
    "state=district",
    "reviewer=me",
    "changed=1",
)


def main() -> None:
    """Exit 0 where the targets are met."""
    parser = argparse.ArgumentParser(prog="tests.bench_pages", description=__doc__)
    parser.add_argument("--submissions", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    met = True
    for kind in ("sqlite", "postgresql"):
        if options.only in (None, kind):
            met &= bench(kind, options.submissions, options.requests)
    sys.exit(0 if met else 1)


def bench(kind: str, submissions: int, requests: int) -> bool:
    """One database; whether the targets are met."""
    with TemporaryDirectory(prefix="precheck-bench-") as home:
        server = Postgresql() if kind == "postgresql" else None
        try:
            os.environ["PRECHECK_DATA"] = home
            os.environ["PRECHECK_ENGINE"] = "null"
            os.environ.pop("PRECHECK_DATABASE", None)
            if server is not None:
                server.execute("CREATE DATABASE bench")
                os.environ["PRECHECK_DATABASE"] = server.url("bench")
            begun = time.monotonic()
            _apart(fill, submissions)
            print(
                f"{kind}: {submissions:,} submissions × {UPLOADS} uploads, {PICTURES} pictures, "
                f"in {time.monotonic() - begun:.0f} s"
            )
            return _apart(measure, kind, submissions, requests) == 0
        finally:
            if server is not None:
                server.remove()


def _apart(task: Callable[..., None], *arguments: object) -> int:
    """Do it in a process of its own, which leaves nothing in memory and nothing open; its exit status, 0 or 1."""
    process = get_context("spawn").Process(target=task, args=arguments)
    process.start()
    process.join()
    status = process.exitcode
    assert status in (0, 1)
    return status


def measure(kind: str, submissions: int, requests: int) -> None:
    """Ask for pages, and print what they took; exit 1 where a target is missed."""
    services = open_services(deployment())
    chance = random.Random(11)
    with TestClient(create(services), base_url="http://127.0.0.1") as http:
        token = http.get("/sign-in").text.split('name="csrf" content="')[1].split('"')[0]
        http.post("/sign-in", data={"csrf": token, "login": "wang", "password": demo.PASSWORD})
        taken: dict[str, list[tuple[float, float]]] = {}

        def ask(name: str, path: str) -> str:
            begun, worked = time.perf_counter(), time.process_time()
            answer = http.get(path)
            milliseconds = (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            # Nobody's first look counts: templates are read and connections opened.
            if number >= 0:
                taken.setdefault(name, []).append(milliseconds)
            return answer.text if answer.headers["content-type"].startswith("text") else ""

        for number in range(-len(QUEUES), requests):
            id = f"2027-{chance.randrange(submissions):07}"
            filter = QUEUES[number % len(QUEUES)]
            ask(f"queue {filter}".strip(), f"/queue?{filter}")
            page = ask("submission", f"/submissions/{id}")
            upload = page.split('href="/uploads/')[1][: ids.LENGTH]
            ask("picture", f"/uploads/{upload}")
            ask("thumbnail", "/pictures/" + page.split('src="/pictures/')[1].split('"')[0])
    services.store.close()
    queues = {name: times for name, times in taken.items() if name.startswith("queue")}
    taken["queue"] = [time for times in queues.values() for time in times]
    met = [told(kind, name, taken[name], target) for name, target in TARGETS.items()]
    for name in ("thumbnail", *queues):
        if name not in TARGETS:
            told(kind, name, taken[name], None)
    sys.exit(0 if all(met) else 1)


def told(kind: str, name: str, times: list[tuple[float, float]], target: float | None) -> bool:
    """Print a line: the time that passed, and this process's own (on a busy machine less); whether the target is met."""
    walls, own = zip(*times, strict=True)
    median, slow = statistics.median(walls), statistics.quantiles(walls, n=100)[-1]
    met = target is None or (median <= target and slow <= 3 * median)
    wanted = f"target {target:.0f} ms, p99 3 × median  {'met' if met else 'MISSED'}" if target else ""
    worked = f"processor {statistics.median(own):5.1f} / {statistics.quantiles(own, n=100)[-1]:5.1f} ms"
    print(
        f"{kind}: {name:<32} median {median:6.1f} ms  p99 {slow:6.1f} ms  {worked}  N={len(times)}  {wanted}",
        flush=True,
    )
    return met


if __name__ == "__main__":
    main()
