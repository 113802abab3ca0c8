"""What a request keeps to besides the form of its body: query parameters that the route knows, JSON keys that stand once,
and the headers that make it safe to repeat and safe beside others (``Idempotency-Key``, ``If-Match``, ``ETag``)."""

import json
import re
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from precheck.domain.errors import did_you_mean
from precheck.entrypoints.api.problems import HttpProblem
from precheck.entrypoints.registrations import first_repeated
from precheck.service.errors import NotFound

_TAG = re.compile(r'"([0-9]{1,9})"')
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
NEVER = -1
"""A version that nothing has."""


def set_etag(response: Response, version: int) -> None:
    response.headers["etag"] = f'"{version}"'


async def _expected_version(
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


Expected = Annotated[int | None, Depends(_expected_version)]


async def _idempotency_key(
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


RepeatKey = Annotated[str | None, Depends(_idempotency_key)]


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


def _known_parameters(route: APIRoute) -> frozenset[str]:
    return frozenset(
        field.alias
        for field in get_flat_params(route.dependant)
        if not isinstance(field.field_info, params.Path | params.Header | params.Cookie)
    )


async def refuse_unknown(request: Request) -> None:
    """Raises RequestValidationError where the query names what the route does not take, or names it twice."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known, given = _known_parameters(route), [name for name, _ in request.query_params.multi_items()]
    wrong = [
        {
            "loc": ("query", name),
            "type": "unknown_parameter" if name not in known else "given_twice",
            "msg": f"没有这个参数 (no such parameter){did_you_mean(name, known)}"
            if name not in known
            else "只能有一个 (given twice)",
        }
        for name in dict.fromkeys(given)
        if name not in known or given.count(name) > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


LONGEST_KEY = 60


async def refuse_repeated_keys(request: Request) -> None:
    """Raises RequestValidationError, naming the key. What is no JSON is refused by the route itself."""
    if "json" not in request.headers.get("content-type", "").lower():
        return
    twice: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        key = first_repeated([name for name, _ in pairs])
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
