"""The disk is filled under a service of its own: what is said meanwhile, and that it goes on by itself afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

import httpx

from tests.attack.target import Target, attack, target
from tests.chaos.disks import filled, small_disk
from tests.chaos.pictures import picture
from tests.worker.running import until

DISK_BYTES = 192 * 2**20
NAME = "a disk that is full to the last byte"


@attack(NAME)
def full_disk(_: Target) -> str:
    with (
        tempfile.TemporaryDirectory(prefix="full-") as home,
        small_disk(Path(home) / "disk", DISK_BYTES) as disk,
    ):
        assert disk is not None, "a small disk must be mounted: unshare --map-root-user --mount make attack"
        with target(disk / "data") as attacked:
            return _fill(attacked, disk)


def _fill(attacked: Target, disk: Path) -> str:
    service = attacked.service
    before = attacked.upload("d1", picture(1100), attacked.portal).json()["id"]
    service.await_report(before)
    programs = {
        words: service.processes(words) for words in ("entrypoints.api", "worker.housekeeping", "unixsocket")
    }
    with filled(disk):
        refused = attacked.upload("d2", b"x" * 300_000, attacked.portal)
        assert refused.status_code == 507, f"{refused.status_code} {refused.text}"
        assert refused.headers["content-type"] == "application/problem+json"
        assert "满" in refused.json()["detail"], refused.text
        until(lambda: not _ready(attacked), 30)
        assert attacked.call("GET", f"/uploads/{before}", attacked.portal).status_code == 200
        attacked.answers_within(3)
    until(lambda: _ready(attacked), 30)
    assert attacked.call("GET", "/submissions/d2", attacked.portal).status_code == 404
    after = attacked.upload("d2", picture(1101), attacked.portal)
    assert after.status_code in (200, 202), after.text
    service.await_report(after.json()["id"])
    assert programs == {words: service.processes(words) for words in programs}, "a program was started again"
    return "507 in words, not ready meanwhile; then 202, and no program was started again"


def _ready(attacked: Target) -> bool:
    return httpx.get(f"{attacked.url}/readyz", timeout=5, trust_env=False).status_code == 200
