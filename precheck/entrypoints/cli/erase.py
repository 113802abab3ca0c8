"""``precheck erase``: everything of one candidate."""

from __future__ import annotations

from typing import Annotated

import typer

from precheck.entrypoints.cli import options


def erase(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help="报名编号 · whose")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
) -> int:
    """清除 · Erase all that is held of one candidate, the id included, for good.

    Pictures, names, numbers, reports, messages. The audit log keeps that it was done, under a pseudonym. Backups are not
    touched: see docs/how-to/operate-safely.md.

    退出码 · Exit: 0 erased; 1 erased, but another process reads the database: what was overwritten leaves its log within
    a minute; 2 no such submission.
    """
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.deployment import deployment
    from precheck.service.errors import Refusal

    place = deployment()
    retention = place.retention(place.running_store())
    if not yes:
        typer.confirm("不可恢复，确定清除？ This cannot be undone. Erase?", abort=True, err=True)
    try:
        purged = retention.erase_submission(submission, by="cli")
    except Refusal as error:
        raise Invalid(str(error)) from None
    options.say("已清除 (erased)" if purged else "已清除，日志稍后清空 (erased; the log is emptied later)")
    return 0 if purged else 1
