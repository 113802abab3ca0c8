"""``python -m precheck.entrypoints.webhooks``: sends what the database holds to be sent. Any number may run."""

from __future__ import annotations

import time

from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.program import Chore, Loop, as_program, run
from precheck.entrypoints.webhooks.sender import HttpSender
from precheck.service.delivering import Courier
from precheck.service.keys import Keys
from precheck.service.webhooks import Settings, Webhooks

# A portal that is told within half a second need not ask; asking an idle SQLite twice a second costs nothing.
DELIVER_SECONDS = 0.5
FORGET_SECONDS = 3600.0


def chores(place: Deployment) -> list[Chore]:
    """What there is to do."""
    store = place.working_store()
    private = place.settings.webhooks_private
    webhooks, keys = Webhooks(store, Settings(private=private)), Keys(store)
    courier = Courier(store, HttpSender(private=private))

    def forget() -> int:
        keys.forget_uses()
        webhooks.forget()
        return 0

    return [
        Chore("webhooks", DELIVER_SECONDS, courier.deliver),
        Chore("forget", FORGET_SECONDS, forget, due=time.monotonic() + 60),
    ]


def main() -> None:
    """Run until SIGTERM."""
    with as_program("webhooks"):
        run(Loop(chores(deployment())))


if __name__ == "__main__":
    main()
