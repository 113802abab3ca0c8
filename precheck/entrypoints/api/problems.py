"""Errors as RFC 9457 problem documents: the only place where an error becomes a status."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from precheck.domain.errors import Full, Invalid, Transient, Unusable
from precheck.domain.flag import Audience
from precheck.domain.registration import BadRegistration
from precheck.service import errors

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:precheck:problem:"
RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem; ``name`` never changes its meaning."""

    name: str
    status: int
    title: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("bad-request", 400, "请求无法理解 · The request cannot be understood"),
        Kind("unauthenticated", 401, "须有有效密钥 · A valid key is wanted"),
        Kind("forbidden", 403, "密钥无此权限 · The key may not do this"),
        Kind("not-found", 404, "没有找到 · Not found"),
        Kind("method-not-allowed", 405, "不支持此方法 · Method not allowed"),
        Kind("timeout", 408, "发送过慢 · The request came too slowly"),
        Kind("conflict", 409, "与现状冲突 · In conflict with the present state"),
        Kind("locked", 409, "资料已锁定 · Locked"),
        Kind("stale", 412, "已被他人修改 · Changed meanwhile"),
        Kind("too-large", 413, "内容过大 · Too large"),
        Kind("unsupported-media-type", 415, "须为 multipart/form-data · multipart/form-data is wanted"),
        Kind("invalid", 422, "内容有误 · Something is wrong with what was sent"),
        Kind("missing-materials", 422, "缺少材料 · Materials are missing"),
        Kind("idempotency-key-reused", 422, "幂等键重复使用 · Idempotency key used for something else"),
        Kind("too-many", 429, "过于频繁 · Too many requests"),
        Kind("over-quota", 422, "件数已达上限 · As many uploads as may be"),
        Kind("internal", 500, "内部错误 · Internal error"),
        Kind("full", 507, "存储空间已满 · No room left"),
        Kind("headers-too-large", 431, "请求头过大 · The request's head is too large"),
        Kind("busy", 503, "繁忙 · Busy"),
        Kind("unavailable", 503, "暂不可用 · Unavailable for the moment"),
    )
}

# First match wins: the more particular error before the more general.
_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (errors.Locked, "locked"),
    (errors.Stale, "stale"),
    (errors.Conflict, "conflict"),
    (errors.KeyReused, "idempotency-key-reused"),
    (errors.MissingMaterials, "missing-materials"),
    (errors.NotFound, "not-found"),
    (errors.Unauthenticated, "unauthenticated"),
    (errors.Forbidden, "forbidden"),
    (errors.TooMany, "too-many"),
    (errors.Busy, "busy"),
    (errors.OverQuota, "over-quota"),
    (errors.Unacceptable, "invalid"),
    (errors.Refusal, "invalid"),
    (Unusable, "unavailable"),
    (Invalid, "invalid"),
    (Full, "full"),
    (Transient, "unavailable"),
)
_BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-not-allowed"}


@dataclass(slots=True)
class HttpProblem(Exception):
    """A problem of HTTP itself, which no use case knows."""

    kind: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)


def respond(
    kind: str,
    detail: str,
    request_id: str,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    about = KINDS[kind]
    return JSONResponse(
        {
            "type": TYPE + about.name,
            "title": about.title,
            "status": about.status,
            "detail": detail,
            "request_id": request_id,
            **(extra or {}),
        },
        about.status,
        dict(headers or {}),
        MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    for kind in (errors.Refusal, Invalid, Transient):
        app.add_exception_handler(kind, _use_case_error)
    app.add_exception_handler(HttpProblem, _http_problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _framework_error)


def _id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


async def _use_case_error(request: Request, error: Exception) -> JSONResponse:
    return respond_to(error, _id(request))


def kind_of(error: Exception) -> Kind:
    return KINDS[next(name for kind, name in _ERRORS if isinstance(error, kind))]


def respond_to(error: Exception, request_id: str, *, basic: bool = False) -> JSONResponse:
    """The problem document of a use case's error. ``basic``: a browser is asked for the key."""
    kind = kind_of(error)
    extra: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, errors.MissingMaterials):
        extra["missing"] = [
            {"code": flag.code, "message": flag.message, "message_en": flag.message_en}
            for flag in error.flags
            if flag.audience is not Audience.STAFF
        ]
    if isinstance(error, BadRegistration):
        extra["errors"] = [{"at": fault.key, "why": fault.why} for fault in error.faults]
    if isinstance(error, errors.TooMany | errors.Busy):
        headers["retry-after"] = str(math.ceil(error.retry_after_seconds))
    if isinstance(error, Transient | Unusable):
        headers["retry-after"] = str(RETRY_SECONDS)
    if isinstance(error, errors.Unauthenticated):
        headers["www-authenticate"] = f'{"Basic" if basic else "Bearer"} realm="precheck"'
    # What a Transient quotes is for the operator.
    detail = kind.title if isinstance(error, Transient | Unusable) else str(error)
    return respond(kind.name, detail, request_id, extra, headers)


async def _http_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HttpProblem)
    return respond(error.kind, error.detail, _id(request), headers=error.headers)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Where, and what is wanted; never the value that came.
    wrong = [
        {"at": ".".join(str(part) for part in item["loc"])[:200], "why": _why(item)}
        for item in error.errors()[:20]
    ]
    detail = "、".join(item["at"] for item in wrong)
    return respond("invalid", detail, _id(request), {"errors": wrong})


def _why(item: Mapping[str, Any]) -> str:
    """What is wanted, with all that is allowed where it is a choice."""
    allowed = item.get("ctx", {}).get("expected")
    if item["type"] in ("enum", "literal_error") and allowed:
        return f"须为 (one of): {allowed}"
    return f"{item['type']}: {item['msg']}"


async def _framework_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    name = _BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
    return respond(name, KINDS[name].title, _id(request), headers=error.headers)
