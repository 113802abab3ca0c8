"""``precheck doctor --service``: whether the service's parts are there and do what they claim. Tried, not believed."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.readiness import HOUSEKEEPING, SILENT_SECONDS
from precheck.storage.values import Queue

# A picture is at most 200 KB: a day of a large site. Below it, uploads will soon be refused.
LEAST_FREE_BYTES = 2 * 2**30
WORKER_ANSWER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Health:
    """One part. ``needed``: without it uploads are not taken or not checked."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def examine() -> Iterator[Health]:
    """Every part, one after the other; none stops the next."""
    try:
        place = deployment()
    except Invalid as error:
        yield Health("服务设置 service settings", False, str(error))
        return
    yield Health("数据目录 data", True, str(place.data), needed=False)
    for part in (_database, _pictures, _encryption, _broker, _queue, _workers):
        try:
            yield from part(place)
        except (Transient, Invalid) as error:
            yield Health(f"{part.__name__.strip('_')}", False, str(error))
        except Exception as error:  # a part that fails in an unforeseen way must not hide the others
            yield Health(f"{part.__name__.strip('_')}", False, type(error).__name__)


def _database(place: Deployment) -> Iterator[Health]:
    store = place.running_store()
    begun = time.perf_counter()
    with store.write() as tx:
        # A transaction that really takes the lock; it leaves nothing.
        tx.uploads.forget_keys(0.0)
        broken = tx.records.broken_at()
    spent = (time.perf_counter() - begun) * 1000
    yield Health("数据库 database", True, f"{store.kind}, 一次写入 {spent:.0f} ms (a write)")
    yield Health(
        "审计记录 audit log",
        broken is None,
        "完整 (unbroken)" if broken is None else f"第 {broken} 行起被改动 (changed from line {broken} on)",
        needed=False,
    )
    store.close()


def _pictures(place: Deployment) -> Iterator[Health]:
    pictures = place.pictures()
    probe = b"precheck doctor " + secrets.token_bytes(16)
    sha256 = pictures.put(probe)
    same = pictures.get(sha256) == probe
    pictures.delete(sha256)
    free = shutil.disk_usage(place.pictures_folder).free
    detail = f"{place.pictures_folder}, 空闲 {free / 2**30:.1f} GiB (free)"
    yield Health("图片目录 pictures", same, detail)
    if free < LEAST_FREE_BYTES:
        yield Health("磁盘 disk", False, "空间不足 2 GiB (less than 2 GiB free)", needed=False)


def _encryption(place: Deployment) -> Iterator[Health]:
    if place.cipher.encrypts:
        same = place.cipher.decrypt(place.cipher.encrypt(b"probe", "doctor"), "doctor") == b"probe"
        yield Health("加密存储 encryption", same, "姓名、号码、图片已加密 (names, numbers and pictures)")
    else:
        yield Health("加密存储 encryption", False, "未设置 PRECHECK_KEY (not set)", needed=False)


def _broker(place: Deployment) -> Iterator[Health]:
    import redis

    from precheck.entrypoints.worker.app import create
    from precheck.entrypoints.worker.broker import CeleryBroker

    app = create(place, publishes_only=True)
    CeleryBroker(app).ping()
    with app.connection_for_write() as connection, connection.channel() as channel:
        try:
            asked = channel.client.config_get("maxmemory-policy")
            kept = channel.client.config_get("appendonly")
        except redis.exceptions.RedisError:
            asked, kept = {}, {}
    policy = asked.get("maxmemory-policy", "?")
    where = "内置 (embedded)" if place.embedded else "外部 (external)"
    # What it forgets or throws out is found again in the database, only later.
    yield Health("消息队列 broker", True, f"{where}, appendonly {kept.get('appendonly', '?')}, {policy}")
    if policy not in ("noeviction", "?"):
        yield Health(
            "消息队列 broker", False, f"maxmemory-policy {policy}: 应为 (should be) noeviction", needed=False
        )
    app.close()


def _queue(place: Deployment) -> Iterator[Health]:
    store = place.running_store()
    with store.read() as tx:
        depth, now = tx.orders.depth(), tx.now()
        beat = tx.heartbeats.newest(HOUSEKEEPING)
    store.close()
    silent = beat is None or now - beat > SILENT_SECONDS
    for queue in Queue:
        count, oldest = depth.get((queue, "waiting"), (0, now))
        yield Health(
            f"队列 queue {queue}", True, f"{count} 件等待，最久 {now - oldest:.0f} 秒 (waiting, oldest)"
        )
    yield Health(
        "转发与清扫 housekeeping",
        not silent,
        "在运行 (running)" if not silent else "没有动静：precheck serve 或 worker 未运行 (not running)",
    )


def _workers(place: Deployment) -> Iterator[Health]:
    from precheck.entrypoints.worker.app import create

    app = create(place, publishes_only=True)
    found = app.control.inspect(timeout=WORKER_ANSWER_SECONDS).stats() or {}
    processes = sum(len(stats.get("pool", {}).get("processes", ())) for stats in found.values())
    detail = ", ".join(sorted(found)) or "没有应答 (none answers)"
    yield Health("检查进程 workers", processes > 0, f"{detail}: {processes}")
    app.close()
