"""``/webhooks``: who is told of what, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Admin
from precheck.entrypoints.api.preconditions import StoredId
from precheck.entrypoints.api.schemas import DeliveryAnswer, WebhookAnswer, WebhookBody
from precheck.entrypoints.api.services import Used
from precheck.service.errors import NotFound
from precheck.storage.values import DeliveryState
from precheck.storage.webhooks import Delivery, StoredWebhook

EXAMPLE = {"url": "https://portal.example.org/precheck", "events": ["upload.checked", "material.unlocked"]}
Wanted = Annotated[WebhookBody, Body(openapi_examples={"webhook": {"value": EXAMPLE}})]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.post("", status_code=201, summary="新增回调 · Add a webhook")
def post_webhook(body: Wanted, found: Admin, used: Used) -> WebhookAnswer:
    """Messages hold ids only and are signed as Standard Webhooks says; the secret is shown here and nowhere else."""
    hook, secret = used.webhooks.add(body.url, set(body.events), by=found.name, site=found.key.site)
    return _answer(hook, secret)


@router.get("", summary="回调 · All webhooks")
def get_webhooks(found: Admin, used: Used) -> list[WebhookAnswer]:
    """Without their secrets."""
    return [_answer(hook, None) for hook in used.webhooks.all(found.key.site)]


@router.delete("/{id}", status_code=204, summary="删除回调 · Delete a webhook")
def delete_webhook(id: StoredId, found: Admin, used: Used) -> None:
    """What still waits for it is not sent."""
    used.webhooks.delete(id, by=found.name, site=found.key.site)


@router.post("/{id}/secret", summary="换密钥 · A new secret")
def renew_secret(id: StoredId, found: Admin, used: Used) -> WebhookAnswer:
    """The one before signs along for a day."""
    secret = used.webhooks.rotate(id, by=found.name, site=found.key.site)
    for hook in used.webhooks.all(found.key.site):
        if hook.id == id:
            return _answer(hook, secret)
    raise NotFound("没有这个回调 (no such webhook)")


@router.get("/{id}/deliveries", summary="发送记录 · The last hundred messages")
def get_deliveries(id: StoredId, found: Admin, used: Used) -> list[DeliveryAnswer]:
    """Newest first."""
    return [_delivery(item) for item in used.webhooks.deliveries(id, site=found.key.site)]


@router.post("/{id}/deliveries/{delivery}/send", status_code=202, summary="重发 · Send a message again")
def send_again(id: StoredId, delivery: str, found: Admin, used: Used) -> DeliveryAnswer:
    """Under the same id."""
    if len(delivery) != len(id) or not delivery.isalnum():
        raise NotFound("没有这条消息 (no such delivery)")
    return _delivery(used.webhooks.send_again(id, delivery, by=found.name, site=found.key.site))


def _answer(hook: StoredWebhook, secret: str | None) -> WebhookAnswer:
    return WebhookAnswer(
        id=hook.id,
        url=hook.url,
        events=sorted(hook.events),
        site=hook.site,
        created_at=shown.at(hook.created_at),
        secret=secret,
    )


def _delivery(item: Delivery) -> DeliveryAnswer:
    return DeliveryAnswer(
        id=item.id,
        event=item.event,
        data=item.data,
        state=item.state,
        attempts=item.attempts,
        next_at=shown.at(item.next_at) if item.state is DeliveryState.WAITING else None,
        status=item.status,
        trouble=item.trouble,
        created_at=shown.at(item.created_at),
    )
