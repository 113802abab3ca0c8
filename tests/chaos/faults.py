"""Faults one by one, under a trickle of uploads: how soon ``/readyz`` says so, and how soon it is true again. One line a
trial."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from precheck.domain.errors import Transient
from precheck.service.keys import Keys
from precheck.storage import Store
from precheck.storage.values import Scope
from tests.chaos.disks import filled
from tests.chaos.killing import BROKER, HOUSEKEEPING, WORKER
from tests.chaos.pictures import picture
from tests.chaos.submitting import MATERIAL
from tests.storage.postgresql import Postgresql
from tests.worker.running import Service

NOTICED_SECONDS = 30.0
"""From the stall to ``/readyz`` being false."""

HEALED_SECONDS = 30.0
"""From the stall's end to ``/readyz`` being true."""

HUNG_SECONDS = 35.0
"""After which the supervisor has killed what hangs: the end of that stall."""

STEPS = (25, -3600, 3600)
LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"


@dataclass
class Faults:
    """Trials on a running service. ``sent`` are the uploads of the trickle; ``failed`` the trials that did not hold."""

    service: Service
    server: Postgresql | None
    disks: dict[str, Path]
    """``data`` and ``database``: small file systems of their own, where this user may mount them."""

    sent: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _number: int = 1_000_000

    def run(self) -> None:
        """All of them, then the clocks, for which the service is started anew."""
        self._key = Keys(self.service.store).create("chaos", [Scope.MONITOR], by="chaos")[1]
        trickle = threading.Thread(target=self._trickle)
        trickle.start()
        try:
            for name, act, noticed in self._trials():
                self._try(name, act, noticed=noticed)
        finally:
            self._stop.set()
            trickle.join()
        self._clocks()

    def _trials(self) -> Iterator[tuple[str, Callable[[], object], bool]]:
        yield "worker hangs", lambda: self._hang(WORKER), True
        yield "housekeeping hangs", lambda: self._hang(HOUSEKEEPING), True
        yield "HTTP hangs", lambda: self._hang("entrypoints.api"), True
        yield "broker hangs", lambda: self._hang(BROKER), True
        yield "broker's socket removed", self._remove_socket, True
        # Put right within a second: nobody need be told.
        yield "broker's file damaged", self._damage_broker, False
        if self.server is None:
            yield "database locked by another program", self._lock_database, True
        else:
            yield "database stopped in the middle of claims", self._stop_database, True
        if "database" in self.disks:
            yield "disk full for the database alone", self._fill_database, True
        if "data" in self.disks:
            yield "pictures read-only while running", self._read_only, True

    def _try(self, name: str, act: Callable[[], object], *, noticed: bool) -> None:
        """Do it; ``act`` returns when the stall is over."""
        self._until(True, 60)
        begun = time.monotonic()
        seen: list[float] = []
        watching = threading.Event()

        def watch() -> None:
            while not watching.is_set():
                if not self._ready():
                    seen.append(time.monotonic() - begun)
                    return
                time.sleep(0.5)

        watcher = threading.Thread(target=watch)
        watcher.start()
        act()
        over = time.monotonic()
        back = self._until(True, HEALED_SECONDS)
        watching.set()
        watcher.join()
        good = back is not None and (not noticed or bool(seen and seen[0] <= NOTICED_SECONDS))
        if not good:
            self.failed.append(name)
        self.counts[name] += 1
        false = f"false after {seen[0]:.0f} s" if seen else "not false"
        true = "not true again" if back is None else f"true {time.monotonic() - over:.0f} s after its end"
        _say(f"{'holds ' if good else 'BROKEN'} {name}: {false}, {true}")

    def _ready(self) -> bool:
        with suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{self.service.port}/readyz"
            return httpx.get(url, timeout=3, trust_env=False).status_code == 200
        return False

    def _until(self, ready: bool, seconds: float) -> float | None:
        """How long until it is so; None: not in time."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if self._ready() is ready:
                return time.monotonic() - begun
            time.sleep(0.5)
        return None

    def _hang(self, words: str) -> None:
        pids = self.service.processes(words)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(1)  # until the kernel says so of all their threads
        end = time.monotonic() + HUNG_SECONDS
        while time.monotonic() < end and any(_stopped(pid) for pid in pids):
            time.sleep(0.2)

    def _remove_socket(self) -> None:
        assert self.service.place.socket is not None
        before = self.service.processes(BROKER)
        self.service.place.socket.unlink()
        end = time.monotonic() + HUNG_SECONDS
        while time.monotonic() < end and self.service.processes(BROKER) == before:
            time.sleep(0.2)

    def _damage_broker(self) -> None:
        folder = self.service.place.data / "broker"
        for path in folder.rglob("*.aof"):
            path.write_bytes(b"*3\r\n$3\r\nBAD" + os.urandom(300))
        for pid in self.service.processes(BROKER):
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + HUNG_SECONDS
        aside = folder.with_name("broker.damaged")
        while not aside.exists():
            assert time.monotonic() < end, "the damaged file was not put aside"
            time.sleep(0.1)
        shutil.rmtree(aside)

    def _lock_database(self) -> None:
        assert self.service.place.database_file is not None
        connection = sqlite3.connect(self.service.place.database_file, timeout=30, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(15)
        connection.execute("ROLLBACK")
        connection.close()

    def _stop_database(self) -> None:
        assert self.server is not None
        self.server.stop(signal.SIGQUIT)
        time.sleep(12)
        self.server.start()

    def _fill_database(self) -> None:
        with filled(self.disks["database"]):
            time.sleep(12)

    def _read_only(self) -> None:
        folder = str(self.service.place.pictures_folder)
        subprocess.run(["mount", "--bind", folder, folder], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
            time.sleep(8)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)

    def _trickle(self) -> None:
        store = self.service.place.store()
        intake = self.service.place.intake(store, {MATERIAL})
        while not self._stop.is_set():
            self._send(intake)
            time.sleep(0.5)
        store.close()

    def _send(self, intake: object) -> None:
        from precheck.service import Intake

        assert isinstance(intake, Intake)
        self._number += 1
        with suppress(Transient):  # a portal would send it again; here the next one is another
            submission = f"f{self._number}"
            self.sent.append(intake.submit_upload(submission, MATERIAL, picture(self._number)).upload.id)

    def _clocks(self) -> None:
        """The machine's clock is set while uploads wait, and a portal's is ahead."""
        if not Path(LIBRARY).exists():
            _say("clocks are not tried: apt-get install faketime")
            return
        self.service.stop()
        control = self.service.log.with_suffix(".time")
        control.write_text("+0s")
        environment = dict(self.service.environment)
        self.service.environment.update(
            LD_PRELOAD=LIBRARY,
            FAKETIME_TIMESTAMP_FILE=str(control),
            FAKETIME_CACHE_DURATION="1",
            DONT_FAKE_MONOTONIC="1",
        )
        self.service.start("--workers", "2")
        for step in STEPS:
            ahead = Store(self.service.place.database, self.service.place.cipher, partial(_clock, step))
            intake = self.service.place.intake(ahead, {MATERIAL})
            before = len(self.sent)
            for _ in range(5):
                self._send(intake)
            control.write_text(f"{step:+d}s")
            for _ in range(5):
                self._send(intake)
            took = self._all_checked(self.sent[before:], HEALED_SECONDS)
            ahead.close()
            name = f"clock set by {step:+d} s"
            self.counts[name] += 1
            if took is None:
                self.failed.append(name)
            _say(
                f"{'BROKEN' if took is None else 'holds '} {name}: "
                f"{'not checked in time' if took is None else f'10 uploads checked in {took:.0f} s'}"
            )
        self.service.stop()
        self.service.environment = environment
        self.service.start("--workers", "2")

    def _all_checked(self, ids: list[str], seconds: float) -> float | None:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            with self.service.store.read() as tx:
                if all(tx.reports.current(id) is not None for id in ids):
                    return time.monotonic() - begun
            time.sleep(0.2)
        return None


def _clock(ahead_seconds: float) -> float:
    return time.time() + ahead_seconds


def _stopped(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
