"""A picture in a multipart body. Parsed here, and not by FastAPI, so that nothing is read before the key is known."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration
from precheck.entrypoints.api.middleware import ARCHIVE_BYTES, FILE_BYTES, JSON_BYTES, too_large
from precheck.entrypoints.api.problems import HttpProblem
from precheck.entrypoints.layout import decode_name
from precheck.entrypoints.registrations import parse_json
from precheck.reporting.masking import visible

MOST_FIELDS = 8
LONGEST_FIELD = 64


class _InMemory(MultiPartParser):
    spool_max_size = ARCHIVE_BYTES + 1


@dataclass(frozen=True, slots=True)
class PictureForm:
    """``file`` is the name that it came under: hostile text, hidden characters written out."""

    data: bytes
    file: str | None
    material: str
    registration: Registration | None


async def read_form(request: Request, *, material: bool = True) -> PictureForm:
    """The picture and the fields beside it. ``material``: whether it must be named.
    Raises HttpProblem: no multipart body, a part too many or missing, a file over the limit; Invalid: no registration."""
    async with _parts(request) as form:
        slug = _text(form.get("material"))
        data, name = await _file(form, FILE_BYTES)
        if material and not slug:
            raise Invalid("缺少 material (a field named `material` is wanted)")
        return PictureForm(data, name, slug or "", _registration(form.get("registration")))


async def read_archive(request: Request) -> bytes:
    """The file of a form that holds nothing else.
    Raises HttpProblem, Invalid: as for :func:`read_form`."""
    async with _parts(request) as form:
        return (await _file(form, ARCHIVE_BYTES))[0]


@asynccontextmanager
async def _parts(request: Request) -> AsyncIterator[FormData]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HttpProblem("unsupported-media-type", "multipart/form-data: file, material")
    parser = _InMemory(
        request.headers, request.stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=JSON_BYTES
    )
    try:
        form = await parser.parse()
    except HttpProblem:
        raise
    except (MultiPartException, ValueError, KeyError, LookupError, AssertionError):
        raise HttpProblem("bad-request", "multipart 内容无法解析 (the multipart body is broken)") from None
    try:
        yield form
    finally:
        await form.close()


async def _file(form: FormData, most: int) -> tuple[bytes, str | None]:
    sent = form.get("file")
    if not isinstance(sent, UploadFile):
        raise Invalid("缺少 file (a file part named `file` is wanted)")
    data = await sent.read()
    if len(data) > most:
        raise too_large(most)
    return data, visible(_file_name(sent.filename), 200) if sent.filename else None


def _file_name(name: str) -> str:
    """A name as its sender meant it: one that was no UTF-8 comes as Latin-1 from the parser."""
    try:
        raw = name.encode("latin-1")
    except UnicodeEncodeError:
        return decode_name(name.encode("utf-8", "surrogateescape"))
    text = decode_name(raw)
    return name if name.isascii() or "\\x" in text else text


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_FIELD or not value.isprintable():
        raise Invalid("material: 无效 (invalid)")
    return value


def _registration(value: object) -> Registration | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Invalid("registration: JSON")
    try:
        return Registration.parse(parse_json(value))
    except (ValueError, RecursionError):
        raise Invalid("registration: JSON") from None


def body(
    *, material: bool = True, registration: bool = False, file: str = "JPEG or PNG, at most 10 MB"
) -> dict[str, Any]:
    """How OpenAPI describes such a body."""
    properties: dict[str, Any] = {"file": {"type": "string", "format": "binary", "description": file}}
    if material:
        properties["material"] = {"type": "string", "maxLength": LONGEST_FIELD, "examples": ["diploma"]}
    if registration:
        properties["registration"] = {
            "type": "string",
            "description": "What the candidate declared, a JSON object",
            "examples": ['{"name": "张三"}'],
        }
    required = ["file", "material"] if material else ["file"]
    schema = {"type": "object", "required": required, "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
