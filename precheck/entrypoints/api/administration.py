"""For administrators and those who watch the service: re-scans, webhooks, health and metrics."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from precheck.domain.cleaning import CHINA
from precheck.entrypoints import metrics
from precheck.entrypoints.api import schemas
from precheck.entrypoints.api.auth import Admin, Caller, require
from precheck.entrypoints.api.requests import RepeatKey, StoredId
from precheck.entrypoints.api.services import ServicesDep
from precheck.service import Idempotency
from precheck.service.errors import NotFound
from precheck.storage.values import DeliveryState, Filters, Scope
from precheck.storage.webhooks import Delivery, StoredWebhook

RESCAN_EXAMPLE = {"material": "diploma", "since": "2026-03-01T00:00:00+08:00", "outdated": True}
RescanRequest = Annotated[schemas.RescanBody, Body(openapi_examples={"outdated": {"value": RESCAN_EXAMPLE}})]

router = APIRouter()


@router.post("/rescans", tags=["rescans"], status_code=202, summary="重查 · Begin a re-scan")
def post_rescan(
    body: RescanRequest, caller: Admin, services: ServicesDep, repeat: RepeatKey
) -> schemas.RescanAnswer:
    """Runs beside the uploads and never delays them. A site's key has its site's uploads checked again, no others."""
    since = body.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=CHINA)
    filters = Filters(
        material=body.material,
        flag=body.flag,
        since=since.timestamp() if since else None,
        outdated=dict(services.pipelines) if body.outdated else None,
    )
    key = Idempotency(f"{caller.key.id}/rescan", repeat) if repeat else None
    begun = services.rescans.start(filters, by=caller.name, idempotency=key, reach=caller.reach)
    return schemas.RescanAnswer.from_stored(begun)


@router.get("/rescans/{id}", tags=["rescans"], summary="重查进度 · How far it is, and what it changed")
def get_rescan(id: StoredId, caller: Admin, services: ServicesDep) -> schemas.RescanResult:
    """Counts by verdict and code, with examples."""
    stored = services.rescans.get(id, reach=caller.reach)
    diff = services.rescans.diff(id)
    return schemas.RescanResult.from_stored(
        stored,
        changed=diff.changed,
        verdicts={f"{before or '-'} > {after}": n for (before, after), n in diff.verdicts.items()},
        appeared=diff.appeared,
        disappeared=diff.disappeared,
        examples=[schemas.ChangeAnswer.from_stored(item) for item in diff.examples],
    )


WEBHOOK_EXAMPLE = {
    "url": "https://portal.example.org/precheck",
    "events": ["upload.checked", "material.unlocked"],
}
WebhookRequest = Annotated[
    schemas.WebhookBody, Body(openapi_examples={"webhook": {"value": WEBHOOK_EXAMPLE}})
]


@router.post("/webhooks", tags=["webhooks"], status_code=201, summary="新增回调 · Add a webhook")
def post_webhook(body: WebhookRequest, caller: Admin, services: ServicesDep) -> schemas.WebhookAnswer:
    """Messages hold ids only and are signed as Standard Webhooks says; the secret is shown here and nowhere else."""
    hook, secret = services.webhooks.add(body.url, set(body.events), by=caller.name, site=caller.key.site)
    return _webhook(hook, secret)


@router.get("/webhooks", tags=["webhooks"], summary="回调 · All webhooks")
def get_webhooks(caller: Admin, services: ServicesDep) -> list[schemas.WebhookAnswer]:
    """Without their secrets."""
    return [_webhook(hook, None) for hook in services.webhooks.all(caller.key.site)]


@router.delete("/webhooks/{id}", tags=["webhooks"], status_code=204, summary="删除回调 · Delete a webhook")
def delete_webhook(id: StoredId, caller: Admin, services: ServicesDep) -> None:
    """What still waits for it is not sent."""
    services.webhooks.delete(id, by=caller.name, site=caller.key.site)


@router.post("/webhooks/{id}/secret", tags=["webhooks"], summary="换密钥 · A new secret")
def renew_secret(id: StoredId, caller: Admin, services: ServicesDep) -> schemas.WebhookAnswer:
    """The one before signs along for a day."""
    secret = services.webhooks.rotate(id, by=caller.name, site=caller.key.site)
    for hook in services.webhooks.all(caller.key.site):
        if hook.id == id:
            return _webhook(hook, secret)
    raise NotFound("没有这个回调 (no such webhook)")


@router.get("/webhooks/{id}/deliveries", tags=["webhooks"], summary="发送记录 · The last hundred messages")
def get_deliveries(id: StoredId, caller: Admin, services: ServicesDep) -> list[schemas.DeliveryAnswer]:
    """Newest first."""
    return [_delivery(item) for item in services.webhooks.deliveries(id, site=caller.key.site)]


@router.post(
    "/webhooks/{id}/deliveries/{delivery}/send",
    tags=["webhooks"],
    status_code=202,
    summary="重发 · Send a message again",
)
def send_again(id: StoredId, delivery: str, caller: Admin, services: ServicesDep) -> schemas.DeliveryAnswer:
    """Under the same id."""
    if len(delivery) != len(id) or not delivery.isalnum():
        raise NotFound("没有这条消息 (no such delivery)")
    return _delivery(services.webhooks.send_again(id, delivery, by=caller.name, site=caller.key.site))


def _webhook(hook: StoredWebhook, secret: str | None) -> schemas.WebhookAnswer:
    return schemas.WebhookAnswer.from_stored(hook, events=sorted(hook.events), secret=secret)


def _delivery(item: Delivery) -> schemas.DeliveryAnswer:
    waits = item.state is DeliveryState.WAITING
    return schemas.DeliveryAnswer.from_stored(item, next_at=item.next_at if waits else None)


health = APIRouter(tags=["health"])


@health.get("/healthz", summary="进程在运行 · The process runs")
async def healthz() -> dict[str, str]:
    """Asks nobody else, and waits for nobody's thread."""
    return {"status": "ok"}


@health.get(
    "/readyz",
    responses={503: {"model": schemas.Ready}},
    response_model_exclude_none=True,
    summary="上传可以接收并检查 · Uploads are taken and checked",
)
async def readyz(request: Request, services: ServicesDep, response: Response) -> schemas.Ready:
    """Whether pictures can be kept, the database written, the broker asked, housekeeping beats, and what waits moves. Which
    of them is wrong is said under a key with the scope `monitor`."""
    found = request.scope["state"].get("caller")
    parts = services.readiness.parts()
    ready = all(part.ok for part in parts)
    response.status_code = 200 if ready else 503
    if not isinstance(found, Caller) or not found.may(Scope.MONITOR):
        return schemas.Ready(ready=ready)
    return schemas.Ready(
        ready=ready, parts=[schemas.Part.from_stored(part, detail=part.detail or None) for part in parts]
    )


@health.get(
    "/metrics",
    dependencies=[Depends(require(Scope.MONITOR))],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    summary="Prometheus",
)
def get_metrics(services: ServicesDep) -> Response:
    """What the workers count and the database knows; under a key with the scope `monitor`, since codes that are for staff
    only stand in it."""
    text = metrics.exposition(services.store, services.place.metrics)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
