"""Very many submissions in bulk: rows made of the samples' reports, written past the store into its own tables."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Any

import psycopg
import sqlalchemy
from sqlalchemy import Connection

from precheck.domain.geometry import Image
from precheck.entrypoints import demo
from precheck.entrypoints.deployment import deployment
from precheck.imaging import encode, header
from precheck.imaging.decode import Undecodable, decode
from precheck.storage import Pictures, ids
from precheck.storage.tables import metadata

UPLOADS = 8
PICTURES = 200
BATCH = 2000
DAYS = 30
SITES = demo.SITES
RANKS = {"reupload": 0, "review": 1, "pass": 2}

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A sample's picture as rows need it: ``text`` is its report with places for the upload's and submission's ids."""

    material: str
    picture: str
    verdict: str
    codes: Sequence[str]
    text: str


def fill(submissions: int) -> None:
    """Put the demo's people, and so many submissions of eight uploads with 200 pictures behind them, into the store that
    the environment names."""
    place = deployment()
    store = place.store()
    store.migrate()
    demo.DemoOffice(place, store, 0).fill([])
    with store.read() as tx:
        reviewer = f"user:{next(user.id for user in tx.users.all() if user.login == 'wang')}"
    store.close()
    samples = demo.read(demo.samples_folder())
    ready = list(_ready(samples, place.pictures()))
    declared = b"\x00" + json.dumps(samples[0].registration, ensure_ascii=False).encode()
    engine = sqlalchemy.create_engine(place.database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        _hurry(connection)
        indexes = [index for table in metadata.sorted_tables for index in table.indexes if not index.unique]
        for index in indexes:
            index.drop(connection)
        for rows in _generated(submissions, ready, declared, reviewer):
            for name, some in rows.items():
                _write(connection, name, some)
        for index in indexes:
            index.create(connection)
        _count(connection)
        connection.execute(sqlalchemy.text("ANALYZE"))
        connection.commit()
    engine.dispose()


def _ready(samples: Sequence[demo.Sample], pictures: Pictures) -> Iterator[Ready]:
    """The samples' pictures that can be shown, with their reports, and as many in half the size as make up 200."""
    own = [(report, path.read_bytes()) for sample in samples for _, path, report in sample.pictures]
    shown = [(report, data, image) for report, data in own if (image := _decoded(data)) is not None]
    whole = ((report, data) for report, data, _ in shown)
    smaller = ((report, encode.jpeg(image, max(image.shape[:2]) // 2)) for report, _, image in shown)
    for report, data in islice(chain(whole, smaller), PICTURES):
        made = report.with_upload(id="$id", submission="$submission")
        codes = tuple(flag.code for flag in report.flags)
        material, verdict = report.upload.material, str(report.verdict)
        yield Ready(material, pictures.put(data), verdict, codes, made.to_json())


def _decoded(data: bytes) -> Image | None:
    """None: some samples cannot be opened, which is what they show."""
    try:
        return decode(data, header.probe(data))
    except Undecodable:
        return None


def _generated(submissions: int, ready: Sequence[Ready], declared: bytes, reviewer: str) -> Iterator[Rows]:
    """Rows for every table, in batches of submissions."""
    chance, now = random.Random(7), time.time()
    rows: Rows = {}
    drawn = cycle(ready)
    for number in range(submissions):
        at = now - chance.uniform(0, DAYS) * 86_400
        chosen = list(islice(drawn, UPLOADS))
        next(drawn)  # so that no two submissions in a row are the same eight
        _submission(rows, number, at, chosen, declared, reviewer)
        if number % BATCH == BATCH - 1:
            yield rows
            rows = {}
    yield rows


def _submission(
    rows: Rows, number: int, at: float, chosen: Sequence[Ready], declared: bytes, reviewer: str
) -> None:
    def add(table: str, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    id, site = f"2027-{number:07}", SITES[number % len(SITES)]
    decided = number % 5 == 0
    add("submissions", id=id, locked_at=at + 900, registration=declared, registration_version=1, version=3,
        created_at=at, updated_at=at + 900)  # fmt: skip
    add("submission_sites", submission_id=id, site=site)
    for one in chosen:
        upload, order = ids.new(at), ids.new(at)
        add("uploads", id=upload, submission_id=id, material=one.material, picture=one.picture, bytes=100_000,
            generation=1, turn=1, status="checked", version=1, created_at=at, updated_at=at)  # fmt: skip
        add("orders", id=order, upload_id=upload, generation=1, turn=1, reason="upload", queue="uploads", state="done",
            attempts=1, fence=1, not_before=at, created_at=at)  # fmt: skip
        data = one.text.replace("$id", upload).replace("$submission", id)
        add("reports", id=ids.new(at), upload_id=upload, order_id=order, generation=1, turn=1, current=True,
            verdict=one.verdict, unable=0, precheck="0", seconds=0.1, created_at=at,
            data=b"\x00" + data.encode())  # fmt: skip
        if decided:
            add("decisions", id=ids.new(at), upload_id=upload, generation=1, level="site", outcome="accepted",
                by=reviewer, at=at + 1800)  # fmt: skip
    codes = [code for one in chosen for code in one.codes]
    about = {"name": "丁国枫", "codes": codes[:3]}
    where = {
        "submission_id": id,
        "state": "district" if decided else "site",
        "rank": min(RANKS[one.verdict] for one in chosen),
        "since": at + 900,
        "site": site,
    }
    add("queue", **where, changed=number % 50 == 1, uploads=UPLOADS, unchecked=0, flags=len(codes),
        reviewer=reviewer.removeprefix("user:") if number % 20 == 1 else None,
        about=b"\x00" + json.dumps(about, ensure_ascii=False).encode(), refreshed_at=at)  # fmt: skip
    kinds = {f"flag:{code}" for code in codes} | {f"flag:{code.partition('.')[0]}" for code in codes}
    for facet in kinds | {f"material:{one.material}" for one in chosen}:
        add("queue_facets", **where, facet=facet)
    add("search_keys", digest=f"{number:064x}", submission_id=id)


def _hurry(connection: Connection) -> None:
    """Nothing here needs to outlive a crash, and every row points to one that is there."""
    if connection.dialect.name == "sqlite":
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")


def _write(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    names = sorted({name for row in rows for name in row})
    columns = ", ".join(f'"{name}"' for name in names)
    values = ([row.get(name) for name in names] for row in rows)
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        marks = ", ".join("?" * len(names))
        raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
        return
    assert isinstance(raw, psycopg.Connection)
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _count(connection: Connection) -> None:
    for facet, table in (("facet", "queue_facets"), ("''", "queue")):
        connection.exec_driver_sql(
            "INSERT INTO queue_counts (facet, state, site, rank, n) "
            f"SELECT {facet}, state, site, rank, count(*) FROM {table} GROUP BY 1, 2, 3, 4"
        )
