"""``python -m precheck.entrypoints.api``: the HTTP server, as the supervisor starts it. Any number may run behind one
socket or a proxy: nothing is kept here between requests."""

from __future__ import annotations

import argparse
import socket
import sys

from precheck.entrypoints.program import as_program

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 15


def main() -> None:
    """Run until SIGTERM."""
    import uvicorn

    from precheck.entrypoints.api.app import create
    from precheck.entrypoints.api.services import open_services
    from precheck.entrypoints.deployment import deployment

    parser = argparse.ArgumentParser(prog="precheck.entrypoints.api")
    parser.add_argument("--socket", type=int, required=True, help="a listening socket, handed down")
    parser.add_argument("--slot", default="0", help="which of the HTTP processes this is")
    asked = parser.parse_args()
    # A thread that holds the database's lock is back at work sooner: the default of 5 ms is a whole transaction.
    sys.setswitchinterval(0.0005)
    app = create(open_services(deployment(), asked.slot))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would write paths, and those hold ids that may be people's numbers
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=asked.socket)])


if __name__ == "__main__":
    with as_program("api"):
        main()
