"""``python -m precheck.entrypoints.webhooks``: sends what the database holds to be sent. Any number may run."""

from __future__ import annotations

import signal
import sys
import time

from precheck.domain.errors import Invalid
from precheck.entrypoints import logs
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.webhooks.sender import HttpSender
from precheck.entrypoints.worker.housekeeping import Chore, Loop
from precheck.service.keys import Keys
from precheck.service.webhooks import Settings, Webhooks

# A portal that is told within half a second need not ask; asking an idle SQLite twice a second costs nothing.
DELIVER_SECONDS = 0.5
FORGET_SECONDS = 3600.0


def chores(place: Deployment) -> list[Chore]:
    """What there is to do."""
    store = place.store()
    private = place.settings.webhooks_private
    webhooks, keys = Webhooks(store, Settings(private=private)), Keys(store)
    sender = HttpSender(private=private)

    def forget() -> int:
        keys.forget_uses()
        webhooks.forget()
        return 0

    return [
        Chore("webhooks", DELIVER_SECONDS, lambda: webhooks.deliver(sender)),
        Chore("forget", FORGET_SECONDS, forget, due=time.monotonic() + 60),
    ]


def main() -> None:
    """Run until SIGTERM."""
    logs.configure(program="webhooks")
    loop = Loop(chores(deployment()))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    loop.run()


if __name__ == "__main__":
    try:
        main()
    except Invalid as error:
        sys.stderr.write(f"precheck: {error}\n")
        sys.exit(2)
