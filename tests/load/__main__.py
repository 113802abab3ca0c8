"""``make load``: uploads at a steady pace against ``precheck serve`` with an engine that reads nothing.

Prints what accepting an upload takes: median and 99th percentile, counted from the moment at which the upload was due,
so that a server that stalls is not spared the uploads that waited for it. The first seconds after the start are not
counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from precheck.imaging.encode import jpeg
from precheck.service.keys import Keys
from precheck.storage.values import Scope
from tests.worker.running import Service

FILE_BYTES = 150_000
CONNECTIONS = 32
WARM_UP_SECONDS = 3.0
BOUNDARY = b"load-7e1c"


def main() -> None:
    """Exit 0 where the targets are met."""
    parser = argparse.ArgumentParser(prog="tests.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=100, help="uploads a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", default="1", help="checking processes beside it")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="precheck-load-") as home:
        service = Service(Path(home) / "data", PRECHECK_ENGINE="null")
        service.start("--workers", options.workers)
        try:
            key = Keys(service.store).create("load", [Scope.UPLOAD], by="load")[1]
            # What a program does once when it is first asked is no matter of pace.
            asyncio.run(_send(service.port, key, options.rate, WARM_UP_SECONDS))
            before = service.processor_seconds()
            spent, bad = asyncio.run(_send(service.port, key, options.rate, options.seconds))
            used = {n: s - before.get(n, 0.0) for n, s in service.processor_seconds().items()}
        finally:
            service.stop()
    spent.sort()
    median, late = statistics.median(spent), spent[int(len(spent) * 0.99)]
    print(  # noqa: T201
        f"{len(spent)} uploads at {options.rate:.0f}/s, refused {bad}: median {median * 1000:.1f} ms, "
        f"p99 {late * 1000:.1f} ms, worst {spent[-1] * 1000:.1f} ms; load average {os.getloadavg()[0]:.1f}"
    )
    # Says more than the clock on a machine that others use too.
    each = ", ".join(f"{name} {seconds / len(spent) * 1000:.2f}" for name, seconds in sorted(used.items()))
    print(f"processor milliseconds an upload: {each}")  # noqa: T201
    sys.exit(0 if not bad and median <= 0.030 and late <= 0.150 else 1)


async def _send(port: int, key: str, rate: float, seconds: float) -> tuple[list[float], int]:
    picture = _picture()
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    spent: list[float] = []
    bad = 0

    async def one(number: int, due: float) -> None:
        nonlocal bad
        reader, writer = await free.get()
        writer.write(_request(number, key, picture))
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        spent.append(time.perf_counter() - due)
        bad += not head.startswith((b"HTTP/1.1 202", b"HTTP/1.1 200"))
        free.put_nowait((reader, writer))

    begun = time.perf_counter()
    sending = []
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sending.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*sending)
    return spent, bad


def _request(number: int, key: str, picture: bytes) -> bytes:
    # Bytes behind the picture's end make every file another one.
    data = picture + secrets.token_bytes(16)
    body = b"".join(
        (
            b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="material"\r\n\r\ndiploma\r\n',
            b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n',
            data,
            b"\r\n--" + BOUNDARY + b"--\r\n",
        )
    )
    head = (
        f"POST /api/v1/submissions/load-{number // 10}/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {key}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _picture() -> bytes:
    """A picture of about :data:`FILE_BYTES`."""
    noise = np.random.default_rng(0).integers(0, 60, (960, 1280, 1), np.uint8)
    pixels = np.repeat(noise + 180, 3, axis=2)
    qualities = range(95, 10, -5)
    return next(
        (data for q in qualities if len(data := jpeg(pixels, 1280, q)) <= FILE_BYTES), jpeg(pixels, 640, 50)
    )


if __name__ == "__main__":
    main()
