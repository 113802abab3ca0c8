"""``python -m precheck.entrypoints.worker QUEUE``: a Celery worker's main process, as the supervisor starts it.

Each queue has a worker of its own. The re-scan's runs at the lowest priority that the kernel knows: it takes the whole
machine while nobody uploads, and next to nothing of it while somebody does. In one worker for both, an upload behind a
re-scan took 2.5 times as long as on an idle service, since it waited for a process and then shared the cores."""

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from precheck.entrypoints.daemon import as_program
from precheck.entrypoints.process_pool import ONE_THREAD
from precheck.entrypoints.supervisor import BEAT_SECONDS, beat
from precheck.storage.values import Queue

LOWEST_PRIORITY = 19
STUCK_SECONDS = 60.0
"""Beyond the hard limit of a task, after which its process should have been killed."""


def main(queue: Queue) -> None:
    if queue is Queue.RESCAN:
        _give_way()
    os.environ.update(ONE_THREAD)
    # SIGTERM lets running checks finish for worker_soft_shutdown_timeout; read by billiard when it is imported.
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"

    import cv2

    # In the parent and before any use: set in a forked child, it hung in three of four runs.
    cv2.setNumThreads(1)

    from celery.signals import setup_logging

    from precheck.entrypoints import logs
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.worker import app, tasks
    from precheck.wiring import Precheck

    place = deployment()
    tasks.Process.queue = queue
    Precheck()  # wrong settings end here, in one line, and not in every process of the pool

    @setup_logging.connect(weak=False)  # type: ignore[untyped-decorator]
    def ours(**_: Any) -> None:
        logs.configure(program=f"worker {queue}")

    _start_pulse(app.HARD_LIMIT_SECONDS[queue] + STUCK_SECONDS)
    processes = place.settings.workers or len(os.sched_getaffinity(0))
    app.app.worker_main(
        [
            "--quiet",  # no banner
            "worker",
            f"--concurrency={processes}",
            "--pool=prefork",
            f"--queues={queue}",
            f"--hostname={queue}@%h",
            "--without-gossip",
            "--without-mingle",
            "--loglevel=INFO",
        ]
    )


def _give_way() -> None:
    """Let every other process go first, where this one may say so."""
    with contextlib.suppress(OSError):
        os.nice(LOWEST_PRIORITY)
        # Where the kernel groups processes by session, a priority counts within the session only: lower the session's.
        Path("/proc/self/autogroup").write_text(str(LOWEST_PRIORITY))


def _start_pulse(longest_seconds: float) -> None:
    """Say from now on that this process works, unless it holds a task for longer than any task may take: then its pool no
    longer moves, and the supervisor has to help."""
    threading.Thread(target=_beat, args=(longest_seconds,), name="pulse", daemon=True).start()


def _beat(longest_seconds: float) -> None:
    from celery.worker import state

    first_seen: dict[str, float] = {}
    pause = threading.Event()
    while True:
        now = time.monotonic()
        with contextlib.suppress(RuntimeError):  # asked in the middle of a change
            # The tasks that were received and have not ended.
            first_seen = {
                request.id: first_seen.get(request.id, now) for request in list(state.reserved_requests)
            }
        if all(now - since <= longest_seconds for since in first_seen.values()):
            beat()
        pause.wait(BEAT_SECONDS)


if __name__ == "__main__":
    asked = Queue(sys.argv[1] if len(sys.argv) > 1 else Queue.UPLOADS)
    with as_program(f"worker {asked}"):
        main(asked)
