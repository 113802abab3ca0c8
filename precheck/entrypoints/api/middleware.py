"""Around every request: its id, whose it is, the limits of its body, safe headers, one line in the log.

Starlette sets no limit to a body. Here one that says its length is refused before a byte is read, and one that does not
(chunked) as soon as it passes the limit. Who asks is looked at first: nobody's body is read."""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from precheck.domain.errors import Transient
from precheck.entrypoints.api.auth import Caller, Throttle, identify
from precheck.entrypoints.api.problems import HttpProblem, respond, respond_to
from precheck.entrypoints.metrics import RequestMetrics
from precheck.service.errors import Busy, Refusal
from precheck.service.keys import Keys

log = logging.getLogger(__name__)

MONITORED_PATHS = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by whoever watches the service: no line in the log while all is well."""

FILE_BYTES = 10 * 1024 * 1024
"""The contract's: a larger file is 413, one over 200k is taken and flagged."""

ARCHIVE_BYTES = 64 * 1024 * 1024
"""A ZIP of many uploads, which are handed in where single ones are looked through."""

ARCHIVES = "/api/v1/uploads"

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
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
)
_ENCRYPTED_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")

RETRY_SECONDS = 2.0

PREFIX = "/api/v1"
OPEN_PATHS = ("/healthz", "/readyz")
"""Answered without a key; what it shows depends on there being one."""

BROWSER_PATHS = ("/api/docs", "/api/openapi.json")
"""Read by people: a browser asks for the key as for a password."""


class BodyMemory:
    """The memory that bodies under way may take, in one process."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes

    def take(self, size: int) -> None:
        """Raises Busy where there is no room."""
        if size > self._left:
            raise Busy(RETRY_SECONDS)
        self._left -= size

    def give_back(self, size: int) -> None:
        self._left += size


class RequestMiddleware:
    def __init__(self, app: ASGIApp, requests: RequestMetrics, keys: Keys, bodies: BodyMemory) -> None:
        self._app = app
        self._requests = requests
        self._keys = keys
        self._bodies = bodies
        self._throttle = Throttle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._app, scope, receive, send, self._bodies)
        try:
            await exchange.run(self._identify)
        finally:
            exchange.log_request(self._requests)

    async def _identify(self, scope: Scope) -> Caller | None:
        path: str = scope["path"].removeprefix(PREFIX)
        protected = scope["path"].startswith(f"{PREFIX}/") or path in ("/metrics", *BROWSER_PATHS)
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        # Of two, whoever stands before us may have looked at the other one: neither counts.
        header = given[0].decode("latin-1") if len(given) == 1 else "twice" if given else ""
        if path in OPEN_PATHS and not header:
            return None
        if not protected and path not in OPEN_PATHS:
            return None
        address = scope["client"][0] if scope.get("client") else ""
        return await identify(self._keys, self._throttle, address, header, basic=path in BROWSER_PATHS)


class _Exchange:
    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, bodies: BodyMemory) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._bodies = bodies
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        self._id = given.decode() if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = self._id
        self._length = headers.get(b"content-length")
        self._chunked = b"transfer-encoding" in headers
        self._limit = _body_limit(headers.get(b"content-type", b""), scope["path"])
        self._begun = time.perf_counter()
        self._received = 0
        self._whole = False
        self._refused: HttpProblem | None = None
        self._status = 0

    async def run(self, identify: Callable[[Scope], Awaitable[Caller | None]]) -> None:
        room = 0
        try:
            found = await identify(self._scope)
            if found is not None:
                self._scope["state"].update(caller=found, key=found.key.prefix)
            size = int(self._length) if self._length and self._length.isdigit() else 0
            if size > self._limit:
                # Not hung up on: whoever sends first and reads later, as most clients do, shall read why.
                self._refused = self._too_large()
                await self._refuse()
                return
            wanted = self._limit if self._chunked else size
            self._bodies.take(wanted)
            room = wanted
            await self._app(self._scope, self.receive, self.send)
        except (Refusal, Transient) as error:
            browsed = self._scope["path"] in BROWSER_PATHS
            await respond_to(error, self._id, basic=browsed)(self._scope, self._receive, self._start)
        except ClientDisconnect:
            log.debug("the caller went away")
        except Exception as error:
            if self._refused is not None and not self._status:
                await self._refuse()
                return
            log.error("request failed: %s", type(error).__name__, exc_info=True)
            if not self._status:
                response = respond("internal", "内部错误，请凭 request_id 查日志 (see the log)", self._id)
                await response(self._scope, self._receive, self._start)
        finally:
            self._bodies.give_back(room)

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
        response = respond(self._refused.kind, self._refused.detail, self._id)
        await response(self._scope, self._receive, self._start)

    async def _start(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = list(message.get("headers", []))
            there = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS if name not in there]
            if self._scope.get("scheme") == "https":
                headers.append(_ENCRYPTED_ONLY)
            message = {**message, "headers": [*headers, (b"x-request-id", self._id.encode())]}
        await self._send(message)

    def _too_large(self) -> HttpProblem:
        return too_large(self._limit)

    def log_request(self, requests: RequestMetrics) -> None:
        # The route's pattern, not the path: a portal's submission ids may be people's numbers.
        route: str | None = getattr(self._scope.get("route"), "path", None)
        seconds = time.perf_counter() - self._begun
        requests.count_request(self._scope["method"], route, self._status, seconds)
        if self._scope["path"] in MONITORED_PATHS and self._status == 200:
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


def too_large(limit: int) -> HttpProblem:
    """The limit by the one name that it has everywhere."""
    if limit in (FILE_BYTES + ENVELOPE_BYTES, ARCHIVE_BYTES + ENVELOPE_BYTES):
        limit -= ENVELOPE_BYTES
    size = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 1024} KB"
    return HttpProblem("too-large", f"内容超过 {size} (more than {size})")


def _body_limit(content_type: bytes, path: str) -> int:
    if not content_type.lower().startswith(b"multipart/form-data"):
        return JSON_BYTES
    return (ARCHIVE_BYTES if path == ARCHIVES else FILE_BYTES) + ENVELOPE_BYTES
