"""``python -m precheck.entrypoints.api``: the HTTP server, as the supervisor starts it. Any number may run behind one
socket or a proxy: nothing is kept here between requests."""

from __future__ import annotations

import argparse
import socket
import sys
from functools import partial
from types import FrameType

from precheck.entrypoints.program import as_program

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 15


def main() -> None:
    """Run until SIGTERM."""
    import uvicorn

    from precheck.domain.errors import Invalid
    from precheck.entrypoints.api.app import create
    from precheck.entrypoints.api.connections import (
        Bounds,
        Guard,
        GuardedProtocol,
        networks,
        raise_file_limit,
    )
    from precheck.entrypoints.api.services import open_services
    from precheck.entrypoints.deployment import deployment

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
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write paths, and those hold ids that may be people's numbers
        server_header=False,
        # Without one, nobody is believed to speak for another address.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[str(one) for one in proxies],
        http=partial(GuardedProtocol, guard),  # type: ignore[arg-type]
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Streams that a browser keeps open must not keep the server.
    server = uvicorn.Server(config)
    told = server.handle_exit

    def handle_exit(sig: int, frame: FrameType | None) -> None:
        app.state.changes.end()
        told(sig, frame)

    server.handle_exit = handle_exit  # type: ignore[method-assign]
    server.run(sockets=[socket.socket(fileno=asked.socket)])


if __name__ == "__main__":
    with as_program("api"):
        main()
