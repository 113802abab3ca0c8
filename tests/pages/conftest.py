"""A running office with the pages over it, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp

from precheck.entrypoints import demo
from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment
from precheck.pipeline import definition
from precheck.pipeline.definition import Definition
from precheck.wiring import pipeline_folders
from tests.pages.office import Office
from tests.pages.visitor import Visitor
from tests.storage.databases import empty_sqlite

__all__ = ["empty_sqlite", "office"]

SUBMISSIONS = 40
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def definitions() -> Mapping[str, Definition]:
    return definition.load(pipeline_folders(None))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """A data folder with the demo's people and some of its submissions."""
    data = tmp_path_factory.mktemp("office")
    shutil.copy(empty_sqlite, data / "precheck.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRECHECK_DATA", str(data))
        place = deployment()
        store = place.store()
        demo.DemoOffice(place, store, SUBMISSIONS).fill(demo.read(demo.samples_folder()))
        store.close()
    return data


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """Where the office will listen, known before it is opened."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture
def settings() -> dict[str, str]:
    """Variables that the office is opened with; modules have their own."""
    return {}


@pytest.fixture
def tls() -> dict[str, str]:
    """``ssl_certfile`` and ``ssl_keyfile``; modules have their own."""
    return {}


@pytest.fixture
def office(
    tmp_path: Path,
    filled: Path,
    definitions: Mapping[str, Definition],
    listening: socket.socket,
    settings: dict[str, str],
    tls: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """The service over a copy of the data folder, in a thread, with a worker that tests call."""
    data = tmp_path / "data"
    shutil.copytree(filled, data, copy_function=os.link)
    for name in ("precheck.db", "precheck.db-wal", "precheck.db-shm"):
        if (data / name).exists():
            (data / name).unlink()
            shutil.copy(filled / name, data / name)
    monkeypatch.setenv("PRECHECK_DATA", str(data))
    monkeypatch.setenv("PRECHECK_ENGINE", "null")
    # Half a second of reading, once and not for every test.
    monkeypatch.setattr(definition, "load", lambda folders: definitions)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    services = open_services(deployment())
    with served(create(services), listening, **tls):
        scheme = "https" if tls else "http"
        yield Office(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}", services)


@pytest.fixture
def visitor(office: Office) -> Visitor:
    return Visitor(office)


@contextmanager
def served(app: ASGIApp, listening: socket.socket, **tls: str) -> Iterator[None]:
    """An application in a thread."""
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1, **tls)  # type: ignore[arg-type]
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    yield
    server.should_exit = True
    thread.join(15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where it is missing this fails: apt-get install chromium. Once a file: while Playwright runs, this
    thread's event loop does, and no other file's tests could start one."""
    path = shutil.which("chromium")
    assert path is not None, "apt-get install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()
