"""Who works on an order, and until when: so that the next one can tell at once whether that process is dead."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.values import Order, Queue

LEASE_SECONDS = {Queue.UPLOADS: 60.0, Queue.RESCAN: 720.0}
"""Longer than the hard time limit of a task (45 and 660 s): a lease that ends belongs to nobody who works."""

_START_TIME = 19  # field 22 of /proc/PID/stat, counted after the command's name


def me() -> str:
    """This process: ``host|pid|start``, unique since the machine was started and across machines."""
    pid = os.getpid()
    return f"{_host()}|{pid}|{_started(pid)}"


def is_dead(order: Order) -> bool:
    """Whether the process that claimed an order is gone; False where that cannot be told from here."""
    return order.owner is not None and lives(order.owner) is False


def is_late(order: Order, now: float) -> bool:
    """Whether a claimed order's lease is over, or so far ahead that the clock must have been set back since."""
    if order.lease_until is None:
        return True
    return not now <= order.lease_until <= now + LEASE_SECONDS[order.queue] + CLOCK_STEP_SECONDS


def lives(owner: str) -> bool | None:
    """Whether the process is running; None where it is another machine's, of which only its lease tells."""
    host, pid, started = owner.rsplit("|", 2)
    if host != _host():
        return None
    return _started(int(pid)) == started


@cache
def _host() -> str:
    # Two containers may share a host name, and never see each other's processes: the namespace tells them apart.
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")  # noqa: PTH115
    except OSError:
        boot, namespace = "", ""
    return f"{socket.gethostname()[:60]}/{boot}/{namespace}"


def _started(pid: int) -> str | None:
    """When a process started, in clock ticks since the boot; None where it is gone or a zombie."""
    try:
        # The command's name stands in brackets and may hold anything, brackets included.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[_START_TIME]
