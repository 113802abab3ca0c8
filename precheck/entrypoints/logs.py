"""Logs: JSON, one line an event, with the upload's id in every line about one, and nothing personal.

What may stand in a line is listed here, so that nothing comes in by a careless ``extra``. Of an exception only its type
and the places in the code are written: messages quote what they stumbled over, and that may be a name."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

FIELDS = (
    *("action", "attempts", "done", "ending", "key", "material", "message_id", "method"),
    *("milliseconds", "new", "order", "program", "released", "republished", "request", "rescan"),
    *("route", "set_aside", "status", "trouble", "upload", "uploads"),
)

# Celery says of every task twice what our own line says once.
QUIET = ("celery.app.trace", "celery.worker.strategy", "httpx", "kombu", "alembic")


def configure(level: int = logging.INFO, **bound: str) -> None:
    """Write JSON lines to standard error. ``bound`` stands in every line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=FIELDS),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _strip_exception_text,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(**bound)


def bind(**values: str) -> None:
    structlog.contextvars.bind_contextvars(**values)


def unbind(*names: str) -> None:
    structlog.contextvars.unbind_contextvars(*names)


def _strip_exception_text(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["error"] = info[0].__name__
        event["at"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(info[2])[-8:]]
    event.pop("stack_info", None)
    return event
