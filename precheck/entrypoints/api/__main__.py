"""``python -m precheck.entrypoints.api``: the HTTP server, as the supervisor starts it. Any number may run behind a
proxy: nothing is kept here between requests."""

from __future__ import annotations

import argparse
import socket
import sys

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 15
WAITING_CONNECTIONS = 1024


def main() -> None:
    """Run until SIGTERM; exit 2 where the settings or the address cannot be used."""
    import uvicorn

    from precheck.domain.errors import Invalid
    from precheck.entrypoints import logs
    from precheck.entrypoints.api.app import create
    from precheck.entrypoints.api.services import open_services
    from precheck.entrypoints.deployment import deployment

    parser = argparse.ArgumentParser(prog="precheck.entrypoints.api")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8400)
    asked = parser.parse_args()
    logs.configure(program="api")
    # A thread that holds the database's lock is back at work sooner: the default of 5 ms is a whole transaction.
    sys.setswitchinterval(0.0005)
    try:
        listening = listen(asked.host, asked.port)
        app = create(open_services(deployment()))
    except Invalid as error:
        sys.stderr.write(f"precheck: {error}\n")
        sys.exit(2)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write paths, and those hold ids that may be people's numbers
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address.

    Raises:
        Invalid: it is taken, or is no address of this machine.
    """
    from precheck.domain.errors import Invalid

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(WAITING_CONNECTIONS)
    except OSError as error:
        raise Invalid(f"无法监听 (cannot listen at) {host}:{port}: {error.strerror}") from None
    return opened


if __name__ == "__main__":
    main()
