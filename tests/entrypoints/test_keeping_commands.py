"""``precheck erase`` and ``precheck reseal``, as they are typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from precheck.domain.registration import Registration
from precheck.entrypoints import startup
from precheck.entrypoints.deployment import Deployment, deployment

OLD, NEW = "A" * 43 + "=", "B" * 43 + "="
NAME, NUMBER = "欧阳不存在", "11010119900101123X"


def precheck(*arguments: str, key: str = OLD, expect: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", *arguments],
        env={**os.environ, "PRECHECK_KEY": key},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done.stderr


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A store, not encrypted, with one candidate."""
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("PRECHECK_KEY", raising=False)
    found = deployment()
    startup.open_store(found)
    store = found.working_store()
    intake = found.intake(store, {"diploma"})
    intake.registrations.put_registration(NUMBER, Registration(name=NAME), by="test")
    intake.submit_upload(NUMBER, "diploma", NAME.encode() * 100, f"{NAME}.jpg")
    store.close()
    return found


def holding(place: Deployment, *words: str) -> list[str]:
    files = [path for path in place.data.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in words)]


def test_a_candidate_is_erased_from_every_file(place: Deployment) -> None:
    assert holding(place, NAME, NUMBER)
    assert "已清除" in precheck("erase", NUMBER, "--yes", key="")
    assert holding(place, NAME, NUMBER) == []
    precheck("erase", NUMBER, "--yes", key="", expect=2)


def test_a_plain_store_is_encrypted_and_its_key_changed(place: Deployment) -> None:
    precheck("keys", key=OLD, expect=78)
    precheck("reseal", key=OLD)
    assert holding(place, NAME) == []
    precheck("keys", key="", expect=78)
    precheck("reseal", key=f"{NEW},{OLD}")
    precheck("keys", key=NEW)
    precheck("reseal", key=OLD, expect=78)
