from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from precheck.service import Checking, Intake, Relay, Rescans, Retention, Review, Sweeper
from precheck.storage import Cipher, Pictures, Store
from tests.service.desk import Clock, Desk
from tests.service.doubles import FakeBroker, FakeChecker
from tests.storage.databases import database, empty_sqlite, key, postgresql, store

__all__ = ["database", "desk", "empty_sqlite", "key", "postgresql", "store"]


@pytest.fixture
def desk(database: str, tmp_path: Path, key: bytes) -> Iterator[Desk]:
    clock = Clock()
    store = Store(database, Cipher((key,)), clock)
    pictures = Pictures(tmp_path / "pictures", Cipher((key,)))
    broker, checker = FakeBroker(), FakeChecker()
    yield Desk(
        store=store,
        pictures=pictures,
        clock=clock,
        broker=broker,
        checker=checker,
        intake=Intake(store, pictures, {"diploma", "identity"}),
        checking=Checking(store, pictures, checker, None),
        relay=Relay(store, broker),
        sweeper=Sweeper(store, broker),
        review=Review(store),
        rescans=Rescans(store, window=3),
        retention=Retention(store, pictures, 30),
    )
    store.close()
