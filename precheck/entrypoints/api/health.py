"""``/healthz``, ``/readyz``, ``/metrics``: for those who watch the service. They hold nothing about anybody."""

from __future__ import annotations

import os

from fastapi import APIRouter, Response

from precheck.domain.errors import Transient
from precheck.entrypoints import metrics
from precheck.entrypoints.api.schemas import Part, Ready
from precheck.entrypoints.api.services import Used

router = APIRouter(tags=["health 运行状况"])


@router.get("/healthz", summary="进程在运行 · The process runs")
def healthz() -> dict[str, str]:
    """Asks nobody else."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": Ready}}, summary="可以接收上传 · Uploads can be taken")
def readyz(used: Used, response: Response) -> Ready:
    """Database and pictures. A broker that is away delays checks and loses nothing: uploads are still taken."""
    try:
        database = used.store.is_current()
    except Transient:
        database = False
    folder = used.place.pictures_folder
    nearest = folder if folder.is_dir() else used.place.data
    parts = [Part(name="database", ok=database), Part(name="pictures", ok=os.access(nearest, os.W_OK))]
    ready = all(part.ok for part in parts)
    response.status_code = 200 if ready else 503
    return Ready(ready=ready, parts=parts)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    summary="Prometheus",
)
def get_metrics(used: Used) -> Response:
    """What the workers count and the database knows."""
    text = metrics.exposition(used.store, used.place.metrics)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
