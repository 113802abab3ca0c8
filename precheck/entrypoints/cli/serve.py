"""``precheck serve``: everything of the service in one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from precheck.entrypoints.deployment import Deployment
    from precheck.entrypoints.supervisor import Supervisor


def serve(
    host: Annotated[str, typer.Option(help="监听地址 · the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 · the port")] = 8400,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="数据目录 · database and pictures [default: PRECHECK_DATA]"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="检查进程数 · checking processes [default: one a core]"),
    ] = None,
    api_processes: Annotated[
        int, typer.Option(metavar="N", min=1, max=64, help="HTTP 进程数 · HTTP processes, behind one socket")
    ] = 1,
) -> int:
    """运行服务 · Run the service.

    Without PRECHECK_BROKER everything is here: broker, checking processes, housekeeping, HTTP. With it this is one of
    many, and pictures are checked by `precheck worker`, or here too with --workers N.

    退出码 · Exit: 0 ended by SIGTERM or Ctrl-C; 2 wrong settings.
    """
    import os

    if data is not None:
        os.environ["PRECHECK_DATA"] = str(data.expanduser().absolute())
    from precheck.entrypoints import logs, preflight, programs
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.terminal import console

    place = deployment()
    preflight.refuse_faults(place)
    with programs.alone(place), console(place.data) as people:
        logs.configure(program="serve")
        chosen = [programs.broker_program(place)] if place.embedded else []
        processes = workers if workers is not None else (None if place.embedded else 0)
        if processes != 0:
            chosen += programs.worker_programs(processes)
        chosen.append(programs.housekeeping_program())
        api = programs.api_programs(host, port, api_processes)
        chosen += api

        def started(supervisor: Supervisor) -> None:
            key = _first_key(place) if api else None
            if key is not None:
                # On a line of its own, and once: whoever installs the service waits for it.
                people.say(f"API key: {key}")
            where = f"http://{host}:{port}" if api else str(place.data)
            people.say(f"precheck: 服务已启动 (serving): {where}")
            if people.log is not None:
                people.say(f"precheck: 数据 (data): {place.data}")
                people.say(f"precheck: 日志 (log): {people.log}")
                people.say("precheck: 按 Ctrl-C 停止 (stop)")

        def stopping() -> None:
            if people.log is not None:
                people.say("precheck: 正在停止… (stopping…)")

        code = programs.run(place, chosen, started, stopping)
        if code and people.log is not None:
            people.say(f"precheck: 未能运行，见日志 (could not run, see the log): {people.log}")
        return code


def _first_key(place: Deployment) -> str | None:
    """The key of an empty store, once."""
    from precheck.service.keys import Keys

    store = place.store()
    try:
        return Keys(store).create_first()
    finally:
        store.close()
