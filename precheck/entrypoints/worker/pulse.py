"""A worker's main process says that it works, unless it holds a task for longer than any task may take: then its pool no
longer moves, and the supervisor has to help."""

from __future__ import annotations

import threading
import time

from celery.worker import state

from precheck.entrypoints.supervisor import BEAT_SECONDS, beat


def start(longest_seconds: float) -> None:
    """Beat from now on; a task is held for ``longest_seconds`` at most."""
    threading.Thread(target=_run, args=(longest_seconds,), name="pulse", daemon=True).start()


def _run(longest_seconds: float) -> None:
    first_seen: dict[str, float] = {}
    pause = threading.Event()
    while True:
        now = time.monotonic()
        held = _held()
        if held is not None:
            first_seen = {id: first_seen.get(id, now) for id in held}
        if all(now - since <= longest_seconds for since in first_seen.values()):
            beat()
        pause.wait(BEAT_SECONDS)


def _held() -> list[str] | None:
    """The tasks that were received and have not ended; None: asked in the middle of a change."""
    try:
        return [request.id for request in list(state.reserved_requests)]
    except RuntimeError:
        return None
