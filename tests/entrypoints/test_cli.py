"""The commands as somebody types them, with the engine that reads nothing."""

from __future__ import annotations

import importlib
import inspect
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Severity, Unable
from precheck.domain.report import Report
from precheck.entrypoints.cli import COMMANDS
from precheck.entrypoints.cli.check import exit_code
from tests.reporting import made

PRECHECK = (sys.executable, "-c", "from precheck.entrypoints.cli import main; main()")


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*PRECHECK, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False, timeout=120
    )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A grey JPEG that says nothing."""
    path = tmp_path / "图片.jpg"
    pixels = np.random.default_rng(1).integers(100, 160, (600, 800, 3), dtype=np.uint8)
    cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tofile(path)
    return path


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([made.report()], 0),
        ([made.report(made.flag(severity=Severity.INFO))], 0),
        ([made.report(), made.report(made.flag(severity=Severity.REVIEW))], 1),
        ([made.report(made.flag())], 1),
        ([made.report(made.flag()), made.report(unable=(Unable("glare", "x"),))], 3),
    ],
)
def test_exit_codes(reports: Sequence[Report], code: int) -> None:
    assert exit_code(reports) == code


def test_check_json_is_a_line_a_file_and_nothing_else(picture: Path) -> None:
    done = run("check", picture, picture, "--material", "diploma", "--engine", "null", "--json", "--explain")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["schema"] for line in lines] == ["precheck.report/1"] * 2
    assert lines[0]["upload"]["file"] == str(picture)
    assert done.returncode in (1, 3)


def test_check_for_people(picture: Path, tmp_path: Path) -> None:
    registration = tmp_path / "r.json"
    registration.write_text('{"name": "张小三"}', encoding="utf-8")
    arguments = ["--material", "diploma", "--engine", "null", "--registration", str(registration)]
    done = run("check", picture, *arguments, "--annotate", tmp_path / "drawn", "--explain", "--profile")
    assert "需重新上传" in done.stdout
    assert "毕业证书" in done.stdout
    assert "张小三" not in done.stdout
    assert "\x1b[" not in done.stdout  # no colours where the output is no terminal
    assert [path.name for path in (tmp_path / "drawn").iterdir()] == ["001-图片.jpg.svg"]
    assert "张小三" in run("check", picture, *arguments, "--unmasked").stdout


def test_a_file_that_is_not_there_is_said_and_the_others_reported(picture: Path, tmp_path: Path) -> None:
    done = run(
        "check", tmp_path / "absent.jpg", picture, "--material", "diploma", "--engine", "null", "--json"
    )
    assert done.returncode == 2
    assert "absent.jpg" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_a_file_that_is_no_picture_is_a_flag(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("<html>")
    done = run("check", tmp_path / "a.jpg", "--material", "diploma", "--engine", "null", "--json")
    report = json.loads(done.stdout)
    assert report["flags"][0]["code"].startswith("format.")
    assert report["unable"]
    assert done.returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--material", "nonsense", "--engine", "null"],
        ["--material", "diploma", "--engine", "nonsense"],
        ["--material", "diploma", "--engine", "null", "--registration", "absent.json"],
        ["--engine", "null"],
        ["--material", "diploma", "--no-such-option"],
    ],
)
def test_bad_usage(picture: Path, arguments: list[str]) -> None:
    done = run("check", picture, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def lay(root: Path, picture: Path, count: int = 1) -> Path:
    folder = root / "in" / "s1" / "diploma"
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number}.jpg").write_bytes(picture.read_bytes() + bytes([number % 256]))
    return root / "in"


def test_scan_writes_everything(picture: Path, tmp_path: Path) -> None:
    arguments = [
        "--out",
        tmp_path / "out",
        "--annotate",
        tmp_path / "drawn",
        "--jobs",
        "1",
        "--engine",
        "null",
    ]
    done = run("scan", lay(tmp_path, picture), *arguments)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "reports.jsonl",
        "submissions.jsonl",
        "triage.csv",
        "triage.html",
        "triage.xlsx",
    ]
    assert "s1/diploma/0.jpg" in done.stdout
    assert str(tmp_path / "out" / "triage.html") in done.stdout.replace("\n", "")
    assert "data:image/jpeg;base64," in (tmp_path / "out" / "triage.html").read_text(encoding="utf-8")
    assert "1/1" in done.stderr
    (drawn,) = (tmp_path / "drawn").iterdir()
    assert "data:image/jpeg;base64," in drawn.read_text(encoding="utf-8")


def test_scan_bad_usage(tmp_path: Path) -> None:
    done = run("scan", tmp_path / "absent", "--engine", "null", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "absent" in done.stderr


def _heed_interrupts() -> None:
    """A shell starts what runs in its background with SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_scan_interrupted_keeps_what_is_done(picture: Path, tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    folder = lay(tmp_path, picture, count=1000)
    command = [*PRECHECK, "scan", str(folder), "--out", str(out), "--jobs", "2", "--engine", "null"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_interrupts
    )
    reports = out / "reports.jsonl"
    while process.poll() is None and not (reports.exists() and reports.stat().st_size):
        time.sleep(0.02)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, "")
    assert "--resume" in stderr
    assert "Traceback" not in stderr
    lines = [json.loads(line) for line in reports.read_text(encoding="utf-8").splitlines()]
    assert 0 < len(lines) < 1000


@pytest.mark.parametrize("command", ["materials", "checks"])
def test_lists_for_programs(command: str) -> None:
    entries = json.loads(run(command, "--json").stdout)
    assert {"materials": "slug", "checks": "code"}[command] in entries[0]
    assert run(command).stdout


def test_doctor_says_whether_the_engine_runs() -> None:
    done = run("doctor", "--engine", "null", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"]) == (0, True)
    assert run("doctor", "--engine", "nonsense").returncode == 1


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from precheck.entrypoints.cli import application; application()(['--help'], standalone_mode=False)\n"
        "print(sorted({'cv2', 'numpy', 'openvino', 'onnxruntime', 'PIL'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(("name", "module", "summary"), [(name, *item) for name, item in COMMANDS.items()])
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, module: str, summary: str) -> None:
    command = getattr(importlib.import_module(f"precheck.entrypoints.cli.{module}"), name)
    first = (inspect.getdoc(command) or "").split("\n\n", maxsplit=1)[0]
    assert " ".join(first.split()) == summary
