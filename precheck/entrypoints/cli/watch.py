"""``precheck watch``: a folder that a portal writes uploads into."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def watch(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="收件文件夹 · laid out as for scan")],
    reports: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="检查结果 JSON 写到此目录 · write each upload's report here"),
    ] = None,
    every: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.05, help="查看间隔 · how often to look")
    ] = 1.0,
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="处理完现有文件后退出 · end when all that is there is taken and reported"
        ),
    ] = False,
) -> int:
    """监视文件夹 · Hand every file that appears in a folder to the running service.

    The folder is laid out as <submission>/<material>/<any name> with <submission>/registration.json. A file of the
    same name with other content replaces the upload; a file that vanishes changes nothing.

    退出码 · Exit: 0 with --once; 130 ended by Ctrl-C or SIGTERM; 2 bad usage.
    """
    import time

    from precheck.domain.errors import Invalid, Transient
    from precheck.entrypoints.cli import options
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.watching import Folder
    from precheck.wiring import known_materials

    if not path.is_dir():
        raise Invalid(f"不是文件夹 (not a folder): {path}")
    place = deployment()
    materials = [item.slug for item in known_materials(place.settings.pipelines)]
    folder = Folder(path.absolute(), place.intake(place.running_store(), materials), reports)
    idle = 0
    while True:
        try:
            taken = folder.look()
            waiting = folder.write_reports()
        except Transient as error:
            options.say(str(error))
            time.sleep(max(1.0, every))
            continue
        for line in taken.said:
            options.say(line)
        busy = taken.uploads or taken.registrations or taken.refused
        if busy:
            options.say(
                f"收到 {taken.uploads} 件，报名信息 {taken.registrations} 份，拒收 {taken.refused} 件 "
                "(uploads, registrations, refused)"
            )
        # A file is taken in the second look at the earliest.
        idle = 0 if busy or waiting else idle + 1
        if once and idle >= 2:
            return 0
        time.sleep(every)
