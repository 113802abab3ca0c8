from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client import Counter, Histogram

from precheck.entrypoints.metrics import CountsFile, read_totals


def counted(folder: Path, name: str, times: int) -> CountsFile:
    slot = CountsFile(folder, name)
    orders = Counter("precheck_orders", "Orders.", ["ending"], registry=slot.registry)
    seconds = Histogram("precheck_seconds", "Seconds.", buckets=(1, 5), registry=slot.registry)
    for _ in range(times):
        orders.labels("reported").inc()
        seconds.observe(2)
    slot.save()
    return slot


def test_processes_are_added_up_and_successors_go_on(tmp_path: Path) -> None:
    counted(tmp_path, "a", 3)
    counted(tmp_path, "b", 4)
    counted(tmp_path, "a", 5)
    text = read_totals(tmp_path).decode()
    assert 'precheck_orders_total{ending="reported"} 12.0' in text
    assert 'precheck_seconds_bucket{le="1.0"} 0.0' in text
    assert 'precheck_seconds_bucket{le="5.0"} 12.0' in text
    assert "precheck_seconds_sum 24.0" in text
    assert text.count("# TYPE precheck_orders_total counter") == 1


def test_a_disk_that_is_full_costs_newness_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = counted(tmp_path, "a", 3)
    more = Counter("precheck_more", "More.", registry=slot.registry)
    more.inc()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        slot.save()
    assert b"precheck_more" not in read_totals(tmp_path)
    slot.save()
    assert b"precheck_more_total 1.0" in read_totals(tmp_path)
