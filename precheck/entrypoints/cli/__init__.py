"""The command line. A command is registered by its line in :data:`COMMANDS`.

Its module imports at the top only what ``--help`` needs: OpenCV, engines and the rest come when it runs.
"""

import importlib
import logging
import os
import signal
import sys
from io import TextIOWrapper
from types import FrameType

import typer
from typer.exceptions import TyperException

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints.cli.options import say
from precheck.entrypoints.supervisor import exit_code

# In the order of --help: the command's name, which is also its function's, and the module here in which it stands.
COMMANDS = {
    "check": "check",
    "scan": "scan",
    "serve": "serve",
    "worker": "serve",
    "submit": "intake",
    "watch": "intake",
    "rescan": "upkeep",
    "report": "report",
    "register": "intake",
    "materials": "catalogue",
    "checks": "catalogue",
    "doctor": "doctor",
    "keys": "access",
    "users": "access",
    "links": "access",
    "erase": "upkeep",
    "reseal": "upkeep",
    "eval": "eval",
}

INTERRUPTED = 130


def application() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        name="precheck",
        help="检查报名材料图片 · Checks document pictures uploaded for the medical licensing examination.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    for name, module in COMMANDS.items():
        app.command(name)(getattr(importlib.import_module(f"{__name__}.{module}"), name))
    return app


def _say_version(asked: bool) -> None:
    if asked:
        from importlib import metadata

        typer.echo(f"precheck {metadata.version('precheck')}")
        raise typer.Exit


def _main(
    version: bool = typer.Option(
        False, "--version", help="版本 · print the version and leave", is_eager=True, callback=_say_version
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
        say(str(error))
        code = exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough (`precheck … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
