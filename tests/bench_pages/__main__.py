"""``make bench-pages``: how long the reviewers' pages take over very many submissions, on SQLite and PostgreSQL.

Rows are generated from the samples' reports (eight uploads a submission, the samples' pictures behind them) and written
straight into the tables; requests then go through the whole application in this process. Prints the median and the 99th
percentile of the server's time for the queue, a submission's page and a picture's page, with what they should be.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy
from fastapi.testclient import TestClient

from precheck.entrypoints import demo
from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.storage import ids
from precheck.storage.tables import metadata
from tests.storage.postgresql import Postgresql

UPLOADS = 8
BATCH = 500
SITES = demo.SITES
# Milliseconds at the median; the 99th percentile may take three times as long.
TARGETS = {"queue": 100.0, "submission": 100.0, "picture": 80.0}


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
            fill(submissions)
            print(
                f"{kind}: {submissions:,} submissions × {UPLOADS} uploads in {time.monotonic() - begun:.0f} s"
            )
            return measure(kind, submissions, requests)
        finally:
            if server is not None:
                server.remove()


def fill(submissions: int) -> None:
    """People, then rows in bulk."""
    place = deployment()
    store = place.store()
    store.migrate()
    samples = demo.read(demo.samples_folder())
    office = demo.Office(place, store, 0)
    office.fill([])
    store.close()
    pictures = place.pictures()
    reports = []
    for sample in samples:
        for material, path, report in sample.pictures:
            made = report.named(id="$id", submission="$submission")
            reports.append((material, pictures.put(path.read_bytes()), made.to_json(), made))
    url = place.database.replace("postgresql://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(url)
    declared = json.dumps(samples[0].registration, ensure_ascii=False).encode()
    with engine.begin() as connection:
        for rows in generated(submissions, reports, declared):
            for name, some in rows.items():
                connection.execute(sqlalchemy.insert(metadata.tables[name]), some)
        connection.execute(sqlalchemy.text("ANALYZE"))
    engine.dispose()


def generated(
    submissions: int, reports: list[tuple[str, str, str, Any]], declared: bytes
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Rows for every table, in batches of submissions."""
    chance, now = random.Random(7), time.time()
    rows: dict[str, list[dict[str, Any]]] = {}

    def add(table: str, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    for number in range(submissions):
        id, at = f"2027-{number:07}", now - chance.uniform(0, 30) * 86_400
        state = "site" if number % 5 else "district"
        add("submissions", id=id, locked_at=at + 900, registration=b"\x00" + declared, registration_version=1, version=3,
            created_at=at, updated_at=at + 900)  # fmt: skip
        add("submission_sites", submission_id=id, site=SITES[number % 3])
        chosen = [reports[(number * 7 + place) % len(reports)] for place in range(UPLOADS)]
        ranks = {"reupload": 0, "review": 1, "pass": 2}
        rank = min(ranks[str(report.verdict)] for *_, report in chosen)
        codes = [flag.code for *_, report in chosen for flag in report.flags]
        for material, sha256, text, report in chosen:
            upload, order, made = ids.new(at), ids.new(at), ids.new(at)
            add("uploads", id=upload, submission_id=id, material=material, file=None, picture=sha256, bytes=100_000,
                generation=1, turn=1, status="checked", version=1, created_at=at, updated_at=at)  # fmt: skip
            add("orders", id=order, upload_id=upload, generation=1, turn=1, reason="upload", queue="uploads", state="done",
                attempts=1, fence=1, not_before=at, created_at=at)  # fmt: skip
            data = text.replace("$id", upload).replace("$submission", id)
            add("reports", id=made, upload_id=upload, order_id=order, generation=1, turn=1, current=True,
                verdict=str(report.verdict), unable=0, precheck="0", seconds=0.1, created_at=at,
                data=b"\x00" + data.encode())  # fmt: skip
        about = {"name": "丁国枫", "codes": codes[:3]}
        place_ = {"submission_id": id, "state": state, "rank": rank, "since": at + 900}
        add("queue", **place_, site=SITES[number % 3], changed=False, uploads=UPLOADS, unchecked=0, flags=len(codes),
            about=b"\x00" + json.dumps(about).encode(), refreshed_at=at)  # fmt: skip
        facets = {f"flag:{code}" for code in codes} | {f"material:{material}" for material, *_ in chosen}
        for facet in facets:
            add("queue_facets", **place_, facet=facet)
        add("search_keys", digest=f"{number:064x}", submission_id=id)
        if number % BATCH == BATCH - 1:
            yield rows
            rows = {}
    if rows:
        yield rows


def measure(kind: str, submissions: int, requests: int) -> bool:
    """Ask for pages, and print what they took."""
    services = open_services(deployment())
    chance = random.Random(11)
    with TestClient(create(services), base_url="http://127.0.0.1") as http:
        token = http.get("/sign-in").text.split('name="csrf" content="')[1].split('"')[0]
        http.post("/sign-in", data={"csrf": token, "login": "wang", "password": demo.PASSWORD})
        taken: dict[str, list[float]] = {name: [] for name in TARGETS}

        def ask(name: str, path: str) -> str:
            begun = time.perf_counter()
            answer = http.get(path)
            taken[name].append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
            return str(answer.text)

        queues = (
            "",
            "verdict=review",
            "flag=rotated.quarter_turn",
            "material=diploma",
            f"site={SITES[1]}",
            "state=district",
        )
        for number in range(-5, requests):
            id = f"2027-{chance.randrange(submissions):07}"
            ask("queue", f"/queue?{queues[number % len(queues)]}")
            page = ask("submission", f"/submissions/{id}")
            upload = page.split('href="/uploads/')[1][: ids.LENGTH]
            ask("picture", f"/uploads/{upload}")
            if number == -1:
                # Nobody's first look counts: templates are read and connections opened.
                taken = {name: [] for name in TARGETS}
    met = True
    for name, times in taken.items():
        median, slow = statistics.median(times), statistics.quantiles(times, n=100)[-1]
        good = median <= TARGETS[name] and slow <= 3 * TARGETS[name]
        met &= good
        print(
            f"{kind}: {name:<10} median {median:6.1f} ms  p99 {slow:6.1f} ms  N={len(times)}  "
            f"target {TARGETS[name]:.0f} / {3 * TARGETS[name]:.0f} ms  {'met' if good else 'MISSED'}"
        )
    return met


if __name__ == "__main__":
    main()
