"""Around every request: its id, the limit of its body, safe headers, one line in the log.

Starlette sets no limit to a body. Here one that says its length is refused before a byte is read, and one that does
not (chunked) as soon as it passes the limit.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from precheck.entrypoints.api.problems import HttpProblem, respond
from precheck.entrypoints.metrics import Requests

log = logging.getLogger(__name__)

WATCHING = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by whoever watches the service: no line in the log while all is well."""

FILE_BYTES = 10 * 1024 * 1024
"""The contract's: a larger file is 413, one over 200k is taken and flagged."""

ENVELOPE_BYTES = 320 * 1024
"""What a multipart body may hold besides: part headers, and for a stateless check the registration."""

JSON_BYTES = 256 * 1024
PAUSE_SECONDS = 30.0
"""A sender who is silent for so long in the middle of a body has gone, or means harm."""

_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class Around:
    """The outermost application."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._app, scope, receive, send)
        try:
            await exchange.run()
        finally:
            exchange.note(self._requests)


class _Exchange:
    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        self._id = given.decode() if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self._id
        self._length = headers.get(b"content-length")
        self._limit = _limit(headers.get(b"content-type", b""))
        self._begun = time.perf_counter()
        self._received = 0
        self._whole = False
        self._refused: HttpProblem | None = None
        self._status = 0

    async def run(self) -> None:
        try:
            if self._length is not None and self._length.isdigit() and int(self._length) > self._limit:
                self._refused = self._too_large()
                await self._refuse()
            else:
                await self._app(self._scope, self.receive, self.send)
        except Exception as error:
            if self._refused is not None and not self._status:
                await self._refuse()
                return
            log.error("request failed: %s", type(error).__name__, exc_info=True)
            if not self._status:
                response = respond("internal", "内部错误，请凭 request_id 查日志 (see the log)", self._id)
                await response(self._scope, self._receive, self._start)

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(PAUSE_SECONDS):
                message = await self._receive()
        except TimeoutError:
            self._refused = HttpProblem("timeout", "请求内容未完整到达 (the body did not arrive)")
            raise self._refused from None
        self._received += len(message.get("body", b""))
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        if self._received > self._limit:
            self._refused = self._too_large()
            raise self._refused
        return message

    async def send(self, message: Message) -> None:
        if self._refused is None:
            await self._start(message)
        elif not self._status:
            # Whatever the inside made of it: a body cut short is no bad request.
            await self._refuse()

    async def _refuse(self) -> None:
        assert self._refused is not None
        response = respond(
            self._refused.kind, self._refused.detail, self._id, headers={"connection": "close"}
        )
        await response(self._scope, self._receive, self._start)

    async def _start(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = list(message.get("headers", []))
            there = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS if name not in there]
            message = {**message, "headers": [*headers, (b"x-request-id", self._id.encode())]}
        await self._send(message)

    def _too_large(self) -> HttpProblem:
        return HttpProblem("too-large", f"内容超过 {self._limit // 1024} KB (more than that many KB)")

    def note(self, requests: Requests) -> None:
        """Count it and write its line into the log."""
        # The route's pattern, not the path: a portal's submission ids may be people's numbers.
        route: str | None = getattr(self._scope.get("route"), "path", None)
        seconds = time.perf_counter() - self._begun
        requests.answered(self._scope["method"], route, self._status, seconds)
        if self._scope["path"] in WATCHING and self._status == 200:
            return
        log.info(
            "request",
            extra={
                "request": self._id,
                "method": self._scope["method"],
                "route": route,
                "status": self._status,
                "milliseconds": round(seconds * 1000, 1),
                "key": self._scope["state"].get("key"),
            },
        )


def _limit(content_type: bytes) -> int:
    if content_type.lower().startswith(b"multipart/form-data"):
        return FILE_BYTES + ENVELOPE_BYTES
    return JSON_BYTES
