"""JSON bodies: a key that stands twice in one object is refused, since all but the last would be dropped unseen."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from precheck.entrypoints.registration import repeated

LONGEST_KEY = 60


async def refuse_repeated_keys(request: Request) -> None:
    """Raises RequestValidationError, naming the key. What is no JSON is refused by the route itself."""
    if "json" not in request.headers.get("content-type", "").lower():
        return
    twice: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        key = repeated([name for name, _ in pairs])
        if key is not None:
            twice.append(key[:LONGEST_KEY])

    try:
        json.loads(await request.body(), object_pairs_hook=note)
    except (ValueError, RecursionError):
        return
    if twice:
        raise RequestValidationError(
            [
                {"loc": ("body", key), "type": "given_twice", "msg": "出现两次 (stands twice)"}
                for key in dict.fromkeys(twice)
            ]
        )
