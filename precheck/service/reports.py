"""Stored reports as reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.storage import Store
from precheck.storage.values import StoredReport


def parsed(stored: Iterable[StoredReport]) -> list[Report]:
    """The reports whose content was not erased."""
    return [report_of(item.data) for item in stored if item.data is not None]


def report_of(data: str) -> Report:
    """A report from its JSON."""
    return Report.from_dict(json.loads(data))


def every_current(
    store: Store, *, material: str | None = None, since: float | None = None
) -> Iterator[Report]:
    """All current reports, by submission: what the triage report is made of. Held one at a time.

    ``since``: uploaded at or after, seconds since 1970.
    """
    with store.read() as tx:
        for stored in tx.reports.every_current(material=material, since=since):
            if stored.data is not None:
                yield report_of(stored.data)


def registration_of(store: Store, submission: str) -> Registration | None:
    """What a submission's candidate declared."""
    with store.read() as tx:
        held = tx.submissions.get(submission)
        return held.registration if held else None
