"""Asking for pages, and what they took."""

from __future__ import annotations

import random
import statistics
import sys
import time

from fastapi.testclient import TestClient

from precheck.entrypoints import demo
from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.storage import ids
from tests.bench_pages.filling import SITES

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
