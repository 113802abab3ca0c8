"""The whole list of attacks against one running service: what ``make attack`` prints, as tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attack import connections, data, doors, requests
from tests.attack.target import ATTACKS, Target, target

assert all((connections, data, doors, requests))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target(tmp_path_factory.mktemp("attack") / "data") as found:
        yield found


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_fails(attacked: Target, name: str) -> None:
    ATTACKS[name](attacked)
