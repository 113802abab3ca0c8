"""``make chaos``: a real service under a burst of uploads while its processes are killed, then one fault after the other.
Prints a line a trial, and figures.

Every upload must end with exactly one current report: 0 lost, 0 twice, 0 stuck. Exit 0 where that holds.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from precheck.storage import Store
from precheck.storage.values import Status
from tests.chaos.disks import filled, small_disk
from tests.chaos.faults import Faults
from tests.chaos.killing import Killer, at_even_distances
from tests.chaos.pictures import GREY, KILLS, Colour
from tests.chaos.submitting import MATERIAL, Portal, poison
from tests.service.doubles import list_orders
from tests.storage.postgresql import Postgresql
from tests.worker.running import Service

DISK_BYTES = 1500 * 2**20
DATABASE_DISK_BYTES = 400 * 2**20
FULL_SECONDS = 6.0
STUCK_SECONDS = 240.0
"""Nothing ended for so long: three tries of a picture that hangs take 45 s each."""


def main() -> int:
    options = _options()
    chance = random.Random(options.seed)
    with (
        tempfile.TemporaryDirectory(prefix="chaos-", dir="/tmp") as home,
        small_disk(Path(home) / "data", DISK_BYTES) as disk,
        small_disk(Path(home) / "database", DATABASE_DISK_BYTES) as database,
    ):
        if disk is None or database is None:
            _say("a full disk is not tried: only root may mount a small one")
        server = Postgresql(durable=True) if options.postgresql else None
        settings = {"CHAOS_WORK_SECONDS": str(options.work_ms / 1000)}
        if server is not None:
            server.execute("CREATE DATABASE chaos")
            settings["PRECHECK_DATABASE"] = server.url("chaos")
        elif database is not None:
            settings["PRECHECK_DATABASE"] = f"sqlite:///{database / 'precheck.db'}"
        service = Service(Path(home) / "data", **settings)
        try:
            disks = {"data": disk, "database": None if server is not None else database}
            return _run(service, server, {n: d for n, d in disks.items() if d is not None}, chance, options)
        finally:
            if service.process is not None and service.process.poll() is None:
                service.stop()
            if options.keep_log:
                Path(options.keep_log).write_bytes(service.log.read_bytes())
            if server is not None:
                server.remove()


def _run(
    service: Service,
    server: Postgresql | None,
    disks: dict[str, Path],
    chance: random.Random,
    options: argparse.Namespace,
) -> int:
    service.start("--workers", "2")
    store = service.place.store()
    portal = Portal(
        service.place.intake(store, {MATERIAL}),
        chance,
        options.uploads,
        options.pause,
        poison(options.poison, min(options.poison, 2), options.hangs),
        options.whole_every,
    )
    killer = Killer(service, chance, options.kill_every)
    events: list[Callable[[], None]] = []
    for number in range(options.broker_losses):
        events.append(lambda forgets=number % 2 == 0: killer.kill_broker(forgets=forgets))  # type: ignore[misc]
    events.append(killer.kill_everything)
    if server is not None:
        events.append(lambda: _restart(server, killer))
    if "data" in disks:
        events.append(lambda: _fill(disks["data"], killer))
    begun = time.monotonic()
    threads = [
        threading.Thread(target=portal.run),
        threading.Thread(target=killer.run),
        threading.Thread(target=at_even_distances, args=(events, portal.progress)),
    ]
    for thread in threads:
        thread.start()
    threads[0].join()
    threads[2].join()
    sent_after = time.monotonic() - begun
    drained = _drain(store, killer, options.kills)
    killer.stop.set()
    threads[1].join()
    spent = time.monotonic() - begun
    store.close()
    faults = Faults(service, server, disks)
    if not options.no_faults:
        faults.run()
        drained = drained and _drain(service.store, killer, 0)
    figures = _count(service.place.store(), {**portal.sent, **dict.fromkeys(faults.sent, GREY)})
    _say(f"database {'PostgreSQL' if server else 'SQLite'}, seed {options.seed}")
    _say(
        f"uploads {options.uploads}, sent in {sent_after:.0f} s, drained after {spent:.0f} s ({options.uploads / spent:.0f}/s)"
    )
    _say("killed: " + ", ".join(f"{kind} {count}" for kind, count in sorted(killer.counts.items())))
    _say(f"faults one by one: {sum(faults.counts.values())}, uploads meanwhile {len(faults.sent)}")
    _say("portal: " + ", ".join(f"{what} {count}" for what, count in sorted(portal.counts.items())))
    for name, value in figures.items():
        _say(f"{name}: {value}")
    kills = sum(killer.counts[kind] for kind in ("child", "worker", "housekeeping"))
    good = (
        drained
        and not faults.failed
        and not any(
            figures[name] for name in ("lost", "two current reports", "stuck", "poison not set aside")
        )
    )
    _say(f"kills {kills}; {'all is well' if good else 'NOT WELL'}")
    return 0 if good else 1


def _drain(store: Store, killer: Killer, kills: int) -> bool:
    """Wait until nothing is open, killing on until there were enough kills; False where nothing moves any more."""
    last, moved = -1, time.monotonic()
    while True:
        with store.read() as tx:
            left = sum(count for count, _ in tx.orders.depth().values())
        enough = sum(killer.counts[kind] for kind in ("child", "worker", "housekeeping")) >= kills
        if enough:
            killer.stop.set()
        if not left and (enough or not kills):
            return True
        if not left:
            killer.kill(
                "child"
            )  # the queue was faster than the killer: the rest of the kills hit an idle service
        if left != last:
            last, moved = left, time.monotonic()
        if time.monotonic() - moved > STUCK_SECONDS:
            return False
        time.sleep(0.5)


def _count(store: Store, sent: dict[str, Colour]) -> dict[str, int]:
    lost = twice = stuck = not_aside = tried_again = aside = innocent = 0
    for upload_id, colour in sent.items():
        with store.read() as tx:
            upload = tx.uploads.get(upload_id)
            reports = tx.reports.list_upload(upload_id)
            orders = list_orders(tx, upload_id)
        current = sum(report.current for report in reports)
        lost += upload is None or current == 0
        twice += current > 1 or len(orders) != 1 or len(reports) > 1
        stuck += upload is not None and upload.status not in (Status.CHECKED, Status.FAILED)
        tried_again += any(order.attempts > 1 for order in orders)
        failed = upload is not None and upload.status is Status.FAILED
        aside += failed
        not_aside += colour == KILLS and not failed
        innocent += failed and colour == (127, 127, 127)
    return {
        "lost": lost,
        "two current reports": twice,
        "stuck": stuck,
        "poison not set aside": not_aside,
        "set aside": aside,
        "set aside though harmless": innocent,
        "tried more than once": tried_again,
    }


def _restart(server: Postgresql, killer: Killer) -> None:
    server.stop(signal.SIGQUIT)  # at once, as in a crash
    time.sleep(2)
    server.start()
    killer.counts["database"] += 1


def _fill(disk: Path, killer: Killer) -> None:
    """Fill the disk to the last byte, and empty it again."""
    with filled(disk):
        time.sleep(FULL_SECONDS)
    killer.counts["disk full"] += 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--uploads", type=int, default=10_000)
    parser.add_argument("--whole-every", type=int, default=20, help="one upload in so many is checked whole")
    parser.add_argument(
        "--kills", type=int, default=50, help="of children, workers and housekeeping, at least"
    )
    parser.add_argument("--kill-every", type=float, default=3.0, help="seconds in the mean")
    parser.add_argument("--broker-losses", type=int, default=3, help="every other one with its data")
    parser.add_argument("--poison", type=int, default=6, help="pictures that kill their process")
    parser.add_argument("--hangs", type=int, default=1, help="pictures that hang; each takes 135 s")
    parser.add_argument("--work-ms", type=float, default=5.0, help="how long a check takes beyond decoding")
    parser.add_argument("--pause", type=float, default=10.0, help="seconds between bursts of 2,000")
    parser.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL server, which is restarted too"
    )
    parser.add_argument("--no-faults", action="store_true", help="the burst alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-log", help="where to leave the service's log")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
