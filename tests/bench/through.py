"""The same pictures through the whole program: a scan on one and on two processes, and through ``precheck serve``."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from rich.table import Table

from precheck.config import settings
from precheck.service.keys import Keys
from precheck.storage.values import Scope, Status
from precheck_evaluation.manifest import Labelled
from tests.bench.contestants import ONE_THREAD
from tests.worker.running import Service, until

DONE = (Status.CHECKED, Status.FAILED)


def measure(pictures: Sequence[Labelled], out: Path) -> dict[str, Any]:
    """``loops``: by processes, loops a second that need neither memory nor each other, which is what the machine itself gives;
    ``scan``: the same of pictures, and processor seconds a picture; ``serve``: processor seconds an upload by program."""
    return {
        "loops": {str(jobs): _looped(jobs) for jobs in (1, 2)},
        "scan": {str(jobs): _scanned(pictures, out / f"scan-{jobs}", jobs) for jobs in (1, 2)},
        "serve": _served(pictures),
    }


def _looped(jobs: int) -> float:
    loop = [sys.executable, "-c", "for _ in range(10**8): pass"]
    began = time.perf_counter()
    for process in [subprocess.Popen(loop) for _ in range(jobs)]:
        process.wait()
    return jobs / (time.perf_counter() - began)


def _scanned(pictures: Sequence[Labelled], out: Path, jobs: int) -> dict[str, float]:
    out.mkdir(parents=True, exist_ok=True)
    listed = out / "manifest.jsonl"
    rows = (
        {"file": str(one.path.resolve()), "material": one.material, "submission": str(number)}
        for number, one in enumerate(pictures)
    )
    listed.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    before, began = _children(), time.perf_counter()
    command = [sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", "scan", str(listed)]
    subprocess.run(
        [*command, "--out", str(out), "--jobs", str(jobs)],
        check=True,
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    clock = time.perf_counter() - began
    return {
        "pictures": len(pictures),
        "pictures_a_second": len(pictures) / clock,
        "processor_seconds": (_children() - before) / len(pictures),
    }


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _served(pictures: Sequence[Labelled]) -> dict[str, Any]:
    """One worker; all pictures uploaded over HTTP, waited for, and what each program used meanwhile."""
    with TemporaryDirectory(prefix="precheck-bench-") as home:
        service = Service(Path(home) / "data", PRECHECK_ENGINE=settings().engine, **ONE_THREAD)
        service.start("--workers", "1")
        try:
            key = Keys(service.store).create("bench", [Scope.UPLOAD], by="bench")[1]
            with httpx.Client(
                base_url=f"http://127.0.0.1:{service.port}/api/v1",
                headers={"Authorization": f"Bearer {key}"},
                timeout=60,
            ) as client:
                service.await_report(_upload(client, "warm", pictures[0]))
                before, began = service.processor_seconds(), time.perf_counter()
                ids = [_upload(client, f"b{number}", one) for number, one in enumerate(pictures)]
            for one in ids:
                until(lambda one=one: service.status(one) in DONE, 10.0 * len(pictures))  # type: ignore[misc]
            clock = time.perf_counter() - began
            used = {
                name: spent - before.get(name, 0.0) for name, spent in service.processor_seconds().items()
            }
        finally:
            service.stop()
    return {
        "pictures": len(pictures),
        "pictures_a_second": len(pictures) / clock,
        "processor_seconds": {name: spent / len(pictures) for name, spent in sorted(used.items())},
    }


def _upload(client: httpx.Client, submission: str, picture: Labelled) -> str:
    answer = client.post(
        f"/submissions/{submission}/uploads",
        data={"material": picture.material},
        files={"file": (picture.path.name, picture.path.read_bytes())},
    )
    answer.raise_for_status()
    return str(answer.json()["id"])


def table(whole: Mapping[str, Any]) -> Table:
    """Scan and service."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "N", "每秒 a second", "处理器 processor ms"):
        made.add_column(heading)
    for jobs, loops in whole.get("loops", {}).items():
        made.add_row(f"空循环 empty loops, {jobs}", "1", f"{loops:.2f}", "")
    for jobs, seen in whole.get("scan", {}).items():
        made.add_row(
            f"scan --jobs {jobs}",
            str(seen["pictures"]),
            f"{seen['pictures_a_second']:.2f}",
            f"{1000 * seen['processor_seconds']:.0f}",
        )
    if seen := whole.get("serve"):
        each = ", ".join(f"{name} {1000 * spent:.0f}" for name, spent in seen["processor_seconds"].items())
        made.add_row("serve --workers 1", str(seen["pictures"]), f"{seen['pictures_a_second']:.2f}", each)
    return made
