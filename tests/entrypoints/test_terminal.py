"""``serve`` speaks to people on a terminal, and writes its log elsewhere."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.worker.running import free_port


def read_until(descriptor: int, wanted: str, seconds: float = 60.0) -> str:
    said, end = b"", time.monotonic() + seconds
    while wanted not in said.decode("utf-8", "replace") and time.monotonic() < end:
        try:
            said += os.read(descriptor, 4096)
        except OSError:  # the other end was closed
            break
    return said.decode("utf-8", "replace")


def serve(data: Path, stderr: int, **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", "serve"),
            *("--workers", "1", "--port", str(free_port()), "--data", str(data)),
        ],
        env={**os.environ, "PRECHECK_ENGINE": "null", **settings},
        stderr=stderr,
    )


def test_on_a_terminal_a_few_lines_for_people_and_the_log_in_a_file(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    data = tmp_path / "data"
    process = serve(data, theirs)
    os.close(theirs)
    said = read_until(ours, "(stop)")
    process.send_signal(signal.SIGINT)
    said += read_until(ours, "(stopping…)")
    assert process.wait(60) == 0
    lines = said.replace("\r", "").splitlines()
    assert lines[0].startswith("API key: ")
    assert [line.split("(")[1].split(")")[0] for line in lines[1:] if "(" in line] == [
        *("serving", "data", "log", "stop", "stopping…")
    ]
    assert not any(line.startswith("{") for line in lines)
    log = (data / "serve.log").read_text(encoding="utf-8")
    assert '"program": "api"' in log
    assert "API key" not in log
    assert "/healthz" not in log
    assert (data / "serve.log").stat().st_mode & 0o077 == 0


def test_nothing_is_started_and_no_key_printed_before_all_is_valid(tmp_path: Path) -> None:
    data = tmp_path / "data"
    own = tmp_path / "own"
    own.mkdir()
    (own / "diplom.toml").write_text("")
    for settings in ({"PRECHECK_PIPELINES": str(own)}, {"PRECHECK_KYE": "x"}, {"PRECHECK_INBOX": "/none"}):
        process = serve(data, subprocess.PIPE, **settings)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 2
        assert b"API key" not in said
        assert not data.exists()
