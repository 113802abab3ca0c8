from __future__ import annotations

from pathlib import Path

import pytest

from precheck.service import Checking, Intake, Relay, Rescans, Retention, Review, Sweeper
from precheck.storage import FolderPictures, KeyCipher, Store
from tests.service.desk import Clock, Desk
from tests.service.doubles import FakeBroker, FakeChecker
from tests.storage.databases import database, empty_sqlite, key, postgresql, store

__all__ = ["database", "desk", "empty_sqlite", "key", "postgresql", "store"]


@pytest.fixture
def desk(store: Store, tmp_path: Path, key: bytes) -> Desk:
    clock = Clock()
    pictures = FolderPictures(tmp_path / "pictures", KeyCipher((key,)))
    broker, checker = FakeBroker(), FakeChecker()
    return Desk(
        store=store,
        pictures=pictures,
        clock=clock,
        broker=broker,
        checker=checker,
        intake=Intake(store, pictures, {"diploma", "identity"}, clock),
        checking=Checking(store, pictures, checker, None, clock),
        relay=Relay(store, broker, clock),
        sweeper=Sweeper(store, broker, clock),
        review=Review(store, clock=clock),
        rescans=Rescans(store, clock, window=3),
        retention=Retention(store, pictures, 30, clock),
    )
