"""The command line. A command is registered by its line in :data:`COMMANDS`; its module is imported when it runs, so
that ``--help`` and the other commands start at once."""

import gc
import importlib
import logging
import os
import signal
import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints.cli.options import say

# In the order of --help: the command's name, which is also its function's, the module here in which it stands, and what it does.
COMMANDS = {
    "check": ("check", "检查图片 · Check pictures and print a report on each."),
    "scan": ("scan", "批量检查 · Check many pictures."),
    "serve": ("serve", "运行服务 · Run the service."),
    "worker": ("serve", "运行检查进程 · Check pictures for a service that runs elsewhere, or beside it."),
    "submit": ("intake", "提交到服务 · Hand pictures to a running service, which checks them."),
    "watch": ("intake", "监视文件夹 · Hand every file that appears in a folder to the running service."),
    "rescan": ("upkeep", "重新检查已存的图片 · Check stored uploads again and say what changed."),
    "report": ("report", "汇总报告 · Write the triage report over all current reports."),
    "register": ("intake", "导入报名名单 · Put a registration list into a running service's store."),
    "materials": ("catalogue", "材料一览 · List the kinds of document."),
    "checks": ("catalogue", "检查项一览 · List the flag codes."),
    "doctor": ("doctor", "自检 · See whether pictures can be checked here."),
    "keys": ("access", "密钥 · List, create and revoke the keys of the HTTP interface."),
    "users": ("access", "账号 · List, add and disable accounts of the pages, and set passwords."),
    "links": ("access", "考生链接 · Issue links for candidates: a CSV with submission, site, name and link."),
    "erase": ("upkeep", "清除 · Erase all that is held of one candidate, the id included, for good."),
    "reseal": ("upkeep", "换密钥 · Encrypt everything that is stored with the first key of PRECHECK_KEY."),
    "eval": (
        "eval",
        "评测 · Hit and false-alarm rates and readings on labelled pictures, one column a group.",
    ),
}

INTERRUPTED = 130


def application() -> typer.Typer:
    app = typer.Typer(
        name="precheck",
        cls=_Commands,
        help="检查报名材料图片 · Checks document pictures uploaded for the medical licensing examination.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    for name, (_, summary) in COMMANDS.items():
        app.command(name, help=summary)(_not_loaded)
    return app


def _not_loaded() -> None:
    raise NotImplementedError


class _Commands(TyperGroup):
    """Imports a command's module when it is run: what the others need is not loaded, and need not be installed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None:
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            # Nothing that an import makes is garbage, and looking for some among it takes time.
            gc.disable()
            module = importlib.import_module(f"{__name__}.{COMMANDS[name][0]}")
            gc.freeze()
            gc.enable()
            alone.command(name)(getattr(module, name))
            command = typer.main.get_command(alone)
        return name, command, rest


def _print_version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        typer.echo(f"precheck {metadata.version('precheck')}")
        raise typer.Exit


def _main(
    _version: bool = typer.Option(
        False, "--version", help="版本 · print the version and leave", is_eager=True, callback=_print_version
    ),
    verbose: bool = typer.Option(False, "--verbose", "-v", help="日志写到标准错误 · log to standard error"),
) -> None:
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")


def main() -> None:
    """The ``precheck`` command. Failures are said in a line, without a traceback."""
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        # Chinese on a terminal that cannot show it must not end in an exception.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = application()(standalone_mode=False)
    except TyperException as error:
        # A usage error shows the command's usage too; the others have only a message.
        code = error.exit_code
        if callable(show := getattr(error, "show", None)):
            show()
        else:
            say(error.format_message())
    except (Invalid, Transient) as error:
        # With it comes the reading of settings, which takes as long as the rest of --help.
        from precheck.entrypoints.supervisor import exit_code

        say(str(error))
        code = exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough (`precheck … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
