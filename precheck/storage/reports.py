"""Reports in the database: one current report an upload, the earlier ones kept with their provenance."""

from collections.abc import Iterator

from sqlalchemy import bindparam, insert, select, update

from precheck.domain.flag import WORST_FIRST, Severity
from precheck.domain.report import Report
from precheck.storage import ids
from precheck.storage.repository import Repository, columns_of
from precheck.storage.tables import report_flags, reports, uploads
from precheck.storage.values import Order, StoredReport

_COLUMNS = columns_of(StoredReport, reports)

# Made once: building a statement and its cache key takes four times as long as SQLite takes to carry it out.
_ADD = insert(reports)
_ADD_FLAGS = insert(report_flags)
_RETIRE = (
    update(reports).where(reports.c.upload_id == bindparam("of"), reports.c.current).values(current=False)
)
_CURRENT = select(*_COLUMNS).where(reports.c.upload_id == bindparam("of"), reports.c.current)


class Reports(Repository):
    def add(self, order: Order, report: Report, at: float, *, current: bool) -> str:
        """Keep a report; its id. ``current``: it takes the place of the one before. The caller holds the upload's row,
        so that two reports never become current at once; the database's unique index would refuse the second anyway."""
        if current:
            self.retire(order.upload_id)
        id = ids.new(at)
        self._execute(
            _ADD,
            {
                "id": id,
                "upload_id": order.upload_id,
                "order_id": order.id,
                "generation": order.generation,
                "turn": order.turn,
                "current": current,
                "verdict": str(report.verdict),
                "unable": len(report.unable),
                "precheck": report.provenance.precheck,
                "pipeline": report.provenance.pipeline,
                "ocr": report.provenance.ocr,
                "seconds": report.seconds.get("total", 0.0),
                "created_at": at,
                "data": report.to_json(),
            },
        )
        worst: dict[str, Severity] = {}
        for flag in sorted(report.flags, key=lambda flag: WORST_FIRST.index(flag.severity)):
            worst.setdefault(flag.code, flag.severity)
        if worst:
            self._execute(
                _ADD_FLAGS,
                [
                    {"report_id": id, "code": code, "severity": str(severity)}
                    for code, severity in worst.items()
                ],
            )
        return id

    def retire(self, upload_id: str) -> None:
        self._execute(_RETIRE, {"of": upload_id})

    def current(self, upload_id: str) -> StoredReport | None:
        return self._one(StoredReport, _CURRENT, {"of": upload_id})

    def list_upload(self, upload_id: str) -> list[StoredReport]:
        """All of an upload's reports, oldest first."""
        query = select(*_COLUMNS).where(reports.c.upload_id == upload_id).order_by(reports.c.turn)
        return self._all(StoredReport, query)

    def list_submission(self, submission_id: str) -> list[StoredReport]:
        """The current reports of a submission's uploads, in the order of the uploads' coming."""
        query = (
            select(*_COLUMNS)
            .join(uploads, uploads.c.id == reports.c.upload_id)
            .where(
                uploads.c.submission_id == submission_id, uploads.c.deleted_at.is_(None), reports.c.current
            )
            .order_by(uploads.c.id)
        )
        return self._all(StoredReport, query)

    def every_current(
        self, *, material: str | None = None, since: float | None = None
    ) -> Iterator[StoredReport]:
        """All current reports, by submission and then in the order of the uploads' coming."""
        query = (
            select(*_COLUMNS)
            .join(uploads, uploads.c.id == reports.c.upload_id)
            .where(uploads.c.deleted_at.is_(None), reports.c.current)
            .order_by(uploads.c.submission_id, uploads.c.id)
            .execution_options(yield_per=500)
        )
        if material is not None:
            query = query.where(uploads.c.material == material)
        if since is not None:
            query = query.where(uploads.c.created_at >= since)
        for row in self._execute(query):
            yield StoredReport(**row._mapping)

    def newest(self) -> str | None:
        return self._scalar(str, select(reports.c.id).order_by(reports.c.id.desc()).limit(1))
