from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.pipeline import definition
from precheck.pipeline.definition import Definition
from precheck.service import Checking, Relay
from precheck.service.keys import Grant
from precheck.storage.values import Level, Scope
from precheck.wiring import pipeline_folders
from tests.api.portal import Portal
from tests.service.doubles import FakeBroker, FakeChecker
from tests.storage.databases import empty_sqlite

__all__ = ["empty_sqlite", "portal"]


@pytest.fixture(scope="session")
def definitions() -> Mapping[str, Definition]:
    return definition.load(pipeline_folders(None))


@pytest.fixture
def portal(
    tmp_path: Path,
    empty_sqlite: Path,
    definitions: Mapping[str, Definition],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Portal]:
    """The application in this process over a fresh store, with keys of every kind and a worker that tests call."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(empty_sqlite, data / "precheck.db")
    monkeypatch.setenv("PRECHECK_DATA", str(data))
    monkeypatch.setenv("PRECHECK_ENGINE", "null")
    monkeypatch.setenv("PRECHECK_KEY", "A" * 43 + "=")
    # Half a second of reading, once and not for every test.
    monkeypatch.setattr(definition, "load", lambda folders: definitions)
    services = open_services(deployment())
    keys = {
        scope: services.keys.create(
            str(scope), [scope], by="test", grant=Grant(level=Level.SITE if scope is Scope.REVIEW else None)
        )[1]
        for scope in Scope
    }
    district = services.keys.create("district", [Scope.REVIEW], by="test", grant=Grant(level=Level.DISTRICT))[
        1
    ]
    checker, broker = FakeChecker(), FakeBroker()
    with TestClient(create(services), raise_server_exceptions=False) as client:
        yield Portal(
            client=client,
            services=services,
            keys=keys,
            district=district,
            checker=checker,
            broker=broker,
            relay=Relay(services.store, broker),
            checking=Checking(services.store, services.place.pictures(), checker),
        )
