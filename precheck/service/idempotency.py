"""How a request that comes again is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A key that the sender chose so that it can send again without harm; ``scope``: the sender."""

    scope: str
    key: str


def fingerprint(*parts: str) -> str:
    """A digest of what came under an idempotency key."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
