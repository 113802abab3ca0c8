"""How long an upload waits on an idle service, and behind a re-scan: ``python -m tests.chaos.waiting``.

With an engine that takes a fixed time, so that what is measured is the queue, not the reader.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from precheck.storage.values import Filters, RescanState
from tests.chaos.pictures import picture
from tests.chaos.submitting import MATERIAL
from tests.worker.running import Service

POLL_SECONDS = 0.004


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=100_000, help="uploads that the re-scan goes through")
    parser.add_argument("--uploads", type=int, default=60, help="measured, one after the other")
    parser.add_argument("--work-ms", type=float, default=200.0, help="of processor time a check")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waiting-") as home:
        service = Service(Path(home) / "data", CHAOS_BUSY_SECONDS=str(options.work_ms / 1000))
        service.start("--workers", "2")
        try:
            _measure(service, options)
        finally:
            service.stop()
    return 0


def _measure(service: Service, options: argparse.Namespace) -> None:
    for number in range(4):
        _waited(service, number)
    idle = [_waited(service, 10 + number) for number in range(options.uploads)]
    _say("idle", idle)
    sha256 = service.place.pictures().put(picture(0))
    with service.store.write() as tx:
        for number in range(options.stored):
            tx.submissions.ensure(f"old{number // 10}", 1.0)
            tx.uploads.add(f"old{number // 10}", MATERIAL, None, sha256, 1, 1.0)
    rescans = service.place.rescans(service.store)
    id = rescans.start(Filters(material=MATERIAL), by="test").id
    while rescans.get(id).done < 20:
        time.sleep(0.1)
    before, began = rescans.get(id).done, time.monotonic()
    behind = [_waited(service, 1000 + number) for number in range(options.uploads)]
    found = rescans.get(id)
    assert found.state is RescanState.RUNNING, "the re-scan was over too early: more --stored"
    _say(f"behind a re-scan of {found.total}", behind)
    ratio = statistics.median(behind) / statistics.median(idle)
    rate = (found.done - before) / (time.monotonic() - began)
    sys.stdout.write(f"medians {ratio:.2f} times as long; the re-scan went on with {rate:.1f}/s\n")


def _waited(service: Service, number: int) -> float:
    begun = time.monotonic()
    upload_id = service.submit(picture(number), submission=f"w{number}")
    while True:
        with service.store.read() as tx:
            if tx.reports.current(upload_id) is not None:
                return time.monotonic() - begun
        time.sleep(POLL_SECONDS)


def _say(what: str, waited: list[float]) -> None:
    ordered = sorted(1000 * seconds for seconds in waited)
    sys.stdout.write(
        f"{what}: median {statistics.median(ordered):.0f} ms, 90% {ordered[int(len(ordered) * 0.9)]:.0f} ms, "
        f"worst {ordered[-1]:.0f} ms\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
