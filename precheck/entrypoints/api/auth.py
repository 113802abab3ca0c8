"""Who asks: ``Authorization: Bearer KEY``, and what the key may do. Wrong keys are counted by address."""

import base64
import binascii
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from precheck.entrypoints.api.services import ServicesDep
from precheck.entrypoints.api.waiting import WorkLimiter
from precheck.service.access import Reach
from precheck.service.errors import Forbidden, TooMany, Unauthenticated
from precheck.service.keys import Keys
from precheck.storage.accounts import StoredKey
from precheck.storage.values import Level, Scope

TRIES = 20
WINDOW_SECONDS = 60.0
MOST_ADDRESSES = 10_000
WAITING = 20


class Throttle:
    """Counts wrong keys by address, for IPv6 by network. Of one process: behind four of them an address has four times as
    many tries, which against 256 random bits is as good as none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self.turns = WorkLimiter(1, WAITING)
        """In which keys of such addresses are looked at: whoever tries many takes nobody else's time."""

    def over(self, address: str) -> float | None:
        """Seconds until this address has tries again; None: it has some left."""
        begun, count = self._counts.get(network(address), (0.0, 0))
        left = begun + WINDOW_SECONDS - self._clock()
        return left if count >= TRIES and left > 0 else None

    def note(self, address: str) -> None:
        name, now = network(address), self._clock()
        begun, count = self._counts.pop(name, (now, 0))
        if begun + WINDOW_SECONDS <= now:
            begun, count = now, 0
        self._counts[name] = (begun, count + 1)
        if len(self._counts) > MOST_ADDRESSES:
            self._counts.popitem(last=False)


def network(address: str) -> str:
    """Whose address it is, as far as counting goes: an IPv6 host has all of its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


# Says in the OpenAPI document how a key is sent; the key itself was looked at before (:func:`identify`).
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key from `precheck keys create`, sent as a bearer token.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    key: StoredKey

    @property
    def name(self) -> str:
        return f"key:{self.key.prefix}"

    @property
    def staff(self) -> bool:
        return self.may(Scope.REVIEW)

    @property
    def reach(self) -> Reach:
        return Reach(self.key.site)

    def may(self, scope: Scope) -> bool:
        return scope in self.key.scopes or Scope.ADMIN in self.key.scopes


async def identify(
    keys: Keys, throttle: Throttle, address: str, header: str, *, basic: bool = False
) -> Caller:
    """Whoever asks, by the header ``Authorization``. ``basic``: a browser may send the key as its password.
    Raises Unauthenticated: there is no key, or none that is valid; TooMany: it is wrong, and so were too many from this
    address. Of such an address one key is looked at after the other, and a right one is let in all the same."""
    text = _sent_key(header, basic=basic)
    if text is None:
        raise Unauthenticated
    key = keys.cached(text)
    if key is not None:
        return Caller(key)
    find = partial(keys.authenticate, text)
    over = throttle.over(address)
    try:
        return Caller(await (throttle.turns.run(find) if over else to_thread.run_sync(find)))
    except Unauthenticated:
        throttle.note(address)
        if over:
            raise TooMany(over) from None
        raise


def _sent_key(header: str, *, basic: bool) -> str | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if basic and scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2] or None
        except (binascii.Error, ValueError):
            return None
    return None


async def caller(request: Request, _: Annotated[object, Depends(_bearer)]) -> Caller:
    """Whoever asks, as found before anything of the body was read. Raises Unauthenticated."""
    found = request.scope["state"].get("caller")
    if not isinstance(found, Caller):
        raise Unauthenticated
    return found


Anybody = Annotated[Caller, Depends(caller)]


def require(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    async def required(caller: Anybody) -> Caller:
        if not caller.may(scope):
            raise Forbidden(f"此密钥没有 {scope} 权限 (this key lacks the scope {scope})")
        return caller

    return required


Portal = Annotated[Caller, Depends(require(Scope.UPLOAD))]
Reviewer = Annotated[Caller, Depends(require(Scope.REVIEW))]
Admin = Annotated[Caller, Depends(require(Scope.ADMIN))]


def require_level(caller: Caller, level: Level) -> None:
    if caller.key.level is not level:
        raise Forbidden(f"此密钥不作 {level} 级审核 (this key does not decide at the level {level})")


async def count_call(caller: Caller, services: ServicesDep) -> Caller:
    """Count one upload or registration under the key. Raises TooMany."""
    if caller.key.per_minute is not None or caller.key.per_day is not None:
        await to_thread.run_sync(services.keys.count_upload, caller.key)
    return caller


async def _sender(caller: Portal, services: ServicesDep) -> Caller:
    return await count_call(caller, services)


async def _declarer(caller: Anybody, services: ServicesDep) -> Caller:
    if not (caller.may(Scope.UPLOAD) or caller.staff):
        raise Forbidden("此密钥没有权限 (this key lacks the scope)")
    return await count_call(caller, services)


Sender = Annotated[Caller, Depends(_sender)]
"""A portal whose upload is counted, before its body is read."""

Declarer = Annotated[Caller, Depends(_declarer)]
"""Whoever may declare a registration, which is counted like an upload."""
