"""The OpenAPI document, with what FastAPI cannot tell by itself: schemas of reports, response headers, tags for people. And
``/api/docs``, the same for people: one page without scripts, which works where no internet is."""

import json
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from pydantic import TypeAdapter

from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.api.auth import Anybody
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
_RENAMED = {"Status": "FieldStatus"}


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


class UploadCheckedMessage(Answer):
    """An upload has a report."""

    type: Literal["upload.checked"]
    timestamp: Moment
    data: UploadCheckedData


class SubmissionLockedMessage(Answer):
    """A candidate has handed in."""

    type: Literal["submission.locked"]
    timestamp: Moment
    data: SubmissionLockedData


class MaterialUnlockedMessage(Answer):
    """Staff have opened materials again."""

    type: Literal["material.unlocked"]
    timestamp: Moment
    data: MaterialUnlockedData


class DecisionMadeMessage(Answer):
    """A reviewer has decided."""

    type: Literal["decision.made"]
    timestamp: Moment
    data: DecisionMadeData


MESSAGES: dict[str, type[Answer]] = {
    "upload.checked": UploadCheckedMessage,
    "submission.locked": SubmissionLockedMessage,
    "material.unlocked": MaterialUnlockedMessage,
    "decision.made": DecisionMadeMessage,
}
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

        def told(body: Any) -> None:
            raise NotImplementedError

        told.__annotations__["body"] = message
        app.webhooks.post(event, name=event.replace(".", "_"), tags=["webhooks"], summary=message.__doc__)(
            told
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
    referring: dict[str, Any] = _resolve_marks(document)
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
        if name in _RENAMED:
            schema["title"] = _RENAMED[name]
        yield _RENAMED.get(name, name), _rename_references(schema)


def _rename_references(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_rename_references(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _rename_references(value) for key, value in schema.items()}
    for old, new in _RENAMED.items():
        if found.get("$ref") == _SCHEMAS + old:
            found["$ref"] = _SCHEMAS + new
    return found


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


def _resolve_marks(schema: Any) -> Any:
    """With the marks that stand for a component replaced by references to it."""
    if isinstance(schema, list):
        return [_resolve_marks(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if MODEL in schema:
        return {"$ref": _SCHEMAS + schema[MODEL]}
    return {key: _resolve_marks(value) for key, value in schema.items()}


router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>{{ info.title }}</title>
<meta name="viewport" content="width=device-width"><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{margin-top:2.2rem;border-bottom:1px solid #ccc}h3{margin:1.6rem 0 .2rem}code,pre{font-family:ui-monospace,monospace}
pre{background:#f4f4f4;padding:.7rem;overflow:auto}b.m{display:inline-block;min-width:4.2rem;color:#0a5}
table{border-collapse:collapse}td{border-bottom:1px solid #ddd;padding:.2rem .8rem .2rem 0;vertical-align:top}</style>
<h1>{{ info.title }} <small>{{ info.version }}</small></h1><p>{{ info.description }}</p>
<p><a href="openapi.json">openapi.json</a> (OpenAPI {{ openapi }})</p>
<pre>curl -H "Authorization: Bearer $KEY" -F material=diploma -F file=@diploma.jpg "$HOST/api/v1/submissions/2026-1/uploads?wait=5"</pre>
{% for tag, operations in tags.items() %}<h2>{{ tag }} <small>{{ titles[tag] }}</small></h2>
{% for o in operations %}<h3><b class="m">{{ o.method }}</b> <code>{{ o.path }}</code></h3>
<p>{{ o.summary }}<br>{{ o.description }}</p>
{% if o.parameters %}<table>{% for p in o.parameters %}<tr><td><code>{{ p.name }}</code></td><td>{{ p.in }}</td>
<td>{{ p.description or p.schema.description or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% if o.fields %}<table>{% for name, about in o.fields.items() %}<tr><td><code>{{ name }}</code></td><td>form</td>
<td>{{ about.description or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% if o.example %}<pre>{{ o.example }}</pre>{% endif %}
<p>{{ o.answers }}</p>{% endfor %}{% endfor %}
<h2>errors 错误</h2><table>{% for kind in kinds %}<tr><td>{{ kind.status }}</td>
<td><code>{{ type }}{{ kind.name }}</code></td><td>{{ kind.title }}</td></tr>{% endfor %}</table></html>"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@router.get("/api/docs")
def docs(request: Request, caller: Anybody) -> HTMLResponse:
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
    page = Environment(autoescape=True).from_string(_PAGE)
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
