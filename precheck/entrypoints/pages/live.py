"""Server-sent events: which submissions changed. One look at the database for all who listen."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from precheck.domain.errors import Transient
from precheck.entrypoints.pages.access import Office, User

router = APIRouter()

LOOK_SECONDS = 1.0
SILENCE_SECONDS = 20.0
"""Proxies end a connection on which nothing is said."""

MOST_KEPT = 1000


class Changes:
    """The latest changes, looked up at most once a second whoever asks. Lives in one event loop."""

    def __init__(self, office: Office) -> None:
        self._office = office
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
                        self._office.desk.changes, self._last, MOST_KEPT
                    )
                except Transient:
                    found = []
                for id, site in found:
                    self.count += 1
                    self._kept.append((id, site, self.count))
        return [(id, site) for id, site, count in self._kept if count > number]


@router.get("/live")
async def get_live(request: Request, found: User) -> StreamingResponse:
    """``changed`` events with the ids of submissions that this user may see."""
    changes: Changes = request.app.state.changes
    return StreamingResponse(
        _events(changes, found.site),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
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
