"""Checkers that pass, flag, fail, hang and die; a broker in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from precheck.domain.errors import Transient
from precheck.domain.flag import Flag, Severity
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts, Provenance, Report, UploadFacts
from precheck.domain.upload import Upload
from precheck.storage import Transaction
from precheck.storage.tables import orders
from precheck.storage.values import Order, Queue


def report(
    *codes: str, material: str = "diploma", pipeline: str = "p1", registration: Registration | None = None
) -> Report:
    """A report with these flags."""
    return Report(
        checked_at="2026-11-23T09:30:00+08:00",
        upload=UploadFacts(id=None, file=None, material=material, submission=None, sha256=None, bytes=None),
        flags=tuple(Flag(code, Severity.REUPLOAD, "模糊", "blurred") for code in codes),
        image=ImageFacts(),
        fields={},
        unable=(),
        provenance=Provenance(
            precheck="0",
            pipeline=pipeline,
            registration=registration.sha256() if registration else None,
            ocr="null",
        ),
        seconds={"total": 0.1},
    )


class FakeChecker:
    """Answers with ``answer``; ``seen`` are the registrations it was given, ``earlier`` what it was to remember. What it
    read is the picture's own bytes."""

    def __init__(self, answer: Callable[[], Report] = report) -> None:
        self.answer = answer
        self.seen: list[Registration | None] = []
        self.earlier: list[bytes | None] = []

    def check_remembering(
        self, upload: Upload, registration: Registration | None = None, *, earlier: bytes | None = None
    ) -> tuple[Report, bytes]:
        self.seen.append(registration)
        self.earlier.append(earlier)
        named = self.answer().with_upload(
            id=upload.id, submission=upload.submission, material=upload.material, file=upload.file
        )
        return named, upload.data


class FakeBroker:
    """A queue in memory that can be away and can forget."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Queue]] = []
        self.away = False

    def publish(self, orders: Sequence[tuple[str, Queue]]) -> None:
        if self.away:
            raise Transient("away")
        self.sent.extend(orders)

    def length(self, queue: Queue) -> int:
        if self.away:
            raise Transient("away")
        return sum(1 for _, name in self.sent if name is queue)

    def pop(self) -> str:
        return self.sent.pop(0)[0]


def list_orders(tx: Transaction, upload_id: str) -> list[Order]:
    """All of an upload's orders, oldest first."""
    found = select(orders.c.id).where(orders.c.upload_id == upload_id).order_by(orders.c.turn)
    listed = [tx.orders.get(id) for id in tx.connection.execute(found).scalars()]
    return [order for order in listed if order is not None]
