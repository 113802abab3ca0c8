"""The OpenAPI document: what FastAPI cannot tell by itself. Schemas of reports, response headers, tags for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.api.schemas import MODEL
from precheck.submission.report import SubmissionReport

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
_TEXT = {"schema": {"type": "string"}}
_REQUEST_ID = {"x-request-id": {"description": "Stands in the log beside what happened.", **_TEXT}}
_ETAG = {"etag": {"description": "The version, for If-Match.", **_TEXT}}
_LOCATION = {"location": {"description": "Where the new upload is.", **_TEXT}}
_RETRY = {"retry-after": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_TAGGED = ("UploadAnswer", "SubmissionAnswer")
# One name, one schema: a field's status is not an upload's.
_RENAMED = {"Status": "FieldStatus"}


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
            app.openapi_schema = _completed(made)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for model in (Report, SubmissionReport, Registration):
        for name, schema in _schemas(model):
            schemas.setdefault(name, schema)
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            response["headers"] = _headers(operation, status, response)
    referring: dict[str, Any] = _referring(document)
    return referring


def _schemas(model: type) -> Iterator[tuple[str, dict[str, Any]]]:
    """A type's schema and those that it is made of, each under its name."""
    mode = "validation" if model is Registration else "serialization"
    made = TypeAdapter(model).json_schema(mode=mode, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
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
        yield _RENAMED.get(name, name), _renamed(schema)


def _renamed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_renamed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _renamed(value) for key, value in schema.items()}
    for old, new in _RENAMED.items():
        if found.get("$ref") == f"#/components/schemas/{old}":
            found["$ref"] = f"#/components/schemas/{new}"
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


def _referring(schema: Any) -> Any:
    """With the marks that stand for a component replaced by references to it."""
    if isinstance(schema, list):
        return [_referring(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if MODEL in schema:
        return {"$ref": f"#/components/schemas/{schema[MODEL]}"}
    return {key: _referring(value) for key, value in schema.items()}
