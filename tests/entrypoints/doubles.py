"""A checker whose behaviour stands in the picture's bytes, importable in a spawned process."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from datetime import date
from pathlib import Path
from typing import Any

from precheck.domain.errors import Invalid
from precheck.domain.flag import Flag, Severity
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts, PageFacts, Provenance, Report, UploadFacts
from precheck.entrypoints.scan import worker

PIPELINE = "p" * 64
MATERIALS = frozenset({"diploma", "identity"})


def check(
    data: bytes,
    material: str,
    registration: Registration | None = None,
    *,
    file: str | None = None,
    submission: str | None = None,
) -> Report:
    """Dies, hangs, raises or waits where the bytes say so; else reports on them."""
    text = data.decode("ascii", "replace")
    if text.startswith("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("hang"):
        time.sleep(600)
    if text.startswith("raise"):
        raise RuntimeError("a defect of ours")
    if text.startswith("slow"):
        time.sleep(0.3)
    flags = (Flag("blurred.text", Severity.REUPLOAD, "图片模糊", "blurred"),) if "blurred" in text else ()
    return Report(
        checked_at=str(time.time_ns()),
        upload=UploadFacts(None, file, material, submission, hashlib.sha256(data).hexdigest(), len(data)),
        flags=flags,
        image=ImageFacts(pages=(PageFacts("front", 0, False, None),)),
        fields={},
        unable=(),
        provenance=Provenance("0", PIPELINE, registration.sha256() if registration else None, "double"),
    )


def prepare(engine: str | None, pipelines: Path | None, today: date) -> worker.Answer:
    """In place of :func:`worker.prepare`."""
    if engine == "invalid":
        raise Invalid("no such engine")
    if engine == "stillborn":
        os._exit(7)
    return worker.make_answer(check, MATERIALS)


def echo(*_: Any) -> Any:
    """For the pool alone: answers with the task, or dies of it."""

    def answer(task: Any) -> Any:
        if task == "die":
            os._exit(9)
        if task == "hang":
            time.sleep(600)
        return task, os.environ.get("OMP_NUM_THREADS")

    return answer
