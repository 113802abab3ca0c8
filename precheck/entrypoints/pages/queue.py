"""The queue: filters whose counts are links, rows by keyset, search, saved views; what it lists as a file, in each format of
the triage report; and server-sent events: which submissions changed, with one look at the database for all who listen.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from urllib.parse import parse_qsl, urlencode

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse, StreamingResponse

from precheck.domain.cleaning import CHINA
from precheck.domain.errors import Transient
from precheck.domain.flag import WORST_VERDICTS_FIRST, Verdict
from precheck.domain.report import Report
from precheck.entrypoints.api.lists import Format, document, triage_over
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import CsrfChecked, SignedIn, User
from precheck.entrypoints.scan.triage import MAX_PAGES
from precheck.reporting import html
from precheck.service.errors import Unacceptable
from precheck.service.viewing import parse_reports
from precheck.storage.accounts import StoredUser
from precheck.storage.queue import EVERY, Claim, Place, QueueFilter, QueueRow
from precheck.storage.values import Level, State

router = APIRouter()

ROWS = 50
FACETS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """The queue's filters as they stand in its address."""

    state: str = ""
    verdict: str = ""
    flag: str = ""
    material: str = ""
    site: str = ""
    since: str = ""
    until: str = ""
    reviewer: str = ""
    changed: str = ""
    new: str = ""

    def query(self, **changes: str) -> str:
        """As it stands in an address, with some of it changed."""
        values = {name: getattr(self, name) for name in self.__slots__} | changes
        return urlencode({name: value for name, value in values.items() if value})

    @classmethod
    def parse(cls, text: str) -> Self:
        known = {name: value[:200] for name, value in parse_qsl(text[:2000]) if name in cls.__slots__}
        return cls(**known)

    def filter(self, user: StoredUser, looked_at: float | None) -> QueueFilter:
        since = _parse_day(self.since)
        if self.new and looked_at is not None:
            since = max(since or 0.0, looked_at)
        until = _parse_day(self.until)
        return QueueFilter(
            state=self.state_for(user),
            site=self.site or None,
            rank=self.rank,
            flag=self.flag or None,
            material=self.material or None,
            since=since,
            until=None if until is None else until + timedelta(days=1).total_seconds(),
            reviewer=user.id if self.reviewer == "me" else self.reviewer or None,
            changed=bool(self.changed),
        )

    @property
    def rank(self) -> int | None:
        return (
            WORST_VERDICTS_FIRST.index(Verdict(self.verdict))
            if self.verdict in WORST_VERDICTS_FIRST
            else None
        )

    @property
    def facet(self) -> str | None:
        """The facet by which counts of what is listed are kept; None where none are: what is counted must be what a link
        leads to."""
        if self.since or self.until or self.reviewer or self.changed or self.new:
            return None
        facets = [
            f"{kind}:{value}" for kind, value in (("flag", self.flag), ("material", self.material)) if value
        ]
        return (facets or [EVERY])[0] if len(facets) < 2 else None

    def state_for(self, user: StoredUser) -> State:
        """The state asked for, else the one that waits for the user."""
        if self.state in set(State):
            return State(self.state)
        return State.DISTRICT if user.level is Level.DISTRICT else State.SITE


def parse_place(text: str) -> Place | None:
    parts = text.split(":", 2)
    try:
        return int(parts[0]), float(parts[1]), parts[2]
    except (ValueError, IndexError):
        return None


def place_at(row: QueueRow) -> Place:
    return row.rank, row.since, row.submission_id


def format_place(row: QueueRow) -> str:
    return f"{row.rank}:{row.since!r}:{row.submission_id}"


def next_row(
    services: Services, signed: SignedIn, asked: QueueQuery, after: Place | None, but: str
) -> QueueRow | None:
    """The next submission of the list that nobody else works on; from its beginning where the end is reached."""
    user = signed.user
    filter = asked.filter(user, signed.session.looked_at)
    for begin in dict.fromkeys((after, None)):
        rows, claims = services.queue_view.page(user, filter, ROWS, begin)
        for row in rows:
            claim = claims.get(row.submission_id)
            if row.submission_id != but and (claim is None or claim.user_id == user.id):
                return row
    return None


@router.get("/queue")
def get_queue(
    request: Request,
    services: ServicesDep,
    signed: SignedIn,
    after: Annotated[str, Query(max_length=300)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    user = signed.user
    asked = QueueQuery.parse(request.url.query)
    claims: dict[str, Claim] = {}
    if q.strip():
        rows = services.queue_view.find(user, q)
    else:
        filter = asked.filter(user, signed.session.looked_at)
        rows, claims = services.queue_view.page(user, filter, ROWS + 1, parse_place(after))
    more = format_place(rows[ROWS - 1]) if not q and len(rows) > ROWS else ""
    values: dict[str, Any] = {
        "rows": rows[: ROWS if not q else None],
        "claims": claims,
        "asked": asked,
        "more": more,
        "q": q,
        "people": services.queue_view.users(),
        "ranks": WORST_VERDICTS_FIRST,
        "pdf": html.has_pdf(),
    }
    if after and request.headers.get("hx-request"):
        return render.page(request, "queue/rows.html.j2", **values)
    services.queue_view.look_at_queue(user)
    return render.page(
        request, "queue/page.html.j2", **values, **_sidebar(services, signed, asked), active="queue"
    )


@router.post("/queue/views", dependencies=[CsrfChecked])
def post_view(
    services: ServicesDep,
    user: User,
    name: Annotated[str, Form(max_length=200)] = "",
    query: Annotated[str, Form(max_length=1000)] = "",
    drop: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    asked = QueueQuery.parse(query)
    if drop:
        services.queue_view.drop_view(user, drop)
    else:
        services.queue_view.save_view(user, name, asked.query())
    return RedirectResponse(f"/queue?{asked.query()}", 303)


def _sidebar(services: Services, signed: SignedIn, asked: QueueQuery) -> dict[str, Any]:
    """What stands beside the rows: counts by state, verdict, flag, material and site, where they are kept; saved views."""
    user = signed.user
    state, facet, site = asked.state_for(user), asked.facet, asked.site or None
    by_state = services.queue_view.counts(user, site)
    verdicts = services.queue_view.counts(user, site, facet) if facet else by_state
    facets = services.queue_view.facets(user, state, site, asked.rank)
    flags_counted, materials_counted = (
        replace(asked, **{name: ""}).facet == EVERY for name in ("flag", "material")
    )
    return {
        "state": state,
        "states": {one: sum(n for (s, _), n in by_state.items() if s is one) for one in State},
        "verdicts": {name: verdicts.get((state, rank), 0) for rank, name in enumerate(WORST_VERDICTS_FIRST)},
        "flags": _most_frequent(facets, "flag:"),
        "materials": _most_frequent(facets, "material:"),
        "shown": FACETS_SHOWN,
        "counted": facet is not None,
        "states_counted": replace(asked, flag="", material="").facet is not None,
        "flags_counted": flags_counted,
        "materials_counted": materials_counted,
        "sites": services.queue_view.sites(user, state, facet or EVERY, asked.rank),
        "views": services.queue_view.views(user),
        "looked_at": signed.session.looked_at,
    }


def _most_frequent(facets: dict[str, int], kind: str) -> list[tuple[str, int]]:
    """The facets of a kind, the most frequent first; flags by their whole code."""
    found = [(facet.removeprefix(kind), n) for facet, n in facets.items() if facet.startswith(kind)]
    whole = [(name, n) for name, n in found if kind != "flag:" or "." in name]
    return sorted(whole, key=lambda item: (-item[1], item[0]))


def _parse_day(text: str) -> float | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=CHINA).timestamp() if text else None
    except ValueError:
        return None


FORMATS = (Format.HTML, Format.PDF, Format.XLSX, Format.CSV, Format.ZIP)


@router.get("/triage")
async def get_triage(
    request: Request,
    services: ServicesDep,
    signed: SignedIn,
    format: Annotated[str, Query(max_length=8)] = "html",
    page: Annotated[int, Query(ge=1, le=MAX_PAGES)] = 1,
) -> Response:
    """All submissions of the filter, their uploads the worst first; names and numbers masked. ``json``: whole reports, a
    line each."""
    asked = QueueQuery.parse(request.url.query)
    if format not in (*FORMATS, "json"):
        raise Unacceptable("format: html, pdf, xlsx, csv, zip, json")
    return await services.triage.run(lambda: _export(services, signed, asked, format, page))


def _export(services: Services, signed: SignedIn, asked: QueueQuery, format: str, page: int) -> Response:
    services.desk.note_look(signed.user, "report.exported", signed.user.id)
    with triage_over(services, _reports(services, signed, asked), whole=True) as (triage, folder):
        if format == "json":
            return Response(
                "".join(report.to_json() + "\n" for report in triage.stored),
                media_type="application/x-ndjson",
                headers={"content-disposition": 'attachment; filename="reports.jsonl"'},
            )
        return document(triage, folder, Format(format), page)


def _reports(services: Services, signed: SignedIn, asked: QueueQuery) -> Iterator[Report]:
    for row in _all_rows(services, signed, asked):
        with services.store.read() as tx:
            reports = parse_reports(tx.reports.list_submission(row.submission_id))
        yield from reports


def _all_rows(services: Services, signed: SignedIn, asked: QueueQuery) -> Iterator[QueueRow]:
    filter = asked.filter(signed.user, signed.session.looked_at)
    after: Place | None = None
    while True:
        rows, _ = services.queue_view.page(signed.user, filter, ROWS, after)
        yield from rows
        if len(rows) < ROWS:
            return
        after = place_at(rows[-1])


LOOK_SECONDS = 1.0
SILENCE_SECONDS = 20.0
"""Proxies end a connection on which nothing is said."""

MOST_KEPT = 1000


class Changes:
    """The latest changes, looked up at most once a second whoever asks. Lives in one event loop."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Submission, site, and the how manyth change it is.
        self._kept: deque[tuple[str, str, int]] = deque(maxlen=MOST_KEPT)
        self.count = 0
        self._last: float | None = None
        self._looked = 0.0
        self._turn = asyncio.Lock()
        self.ended = False

    def end(self) -> None:
        """End every stream, soon: a server that stops waits for none. Callable from a signal handler."""
        self.ended = True

    async def since(self, number: int) -> list[tuple[str, str]]:
        """Submission and site of what changed after so many changes."""
        async with self._turn:
            now = time.monotonic()
            if now - self._looked >= LOOK_SECONDS / 2:
                if now - self._looked > SILENCE_SECONDS:
                    self._last = None  # nobody listened: what changed meanwhile is on every page loaded since
                self._looked = now
                try:
                    found, self._last = await to_thread.run_sync(
                        self._services.queue_view.changes, self._last, MOST_KEPT
                    )
                except Transient:
                    found = []
                for id, site in found:
                    self.count += 1
                    self._kept.append((id, site, self.count))
        return [(id, site) for id, site, count in self._kept if count > number]


@router.get("/live")
async def get_live(request: Request, user: User) -> StreamingResponse:
    """``changed`` events with the ids of submissions that this user may see."""
    changes: Changes = request.app.state.changes
    return StreamingResponse(
        _events(changes, user.site), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _events(changes: Changes, site: str | None) -> AsyncIterator[str]:
    number, spoke = changes.count, time.monotonic()
    yield "retry: 3000\n\n"
    while not changes.ended:
        found = await changes.since(number)
        if found:
            number = changes.count
            ids = list(dict.fromkeys(id for id, where in found if site in (None, where)))
            if ids:
                yield f"event: changed\ndata: {json.dumps(ids, ensure_ascii=False)}\n\n"
                spoke = time.monotonic()
        elif time.monotonic() - spoke > SILENCE_SECONDS:
            yield ": still here\n\n"
            spoke = time.monotonic()
        await asyncio.sleep(LOOK_SECONDS)
