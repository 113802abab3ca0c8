"""``precheck serve``: everything of the service in one command. ``precheck worker``: checking processes on a further machine.

``serve`` speaks to people on a terminal, to the log everywhere else. On a terminal the JSON lines of all programs go into a
file of the data folder, so that people can read what is meant for them. Where standard error is no terminal it is the log,
as a service manager expects.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from precheck.entrypoints import demo, logs, programs, startup
from precheck.entrypoints.cli import options
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.service.keys import Keys

Data = Annotated[
    Path | None, typer.Option(metavar="DIR", help="数据目录 · database and pictures [default: PRECHECK_DATA]")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="检查进程数 · checking processes [default: one a core]")
]
ApiProcesses = Annotated[
    int, typer.Option(metavar="N", min=1, max=64, help="HTTP 进程数 · HTTP processes, behind one socket")
]
Demo = Annotated[
    bool,
    typer.Option(
        "--demo",
        help="演示：虚构的考区与样例图片，不保留数据 · a fictional office over the samples, nothing kept",
    ),
]
New = Annotated[
    bool, typer.Option("--new", help="数据库遗失后重新开始 · begin afresh where the database was lost")
]


def serve(
    host: Annotated[str, typer.Option(help="监听地址 · the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 · the port")] = 8400,
    data: Data = None,
    workers: Workers = None,
    api_processes: ApiProcesses = 1,
    demo: Demo = False,
    new: New = False,
) -> int:
    """运行服务 · Run the service.

    Without PRECHECK_BROKER everything is here: broker, checking processes, housekeeping, HTTP. With it this is one of
    many, and pictures are checked by `precheck worker`, or here too with --workers N.

    SIGHUP has the pipeline files read again; files that are wrong are not taken.

    退出码 · Exit: 0 ended by SIGTERM or Ctrl-C; 2 wrong settings; 75 a server's database is away; 78 what is stored
    cannot be worked with (damaged, missing, newer, another key, no room).
    """
    if demo:
        return _demo(host, port, workers)
    if data is not None:
        os.environ["PRECHECK_DATA"] = str(data.expanduser().absolute())
    return _serve(host, port, workers, api_processes, new=new)


def _serve(
    host: str,
    port: int,
    workers: int | None,
    api_processes: int,
    introduce: Callable[[str], Sequence[str]] | None = None,
    *,
    new: bool = False,
) -> int:
    place = deployment()
    startup.refuse_faults(place)
    with programs.lock_data_folder(place), console(place.data) as people:
        logs.configure(program="serve")
        chosen = [programs.broker_program(place)] if place.embedded else []
        processes = workers if workers is not None else (None if place.embedded else 0)
        if processes != 0:
            chosen += programs.worker_programs(processes)
        chosen.append(programs.housekeeping_program())
        api = programs.api_programs(host, port, api_processes)
        chosen += api

        def started() -> None:
            where = f"http://{host}:{port}" if api else str(place.data)
            lines = introduce(where) if introduce else _first(place, where) if api else ()
            for line in lines:
                people.say(line)
            people.say(f"precheck: 服务已启动 (serving): {where}")
            if people.log is not None:
                people.say(f"precheck: 数据 (data): {place.data}")
                people.say(f"precheck: 日志 (log): {people.log}")
                people.say("precheck: 按 Ctrl-C 停止 (stop)")

        def stopping() -> None:
            if people.log is not None:
                people.say("precheck: 正在停止… (stopping…)")

        code = programs.run(place, chosen, started, stopping, new=new)
        if code and people.log is not None:
            people.say(f"precheck: 未能运行，见日志 (could not run, see the log): {people.log}")
        return code


def _first(place: Deployment, where: str) -> list[str]:
    """What an empty store gives out, once: a key for programs, and a link for the first administrator. Each on a line of
    its own: whoever installs the service waits for them."""
    store = place.store()
    try:
        key = Keys(store).create_first()
        invitation = place.accounts(store).invite_first()
    finally:
        store.close()
    lines = [] if key is None else [f"API key: {key}"]
    if invitation is not None:
        address = f"{place.settings.public_url or where}/welcome/{invitation}"
        lines.append(f"Administrator: {address}")
    return lines


def _demo(host: str, port: int, workers: int | None) -> int:
    """Serve a store that is made now and goes with the service."""
    samples = demo.samples_folder()
    with TemporaryDirectory(prefix="precheck-demo-") as home:
        for name in ("DATABASE", "PICTURES", "BROKER", "KEY", "RETENTION_DAYS", "PUBLIC_URL"):
            os.environ.pop(f"PRECHECK_{name}", None)
        os.environ["PRECHECK_DATA"] = home
        options.say("正在准备演示数据 (preparing the demo)…")
        place = deployment()
        store = place.store()
        store.migrate()
        demo.DemoOffice(place, store).fill(demo.read(samples))
        store.close()
        return _serve(host, port, 1 if workers is None else workers, 1, demo.introduction)


def worker(
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="检查进程数 · checking processes [default: one a core]"),
    ] = None,
) -> int:
    """运行检查进程 · Check pictures for a service that runs elsewhere, or beside it.

    Needs the service's PRECHECK_BROKER, PRECHECK_DATABASE, PRECHECK_PICTURES and, where set, PRECHECK_KEY.

    退出码 · Exit: 0 ended by SIGTERM or Ctrl-C; 2 wrong settings.
    """
    logs.configure(program="worker")
    place = deployment()
    startup.refuse_faults(place)
    chosen = [*programs.worker_programs(workers), programs.housekeeping_program()]

    def started() -> None:
        options.say("检查进程已启动 (worker started)")

    with programs.lock_data_folder(place):
        return programs.run(place, chosen, started)


LOG = "serve.log"


class Console:
    """Lines for people. ``log``: the file in which the logs are, None where they go to standard error too."""

    def __init__(self, descriptor: int, log: Path | None) -> None:
        self._descriptor = descriptor
        self.log = log

    def say(self, line: str) -> None:
        """A line; also from a signal handler."""
        os.write(self._descriptor, f"{line}\n".encode("utf-8", "replace"))


@contextmanager
def console(data: Path) -> Iterator[Console]:
    """As long as it lasts, what this process and its children write to standard error goes where logs go."""
    sys.stderr.flush()
    kept = os.dup(sys.stderr.fileno())
    os.set_inheritable(kept, False)
    log = data / LOG if sys.stderr.isatty() else None
    try:
        if log is not None:
            file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(file, 2)
            os.close(file)
        yield Console(kept, log)
    finally:
        sys.stderr.flush()
        if log is not None:
            os.dup2(kept, 2)
        os.close(kept)
