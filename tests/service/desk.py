"""Everything of the service together, with a clock that tests move."""

from __future__ import annotations

import time
from dataclasses import dataclass

from precheck.service import Checking, Intake, Relay, Rescans, Retention, Review, Sweeper
from precheck.service.results import Ending
from precheck.storage import Pictures, Store
from precheck.storage.values import Status
from tests.service.doubles import FakeBroker, FakeChecker


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    store: Store
    pictures: Pictures
    clock: Clock
    broker: FakeBroker
    checker: FakeChecker
    intake: Intake
    checking: Checking
    relay: Relay
    sweeper: Sweeper
    review: Review
    rescans: Rescans
    retention: Retention

    def upload(self, data: bytes = b"picture", submission: str = "s1", material: str = "diploma") -> str:
        return self.intake.submit_upload(submission, material, data, "a.jpg").upload.id

    def work(self) -> list[Ending]:
        """Relay and worker until the queue is empty."""
        endings = []
        while self.relay.publish() or self.broker.sent:
            if self.broker.sent:
                endings.append(self.checking.run(self.broker.pop()))
        return endings

    def status(self, upload_id: str) -> Status:
        return self.intake.get_upload(upload_id)[0].status

    def verdict(self, upload_id: str) -> str | None:
        report = self.intake.get_upload(upload_id)[1]
        return report.verdict if report else None


def locks(desk: Desk, submission: str) -> bool:
    """Whether a submission's diploma may not be changed."""
    with desk.store.read() as tx:
        held = tx.submissions.get(submission)
        return held is not None and held.locks("diploma")
