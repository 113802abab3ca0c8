"""``/rescans``: stored uploads through the present pipelines again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Admin
from precheck.entrypoints.api.preconditions import RepeatKey, StoredId
from precheck.entrypoints.api.schemas import ChangeAnswer, RescanAnswer, RescanBody, RescanResult
from precheck.entrypoints.api.services import Used
from precheck.service import Idempotency
from precheck.storage.values import Filters, StoredRescan
from precheck.wiring import CHINA

EXAMPLE = {"material": "diploma", "since": "2026-03-01T00:00:00+08:00", "outdated": True}
Chosen = Annotated[RescanBody, Body(openapi_examples={"outdated": {"value": EXAMPLE}})]

router = APIRouter(prefix="/rescans", tags=["rescans"])


@router.post("", status_code=202, summary="重查 · Begin a re-scan")
def post_rescan(body: Chosen, found: Admin, used: Used, repeat: RepeatKey) -> RescanAnswer:
    """Runs beside the uploads and never delays them. A site's key has its site's uploads checked again, no others."""
    since = body.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=CHINA)
    filters = Filters(
        material=body.material,
        flag=body.flag,
        since=since.timestamp() if since else None,
        outdated=dict(used.pipelines) if body.outdated else None,
    )
    key = Idempotency(f"{found.key.id}/rescan", repeat) if repeat else None
    begun = used.rescans.start(filters, by=found.name, idempotency=key, reach=found.reach)
    return RescanAnswer(**_facts(begun))


@router.get("/{id}", summary="重查进度 · How far it is, and what it changed")
def get_rescan(id: StoredId, found: Admin, used: Used) -> RescanResult:
    """Counts by verdict and code, with examples."""
    stored = used.rescans.get(id, reach=found.reach)
    diff = used.rescans.diff(id)
    return RescanResult(
        **_facts(stored),
        changed=diff.changed,
        verdicts={f"{before or '-'} > {after}": n for (before, after), n in diff.verdicts.items()},
        appeared=diff.appeared,
        disappeared=diff.disappeared,
        examples=[
            ChangeAnswer(
                upload=item.upload_id,
                submission=item.submission_id,
                material=item.material,
                before=item.verdict_before,
                after=item.verdict_after,
                appeared=list(item.appeared),
                disappeared=list(item.disappeared),
            )
            for item in diff.examples
        ],
    )


def _facts(stored: StoredRescan) -> dict[str, Any]:
    return {
        "id": stored.id,
        "state": stored.state,
        "total": stored.total,
        "left": stored.left,
        "under_way": stored.under_way,
        "done": stored.done,
        "created_at": shown.at(stored.created_at),
        "finished_at": None if stored.finished_at is None else shown.at(stored.finished_at),
    }
