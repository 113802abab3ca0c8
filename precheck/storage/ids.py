"""Identifiers that sort by the time they were made: 26 characters, 48 bits of milliseconds and 80 of chance."""

import secrets
import threading
import time

# Crockford's alphabet: no i, l, o, u, so that an id read out over the telephone is not misheard.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26

_last = 0
_turn = threading.Lock()


def new(at: float | None = None) -> str:
    """A new id. ``at``: seconds since 1970, default now. Of one process's ids of one millisecond the later is greater."""
    global _last
    number = (int((time.time() if at is None else at) * 1000) << 80) | secrets.randbits(80)
    with _turn:
        if number >> 80 == _last >> 80:
            number = _last + 1 + secrets.randbits(32)
        _last = number
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -5, -5))
