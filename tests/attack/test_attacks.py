"""The whole list of attacks against one running service: what ``make attack`` prints, as tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack import connections, data, disk, doors, requests
from tests.attack.target import ATTACKS, Target, target

assert all((connections, data, doors, requests))
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target(tmp_path_factory.mktemp("attack") / "data") as found:
        yield found


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != disk.NAME])
def test_an_attack_fails(attacked: Target, name: str) -> None:
    ATTACKS[name](attacked)


def test_a_full_disk_is_said_and_passes() -> None:
    # Mounting a small disk is root's; whoever is not root is it in a namespace of their own.
    namespace = [] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    command = [*namespace, sys.executable, "-m", "tests.attack", "--only", disk.NAME]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 hold" in done.stdout
