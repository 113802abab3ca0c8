"""Taking personal data out of the database: for age, or because one candidate asks."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from precheck.storage.facts import PSEUDONYM_SIGN, Facts
from precheck.storage.office_tables import decisions, webhook_deliveries
from precheck.storage.queue import QueueCounts
from precheck.storage.repository import Repository
from precheck.storage.tables import (
    fingerprints,
    idempotency,
    metadata,
    readings,
    reports,
    submissions,
    uploads,
)

_KEPT = (uploads, webhook_deliveries)
"""What names nobody and stays, under a pseudonym. Every other table's rows about a submission go."""


class Erasures(Repository):
    def submissions_before(self, before: float, limit: int) -> list[str]:
        """Submissions that nobody touched since, and that are not erased."""
        query = (
            select(submissions.c.id)
            .where(submissions.c.updated_at < before, ~submissions.c.id.startswith(PSEUDONYM_SIGN))
            .order_by(submissions.c.updated_at)
            .limit(limit)
        )
        return list(self._execute(query).scalars())

    def erase(self, submission_id: str, at: float) -> list[str]:
        """Take out all that a submission holds of a person, its id included; the pictures that it pointed to. Rows,
        verdicts, flag codes and times stay under a pseudonym: they name nobody and keep the statistics and the audit
        true."""
        rows = self._execute(
            select(uploads.c.id, uploads.c.picture).where(uploads.c.submission_id == submission_id)
        ).all()
        self._forget([row.id for row in rows], at)
        counts = QueueCounts(self._connection)
        counts.move(counts.list_counted(submission_id), [])
        for table in metadata.sorted_tables:
            if "submission_id" in table.c and table not in _KEPT:
                self._execute(delete(table).where(table.c.submission_id == submission_id))
        self._execute(
            delete(webhook_deliveries).where(
                webhook_deliveries.c.submission_id == submission_id, webhook_deliveries.c.ended_at.is_(None)
            )
        )
        self._rename(submission_id, at)
        return [row.picture for row in rows]

    def _rename(self, submission_id: str, at: float) -> None:
        """Have every row that is left point to the pseudonym."""
        pseudonym = Facts(self._connection).pseudonym(submission_id)
        there = select(submissions.c.id).where(submissions.c.id == pseudonym)
        if self._execute(there).first() is None:
            self._execute(
                insert(submissions).values(
                    id=pseudonym, registration_version=0, version=1, created_at=at, updated_at=at
                )
            )
        for table in _KEPT:
            self._execute(
                update(table).where(table.c.submission_id == submission_id).values(submission_id=pseudonym)
            )
        self._execute(delete(submissions).where(submissions.c.id == submission_id))

    def erase_deleted(self, at: float, limit: int) -> list[str]:
        """Take out what candidates deleted themselves; the pictures that it pointed to."""
        rows = self._execute(
            select(uploads.c.id, uploads.c.picture)
            .where(uploads.c.deleted_at.is_not(None), uploads.c.erased_at.is_(None))
            .limit(limit)
        ).all()
        self._forget([row.id for row in rows], at)
        return [row.picture for row in rows]

    def _forget(self, upload_ids: Sequence[str], at: float) -> None:
        self._execute(update(reports).where(reports.c.upload_id.in_(upload_ids)).values(data=None))
        for table in (readings, fingerprints):
            self._execute(delete(table).where(table.c.upload_id.in_(upload_ids)))
        self._execute(update(decisions).where(decisions.c.upload_id.in_(upload_ids)).values(comment=None))
        made = select(decisions.c.id).where(decisions.c.upload_id.in_(upload_ids))
        for about in (upload_ids, made):
            self._execute(delete(idempotency).where(idempotency.c.upload_id.in_(about)))
        self._execute(
            update(uploads)
            .where(uploads.c.id.in_(upload_ids), uploads.c.erased_at.is_(None))
            .values(file=None, erased_at=at)
        )
