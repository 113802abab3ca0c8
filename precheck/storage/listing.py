"""Lists of uploads and submissions for whoever looks through them: filtered, sorted, a page at a time.

A page goes on after the last row of the one before, by its sorted value and id, so that rows which come or change
meanwhile are neither skipped nor shown twice for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, exists, or_, select, tuple_
from sqlalchemy.sql import ColumnElement

from precheck.storage.repository import Repository
from precheck.storage.submissions import Submissions
from precheck.storage.tables import report_flags, reports, submission_sites, submissions, uploads
from precheck.storage.values import Status, StoredSubmission, StoredUpload

T = TypeVar("T")


class Sort(StrEnum):
    """By which time."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


@dataclass(frozen=True, slots=True)
class Page:
    """``after``: the sorted value and the id of the last row that was seen."""

    sort: Sort = Sort.CREATED_AT
    descending: bool = True
    limit: int = 50
    after: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class UploadFilter:
    """All that are given must hold. ``flag``: a code or its first part; times are of coming in; ``site`` None: every one."""

    submission: str | None = None
    material: str | None = None
    status: Status | None = None
    verdict: str | None = None
    flag: str | None = None
    since: float | None = None
    until: float | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    """All that are given must hold."""

    locked: bool | None = None
    since: float | None = None
    until: float | None = None
    site: str | None = None


class Listing(Repository):
    def uploads(
        self, wanted: UploadFilter, page: Page
    ) -> tuple[list[StoredUpload], tuple[float, str] | None]:
        """A page of uploads, deleted ones left out, and where the next one goes on; None at the end."""
        conditions = [
            uploads.c.deleted_at.is_(None),
            *_times(uploads.c.created_at, wanted.since, wanted.until),
        ]
        for column, value in (
            (uploads.c.submission_id, wanted.submission),
            (uploads.c.material, wanted.material),
            (uploads.c.status, wanted.status),
        ):
            if value is not None:
                conditions.append(column == value)
        if wanted.verdict is not None or wanted.flag is not None:
            conditions.append(_reported(wanted.verdict, wanted.flag))
        if wanted.site is not None:
            conditions.append(_of_site(uploads.c.submission_id, wanted.site))
        return self._page(
            select(uploads).where(and_(*conditions)),
            uploads.c,
            page,
            lambda row: StoredUpload(**row._mapping),
        )

    def submissions(
        self, wanted: SubmissionFilter, page: Page
    ) -> tuple[list[StoredSubmission], tuple[float, str] | None]:
        """A page of submissions, and where the next one goes on; None at the end."""
        conditions = _times(submissions.c.created_at, wanted.since, wanted.until)
        if wanted.locked is not None:
            locked = submissions.c.locked_at
            conditions.append(locked.is_not(None) if wanted.locked else locked.is_(None))
        if wanted.site is not None:
            conditions.append(_of_site(submissions.c.id, wanted.site))
        query = select(submissions).where(and_(True, *conditions))
        return self._page(query, submissions.c, page, Submissions(self._connection).value)

    def _page(
        self, query: Select[Any], columns: Any, page: Page, value: Callable[[Row[Any]], T]
    ) -> tuple[list[T], tuple[float, str] | None]:
        sorted_by = columns[page.sort]
        if page.after is not None:
            place = tuple_(sorted_by, columns.id)
            query = query.where(place < page.after if page.descending else place > page.after)
        order = (sorted_by.desc(), columns.id.desc()) if page.descending else (sorted_by, columns.id)
        rows: Sequence[Row[Any]] = self._execute(query.order_by(*order).limit(page.limit + 1)).all()
        shown = rows[: page.limit]
        last = shown[-1] if len(rows) > page.limit else None
        following = None if last is None else (float(last._mapping[sorted_by]), str(last.id))
        return [value(row) for row in shown], following


def _times(column: Any, since: float | None, until: float | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(column >= since)
    if until is not None:
        found.append(column < until)
    return found


def _reported(verdict: str | None, flag: str | None) -> ColumnElement[bool]:
    current = [reports.c.upload_id == uploads.c.id, reports.c.current.is_(True)]
    if verdict is not None:
        current.append(reports.c.verdict == verdict)
    if flag is not None:
        raised = or_(report_flags.c.code == flag, report_flags.c.code.startswith(f"{flag}.", autoescape=True))
        current.append(exists().where(report_flags.c.report_id == reports.c.id, raised))
    return exists().where(*current)


def _of_site(column: Any, site: str) -> ColumnElement[bool]:
    return exists().where(submission_sites.c.submission_id == column, submission_sites.c.site == site)
