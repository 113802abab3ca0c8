"""Posting a message to an address that somebody else chose, without being made to ask our own network.

The name is resolved once, every address is looked at, and the connection goes to the address that was looked at: a
name that answers differently the second time wins nothing. Redirects are not followed, proxies of the environment
are not used.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit, urlunsplit

import httpx

from precheck.service.webhooks import Undelivered

SECONDS = 10.0
"""For connecting and for each piece of the answer; receivers are asked to answer first and work later."""

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name.

    Raises:
        OSError: it has none.
    """
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: not loopback, link-local, private, multicast or reserved."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        # An IPv4 address in disguise is judged as what it is: mapped, 6to4 or NAT64.
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is None and parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


class HttpSender:
    """Posts messages. ``private``: addresses of one's own network are allowed."""

    def __init__(
        self, *, private: bool, resolve: Resolve = resolve, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._private = private
        self._resolve = resolve
        self._client = httpx.Client(
            timeout=SECONDS, trust_env=False, follow_redirects=False, transport=transport
        )

    def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The answer's status; of its body nothing is read."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self._resolve(host, port)
        except OSError:
            raise Undelivered("name not found") from None
        if not addresses:
            raise Undelivered("name not found")
        # All of them, not only the one that is used: a name with a private address among others is a trick.
        if not self._private and not all(is_public(address) for address in addresses):
            raise Undelivered("private address")
        address = addresses[0]
        shown = f"[{address}]" if ":" in address else address
        target = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path or "/", parts.query, ""))
        try:
            with self._client.stream(
                "POST",
                target,
                content=body,
                headers={**headers, "host": parts.netloc.rpartition("@")[2], "user-agent": "precheck"},
                extensions={"sni_hostname": host},
            ) as answer:
                return answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Undelivered(type(error).__name__) from None

    def close(self) -> None:
        """Close what is open."""
        self._client.close()
