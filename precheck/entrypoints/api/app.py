"""The application: routers under ``/api/v1``, problems, limits, the OpenAPI document."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from precheck.entrypoints.api import (
    archives,
    check,
    decisions,
    docs,
    document,
    health,
    links,
    lists,
    problems,
    registrations,
    rescans,
    submissions,
    triage,
    uploads,
    webhooks,
)
from precheck.entrypoints.api.auth import caller
from precheck.entrypoints.api.limits import PREFIX, Around, Bodies
from precheck.entrypoints.api.queries import refuse_unknown
from precheck.entrypoints.api.repeated_keys import refuse_repeated_keys
from precheck.entrypoints.api.schemas import MESSAGES, Problem
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages import app as pages
from precheck.entrypoints.supervisor import BEAT_SECONDS, beat

DESCRIPTION = (
    "检查医师资格考试报名材料图片。 Checks document pictures uploaded for the medical licensing examination. "
    "Every request carries `Authorization: Bearer KEY`; errors are RFC 9457 problem documents."
)
_PROBLEMS = (400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 429, 503, 507)

_ROUTES = (
    registrations,
    lists,
    submissions,
    links,
    archives,
    uploads,
    check,
    decisions,
    rescans,
    triage,
    webhooks,
)


def create(services: Services) -> FastAPI:
    """The application over these services, which it closes at its end."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        services.readiness.start()
        beating = asyncio.create_task(_beat())
        yield
        beating.cancel()
        services.close()

    app = FastAPI(
        title="Precheck",
        version=metadata.version("precheck"),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=life,
        generate_unique_id_function=lambda route: route.name,
    )
    document.install(app)
    _webhooks(app)
    app.state.services = services
    problems.install(app)
    # The key first: whoever has none learns nothing of ids.
    api = APIRouter(
        prefix=PREFIX,
        responses=_responses(),
        dependencies=[Depends(caller), Depends(refuse_unknown), Depends(refuse_repeated_keys)],
    )
    for module in _ROUTES:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(health.router, prefix=PREFIX)
    # Where whoever watches a service looks for them first.
    app.include_router(health.router, include_in_schema=False)
    app.include_router(docs.router)
    pages.mount(app, services)
    bodies = Bodies(services.place.settings.body_memory_mb * 2**20)
    app.add_middleware(Around, requests=services.requests, keys=services.keys, bodies=bodies)
    if origins := services.place.settings.origins():
        # Outside of all else: a browser's question before the request carries no key.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["authorization", "content-type", "if-match", "idempotency-key", "x-request-id"],
            expose_headers=["etag", "location", "retry-after", "x-request-id"],
        )
    return app


def _webhooks(app: FastAPI) -> None:
    """The messages that webhooks bring, for the document; signed as Standard Webhooks says."""
    for event, message in MESSAGES.items():

        def told(body: Any) -> None:
            raise NotImplementedError

        told.__annotations__["body"] = message
        app.webhooks.post(event, name=event.replace(".", "_"), tags=["webhooks"], summary=message.__doc__)(
            told
        )


async def _beat() -> None:
    """Say that the event loop moves."""
    while True:
        beat()
        await asyncio.sleep(BEAT_SECONDS)


def _responses() -> dict[int | str, dict[str, Any]]:
    titles: dict[int, str] = {}
    for kind in problems.KINDS.values():
        titles.setdefault(kind.status, kind.title)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": titles[status],
            "model": Problem,
            "content": {problems.MEDIA_TYPE: {"schema": schema}},
        }
        for status in _PROBLEMS
    }
