"""``POST /check``: a picture checked in a process of its own, which may die or hang without harm, and nothing kept."""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from precheck.config import Settings
from precheck.domain.errors import Invalid, Transient
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints import memory
from precheck.service.errors import Unacceptable

START_SECONDS = 60.0
CHECK_SECONDS = 45.0
"""The hard limit of a queued check."""


class Stateless:
    """One process, started when first needed; callers take turns."""

    def __init__(self, settings: Settings) -> None:
        self._memory_bytes = settings.worker_memory_mb * 2**20
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def check(
        self, data: bytes, material: str, registration: Registration | None, file: str | None
    ) -> Report:
        """A report on one picture.

        Raises:
            Transient: the process did not start.
            Unacceptable: the picture ends or stops the process that looks at it.
        """
        with self._turn:
            return self._check(data, material, registration, file)

    def _check(
        self, data: bytes, material: str, registration: Registration | None, file: str | None
    ) -> Report:
        try:
            pipe = self._ready()
            pipe.send((data, material, registration, file))
            if pipe.poll(CHECK_SECONDS):
                answer = pipe.recv()
                if isinstance(answer, Report):
                    return answer
            self._end()
        except (EOFError, OSError):
            self._end()
        raise Unacceptable("此图片无法检查 (this picture cannot be checked)")

    def close(self) -> None:
        """End the process."""
        self._end()

    def _ready(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self._end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._memory_bytes), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        try:
            ready = ours.poll(START_SECONDS) and ours.recv()
        except (EOFError, OSError):
            ready = False
        if not ready:
            self._end()
            raise Transient("检查进程未能启动 (the checking process did not start)")
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(pipe: Connection, memory_bytes: int) -> None:
    # One thread: as in the workers, before NumPy or an engine is loaded.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT"):
        os.environ[name] = "1"
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    import cv2

    cv2.setNumThreads(1)
    from precheck.wiring import Precheck

    try:
        precheck = Precheck()
        _ = precheck.engine
    except Invalid:
        pipe.send(False)
        return
    pipe.send(True)
    while True:
        try:
            data, material, registration, file = pipe.recv()
        except EOFError:
            return
        answer: Any
        try:
            answer = precheck.check(data, material, registration, file=file)
        except Exception as error:
            answer = type(error).__name__
        pipe.send(answer)
        memory.give_back()
