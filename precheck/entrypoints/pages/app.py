"""The pages as an application of their own, mounted beside the interface: its errors are pages, not documents."""

import re
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import Scope

from precheck.domain.errors import Invalid, Transient
from precheck.entrypoints.api.problems import HttpProblem, kind_of
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages import (
    access,
    administration,
    candidate,
    picture,
    queue,
    render,
    sign_in,
    submission,
)
from precheck.entrypoints.pages.access import NotSignedIn
from precheck.service import errors

# What belongs to programs, so that their errors stay problem documents.
OTHERS = re.compile(r"/(api(/|$)|healthz|readyz|metrics)")


class PagesMount(Mount):
    """Everything that is not the interface's."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and OTHERS.match(scope["path"]):
            return Match.NONE, {}
        return super().matches(scope)


def mount(app: FastAPI, services: Services) -> None:
    """Put the pages beside the interface; ``app.state.changes`` is what their live streams end by."""
    pages = create(services)
    app.state.changes = pages.state.changes
    app.router.routes.append(PagesMount("", pages))


def create(services: Services) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.services = services
    app.state.changes = queue.Changes(services)
    for module in (sign_in, queue, submission, picture, candidate, administration):
        app.include_router(module.router)
    for kind in (errors.Refusal, Invalid, Transient):
        app.add_exception_handler(kind, _handle_refusal)
    app.add_exception_handler(NotSignedIn, _handle_not_signed_in)
    app.add_exception_handler(HttpProblem, _handle_problem)
    app.add_exception_handler(RequestValidationError, _handle_invalid_request)
    app.add_exception_handler(HTTPException, _handle_http_error)
    return app


async def _handle_not_signed_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedIn)
    if error.candidate and not request.headers.get("hx-request"):
        return _error_response(request, 401, render.words_of(request)("candidate.no_link"))
    return access.redirect_to_sign_in(request)


async def _handle_refusal(request: Request, error: Exception) -> Response:
    text = render.words_of(request)("error.away") if isinstance(error, Transient) else str(error)
    return _error_response(request, kind_of(error).status, text)


async def _handle_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return _error_response(request, 413 if error.kind == "too-large" else 400, error.detail)


async def _handle_invalid_request(request: Request, _: Exception) -> Response:
    return _error_response(request, 422, render.words_of(request)("error.not_understood"))


async def _handle_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = "error.not_found" if error.status_code == 404 else "error.not_understood"
    return _error_response(request, error.status_code, render.words_of(request)(key))


def _error_response(request: Request, status: int, text: str) -> Response:
    """The error as a page, or for a script as a part that it puts where errors are said."""
    values: dict[str, Any] = {"text": text, "code": status}
    if request.headers.get("hx-request"):
        answer = render.page(request, "layout/alert.html.j2", status, **values)
        answer.headers["hx-retarget"] = "#say"
        answer.headers["hx-reswap"] = "innerHTML"
        answer.headers["hx-reselect"] = ".alert"
        answer.headers["hx-push-url"] = "false"
        return answer
    return render.page(request, "layout/error.html.j2", status, **values)
