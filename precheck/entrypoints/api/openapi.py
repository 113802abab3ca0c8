"""The OpenAPI document, with what FastAPI cannot tell by itself: schemas of reports, response headers, tags for people. And
``/api/docs``, the same for people: one page without scripts, which works where no internet is."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from pydantic import TypeAdapter, WithJsonSchema, create_model

from precheck.domain.reading import Status
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.api.auth import caller
from precheck.entrypoints.api.problems import KINDS, MEDIA_TYPE, TYPE
from precheck.entrypoints.api.schemas import MODEL, Answer, Moment, Problem
from precheck.submission.assess import SubmissionReport

TAGS = {
    "submissions": "报名 · A candidate's application: what was declared, handing in, opening again",
    "uploads": "图片 · Pictures, their status and their reports",
    "check": "即时检查 · One picture, nothing kept",
    "decisions": "审核 · Reviewers' decisions",
    "rescans": "重查 · Stored pictures through the present rules again",
    "reports": "汇总 · What staff look at first",
    "materials": "材料 · The kinds of document",
    "webhooks": "回调 · Messages to the portal",
    "health": "运行状况 · For whoever watches the service",
}
_SCHEMAS = "#/components/schemas/"
_TEXT = {"schema": {"type": "string"}}
_REQUEST_ID = {"x-request-id": {"description": "Stands in the log beside what happened.", **_TEXT}}
_ETAG = {"etag": {"description": "The version, for If-Match.", **_TEXT}}
_LOCATION = {"location": {"description": "Where the new upload is.", **_TEXT}}
_RETRY = {"retry-after": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_TAGGED = ("UploadAnswer", "SubmissionAnswer")
# One name, one schema: a field's status is not an upload's.
_FIELD_STATUS = "FieldStatus"


class UploadCheckedData(Answer):
    """Ids only."""

    submission: str
    upload: str
    material: str


class SubmissionLockedData(Answer):
    submission: str


class MaterialUnlockedData(Answer):
    submission: str
    materials: list[str] | None = None


class DecisionMadeData(UploadCheckedData):
    decision: str


_MESSAGES: dict[str, tuple[str, type[Answer]]] = {
    "upload.checked": ("An upload has a report.", UploadCheckedData),
    "submission.locked": ("A candidate has handed in.", SubmissionLockedData),
    "material.unlocked": ("Staff have opened materials again.", MaterialUnlockedData),
    "decision.made": ("A reviewer has decided.", DecisionMadeData),
}


def _message(event: str, about: str, data: type[Answer]) -> type[Answer]:
    kind: Any = Annotated[str, WithJsonSchema({"const": event, "type": "string"})]
    parts: dict[str, Any] = {"type": (kind, ...), "timestamp": (Moment, ...), "data": (data, ...)}
    name = event.title().replace(".", "")
    return create_model(f"{name}Message", __base__=Answer, __doc__=about, **parts)


MESSAGES = {event: _message(event, *kind) for event, kind in _MESSAGES.items()}
"""What a webhook's body is, by event."""

_PROBLEMS = (400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 429, 503, 507)


def install(app: FastAPI) -> None:
    """Have the application give this document; made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                webhooks=app.webhooks.routes,
                tags=[{"name": name, "description": about} for name, about in TAGS.items()],
            )
            app.openapi_schema = _complete(made)
        return app.openapi_schema

    _document_webhooks(app)
    app.openapi = document  # type: ignore[method-assign]


def responses() -> dict[int | str, dict[str, Any]]:
    """The problems that every operation may answer with."""
    titles: dict[int, str] = {}
    for kind in KINDS.values():
        titles.setdefault(kind.status, kind.title)
    # Not as a "model": FastAPI would make a field of it for every status of every route, a tenth of a second in all.
    schema = {"schema": {"$ref": f"{_SCHEMAS}Problem"}}
    content = {MEDIA_TYPE: schema, "application/json": schema}
    return {status: {"description": titles[status], "content": content} for status in _PROBLEMS}


def _document_webhooks(app: FastAPI) -> None:
    """The messages that webhooks bring, for the document; signed as Standard Webhooks says."""
    for event, message in MESSAGES.items():

        def message_received(body: Any) -> None:
            raise NotImplementedError

        message_received.__annotations__["body"] = message
        app.webhooks.post(event, name=event.replace(".", "_"), tags=["webhooks"], summary=message.__doc__)(
            message_received
        )


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for model in (Report, SubmissionReport, Registration):
        for name, schema in _schemas(model):
            schemas.setdefault(name, schema)
    problem = Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")
    schemas.update(problem.pop("$defs"), Problem=problem)
    for about in problem["properties"].values():
        about.pop("default", None)
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            response["headers"] = _headers(operation, status, response)
    # The marks that stand for a component become references to it.
    referring: dict[str, Any] = json.loads(
        json.dumps(document),
        object_hook=lambda item: {"$ref": _SCHEMAS + item[MODEL]} if MODEL in item else item,
    )
    return referring


def _schemas(model: type) -> Iterator[tuple[str, dict[str, Any]]]:
    """A type's schema and those that it is made of, each under its name."""
    mode = "validation" if model is Registration else "serialization"
    made = TypeAdapter(model).json_schema(mode=mode, ref_template=_SCHEMAS + "{model}")  # type: ignore[arg-type]
    parts = made.pop("$defs", {})
    if model is Report:
        made["properties"]["verdict"] = {"type": "string", "enum": ["pass", "review", "reupload"]}
    for name, schema in {model.__name__: made, **parts}.items():
        if mode == "serialization" and "properties" in schema:
            schema["required"] = list(schema["properties"])  # nothing is ever left out, null it may be
        for key, about in schema.get("properties", {}).items() if model is Registration else ():
            # A title in Chinese would name a generated client's classes.
            about["description"] = about.pop("title", key)
        known = name
        if name == Status.__name__:
            known = schema["title"] = _FIELD_STATUS
        text = json.dumps(schema).replace(f'"{_SCHEMAS}{Status.__name__}"', f'"{_SCHEMAS}{_FIELD_STATUS}"')
        yield known, json.loads(text)


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _headers(operation: dict[str, Any], status: str, response: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(_REQUEST_ID)
    reference = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    if reference.rpartition("/")[2] in _TAGGED:
        found |= _ETAG
    if operation["operationId"] == "post_upload" and status in ("200", "202"):
        found |= _LOCATION
    if status in ("429", "503"):
        found |= _RETRY
    return found


router = APIRouter(include_in_schema=False)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@router.get("/api/docs", dependencies=[Depends(caller)])
def docs(request: Request) -> HTMLResponse:
    """The page; under any key, which a browser asks for as a password."""
    document = request.app.openapi()
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tags.setdefault(operation["tags"][0], []).append(
                {
                    **operation,
                    "path": path,
                    "method": method.upper(),
                    "example": _example(operation),
                    "fields": _content(operation, "multipart/form-data").get("properties"),
                    "answers": " · ".join(operation["responses"]),
                }
            )
    text = (
        resources.files("precheck.entrypoints.api")
        .joinpath("templates/docs.html.j2")
        .read_text(encoding="utf-8")
    )
    page = Environment(autoescape=True).from_string(text)
    return HTMLResponse(
        page.render(
            titles={tag["name"]: tag["description"] for tag in document["tags"]},
            info=document["info"],
            openapi=document["openapi"],
            tags=tags,
            kinds=KINDS.values(),
            type=TYPE,
        ),
        headers={"content-security-policy": _POLICY},
    )


def _content(operation: dict[str, Any], media: str) -> dict[str, Any]:
    found: dict[str, Any] = operation.get("requestBody", {}).get("content", {}).get(media, {})
    return dict(found.get("schema", {}))


def _example(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    found = next((item["value"] for item in content.get("examples", {}).values()), None)
    return "" if found is None else json.dumps(found, ensure_ascii=False, indent=2)
