"""A typing error in a pipeline file cannot stop a running service, nor one whose programs are started again."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from tests.chaos.pictures import picture
from tests.worker.running import ROOT, running, until

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


def test_packaged_pipelines_that_change_reach_no_program_before_a_reload(tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(ROOT / "pipelines", installed / "pipelines")
    for name in ("precheck", "models"):
        (installed / name).symlink_to(ROOT / name)
    python = f"{ROOT / 'tests' / 'chaos' / 'site'}:{installed}:{ROOT}"
    with running(tmp_path / "data", "--workers", "1", PYTHONPATH=python, PYTHONSAFEPATH="1") as service:
        assert service.process is not None
        before = service.await_report(service.submit(picture(1))).pipeline
        assert before is not None
        # As an upgrade of the wheel does it: one file is new, the next not there yet.
        diploma = installed / "pipelines" / "diploma.toml"
        diploma.write_text(diploma.read_text("utf-8") + "\n# newer\n[checks.blured]\n", encoding="utf-8")
        (installed / "pipelines" / "shared" / "picture.toml").unlink()
        os.kill(service.processes(WORKER)[0], signal.SIGKILL)
        os.kill(service.processes("worker.housekeeping")[0], signal.SIGKILL)
        assert service.await_report(service.submit(picture(2))).pipeline == before
        service.process.send_signal(signal.SIGHUP)
        until(lambda: "pipelines not taken" in service.log.read_text())
        assert service.await_report(service.submit(picture(3))).pipeline == before
        environment = Path(f"/proc/{service.processes(WORKER)[0]}/environ").read_bytes().split(b"\0")
        assert b"TMPDIR=" + bytes(service.place.temporary) in environment
