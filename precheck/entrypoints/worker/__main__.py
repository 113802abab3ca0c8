"""``python -m precheck.entrypoints.worker``: the Celery worker's main process, as the supervisor starts it."""

from __future__ import annotations

import os
import sys
from typing import Any

# One thread a process, before NumPy or an engine is loaded: two processes with one thread each did 18-20 inferences
# a second, with two threads each 12.
THREADS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}


def main() -> None:
    """Run until told to end."""
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
    from precheck.wiring import Precheck

    place = deployment()
    Precheck()  # wrong settings end here, in one line, and not in every process of the pool

    @setup_logging.connect(weak=False)  # type: ignore[untyped-decorator]
    def ours(**_: Any) -> None:
        logs.configure(program="worker")

    logs.configure(program="worker")
    processes = place.settings.workers or len(os.sched_getaffinity(0))
    module.app.worker_main(
        [
            "--quiet",  # no banner
            "worker",
            f"--concurrency={processes}",
            "--pool=prefork",
            "--queues=uploads,rescan",
            "--without-gossip",
            "--without-mingle",
            "--loglevel=INFO",
        ]
    )


if __name__ == "__main__":
    from precheck.domain.errors import Invalid

    try:
        main()
    except Invalid as error:
        sys.stderr.write(f"precheck: {error}\n")
        sys.exit(2)
