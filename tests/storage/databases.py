"""Fixtures: the same tests on both databases, each test on a fresh one."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from precheck.storage import Cipher, Store
from tests.storage.postgresql import Postgresql

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "precheck.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    server = Postgresql(base=os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp"))
    server.execute("CREATE DATABASE empty")
    store = Store(server.url("empty"))
    store.migrate()
    store.close()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with the tables."""
    if request.param == "sqlite":
        path = tmp_path / "precheck.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    name = f"test{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE empty")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def key() -> bytes:
    return bytes(range(32))


@pytest.fixture
def store(database: str, key: bytes) -> Iterator[Store]:
    store = Store(database, Cipher((key,)))
    yield store
    store.close()
