"""``python -m precheck.entrypoints.worker QUEUE``: a Celery worker's main process, as the supervisor starts it.

Each queue has a worker of its own. The re-scan's runs at the lowest priority that the kernel knows: it takes the whole
machine while nobody uploads, and next to nothing of it while somebody does. In one worker for both, an upload behind a
re-scan took 2.5 times as long as on an idle service, since it waited for a process and then shared the cores.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from precheck.entrypoints.program import as_program
from precheck.storage.values import Queue

# One thread a process, before NumPy or an engine is loaded: two processes with one thread each did 18-20 inferences
# a second, with two threads each 12.
THREADS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}


LOWEST_PRIORITY = 19
STUCK_SECONDS = 60.0
"""Beyond the hard limit of a task, after which its process should have been killed."""


def main(queue: Queue) -> None:
    """Run until told to end."""
    if queue is Queue.RESCAN:
        _give_way()
    os.environ.update(THREADS)
    # SIGTERM lets running checks finish for worker_soft_shutdown_timeout; read by billiard when it is imported.
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"

    import cv2

    # In the parent and before any use: set in a forked child, it hung in three of four runs.
    cv2.setNumThreads(1)

    from celery.signals import setup_logging

    from precheck.entrypoints import logs
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.worker import app as module
    from precheck.entrypoints.worker import process, pulse
    from precheck.wiring import Precheck

    place = deployment()
    process.serve(queue)
    Precheck()  # wrong settings end here, in one line, and not in every process of the pool

    @setup_logging.connect(weak=False)  # type: ignore[untyped-decorator]
    def ours(**_: Any) -> None:
        logs.configure(program=f"worker {queue}")

    pulse.start(module.HARD_LIMIT_SECONDS[queue] + STUCK_SECONDS)
    processes = place.settings.workers or len(os.sched_getaffinity(0))
    module.app.worker_main(
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
    """Let every other process go first."""
    os.nice(LOWEST_PRIORITY)
    # Where the kernel groups processes by session, a priority counts within the session only: lower the session's.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(LOWEST_PRIORITY))


if __name__ == "__main__":
    asked = Queue(sys.argv[1] if len(sys.argv) > 1 else Queue.UPLOADS)
    with as_program(f"worker {asked}"):
        main(asked)
