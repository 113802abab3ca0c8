"""A typing error in a pipeline file cannot stop a running service, nor one whose programs are started again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.chaos.pictures import picture
from tests.worker.running import running, until

WORKER = "precheck.entrypoints.worker uploads "
RIGHT = "[checks.blurred]\nmin_legibility = 0.5\n"


def test_pipelines_are_taken_by_a_reload_that_validates_first(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    with running(tmp_path / "data", "--workers", "1", PRECHECK_PIPELINES=str(own)) as service:
        assert service.process is not None
        before = service.await_report(service.submit(picture(1))).pipeline
        (own / "diploma.toml").write_text("[checks.blured", encoding="utf-8")
        os.kill(service.processes(WORKER)[0], signal.SIGKILL)
        assert service.await_report(service.submit(picture(2))).pipeline == before
        service.process.send_signal(signal.SIGHUP)
        until(lambda: "pipelines not taken" in service.log.read_text())
        assert service.await_report(service.submit(picture(3))).pipeline == before
        (own / "diploma.toml").write_text(RIGHT, encoding="utf-8")
        workers = service.processes(WORKER)
        service.process.send_signal(signal.SIGHUP)
        until(lambda: bool(found := service.processes(WORKER)) and not set(found) & set(workers))
        after = service.await_report(service.submit(picture(4))).pipeline
        assert after not in (None, before)
