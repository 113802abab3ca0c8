"""The scan: a report a row, in order, resumable, whatever happens to the processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from precheck.domain.errors import Invalid
from precheck.entrypoints.scan import run
from precheck.entrypoints.scan.rows import Source
from precheck.entrypoints.scan.run import KEPT
from precheck.entrypoints.scan.triage import REPORTS
from tests.entrypoints import doubles

SHAS = dict.fromkeys(doubles.MATERIALS, doubles.PIPELINE)


class Watcher:
    """Counts, and interrupts after so many."""

    def __init__(self, interrupt_after: int | None = None) -> None:
        self.fresh = self.reused = 0
        self._interrupt_after = interrupt_after

    def advance(self, reused: bool) -> None:
        self.reused += reused
        self.fresh += not reused
        if self.fresh == self._interrupt_after:
            raise KeyboardInterrupt


def scan(
    manifest: Path,
    out: Path,
    *,
    watcher: Watcher | None = None,
    shas: Mapping[str, str] = SHAS,
    **options: Any,
) -> run.ScanOutcome:
    out.mkdir(exist_ok=True)
    settings = run.Options(out, prepare=doubles.prepare, **options)
    with settings.pool() as pool:
        return run.scan(Source(manifest), settings, shas, (watcher or Watcher()).advance, pool)


def manifest(folder: Path, contents: list[str], **more: Any) -> Path:
    lines = []
    for number, content in enumerate(contents):
        (folder / f"{number}.jpg").write_text(content)
        lines.append(json.dumps({"file": f"{number}.jpg", "material": "diploma", "submission": "s", **more}))
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def reports(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / REPORTS).read_text(encoding="utf-8").splitlines()]


def files(out: Path) -> list[str]:
    return [report["upload"]["file"] for report in reports(out)]


def test_in_the_rows_order_whatever_finishes_first(tmp_path: Path) -> None:
    path = manifest(tmp_path, ["slow", "b", "blurred", "slow", "e", "f"])
    scan(path, tmp_path / "two", jobs=2)
    scan(path, tmp_path / "one", jobs=1)
    assert files(tmp_path / "two") == [f"{n}.jpg" for n in range(6)]

    def content(out: str) -> list[dict[str, Any]]:
        return [{**report, "checked_at": None, "seconds": None} for report in reports(tmp_path / out)]

    assert content("one") == content("two")
    assert [report["verdict"] for report in reports(tmp_path / "one")].count("reupload") == 1


def test_equal_rows_have_a_report_each(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("x")
    path = tmp_path / "m.jsonl"
    path.write_text('{"file": "a.jpg", "material": "diploma"}\n' * 3)
    assert scan(path, tmp_path / "out").rows == 3
    assert files(tmp_path / "out") == ["a.jpg"] * 3


def test_bad_rows_have_reports_and_the_scan_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("x")
    rows: list[dict[str, Any]] = [
        {"file": "absent.jpg", "material": "diploma"},
        {"file": "a.jpg", "material": "nonsense"},
        {"file": "a.jpg", "material": "diploma", "registration": {"name": {}}},
        {"file": "a.jpg\u0000", "material": "diploma"},
        {"material": "diploma"},
        {"file": "a.jpg", "material": "diploma"},
    ]
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\nnot json\n")
    scan(path, tmp_path / "out")
    found = [
        (report["verdict"], [item["check"] for item in report["unable"]])
        for report in reports(tmp_path / "out")
    ]
    assert found == [
        ("review", ["file"]),
        ("review", ["material"]),
        ("review", ["registration"]),
        ("review", ["file"]),
        ("review", ["manifest"]),
        ("pass", []),
        ("review", ["manifest"]),
    ]


def test_a_process_that_dies_hangs_or_raises_costs_its_picture_only(tmp_path: Path) -> None:
    path = manifest(tmp_path, ["a", "die", "b", "hang", "raise", "c"])
    done = scan(path, tmp_path / "out", jobs=2, limit_seconds=2.0)
    found = {report["upload"]["file"]: report for report in reports(tmp_path / "out")}
    assert done.lost == 2
    assert [report["verdict"] for report in found.values()] == [
        "pass",
        "review",
        "pass",
        "review",
        "review",
        "pass",
    ]
    assert "9" in found["1.jpg"]["unable"][0]["reason"]
    assert "2 秒" in found["3.jpg"]["unable"][0]["reason"]
    assert "RuntimeError" in found["4.jpg"]["unable"][0]["reason"]
    assert found["1.jpg"]["upload"]["sha256"]


def test_interrupted_keeps_what_is_done_and_goes_on(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, ["slow", *"bcdefgh"]), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        scan(path, out, jobs=2, watcher=Watcher(interrupt_after=3))
    before = {report["upload"]["file"]: report["checked_at"] for report in reports(out)}
    assert len(before) == 3
    watcher = Watcher()
    done = scan(path, out, resume=True, watcher=watcher)
    after = {report["upload"]["file"]: report["checked_at"] for report in reports(out)}
    assert files(out) == [f"{n}.jpg" for n in range(8)]
    assert {file: after[file] for file in before} == before
    assert (done.reused, watcher.reused, watcher.fresh) == (3, 3, 5)
    assert not (out / KEPT).exists()


def test_interrupted_again_while_going_on_loses_nothing(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("abcdefgh")), tmp_path / "out"
    scan(path, out)
    lines = (out / REPORTS).read_text().splitlines(keepends=True)
    (out / REPORTS).write_text("".join(lines[3:]))
    with pytest.raises(KeyboardInterrupt):
        scan(path, out, resume=True, watcher=Watcher(interrupt_after=1))
    assert scan(path, out, resume=True).reused == 6
    assert files(out) == [f"{n}.jpg" for n in range(8)]


def test_killed_while_going_on_loses_nothing(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("abcd")), tmp_path / "out"
    scan(path, out)
    lines = (out / REPORTS).read_text().splitlines(keepends=True)
    (out / KEPT).write_text("".join(lines[1:]))  # as a killed scan leaves it, the new file half-written
    (out / REPORTS).write_text(lines[0] + lines[1][:50])
    assert scan(path, out, resume=True).reused == 4
    assert files(out) == [f"{n}.jpg" for n in range(4)]


def test_a_half_written_last_line_is_done_again(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("abc")), tmp_path / "out"
    scan(path, out)
    text = (out / REPORTS).read_text()
    (out / REPORTS).write_text(text[:-40])
    assert scan(path, out, resume=True).reused == 2
    assert files(out) == ["0.jpg", "1.jpg", "2.jpg"]


def test_what_changed_is_checked_again(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("abc"), registration={"name": "x"}), tmp_path / "out"
    scan(path, out)
    (tmp_path / "1.jpg").write_text("another picture")
    assert scan(path, out, resume=True).reused == 2
    manifest(tmp_path, list("abc"), registration={"name": "y"})
    assert scan(path, out, resume=True).reused == 0
    assert scan(path, out, resume=True).reused == 3
    assert scan(path, out, resume=True, shas={"diploma": "q" * 64}).reused == 0


def test_another_reader_reads_again(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("ab")), tmp_path / "out"
    scan(path, out)
    assert scan(path, out, resume=True, engine="double").reused == 2
    assert scan(path, out, resume=True, engine="another").reused == 0


def test_what_a_dead_process_left_unchecked_is_tried_again(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, ["a", "die"]), tmp_path / "out"
    scan(path, out)
    done = scan(path, out, resume=True)
    assert (done.reused, done.lost) == (1, 1)


def test_without_resume_earlier_results_are_replaced(tmp_path: Path) -> None:
    path, out = manifest(tmp_path, list("ab")), tmp_path / "out"
    scan(path, out)
    (out / "mine.txt").write_text("kept")
    assert scan(path, out).reused == 0
    assert len(reports(out)) == 2
    assert (out / "mine.txt").read_text() == "kept"


def test_a_wrong_configuration_ends_the_scan(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no such engine"):
        scan(manifest(tmp_path, ["a"]), tmp_path / "out", engine="invalid")


def test_a_folder_with_nothing_in_its_place_is_bad_usage(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("x")
    with pytest.raises(Invalid, match="<submission>/<material>/<name>"):
        run.count(Source(tmp_path))


def test_an_empty_manifest_is_no_error(tmp_path: Path) -> None:
    path = manifest(tmp_path, [])
    assert run.count(Source(path)) == 0
    assert scan(path, tmp_path / "out").rows == 0


def test_a_scan_does_not_explain_and_says_who_does(tmp_path: Path) -> None:
    from precheck.entrypoints.cli.scan import scan as command

    with pytest.raises(Invalid, match="precheck check --explain"):
        command(tmp_path, explain=True)
