"""Without a key: connections, heads and bodies that are too many, too large or too slow."""

from __future__ import annotations

import http.client
import socket
import time
from contextlib import ExitStack, suppress

from tests.attack.target import HOST, V1, Target, attack

MEBIBYTE = 2**20
GROWTH_MB = 60.0


def _status(connection: socket.socket) -> int:
    """The answer's status; 0: hung up on without one."""
    with suppress(OSError):
        answer = connection.recv(4096)
        if answer.startswith(b"HTTP/1.1 "):
            return int(answer.split()[1])
    return 0


def _pour(
    target: Target, beginning: bytes, piece: bytes, most: int = 64 * MEBIBYTE
) -> tuple[int, int, float]:
    """Send without end: how many bytes were taken, the answer's status, and by how many MB the process grew."""
    before, taken = target.memory_mb(), 0
    with target.connect() as connection:
        connection.settimeout(5)
        with suppress(OSError):
            connection.sendall(beginning)
            while taken < most:
                connection.sendall(piece)
                taken += len(piece)
        return taken, _status(connection), target.memory_mb() - before


@attack("headers without end")
def headers_without_end(target: Target) -> str:
    taken, status, grew = _pour(target, b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-A: " + b"a" * 8000 + b"\r\n")
    assert taken < 8 * MEBIBYTE
    assert grew < GROWTH_MB
    assert status in (0, 431)
    return f"ended after {taken // 1024} KB, {grew:.0f} MB more"


@attack("one header without end")
def one_header_without_end(target: Target) -> str:
    taken, status, grew = _pour(target, b"GET / HTTP/1.1\r\nX-A: ", b"a" * 65536)
    assert taken < 8 * MEBIBYTE
    assert grew < GROWTH_MB
    assert status in (0, 431)
    return f"ended after {taken // 1024} KB, {grew:.0f} MB more"


@attack("a request line without end")
def a_request_line_without_end(target: Target) -> str:
    taken, _, grew = _pour(target, b"GET /", b"a" * 65536)
    assert taken < 8 * MEBIBYTE
    assert grew < GROWTH_MB
    return f"ended after {taken // 1024} KB"


@attack("empty lines without end")
def empty_lines_without_end(target: Target) -> str:
    taken, _, grew = _pour(target, b"", b"\r\n" * 32768)
    assert taken < 8 * MEBIBYTE
    assert grew < GROWTH_MB
    return f"ended after {taken // 1024} KB"


@attack("a head of 40 KB in small headers")
def many_headers(target: Target) -> str:
    for count, size in ((5, 8000), (300, 10)):
        with target.connect() as connection:
            head = b"".join(b"X-%d: %s\r\n" % (number, b"a" * size) for number in range(count))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n")
            assert _status(connection) == 431
    return "431"


@attack("1,100 half requests")
def half_requests(target: Target) -> str:
    with ExitStack() as stack:
        for _ in range(1100):
            with suppress(OSError):
                connection = stack.enter_context(target.connect())
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        took = target.answers_within(3)
    return f"/healthz in {took * 1000:.0f} ms meanwhile"


@attack("connections that say nothing")
def silent_connections(target: Target) -> str:
    with ExitStack() as stack:
        for _ in range(300):
            with suppress(OSError):
                stack.enter_context(target.connect())
        took = target.answers_within(3)
    return f"/healthz in {took * 1000:.0f} ms meanwhile"


@attack("a head that comes letter by letter")
def slow_head(target: Target) -> str:
    begun = time.monotonic()
    with target.connect() as connection, suppress(OSError):
        for letter in b"GET /healthz HTTP/1.1\r\nX-A: " + b"a" * 1000:
            connection.sendall(bytes([letter]))
            time.sleep(0.25)
            assert time.monotonic() - begun < 20, "still listened to"
    return f"ended after {time.monotonic() - begun:.0f} s"


@attack("a body that comes letter by letter, under a key")
def slow_body(target: Target) -> str:
    begun = time.monotonic()
    with target.connect() as connection, suppress(OSError):
        head = f"POST {V1}/submissions/slow/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {target.portal}\r\n"
        kind = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"
        connection.sendall((head + kind).encode())
        while True:
            connection.sendall(b"a" * 20)
            time.sleep(0.25)
            assert time.monotonic() - begun < 40, "still listened to"
    return f"ended after {time.monotonic() - begun:.0f} s"


@attack("a body without a key is not read into memory")
def body_without_key(target: Target) -> str:
    before = target.memory_mb()
    for path in ("/submissions/s/uploads", "/check", "/submissions/s"):
        method = "PUT" if path == "/submissions/s" else "POST"
        answer = target.call(method, path, content=b"0" * 5 * MEBIBYTE)
        assert answer.status_code == 401, answer.text
    grew = target.memory_mb() - before
    assert grew < GROWTH_MB
    return f"401, {grew:.0f} MB more"


@attack("a body of 20 MB: the client reads 413")
def large_body(target: Target) -> str:
    connection = http.client.HTTPConnection(HOST, target.service.port, timeout=30)
    headers = {
        "Authorization": f"Bearer {target.portal}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    connection.request("POST", f"{V1}/submissions/s/uploads", b"0" * 20 * MEBIBYTE, headers)
    assert connection.getresponse().status == 413
    connection.close()
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    pieces = (part if number == 0 else b"0" * MEBIBYTE for number in range(21))
    connection.request("POST", f"{V1}/submissions/s/uploads", pieces, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()
    return "413, with a length and chunked"


@attack("chunk extensions without end, under a key")
def chunk_extensions(target: Target) -> str:
    head = (
        f"POST {V1}/submissions/s/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {target.portal}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    )
    taken, _, grew = _pour(target, head.encode(), b"a" * 65536, 100 * MEBIBYTE)
    assert taken < 95 * MEBIBYTE  # what lies in the sockets counts too
    assert grew < GROWTH_MB
    return f"ended after {taken // MEBIBYTE} MB, {grew:.0f} MB more"


@attack("two lengths, or a length and chunks")
def smuggling(target: Target) -> str:
    for headers in (
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: -1\r\n",
    ):
        with target.connect() as connection:
            connection.sendall(f"POST {V1}/check HTTP/1.1\r\nHost: a\r\n{headers}\r\n0\r\n\r\n".encode())
            assert _status(connection) in (0, 400, 401)
    return "refused"


@attack("bytes that are no request")
def nonsense(target: Target) -> str:
    for data in (
        b"\x16\x03\x01" + bytes(500),
        b"\0" * 1000,
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        with target.connect() as connection:
            connection.sendall(data)
            assert _status(connection) in (0, 400, 404, 405, 505)
    return "refused"
