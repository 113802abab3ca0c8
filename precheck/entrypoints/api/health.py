"""``/healthz``, ``/readyz``, ``/metrics``: for those who watch the service. They hold nothing about anybody; what tells of the
service's inside wants a key."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from precheck.entrypoints import metrics
from precheck.entrypoints.api.auth import Caller, Monitor
from precheck.entrypoints.api.schemas import Part, Ready
from precheck.entrypoints.api.services import Used
from precheck.storage.values import Scope

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="进程在运行 · The process runs")
async def healthz() -> dict[str, str]:
    """Asks nobody else, and waits for nobody's thread."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses={503: {"model": Ready}},
    response_model_exclude_none=True,
    summary="上传可以接收并检查 · Uploads are taken and checked",
)
async def readyz(request: Request, used: Used, response: Response) -> Ready:
    """Whether pictures can be kept, the database written, the broker asked, housekeeping beats, and what waits moves. Which
    of them is wrong is said under a key with the scope `monitor`."""
    found = request.scope["state"].get("caller")
    parts = used.readiness.parts()
    ready = all(part.ok for part in parts)
    response.status_code = 200 if ready else 503
    if not isinstance(found, Caller) or not found.may(Scope.MONITOR):
        return Ready(ready=ready)
    return Ready(
        ready=ready, parts=[Part(name=part.name, ok=part.ok, detail=part.detail or None) for part in parts]
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    summary="Prometheus",
)
def get_metrics(used: Used, found: Monitor) -> Response:
    """What the workers count and the database knows; under a key with the scope `monitor`, since codes that are for staff
    only stand in it."""
    text = metrics.exposition(used.store, used.place.metrics)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
