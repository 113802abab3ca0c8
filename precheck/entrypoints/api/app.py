"""The application: routers under ``/api/v1``, problems, limits, the OpenAPI document."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from precheck.entrypoints.api import administration, lists, openapi, problems, submissions, uploads
from precheck.entrypoints.api.auth import caller
from precheck.entrypoints.api.middleware import PREFIX, BodyMemory, RequestMiddleware
from precheck.entrypoints.api.requests import refuse_repeated_keys, refuse_unknown
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages import app as pages
from precheck.entrypoints.supervisor import BEAT_SECONDS, beat

DESCRIPTION = (
    "检查医师资格考试报名材料图片。 Checks document pictures uploaded for the medical licensing examination. "
    "Every request carries `Authorization: Bearer KEY`; errors are RFC 9457 problem documents."
)


def create(services: Services) -> FastAPI:
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
    openapi.install(app)
    app.state.services = services
    problems.install(app)
    # The key first: whoever has none learns nothing of ids.
    api = APIRouter(
        prefix=PREFIX,
        responses=openapi.responses(),
        dependencies=[Depends(caller), Depends(refuse_unknown), Depends(refuse_repeated_keys)],
    )
    for module in (submissions, uploads, lists, administration):
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(administration.health, prefix=PREFIX)
    # Where whoever watches a service looks for them first.
    app.include_router(administration.health, include_in_schema=False)
    app.include_router(openapi.router)
    pages.mount(app, services)
    bodies = BodyMemory(services.place.settings.body_memory_mb * 2**20)
    app.add_middleware(RequestMiddleware, requests=services.requests, keys=services.keys, bodies=bodies)
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


async def _beat() -> None:
    """Say that the event loop moves."""
    while True:
        beat()
        await asyncio.sleep(BEAT_SECONDS)
