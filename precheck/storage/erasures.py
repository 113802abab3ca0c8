"""Taking personal data out of the database: for age, or because one candidate asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select, update

from precheck.storage.tables import (
    comments,
    decisions,
    idempotency,
    messages,
    queue,
    readings,
    reports,
    search_keys,
    submissions,
    tickets,
    uploads,
    web_sessions,
)


class Erasures:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def submissions_before(self, before: float, limit: int) -> list[str]:
        """Submissions that nobody touched since, and that still hold something."""
        held = select(uploads.c.submission_id).where(uploads.c.erased_at.is_(None))
        query = (
            select(submissions.c.id)
            .where(
                submissions.c.updated_at < before,
                or_(submissions.c.registration.is_not(None), submissions.c.id.in_(held)),
            )
            .order_by(submissions.c.updated_at)
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def erase(self, submission_id: str, at: float) -> list[str]:
        """Take out all that a submission holds of a person; the pictures that it pointed to.

        Rows, verdicts, flag codes and times stay: they name nobody and keep the statistics and the audit true.
        """
        rows = self._connection.execute(
            select(uploads.c.id, uploads.c.picture).where(uploads.c.submission_id == submission_id)
        ).all()
        self._forget([row.id for row in rows], at)
        for table in (messages, comments, search_keys, web_sessions, tickets):
            self._connection.execute(delete(table).where(table.c.submission_id == submission_id))
        self._connection.execute(
            update(queue).where(queue.c.submission_id == submission_id).values(about=None)
        )
        self._connection.execute(
            update(submissions).where(submissions.c.id == submission_id).values(registration=None)
        )
        return [row.picture for row in rows]

    def erase_deleted(self, at: float, limit: int) -> list[str]:
        """Take out what candidates deleted themselves; the pictures that it pointed to."""
        rows = self._connection.execute(
            select(uploads.c.id, uploads.c.picture)
            .where(uploads.c.deleted_at.is_not(None), uploads.c.erased_at.is_(None))
            .limit(limit)
        ).all()
        self._forget([row.id for row in rows], at)
        return [row.picture for row in rows]

    def _forget(self, upload_ids: Sequence[str], at: float) -> None:
        self._connection.execute(update(reports).where(reports.c.upload_id.in_(upload_ids)).values(data=None))
        self._connection.execute(delete(readings).where(readings.c.upload_id.in_(upload_ids)))
        self._connection.execute(
            update(decisions).where(decisions.c.upload_id.in_(upload_ids)).values(comment=None)
        )
        self._connection.execute(delete(idempotency).where(idempotency.c.upload_id.in_(upload_ids)))
        self._connection.execute(
            update(uploads)
            .where(uploads.c.id.in_(upload_ids), uploads.c.erased_at.is_(None))
            .values(file=None, erased_at=at)
        )
