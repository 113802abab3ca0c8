"""A typing error in a pipeline file cannot stop a running service, nor one whose programs are started again."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from tests.chaos.pictures import picture
from tests.worker.running import ROOT, running, until

WORKER = "precheck.entrypoints.worker uploads "
WRONG, RIGHT = "[checks.blured]\n", "[checks.blurred]\nmin_legibility = 0.5\n"


def test_pipelines_are_taken_by_a_reload_that_validates_first(tmp_path: Path) -> None:
    installed, own = tmp_path / "installed", tmp_path / "own"
    own.mkdir()
    shutil.copytree(ROOT / "pipelines", installed / "pipelines")
    for name in ("precheck", "models"):
        (installed / name).symlink_to(ROOT / name)
    settings = {
        "PYTHONPATH": f"{ROOT / 'tests' / 'chaos' / 'site'}:{installed}:{ROOT}",
        "PYTHONSAFEPATH": "1",
        "PRECHECK_PIPELINES": str(own),
    }
    with running(tmp_path / "data", "--workers", "1", **settings) as service:
        assert service.process is not None

        def pipeline(number: int) -> str | None:
            return service.await_report(service.submit(picture(number))).pipeline

        def refused(times: int) -> bool:
            return service.log.read_text().count("pipelines not taken") == times

        before = pipeline(1)
        assert before is not None
        # As an upgrade of the wheel does it: one file is new, the next not there yet.
        diploma = installed / "pipelines" / "diploma.toml"
        diploma.write_text(f"{diploma.read_text('utf-8')}\n{WRONG}", encoding="utf-8")
        (installed / "pipelines" / "shared" / "picture.toml").unlink()
        os.kill(service.processes(WORKER)[0], signal.SIGKILL)
        os.kill(service.processes("worker.housekeeping")[0], signal.SIGKILL)
        assert pipeline(2) == before
        service.process.send_signal(signal.SIGHUP)
        until(lambda: refused(1))
        assert pipeline(3) == before
        environment = Path(f"/proc/{service.processes(WORKER)[0]}/environ").read_bytes().split(b"\0")
        assert b"TMPDIR=" + bytes(service.place.temporary) in environment

        # The package is whole again, the province's own file is not.
        shutil.copytree(ROOT / "pipelines", installed / "pipelines", dirs_exist_ok=True)
        (own / "diploma.toml").write_text(WRONG, encoding="utf-8")
        service.process.send_signal(signal.SIGHUP)
        until(lambda: refused(2))
        assert pipeline(4) == before
        (own / "diploma.toml").write_text(RIGHT, encoding="utf-8")
        workers = service.processes(WORKER)
        service.process.send_signal(signal.SIGHUP)
        until(lambda: bool(found := service.processes(WORKER)) and not set(found) & set(workers))
        assert pipeline(5) not in (None, before)
