"""Stored reports as reports; stored pictures for showing, decoded and written anew, so that only pixels leave the house."""

import json
import threading
from collections.abc import Iterable, Iterator

from precheck.domain.errors import Transient
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.imaging import encode, header
from precheck.imaging.decode import Undecodable, decode
from precheck.service.access import EVERYWHERE, Reach
from precheck.service.errors import Refusal, Unacceptable
from precheck.service.intake import Intake
from precheck.storage import Store
from precheck.storage.values import StoredReport


def parse_reports(stored: Iterable[StoredReport]) -> list[Report]:
    """The reports whose content was not erased."""
    return [report_of(item.data) for item in stored if item.data is not None]


def report_of(data: str) -> Report:
    return Report.from_dict(json.loads(data))


def every_current(
    store: Store, *, material: str | None = None, since: float | None = None
) -> Iterator[Report]:
    """All current reports, by submission, one at a time. ``since``: uploaded at or after, seconds since 1970."""
    with store.read() as tx:
        for stored in tx.reports.every_current(material=material, since=since):
            if stored.data is not None:
                yield report_of(stored.data)


def registration_of(store: Store, submission: str) -> Registration | None:
    with store.read() as tx:
        held = tx.submissions.get(submission)
        return held.registration if held else None


LONGEST_SIDE_PX = 2400
"""Enough to read the small print of an A4 page; the picture of a phone is 4000."""

# Decoding takes up to 190 MB (the hungriest file that the header's check lets pass).
AT_ONCE = 2


class Viewing:
    """Shows pictures. Safe for threads, of which only a few decode at the same time."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._turns = threading.Semaphore(AT_ONCE)

    def picture(
        self, upload_id: str, max_side_px: int = LONGEST_SIDE_PX, *, reach: Reach = EVERYWHERE
    ) -> bytes:
        """An upload's picture as a JPEG without metadata, its longer side at most ``max_side_px``.
        Raises NotFound: there is none, or it was erased; Unacceptable: it cannot be decoded; the report says why."""
        data = self._intake.get_picture(upload_id, reach=reach)
        with self._turns:
            try:
                image = decode(data, header.probe(data))
            except Undecodable:
                raise Unacceptable("图片无法打开 (the picture cannot be opened)") from None
            return encode.jpeg(image, min(max_side_px, LONGEST_SIDE_PX))

    def report_picture(self, report: Report, max_side_px: int) -> bytes | None:
        """The picture that a stored report is about; None where there is nothing to show."""
        # A file whose header says no size was not decoded, and will not be now.
        if report.upload.id is None or not report.upload.width:
            return None
        try:
            return self.picture(report.upload.id, max_side_px)
        except (Refusal, Transient):
            return None
