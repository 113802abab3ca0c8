"""A real PostgreSQL server of one's own, in a temporary folder, reached through a unix socket."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg


class Postgresql:
    """Started by :meth:`start`; several databases. The server refuses to run as root: then it runs as ``postgres``."""

    def __init__(self, *, durable: bool = False, base: str = "/tmp") -> None:
        # Not pytest's folder: a socket's path must not be longer than 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=base))
        self._durable = durable
        self._server: subprocess.Popen[bytes] | None = None
        self._as_user: dict[str, str] = {}
        if os.geteuid() == 0:
            self._as_user = {"user": "postgres", "group": "postgres"}
            shutil.chown(self.folder, "postgres", "postgres")
        subprocess.run(
            [
                _binary("initdb"),
                "-D",
                self.folder / "data",
                "-U",
                "precheck",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self._as_user,  # type: ignore[call-overload]
        )
        self.start()

    def start(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self._durable else "off",
            "shared_buffers": "32MB",
            "max_connections": "60",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            [_binary("postgres"), "-D", str(self.folder / "data"), *options],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder.parent / f"{self.folder.name}.log").open("ab"),
            cwd="/",
            **self._as_user,  # type: ignore[call-overload]
        )
        for _ in range(300):
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError("the PostgreSQL server did not start")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """``SIGINT``: fast shutdown; ``SIGQUIT``: at once, as in a crash."""
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(30)
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder.parent / f"{self.folder.name}.log").unlink(missing_ok=True)

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="precheck", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def url(self, database: str) -> str:
        return f"postgresql://precheck@/{database}?host={self.folder}"


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    assert path is not None, "no PostgreSQL server here: apt-get install postgresql"
    return path
