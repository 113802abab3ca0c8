"""Where ``serve`` speaks: to people on a terminal, to the log everywhere else.

On a terminal the JSON lines of all programs go into a file of the data folder, so that people can read what is meant for
them. Where standard error is no terminal it is the log, as a service manager expects.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
