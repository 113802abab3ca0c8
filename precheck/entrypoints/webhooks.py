"""``python -m precheck.entrypoints.webhooks``: sends what the database holds to be sent; any number may run. A program
of its own, so that a slow receiver delays nobody's upload.

The address that a message goes to was chosen by somebody else: it must not have us ask our own network, or wait. The
name is resolved once, every address is looked at, and the connection goes to the address that was looked at: a name
that answers differently the second time wins nothing. Redirects are not followed, proxies of the environment are not
used, and no connection is used twice: it was made, and its certificate looked at, for one name."""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from precheck.entrypoints.daemon import Loop, PeriodicTask, as_program, run
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.service.keys import Keys
from precheck.service.webhooks import MOST_WEBHOOKS, Courier, Undelivered, Webhooks

SECONDS = 10.0
"""For the whole exchange, from the name to the answer's headers, however the receiver spreads it."""

_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        "192.88.99.0/24",  # relays from IPv6, no longer in use
        "2001::/23",  # Teredo and other ways to wrap IPv4
        "2001:db8::/32",
        "2002::/16",  # 6to4: IPv4 in disguise
        "3fff::/20",
    )
]
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is ever given to anybody. What lies outside is local, reserved, or IPv4 in disguise (``::/96``,
``::ffff:0:0/96``, ``64:ff9b::/96``, ``fec0::/10``)."""

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name. Raises OSError: it has none."""
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: not loopback, link-local, private, multicast or reserved."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed.version == 6 and parsed not in _GLOBAL_UNICAST:
        return False
    if any(parsed in network for network in _NOT_PUBLIC if network.version == parsed.version):
        return False
    return parsed.is_global and not parsed.is_multicast


class HttpSender:
    """Posts messages, from any thread. ``private``: addresses of one's own network are allowed."""

    def __init__(
        self,
        *,
        private: bool,
        resolve: Resolve = resolve,
        transport: httpx.AsyncBaseTransport | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._private = private
        self._resolve = resolve
        self._seconds = seconds
        self._transport = transport
        self._tls = ssl.create_default_context()
        # Names that nobody answers for keep their thread for a while after we have given up.
        self._names = ThreadPoolExecutor(MOST_WEBHOOKS)

    def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The answer's status; of its body nothing is read.
        Raises Undelivered: no answer in time, or an address that must not be asked."""
        # An exchange can be cut short at any point only in an event loop.
        return asyncio.run(self._exchange(url, headers, body))

    async def _exchange(self, url: str, headers: dict[str, str], body: bytes) -> int:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(url, headers, body)
        except TimeoutError:
            raise Undelivered("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Undelivered(type(error).__name__) from None

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        shown = f"[{address}]" if ":" in address else address
        target = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path or "/", parts.query, ""))
        headers = {**headers, "host": parts.netloc.rpartition("@")[2], "user-agent": "precheck"}
        options: dict[str, Any] = {"timeout": self._seconds, "trust_env": False, "verify": self._tls}
        async with (
            httpx.AsyncClient(transport=self._transport, **options) as client,
            client.stream(
                "POST", target, content=body, headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            return answer.status_code

    async def _address(self, host: str, port: int) -> str:
        try:
            addresses = await asyncio.get_running_loop().run_in_executor(
                self._names, self._resolve, host, port
            )
        except OSError:
            addresses = []
        if not addresses:
            raise Undelivered("name not found")
        # All of them, not only the one that is used: a name with a private address among others is a trick.
        if not self._private and not all(is_public(address) for address in addresses):
            raise Undelivered("private address")
        return addresses[0]


# A portal that is told within half a second need not ask; asking an idle SQLite twice a second costs nothing.
DELIVER_SECONDS = 0.5
FORGET_SECONDS = 3600.0


def chores(place: Deployment) -> list[PeriodicTask]:
    store = place.working_store()
    private = place.settings.webhooks_private
    webhooks, keys = Webhooks(store, private=private), Keys(store)
    courier = Courier(store, HttpSender(private=private))

    def forget() -> int:
        keys.forget_uses()
        webhooks.forget()
        return 0

    return [
        PeriodicTask("webhooks", DELIVER_SECONDS, courier.deliver),
        PeriodicTask("forget", FORGET_SECONDS, forget, due=time.monotonic() + 60),
    ]


def main() -> None:
    with as_program("webhooks"):
        run(Loop(chores(deployment())))


if __name__ == "__main__":
    main()
