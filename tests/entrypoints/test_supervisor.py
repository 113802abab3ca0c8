"""The supervisor and the signal that ends it; what it does with real programs is under ``tests/worker``."""

from __future__ import annotations

import subprocess
import sys

ROUNDS = """
import signal
from precheck.entrypoints import supervisor

supervisor.POLL_SECONDS = 1e-5
for number in range(500):
    one = supervisor.Supervisor([])
    signal.signal(signal.SIGALRM, lambda *_: one.stop())
    signal.setitimer(signal.ITIMER_REAL, 5e-4 + number % 50 * 1e-5)
    assert one.run() == 0
"""


def test_it_can_be_stopped_by_a_signal_at_any_moment() -> None:
    """With an event in its place, one of the first few rounds waits for itself for good."""
    subprocess.run([sys.executable, "-c", ROUNDS], check=True, timeout=60)
