"""What is attacked: a fresh ``precheck serve`` with keys of every kind, and the list of attacks."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from precheck.service.keys import Grant, Keys
from precheck.storage.values import Level, Scope
from tests.worker.running import Service, running

HOST = "127.0.0.1"
V1 = "/api/v1"
SETTINGS = {
    "PRECHECK_UPLOADS_PER_MATERIAL": "5",
    "PRECHECK_CHECKS_WAITING": "2",
    "CHAOS_WORK_SECONDS": "0.05",
}


@dataclass
class Target:
    service: Service
    admin: str
    portal: str
    here: str
    """A portal's, reviewer's and administrator's key of one site; it decides at the site's level."""
    there: str
    district: str
    monitor: str

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.service.port}"

    @property
    def keys(self) -> Keys:
        return Keys(self.service.store)

    def call(self, method: str, path: str, key: str | None = None, **rest: object) -> httpx.Response:
        """A request under ``/api/v1``."""
        headers = dict(rest.pop("headers", {}))  # type: ignore[call-overload]
        if key:
            headers["authorization"] = f"Bearer {key}"
        return httpx.request(
            method,
            f"{self.url}{V1}{path}",
            headers=headers,
            timeout=60,
            trust_env=False,
            **rest,  # type: ignore[arg-type]
        )

    def upload(
        self, submission: str, data: bytes, key: str, material: str = "diploma", **rest: object
    ) -> httpx.Response:
        return self.call(
            "POST",
            f"/submissions/{submission}/uploads",
            key,
            files={"file": ("a.png", data)},
            data={"material": material},
            **rest,
        )

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.service.port), timeout=30)

    def answers_within(self, seconds: float) -> float:
        """How long ``/healthz`` takes; it must not take longer than this."""
        begun = time.monotonic()
        assert httpx.get(f"{self.url}/healthz", timeout=seconds, trust_env=False).status_code == 200
        return time.monotonic() - begun

    def memory_mb(self) -> float:
        """What the HTTP process holds."""
        (pid, *_) = self.service.processes("entrypoints.api")
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no such process")


Attack = Callable[[Target], str]
ATTACKS: dict[str, Attack] = {}


def attack(name: str) -> Callable[[Attack], Attack]:
    """Put an attack on the list. It answers with what was seen, and fails where it succeeds."""

    def listed(function: Attack) -> Attack:
        ATTACKS[name] = function
        return function

    return listed


@contextmanager
def target(data: Path, **settings: str) -> Iterator[Target]:
    """A fresh service."""
    with running(data, "--workers", "1", **{**SETTINGS, **settings}) as service:
        keys = Keys(service.store)

        def made(name: str, *scopes: Scope, site: str | None = None, level: Level | None = None) -> str:
            return keys.create(name, scopes, by="attack", grant=Grant(site=site, level=level))[1]

        every = (Scope.UPLOAD, Scope.REVIEW, Scope.ADMIN)
        yield Target(
            service=service,
            admin=made("admin", Scope.ADMIN),
            portal=made("portal", Scope.UPLOAD),
            here=made("here", *every, site="成都", level=Level.SITE),
            there=made("there", *every, site="绵阳", level=Level.SITE),
            district=made("district", Scope.REVIEW, level=Level.DISTRICT),
            monitor=made("monitor", Scope.MONITOR),
        )
