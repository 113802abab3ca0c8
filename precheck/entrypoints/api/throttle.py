"""Wrong keys from one address: a few are mistakes, more are not."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from precheck.entrypoints.api.turns import Turns

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
        self.turns = Turns(1, WAITING)
        """In which keys of such addresses are looked at: whoever tries many takes nobody else's time."""

    def over(self, address: str) -> float | None:
        """Seconds until this address has tries again; None: it has some left."""
        begun, count = self._counts.get(network(address), (0.0, 0))
        left = begun + WINDOW_SECONDS - self._clock()
        return left if count >= TRIES and left > 0 else None

    def note(self, address: str) -> None:
        """A wrong key came."""
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
