"""Programs that are started, watched, started again when they die, and ended in order.

No program outlives the supervisor: the kernel tells each of them when it dies, whatever it dies of. A Celery worker
that is told so while it is starting may never end; so ours watch for themselves too (:func:`end_with_supervisor`)."""

import ctypes
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from precheck.config import SUPERVISOR
from precheck.domain.errors import Invalid, Transient, Unusable

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
STEADY_SECONDS = 10.0
"""A program that ran so long is started at once again; one that dies sooner waits longer each time."""

POLL_SECONDS = 0.05
READY_SECONDS = 90.0
ORPHAN_SECONDS = 35.0
"""A worker's own soft shutdown takes 20 s; one that lives longer than this without a supervisor hangs."""

BAD_CONFIGURATION = 2
UNUSABLE = 78  # EX_CONFIG
TRY_AGAIN = 75  # EX_TEMPFAIL: a store or broker is away
FATAL = (BAD_CONFIGURATION, UNUSABLE)
"""Exit codes of a program that cannot run with these settings, or with what is stored: starting it again would not help."""

HEARTBEAT = "_PRECHECK_HEARTBEAT_FD"
"""A pipe for each program that is to say, again and again, that it works; not a setting."""

BEAT_SECONDS = 2.0
HUNG_SECONDS = 30.0
"""Longer than the database may keep a writer waiting (20 s)."""

FIRST_BEAT_SECONDS = 120.0
"""Models are loaded before the first."""

LONGEST_SILENCE_SECONDS = 10.0
PROBE_SECONDS = 3.0
"""So often a program is asked that cannot beat by itself."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. ``ready`` is asked until it is True before the next program starts; ``grace_seconds`` is how long
    it may take to end before it is killed."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] | None = None
    grace_seconds: float = 10.0
    environment: Mapping[str, str] = field(default_factory=dict)
    sockets: Sequence[int] = ()
    """Descriptors that it inherits."""

    hung_seconds: float | None = None
    """It beats (:func:`beat`); silent for so long, it is killed and started again. None: it does not."""

    responds: Callable[[], bool] | None = None
    """For a program that cannot beat: asked now and then, and killed where it does not answer for ten seconds."""

    recover: Callable[[], None] | None = None
    """Done where it ended twice in a row as soon as it was started, before the next time."""


@dataclass(slots=True)
class _RunningProgram:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = 0.0
    early_ends: int = 0
    beats: int | None = None  # the pipe's end that is read
    has_beaten: bool = False
    beaten_at: float = 0.0
    probed_at: float = 0.0


class Supervisor:
    """Runs programs in their order; ends them in the opposite one."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._running = [_RunningProgram(program) for program in programs]
        # Not an event: told to stop by a signal in the middle of its own waiting, an event waits for itself for good.
        self._wakeups: SimpleQueue[None] = SimpleQueue()
        self._stopped = False
        self._renewal_requested = False
        self._failed: int | None = None

    def run(
        self, started: Callable[[], None] = lambda: None, renew: Callable[[], bool] = lambda: False
    ) -> int:
        """Until :meth:`stop`; 0, or the exit code of a program that cannot run at all. ``started`` is called once
        everything runs and is ready; ``renew`` after :meth:`request_renewal`: where it is True, the programs are ended
        and started one after the other.
        Raises Invalid: a program was not ready in time."""
        try:
            for running in self._running:
                self._start(running)
                self._await(running)
                if self._stopped:
                    break
            else:
                started()
            while not self._stopped:
                for running in self._running:
                    self._watch(running)
                if self._renewal_requested:
                    self._renewal_requested = False
                    if renew():
                        self._renew()
                self._wait()
        finally:
            self._end_all()
        return self._failed or 0

    def stop(self) -> None:
        """End everything; callable from a signal handler."""
        self._stopped = True
        self._wakeups.put(None)

    def request_renewal(self) -> None:
        """Have the programs started anew, where that is found right; callable from a signal handler."""
        self._renewal_requested = True
        self._wakeups.put(None)

    def _wait(self) -> None:
        with suppress(Empty):
            self._wakeups.get(timeout=POLL_SECONDS)

    def _start(self, running: _RunningProgram) -> None:
        program = running.program
        environment = {**os.environ, **program.environment, SUPERVISOR: str(os.getpid())}
        inherited = list(program.sockets)
        beats = self._open_pipe(running)
        if beats is not None:
            inherited.append(beats)
            environment[HEARTBEAT] = str(beats)
        running.process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=2,  # standard output is for results
            env=environment,
            pass_fds=inherited,
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends the others in order
            preexec_fn=_end_with_parent,
        )
        if beats is not None:
            os.close(beats)
        running.started = running.beaten_at = running.probed_at = time.monotonic()
        running.has_beaten = False
        log.info("started", extra={"program": program.name})

    @staticmethod
    def _open_pipe(running: _RunningProgram) -> int | None:
        """The end of a new pipe for the program to write to; None where it does not beat."""
        if running.beats is not None:
            os.close(running.beats)
            running.beats = None
        if running.program.hung_seconds is None:
            return None
        running.beats, write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        return write

    def _await(self, running: _RunningProgram) -> None:
        if running.program.ready is None:
            return
        until = time.monotonic() + READY_SECONDS
        while not running.program.ready():
            if self._stopped:
                return
            if time.monotonic() > until:
                raise Invalid(f"未能启动 (did not start): {running.program.name}")
            self._watch(running)
            self._wait()

    def _watch(self, running: _RunningProgram) -> None:
        now = time.monotonic()
        if running.process is not None:
            code = running.process.poll()
            if code is None:
                if self._hangs(running, now):
                    log.error("does not answer, killed", extra={"program": running.program.name})
                    _kill_group(running.process.pid)
                return
            running.process = None
            if code in FATAL:
                log.error("cannot run with these settings", extra={"program": running.program.name})
                self._failed = code
                self.stop()
                return
            steady = now - running.started > STEADY_SECONDS
            running.pause = (
                0.0 if steady else min(LONGEST_PAUSE_SECONDS, max(FIRST_PAUSE_SECONDS, 2 * running.pause))
            )
            running.again_at = now + running.pause
            log.warning("ended by itself (%d)", code, extra={"program": running.program.name})
            running.early_ends = 0 if steady else running.early_ends + 1
            if running.early_ends >= 2 and running.program.recover is not None:
                running.program.recover()
                running.early_ends = 0
        if now >= running.again_at:
            self._start(running)

    def _hangs(self, running: _RunningProgram, now: float) -> bool:
        program = running.program
        if running.beats is not None and program.hung_seconds is not None:
            with suppress(BlockingIOError):
                while os.read(running.beats, 4096):
                    running.has_beaten, running.beaten_at = True, now
            limit = program.hung_seconds if running.has_beaten else FIRST_BEAT_SECONDS
            return now - running.beaten_at > limit
        if program.responds is not None and now - running.probed_at > PROBE_SECONDS:
            running.probed_at = now
            if program.responds():
                running.beaten_at = now
            return now - running.beaten_at > LONGEST_SILENCE_SECONDS
        return False

    def _renew(self) -> None:
        """End and start again, one after the other, whatever works with files that may have changed."""
        for running in self._running:
            if running.program.hung_seconds is None or self._stopped:
                continue
            self._end(running)
            self._start(running)
            self._await(running)

    def _end_all(self) -> None:
        # Whoever connects from now on is refused as soon as the programs have ended, and does not wait for us.
        for descriptor in {one for running in self._running for one in running.program.sockets}:
            os.close(descriptor)
        for running in reversed(self._running):
            self._end(running)

    def _end(self, running: _RunningProgram) -> None:
        process = running.process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(running.program.grace_seconds)
        except subprocess.TimeoutExpired:
            log.warning("did not end, killed", extra={"program": running.program.name})
            _kill_group(process.pid)
            process.wait()
        running.process = None


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def exit_code(error: Invalid | Transient) -> int:
    """With which a program ends for an error."""
    if isinstance(error, Transient):
        return TRY_AGAIN
    return UNUSABLE if isinstance(error, Unusable) else BAD_CONFIGURATION


def beat() -> None:
    """Called by a program of ours: it works. Does nothing where nobody listens."""
    pipe = os.environ.get(HEARTBEAT)
    if pipe is not None:
        with suppress(OSError):  # full: the supervisor itself stands still
            os.write(int(pipe), b".")


def end_with_supervisor() -> None:
    """Called by a program of ours: kill it with all its children, some time after the supervisor is gone."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None:
        return

    def watch() -> None:
        while os.getppid() == int(supervisor):
            time.sleep(1.0)
        time.sleep(ORPHAN_SECONDS)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
