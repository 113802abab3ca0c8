"""The HTTP server, as the supervisor starts it, and its connections, before anything of them is a request: how many,
from where, how large a head, how slow.

Any number may run behind one socket or a proxy: nothing is kept here between requests. uvicorn limits none of what is
limited here. :class:`GuardedProtocol` counts what its parser is fed, and :class:`Guard` looks at all connections of the
process once a second. Where there are too many, the one that has kept us waiting longest goes: whoever connects and
asks at once is answered, however many others only hold on."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import resource
import socket
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from precheck.domain.errors import Invalid
from precheck.entrypoints.api.app import create
from precheck.entrypoints.api.auth import network
from precheck.entrypoints.api.services import open_services
from precheck.entrypoints.deployment import deployment

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 15
HEAD_BYTES = 32 * 1024
"""Request line and headers together."""

MOST_HEADERS = 100
HEAD_SECONDS = 10.0
"""From the connection, or the first byte of a further request, to the end of its headers."""

BODY_GRACE_SECONDS = 10.0
SLOWEST_BODY_BYTES = 1024
"""A second, after the grace."""

MOST_BODY_BYTES = 64 * 1024 * 1024
"""Read in all, so that whoever sends too much can read the answer; after it the connection is cut."""

SLOW_READER_SECONDS = 30.0
"""An answer of which nothing more is taken for so long is given up."""

SWEEP_SECONDS = 1.0
SPARE_FILES = 512
"""Descriptors for all that is no connection."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Bounds:
    """``proxies`` may hold as many connections as there may be: they limit their own clients."""

    connections: int = 1000
    per_address: int = 100
    proxies: Sequence[Network] = ()
    head_seconds: float = HEAD_SECONDS
    body_grace_seconds: float = BODY_GRACE_SECONDS


class Phase(Enum):
    HEAD = "head"  # nothing is known yet of what is asked
    BODY = "body"
    ANSWER = "answer"  # all is read, the application works
    IDLE = "idle"  # kept alive between two requests


@dataclass(slots=True)
class Guard:
    bounds: Bounds
    _present: set[GuardedProtocol] = field(default_factory=set)
    _by_address: Counter[str] = field(default_factory=Counter)
    _sweeping: asyncio.TimerHandle | None = None

    def admit(self, new: GuardedProtocol) -> bool:
        """Count a connection; another one may have to go for it. False: all others are being served."""
        if self._sweeping is None:
            self._sweep_later(new.loop)
        crowded = len(self._present) >= self.bounds.connections
        own = not self._is_proxy(new.address) and self._by_address[new.address] >= self.bounds.per_address
        if crowded or own:
            idle = (c for c in self._present if c.is_waiting and (not own or c.address == new.address))
            last = min(idle, key=lambda connection: connection.since, default=None)
            if last is None:
                return False
            self.leave(last)
            last.transport.abort()
        self._present.add(new)
        self._by_address[new.address] += 1
        return True

    def leave(self, gone: GuardedProtocol) -> None:
        if gone in self._present:
            self._present.discard(gone)
            self._by_address[gone.address] -= 1
            if not self._by_address[gone.address]:
                del self._by_address[gone.address]

    def _is_proxy(self, address: str) -> bool:
        with suppress(ValueError):
            parsed = ipaddress.ip_address(address)
            return any(parsed in one for one in self.bounds.proxies if one.version == parsed.version)
        return False

    def _sweep_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._sweeping = loop.call_later(SWEEP_SECONDS, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self._present):
            connection.enforce_pace(now)
        self._sweep_later(loop)


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's, with bounds."""

    def __init__(self, guard: Guard, **settings: Any) -> None:
        super().__init__(**settings)
        self._guard = guard
        self.address = ""
        self._phase = Phase.HEAD
        self.since = self.loop.time()
        self._fed = 0  # bytes of a head that is not complete
        self._head = 0  # bytes of the headers that are
        self._body = 0
        self._reading_seconds = 0.0
        self._looked_at = self.since
        self._stuck_since: float | None = None
        self._too_large = False

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the other side, and nobody works for it."""
        return self._phase in (Phase.HEAD, Phase.IDLE) or (
            self._phase is Phase.BODY and self.cycle is not None and self.cycle.response_complete
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = network(self.client[0]) if self.client else ""
        if not self._guard.admit(self):
            self._end(503, "Retry-After: 5\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self._guard.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._phase is Phase.BODY:
            self._body += len(data)
            if self._body > MOST_BODY_BYTES:
                self.transport.abort()
                return
        elif self._phase is Phase.IDLE:
            self._enter(Phase.HEAD)
        before = self._phase
        super().data_received(data)
        if self._phase is Phase.HEAD and before is Phase.HEAD and not self.transport.is_closing():
            self._fed += len(data)
            if self._fed > HEAD_BYTES:
                self._end(431)
        else:
            self._fed = 0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + 4)
        if len(self.headers) >= MOST_HEADERS:
            self._refuse_head()
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._enter(Phase.BODY)
        self._body, self._reading_seconds = 0, 0.0

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._enter(Phase.IDLE if self.cycle.response_complete else Phase.ANSWER)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._phase is Phase.ANSWER:
            self._enter(Phase.ANSWER if self.pipeline else Phase.IDLE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stuck_since = None

    def send_400_response(self, msg: str) -> None:
        if self._too_large:
            self._end(431)
        else:
            super().send_400_response(msg)

    def enforce_pace(self, now: float) -> None:
        """End the connection where it is too slow."""
        spent, self._looked_at = now - self._looked_at, now
        bounds = self._guard.bounds
        if self._phase is Phase.HEAD and now - self.since > bounds.head_seconds:
            self._end(408)
        elif self._phase is Phase.BODY:
            if not self.flow.read_paused:  # else it waits for us
                self._reading_seconds += spent
            over = self._reading_seconds - bounds.body_grace_seconds
            if over > 0 and self._body < SLOWEST_BODY_BYTES * self._reading_seconds:
                self._end(408)
        if self._stuck_since is not None and now - self._stuck_since > SLOW_READER_SECONDS:
            self.transport.abort()

    def _enter(self, phase: Phase) -> None:
        self._phase, self.since = phase, self.loop.time()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES:
            self._refuse_head()

    def _refuse_head(self) -> None:
        self._too_large = True
        raise ValueError("the head is too large")  # the parser makes an error of it, and we an answer

    def _end(self, status: int, headers: str = "") -> None:
        """Answer, where no answer has begun, and hang up."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            text = f"HTTP/1.1 {status} \r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
            self.transport.write(text.encode())
        self._guard.leave(self)
        self.transport.close()


def networks(text: str | None) -> list[Network]:
    """Networks and addresses, by commas.
    Raises ValueError: one of them is none."""
    parts = (part.strip() for part in (text or "").split(","))
    return [ipaddress.ip_network(part, strict=False) for part in parts if part]


def raise_file_limit(connections: int) -> None:
    """Have room for so many connections; as many as this user may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> None:
    parser = argparse.ArgumentParser(prog="precheck.entrypoints.api")
    parser.add_argument("--socket", type=int, required=True, help="a listening socket, handed down")
    parser.add_argument("--slot", default="0", help="which of the HTTP processes this is")
    asked = parser.parse_args()
    # A thread that holds the database's lock is back at work sooner: the default of 5 ms is a whole transaction.
    sys.setswitchinterval(0.0005)
    place = deployment()
    settings = place.settings
    try:
        proxies = networks(settings.proxies)
    except ValueError:
        raise Invalid(
            "PRECHECK_PROXIES: 须为地址或网段，逗号分隔 (addresses or networks, by commas)"
        ) from None
    raise_file_limit(settings.connections)
    guard = Guard(Bounds(settings.connections, settings.connections_per_address, proxies))
    app = create(open_services(place, asked.slot))
    protocol: Any = partial(GuardedProtocol, guard)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write paths, and those hold ids that may be people's numbers
        server_header=False,
        # Without one, nobody is believed to speak for another address.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[str(one) for one in proxies],
        http=protocol,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Streams that a browser keeps open must not keep the server.
    server = uvicorn.Server(config)
    stop_server = server.handle_exit

    def handle_exit(sig: int, frame: FrameType | None) -> None:
        app.state.changes.end()
        stop_server(sig, frame)

    server.handle_exit = handle_exit  # type: ignore[method-assign]
    server.run(sockets=[socket.socket(fileno=asked.socket)])
