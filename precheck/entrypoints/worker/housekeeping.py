"""``python -m precheck.entrypoints.worker.housekeeping``: relay, sweeper, feeder of re-scans, retention; one loop.

Any number may run, on any number of machines: what they do is decided in the database."""

import time

from precheck.entrypoints.daemon import Loop, PeriodicTask, as_program, run
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.readiness import BEAT_SECONDS, HOUSEKEEPING
from precheck.entrypoints.worker.app import CeleryBroker, create
from precheck.service import Relay, Rescans, Retention, Sweeper, results
from precheck.storage.facts import KEPT_SECONDS

# Asking the database so often takes 1% of a core; one transaction tells the broker of all that came meanwhile.
RELAY_SECONDS = 0.05
FEED_SECONDS = 0.25
QUEUE_SECONDS = 0.5
SWEEP_SECONDS = 5.0
ERASE_SECONDS = 60.0
RETENTION_SECONDS = 3600.0
TEMPORARY_SECONDS = 3600.0
"""Older than this, a temporary file is a dead program's: a report over everything takes minutes, a picture seconds."""


def chores(place: Deployment) -> list[PeriodicTask]:
    store = place.working_store()
    broker = CeleryBroker(create(place, publishes_only=True))
    relay, sweeper = Relay(store, broker), Sweeper(store, broker)
    rescans: Rescans = place.rescans(store)
    retention: Retention = place.retention(store)
    queueing = place.queueing(store)
    accounts = place.accounts(store)

    def sweep() -> int:
        sweeper.sweep()
        return 0

    def retain() -> int:
        accounts.forget_ended()
        if place.embedded:
            broker.compact()
        place.sweep_temporary(TEMPORARY_SECONDS)
        return retention.run()

    def beat() -> int:
        with store.write(durable=False) as tx:
            tx.heartbeats.beat(f"{HOUSEKEEPING}@{results.process_name()}", tx.now())
            tx.heartbeats.forget(tx.now() - KEPT_SECONDS)
        return 0

    return [
        PeriodicTask("beat", BEAT_SECONDS, beat),
        PeriodicTask("relay", RELAY_SECONDS, relay.publish),
        PeriodicTask("sweep", SWEEP_SECONDS, sweep),
        PeriodicTask("feed", FEED_SECONDS, rescans.feed),
        PeriodicTask("queue", QUEUE_SECONDS, queueing.refresh_marked, eager=True),
        # Not at the start: a machine that is started again and again would do nothing else.
        PeriodicTask("erase", ERASE_SECONDS, retention.erase_deleted, due=time.monotonic() + ERASE_SECONDS),
        PeriodicTask("retention", RETENTION_SECONDS, retain, due=time.monotonic() + 60),
    ]


def main() -> None:
    with as_program("housekeeping"):
        run(Loop(chores(deployment())))


if __name__ == "__main__":
    main()
