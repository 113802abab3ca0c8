"""The portal script of ``samples/portal`` against ``precheck serve`` with real broker, worker and webhooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.pictures import picture
from tests.worker.running import ROOT, Service, running, until

SCRIPT = ROOT / "samples" / "portal" / "portal.py"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data = tmp_path_factory.mktemp("api") / "data"
    with running(data, "--workers", "1", PRECHECK_WEBHOOKS_PRIVATE="true") as service:
        yield service


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    lines = service.log.read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("API key: "))
    return line.removeprefix("API key: ")


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    """A candidate's folder."""
    for number, material in enumerate(("diploma", "degree")):
        folder = tmp_path / "candidate" / material
        folder.mkdir(parents=True)
        (folder / "张三.png").write_bytes(picture(500 + number))
    declared = tmp_path / "candidate" / "registration.json"
    declared.write_text(json.dumps({"name": "张三"}), encoding="utf-8")
    return tmp_path / "candidate"


@pytest.fixture
def portal(service: Service, key: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{service.port}/api/v1", headers=headers) as client:
        yield client


def run(service: Service, key: str, submission: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), f"http://127.0.0.1:{service.port}", submission, str(folder)],
        env={**os.environ, "API_KEY": key},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_portal_uploads_and_hands_in(
    service: Service, key: str, candidate: Path, portal: httpx.Client
) -> None:
    done = run(service, key, "2026-1", candidate)
    shown = portal.get("/submissions/2026-1").json()
    assert done.stderr == ""
    assert {item["status"] for item in shown["uploads"]} == {"checked"}
    assert len(shown["uploads"]) == 2
    again = any(item["report"]["verdict"] == "reupload" for item in shown["uploads"])
    assert done.returncode == int(again)
    assert shown["locked"] is not again
    assert [message["shown"] in done.stdout for message in shown["messages"]] == [True] * len(
        shown["messages"]
    )


def test_running_it_twice_does_no_harm(
    service: Service, key: str, candidate: Path, portal: httpx.Client
) -> None:
    first = run(service, key, "2026-2", candidate)
    run(service, key, "2026-2", candidate)
    assert len(portal.get("/submissions/2026-2").json()["uploads"]) == 2
    assert first.stdout != ""


def test_a_wrong_key_is_said_in_a_line(service: Service, candidate: Path) -> None:
    done = run(service, "pck_wrong", "2026-3", candidate)
    assert done.returncode == 1
    assert "密钥" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_portal_is_told_by_webhook(service: Service, portal: httpx.Client) -> None:
    got: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        portal.post("/webhooks", json={"url": url, "events": ["upload.checked"]}).raise_for_status()
        sent = portal.post(
            "/submissions/2026-4/uploads", files={"file": picture(600)}, data={"material": "diploma"}
        )
        id = sent.json()["id"]
        # Of this upload: others' may have been checked meanwhile.
        until(lambda: any(event["data"]["upload"] == id for event in got))
    finally:
        server.shutdown()
        server.server_close()
    (event,) = (event for event in got if event["data"]["upload"] == id)
    assert event["type"] == "upload.checked"
    assert event["data"] == {"submission": "2026-4", "upload": id, "material": "diploma"}


def test_a_check_answers_at_once_and_keeps_nothing(portal: httpx.Client) -> None:
    answer = portal.post("/check", files={"file": picture(601)}, data={"material": "diploma"}, timeout=90)
    assert answer.status_code == 200
    assert answer.json()["schema"] == "precheck.report/1"
    assert answer.json()["upload"]["id"] is None


def test_logs_hold_neither_names_nor_keys(service: Service, portal: httpx.Client, key: str) -> None:
    portal.put("/submissions/张三", json={"name": "张三"}).raise_for_status()
    file = {"file": ("张三.png", picture(602))}
    portal.post("/submissions/张三/uploads", files=file, data={"material": "diploma"}).raise_for_status()

    def lines() -> list[str]:
        return [line for line in service.log.read_text().splitlines() if not line.startswith("API key: ")]

    # A request's line is written after its answer.
    until(lambda: any('"route": "/submissions/{id}/uploads"' in line for line in lines()))
    assert not [line for line in lines() if "张三" in line or key in line]


def test_keys_are_made_and_revoked_beside_the_service(service: Service, portal: httpx.Client) -> None:
    def keys(*arguments: str) -> str:
        code = "from precheck.entrypoints.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "keys", *arguments],
            env=service.environment,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        return done.stdout.strip()

    made = keys("create", "--name", "portal", "--site", "成都", "--days", "30", "--per-minute", "5")
    headers = {"authorization": f"Bearer {made}"}
    assert portal.get("/submissions/none", headers=headers).status_code == 404
    assert "portal  upload  成都" in keys()
    keys("revoke", made.split("_")[1])
    assert portal.get("/submissions/none", headers=headers).status_code == 401
