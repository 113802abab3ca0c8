"""The commands beside a running service, on a service that really runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.chaos.pictures import picture
from tests.worker.running import ROOT, Service, running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("commands") / "data", "--workers", "1") as service:
        yield service


def precheck(service: Service, *arguments: str | Path, expect: int = 0) -> str:
    """Run a command beside the service; what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", *map(str, arguments)],
        env=service.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout + (done.stderr if expect else "")


def test_submit_waits_for_the_report_and_is_one_upload_twice(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "张三.png"
    file.write_bytes(picture(1))
    arguments = ("submit", file, "--submission", "s1", "--material", "diploma", "--wait", "30", "--json")
    first, again = (json.loads(precheck(service, *arguments, expect=code).splitlines()[0]) for code in (1, 1))
    assert first["upload"]["submission"] == "s1"
    assert first["verdict"] == "reupload"
    assert again["upload"]["id"] == first["upload"]["id"]


def test_submit_takes_what_scan_takes(service: Service, tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / f"f{number}" / "diploma"
        folder.mkdir(parents=True)
        (folder / "a.png").write_bytes(picture(10 + number))
    lines = precheck(service, "submit", tmp_path, "--json").splitlines()
    assert [json.loads(line)["submission"] for line in lines] == ["f0", "f1", "f2"]
    assert "no such material" in precheck(
        service,
        "submit",
        tmp_path / "f0" / "diploma" / "a.png",
        "--submission",
        "x",
        "--material",
        "y",
        expect=2,
    )


def test_submit_takes_the_folder_of_one_candidate(service: Service, tmp_path: Path) -> None:
    (tmp_path / "one" / "diploma").mkdir(parents=True)
    (tmp_path / "one" / "diploma" / "a.png").write_bytes(picture(15))
    assert "nothing to hand in" in precheck(service, "submit", tmp_path / "one", expect=2)
    (tmp_path / "one" / "registration.json").write_text('{"name": "张三"}', encoding="utf-8")
    for named, submission in ((), "one"), (("--submission", "z1"), "z1"):
        line = precheck(service, "submit", tmp_path / "one", *named, "--json")
        assert json.loads(line)["submission"] == submission
    (tmp_path / "one" / "registration.json").unlink()
    assert "only for" in precheck(service, "submit", tmp_path, "--submission", "z2", expect=2)


def test_watch_takes_what_appears_and_writes_the_reports(service: Service, tmp_path: Path) -> None:
    folder, reports = tmp_path / "in" / "w1" / "diploma", tmp_path / "out"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(picture(20))
    (folder / "half.png.part").write_bytes(b"half")
    (folder.parent / "registration.json").write_text('{"name": "张三"}', encoding="utf-8")
    watch = ("watch", tmp_path / "in", "--reports", reports, "--every", "0.1", "--once")
    precheck(service, *watch)
    report = json.loads((reports / "w1" / "diploma" / "a.png.json").read_text())
    assert report["provenance"]["registration"] is not None
    (folder / "a.png").write_bytes(picture(21))
    precheck(service, *watch)
    again = json.loads((reports / "w1" / "diploma" / "a.png.json").read_text())
    assert again["upload"]["id"] == report["upload"]["id"]
    assert again["upload"]["sha256"] != report["upload"]["sha256"]
    assert [path.name for path in reports.rglob("*") if path.is_file()] == ["a.png.json"]


def test_rescan_runs_to_its_end_and_says_what_changed(service: Service) -> None:
    # Since now: pictures of earlier tests stand in several submissions, and which was checked first is chance.
    begun = f"{datetime.now():%Y-%m-%dT%H:%M:%S}"
    for number in range(30, 35):
        service.await_report(service.submit(picture(number), submission="r1"))
    done = json.loads(precheck(service, "rescan", "--material", "diploma", "--since", begun, "--json"))
    assert done["state"] == "done"
    assert done["done"] == done["total"] >= 5
    assert done["diff"]["changed"] == 0
    assert json.loads(precheck(service, "rescan", "--outdated", "--json"))["total"] == 0
    assert done["id"] in precheck(service, "rescan", "--list")
    assert "over" in precheck(service, "rescan", "--cancel", done["id"], expect=2)


def test_report_is_written_from_the_store(service: Service, tmp_path: Path) -> None:
    service.await_report(service.submit(picture(40), submission="t1"))
    lines = precheck(service, "report", "--format", "json").splitlines()
    assert any(json.loads(line)["upload"]["submission"] == "t1" for line in lines)
    precheck(service, "report", "--out", tmp_path)
    assert "t1" in (tmp_path / "triage.html").read_text(encoding="utf-8")
    precheck(service, "report", "--out", tmp_path, "--format", "csv")
    assert "t1" in (tmp_path / "triage.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert precheck(service, "report", tmp_path, "--format", "json").splitlines() == lines


def test_without_a_store_it_says_so(service: Service, tmp_path: Path) -> None:
    empty = Service(tmp_path / "nothing")
    for command in (("rescan",), ("report",), ("watch", tmp_path)):
        assert "precheck serve" in precheck(empty, *command, expect=2)
    assert not os.path.exists(tmp_path / "nothing")  # noqa: PTH110


def test_doctor_tries_every_part(service: Service) -> None:
    service.await_report(service.submit(picture(50)))
    found = json.loads(precheck(service, "doctor", "--service", "--json"))
    parts = {item["name"].split()[-1]: item for item in found["findings"]}
    assert found["ok"]
    assert {"database", "pictures", "broker", "workers", "housekeeping"} <= parts.keys()
    assert "sqlite" in parts["database"]["detail"]


def test_doctor_says_what_is_not_there(tmp_path: Path) -> None:
    empty = Service(
        tmp_path / "nothing", PRECHECK_BROKER="redis://127.0.0.1:1/0", PRECHECK_KEY="A" * 43 + "="
    )
    found = json.loads(precheck(empty, "doctor", "--service", "--json", expect=1).splitlines()[0])
    failed = {item["name"] for item in found["findings"] if item["needed"] and not item["ok"]}
    assert {"database", "broker", "queue", "workers"} <= failed
