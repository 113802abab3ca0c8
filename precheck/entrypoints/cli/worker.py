"""``precheck worker``: checking processes on a further machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from precheck.entrypoints.supervisor import Supervisor


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
    from precheck.entrypoints import logs, preflight, programs
    from precheck.entrypoints.cli import options
    from precheck.entrypoints.deployment import deployment

    logs.configure(program="worker")
    place = deployment()
    preflight.refuse_faults(place)
    chosen = [*programs.worker_programs(workers), programs.housekeeping_program()]

    def started(supervisor: Supervisor) -> None:
        options.say("检查进程已启动 (worker started)")

    with programs.alone(place):
        return programs.run(place, chosen, started)
