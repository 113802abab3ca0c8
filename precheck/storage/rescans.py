"""Re-scans in the database: which uploads, how far, and what changed."""

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, and_, exists, func, insert, literal, or_, select, update

from precheck.storage import ids
from precheck.storage.repository import Repository
from precheck.storage.tables import report_flags, reports, rescan_items, rescans, submission_sites, uploads
from precheck.storage.values import Filters, RescanState, StoredRescan

LEFT, UNDER_WAY, DONE = "left", "under_way", "done"


@dataclass(frozen=True, slots=True)
class Change:
    """One upload of a re-scan with the reports before and after; ``before`` None: it had none."""

    upload_id: str
    submission_id: str
    material: str
    before: str | None
    after: str


class Rescans(Repository):
    def add(self, filters: Filters, at: float, site: str | None = None) -> str:
        """A new re-scan of all that is stored now and that the filters name; its id. Nothing is ordered yet."""
        id = ids.new(at)
        self._execute(
            insert(rescans).values(
                id=id,
                state=RescanState.RUNNING,
                filters=json.dumps(dataclasses.asdict(filters)),
                site=site,
                total=0,
                created_at=at,
            )
        )
        chosen = (
            select(literal(id), uploads.c.id, literal(LEFT), reports.c.id)
            .select_from(uploads)
            .outerjoin(reports, and_(reports.c.upload_id == uploads.c.id, reports.c.current))
            .where(uploads.c.deleted_at.is_(None), uploads.c.erased_at.is_(None), *_conditions(filters))
        )
        if site is not None:
            own = select(submission_sites.c.submission_id).where(submission_sites.c.site == site)
            chosen = chosen.where(uploads.c.submission_id.in_(own))
        self._execute(
            insert(rescan_items).from_select(["rescan_id", "upload_id", "state", "before_report"], chosen)
        )
        total = select(func.count()).where(rescan_items.c.rescan_id == id).scalar_subquery()
        self._execute(update(rescans).where(rescans.c.id == id).values(total=total))
        return id

    def get(self, id: str, *, for_change: bool = False) -> StoredRescan | None:
        query = select(rescans).where(rescans.c.id == id)
        row = self._execute(query.with_for_update() if for_change else query).first()
        return self._value(row) if row else None

    def newest(self, limit: int = 20) -> list[StoredRescan]:
        rows = self._execute(select(rescans).order_by(rescans.c.id.desc()).limit(limit)).all()
        return [self._value(row) for row in rows]

    def running(self) -> list[str]:
        query = select(rescans.c.id).where(rescans.c.state == RescanState.RUNNING).order_by(rescans.c.id)
        return list(self._execute(query).scalars())

    def take(self, id: str, limit: int) -> list[str]:
        """The next uploads, oldest first, which now count as under way; none of a re-scan that does not run."""
        running = select(rescans.c.id).where(rescans.c.id == id, rescans.c.state == RescanState.RUNNING)
        if self._execute(running.with_for_update()).first() is None:
            return []
        query = (
            select(rescan_items.c.upload_id)
            .where(rescan_items.c.rescan_id == id, rescan_items.c.state == LEFT)
            .order_by(rescan_items.c.upload_id)
            .limit(limit)
        )
        taken = list(self._execute(query).scalars())
        if taken:
            self._execute(
                update(rescan_items)
                .where(rescan_items.c.rescan_id == id, rescan_items.c.upload_id.in_(taken))
                .values(state=UNDER_WAY)
            )
        return taken

    def end_item(self, id: str, upload_id: str, after_report: str | None) -> None:
        """An upload is done; None: there was nothing to look at any more."""
        self._execute(
            update(rescan_items)
            .where(rescan_items.c.rescan_id == id, rescan_items.c.upload_id == upload_id)
            .values(state=DONE, after_report=after_report)
        )

    def end(self, id: str, state: RescanState, at: float) -> None:
        self._execute(
            update(rescans)
            .where(rescans.c.id == id, rescans.c.state == RescanState.RUNNING)
            .values(state=state, finished_at=at)
        )

    def changes(self, id: str) -> Iterator[Change]:
        """Every upload that has a new report, oldest first."""
        query = (
            select(
                rescan_items.c.upload_id,
                uploads.c.submission_id,
                uploads.c.material,
                rescan_items.c.before_report,
                rescan_items.c.after_report,
            )
            .join(uploads, uploads.c.id == rescan_items.c.upload_id)
            .where(rescan_items.c.rescan_id == id, rescan_items.c.after_report.is_not(None))
            .order_by(rescan_items.c.upload_id)
        )
        for row in self._execute(query):
            yield Change(*row)

    def verdicts(self, id: str) -> dict[str, str]:
        """The verdict of every report before and after, by the report's id."""
        query = select(reports.c.id, reports.c.verdict).join(rescan_items, _before_or_after(reports.c.id))
        rows = self._execute(query.where(rescan_items.c.rescan_id == id))
        return {row.id: row.verdict for row in rows}

    def codes(self, id: str) -> dict[str, set[str]]:
        """The flag codes of every report before and after, by the report's id."""
        query = select(report_flags.c.report_id, report_flags.c.code).join(
            rescan_items, _before_or_after(report_flags.c.report_id)
        )
        found: dict[str, set[str]] = {}
        for row in self._execute(query.where(rescan_items.c.rescan_id == id)):
            found.setdefault(row.report_id, set()).add(row.code)
        return found

    def _value(self, row: Row[Any]) -> StoredRescan:
        query = select(rescan_items.c.state, func.count().label("n")).where(
            rescan_items.c.rescan_id == row.id
        )
        counts = {item.state: item.n for item in self._execute(query.group_by(rescan_items.c.state))}
        progress = {state: counts.get(state, 0) for state in (LEFT, UNDER_WAY, DONE)}
        values: dict[str, Any] = {**row._mapping, "filters": Filters(**json.loads(row.filters)), **progress}
        return StoredRescan(**values)


def _before_or_after(report_id: Column[str]) -> ColumnElement[bool]:
    return or_(report_id == rescan_items.c.before_report, report_id == rescan_items.c.after_report)


def _conditions(filters: Filters) -> list[Any]:
    conditions: list[Any] = []
    if filters.material is not None:
        conditions.append(uploads.c.material == filters.material)
    if filters.since is not None:
        conditions.append(uploads.c.created_at >= filters.since)
    if filters.flag is not None:
        raised = or_(
            report_flags.c.code == filters.flag,
            report_flags.c.code.startswith(f"{filters.flag}.", autoescape=True),
        )
        conditions.append(exists().where(report_flags.c.report_id == reports.c.id, raised))
    if filters.outdated is not None:
        conditions.append(
            or_(
                reports.c.id.is_(None),
                *(
                    and_(
                        uploads.c.material == material,
                        or_(reports.c.pipeline.is_(None), reports.c.pipeline != pipeline),
                    )
                    for material, pipeline in filters.outdated.items()
                ),
            )
        )
    return conditions
