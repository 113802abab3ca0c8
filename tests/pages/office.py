"""The office under test: its address, its worker, its people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from precheck.domain.report import Report
from precheck.entrypoints import demo
from precheck.entrypoints.api.services import Services
from precheck.service import Checking, Relay
from precheck.storage.queue import QueueFilter, QueueRow
from precheck.storage.values import State
from tests.service.doubles import FakeBroker, FakeChecker, report


@dataclass
class Office:
    address: str
    services: Services

    def __post_init__(self) -> None:
        self.broker = FakeBroker()
        self.checker = FakeChecker(report)

    def work(self) -> None:
        """Relay, worker and housekeeping until nothing waits."""
        relay = Relay(self.services.store, self.broker)
        checking = Checking(self.services.store, self.services.place.pictures(), self.checker)
        while relay.publish() or self.broker.sent:
            if self.broker.sent:
                checking.run(self.broker.pop())
        while self.services.queueing.refresh_marked():
            pass

    def rows(self, state: State = State.SITE, rank: int | None = None) -> list[QueueRow]:
        """What waits in a state."""
        with self.services.store.read() as tx:
            return tx.queue.page(QueueFilter(state=state, rank=rank), 1000)

    def row(self, submission: str) -> QueueRow:
        with self.services.store.read() as tx:
            found = tx.queue.get(submission)
        assert found is not None
        return found

    def link(self, submission: str) -> str:
        """A candidate's address."""
        return f"{self.address}/c/{self.services.accounts.issue_link(submission, by='test', days=1)}"

    @contextmanager
    def signed_in(
        self, browser: Browser, login: str = "wang", *, width: int = 1280, height: int = 860
    ) -> Iterator[Page]:
        """A page of a browser of one's own, signed in, that must have no error in its console."""
        with context(browser, width, height) as opened:
            page = opened.new_page()
            page.goto(f"{self.address}/sign-in")
            page.fill("main [name=login]", login)
            page.fill("main [name=password]", demo.PASSWORD)
            page.click("main .button.main")
            page.wait_for_url("**/queue*")
            yield page


@contextmanager
def context(
    browser: Browser, width: int = 1280, height: int = 860, *, mobile: bool = False
) -> Iterator[BrowserContext]:
    """A browser of one's own; what its scripts complain about fails the test."""
    # Colours that still change are no colours to be judged, nor buttons that move to be clicked.
    opened = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=mobile,
        has_touch=mobile,
        locale="zh-CN",
        reduced_motion="reduce",
    )
    opened.set_default_timeout(15_000)
    errors: list[str] = []
    opened.on("weberror", lambda error: errors.append(str(error.error)))
    opened.on(
        "console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield opened
    opened.close()
    assert errors == []


def samples_reports() -> list[Report]:
    """The reports that the demo is made of."""
    path: Path = demo.samples_folder() / demo.REPORTS
    return [Report.from_dict(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
