"""The systemd units and the Procfile: systemd reads them without complaint, and each start line starts."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos.pictures import picture
from tests.worker.running import ROOT, Service, running, until

UNITS = ROOT / "precheck" / "entrypoints" / "units"
INSTALLED = "/opt/precheck/bin/precheck"


def script() -> str:
    return str(Path(sys.executable).parent / "precheck")


def start_lines() -> dict[str, str]:
    """Every start line there is, by where it stands."""
    lines = {}
    for unit in sorted(UNITS.glob("*.service")):
        (line,) = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
        lines[unit.name] = line.removeprefix("ExecStart=")
    for line in (UNITS / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        lines[f"Procfile {name}"] = command
    return lines


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_systemd_understands_the_unit(unit: str, tmp_path: Path) -> None:
    text = (UNITS / unit).read_text()
    assert INSTALLED in text
    copy = tmp_path / unit
    copy.write_text(text.replace(INSTALLED, script()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def started(line: str, service: Service, says: str) -> Iterator[None]:
    """A start line, running until it says so."""
    log = service.log.with_suffix(".line")
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"exec {line.replace(INSTALLED, 'precheck')}"],
        env={**service.environment, "PATH": f"{Path(script()).parent}:{os.environ['PATH']}"},
        cwd="/",
        stderr=log.open("wb"),
    )
    try:
        until(lambda: says in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_the_service_starts_and_checks(tmp_path: Path) -> None:
    serving = {name: line for name, line in start_lines().items() if " serve" in line}
    # They differ in where they listen alone.
    assert {re.sub(r"^\S+| --(host|port) \S+", "", line) for line in serving.values()} == {" serve"}
    service = Service(tmp_path / "data", PRECHECK_WORKERS="1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        service.environment["PORT"] = str(free.getsockname()[1])
    with started(serving["Procfile serve"], service, "(serving)"):
        assert service.await_report(service.submit(picture(1)))


def test_a_worker_of_its_own_checks_for_the_service(tmp_path: Path) -> None:
    (line,) = {line.replace(INSTALLED, "precheck") for line in start_lines().values() if " worker" in line}
    with running(tmp_path / "data", "--workers", "0") as service:
        place = service.place
        beside = Service(
            tmp_path / "elsewhere",
            PRECHECK_BROKER=place.broker,
            PRECHECK_DATABASE=place.database,
            PRECHECK_PICTURES=str(place.pictures_folder),
            PRECHECK_WORKERS="1",
        )
        with started(line, beside, "(worker started)"):
            assert service.await_report(service.submit(picture(1)))
        assert not os.path.exists(tmp_path / "elsewhere" / "precheck.db")  # noqa: PTH110
