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
    from precheck.entrypoints import logs, programs
    from precheck.entrypoints.cli import options
    from precheck.entrypoints.deployment import deployment

    logs.configure(program="serve")
    place = deployment()
    with programs.alone(place):
        chosen = [programs.broker_program(place)] if place.embedded else []
        processes = workers if workers is not None else (None if place.embedded else 0)
        if processes != 0:
            chosen += programs.worker_programs(processes)
        chosen.append(programs.housekeeping_program())
        api = programs.api_programs(host, port, api_processes)
        chosen += api

        def started(supervisor: Supervisor) -> None:
            if api:
                _say_first_key(place)
            where = f"http://{host}:{port}" if api else str(place.data)
            options.say(f"服务已启动 (serving): {where}")

        return programs.run(place, chosen, started)


def _say_first_key(place: Deployment) -> None:
    import sys

    from precheck.service.keys import Keys

    store = place.store()
    text = Keys(store).create_first()
    store.close()
    if text is not None:
        # On a line of its own: whoever installs the service waits for it.
        sys.stderr.write(f"API key: {text}\n")
        sys.stderr.flush()
