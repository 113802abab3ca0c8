"""Headers that make requests safe to repeat and safe beside others: ``Idempotency-Key``, ``If-Match``, ``ETag``."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Path
from fastapi.responses import Response

from precheck.entrypoints.api.problems import HttpProblem
from precheck.service.errors import NotFound

_TAG = re.compile(r'"([0-9]{1,9})"')
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
NEVER = -1
"""A version that nothing has."""


def tag(response: Response, version: int) -> None:
    """Say which version this is."""
    response.headers["etag"] = f'"{version}"'


async def _expected(
    if_match: Annotated[
        str | None,
        Header(
            max_length=200,
            description="The ETag that the change is meant for; 412 where there is a newer version.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    return int(found[1]) if found else NEVER


Expected = Annotated[int | None, Depends(_expected)]


async def _repeat(
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=200,
            description="Chosen by the sender, the same when sending again: then nothing happens twice.",
            examples=["5a1f0c2e-1"],
        ),
    ] = None,
) -> str | None:
    if idempotency_key is not None and not (idempotency_key.isascii() and idempotency_key.isprintable()):
        raise HttpProblem("bad-request", "Idempotency-Key: ASCII")
    return idempotency_key or None


RepeatKey = Annotated[str | None, Depends(_repeat)]


async def _stored_id(
    id: Annotated[str, Path(max_length=200, examples=["01jd3x0z5n8w7v6t5s4r3q2p1m"])],
) -> str:
    # Ids are ours; anything else is nobody's, and never reaches the database.
    if not _ID.fullmatch(id):
        raise NotFound("没有找到 (not found)")
    return id


StoredId = Annotated[str, Depends(_stored_id)]


async def _submission_id(
    id: Annotated[
        str,
        Path(max_length=200, description="The portal's own id of the application.", examples=["2026-000123"]),
    ],
) -> str:
    if not id or not id.isprintable():
        raise NotFound("没有这份报名 (no such submission)")
    return id


SubmissionId = Annotated[str, Depends(_submission_id)]
