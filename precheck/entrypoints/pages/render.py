"""Templates into answers: words (``words/*.toml``, the same keys in each language, which a test keeps true), who looks, the
policy that lets nothing but our own files in."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from precheck.domain.cleaning import CHINA
from precheck.domain.registration import CATEGORIES
from precheck.entrypoints.api.serialize import guide_time
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages.access import csrf_token
from precheck.reporting import masking, words
from precheck.reporting.masking import visible

PACKAGE = "precheck.entrypoints.pages"
LANGUAGES = ("zh", "en")


class Words:
    """``words("queue.title")``; ``words("queue.ago", n=3)`` fills ``{n}`` in.
    Raises KeyError: there are no such words."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._words: Mapping[str, str] = _words_of(self.language)

    def __call__(self, key: str, /, **values: Any) -> str:
        text = self._words[key]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._words


@cache
def _words_of(language: str) -> Mapping[str, str]:
    text = resources.files(PACKAGE).joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def keys(language: str) -> set[str]:
    return set(_words_of(language))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, str(value)


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE, THEME, MASK = "language", "theme", "mask"


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    services: Services = request.app.state.services
    said = words_of(request)
    signed = getattr(request.state, "signed", None)
    text = (
        _environment()
        .get_template(template)
        .render(
            w=said,
            language=said.language,
            theme=theme_of(request),
            user=signed.user if signed else None,
            csrf=csrf_token(request, services),
            office_sign_in=services.provider is not None,
            path=request.url.path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            masked=is_masked(request),
            flag_name=lambda code: visible(words.flag_name(code, services.materials, said.language), 80),
            unit_name=lambda code: words.unit_name(code, said.language),
            material_name=lambda slug: _capital(
                visible(words.part_name(slug, services.materials, said.language), 80)
            ),
            **values,
        )
    )
    return HTMLResponse(
        text,
        status,
        headers={"content-security-policy": POLICY, "cache-control": "no-store", "vary": "HX-Request"},
    )


def picture(services: Services, id: str, side_px: int) -> Response:
    """Pixels alone, written anew, which no browser keeps."""
    return Response(
        services.viewing.picture(id, side_px),
        media_type="image/jpeg",
        headers={"cache-control": "no-store", "content-disposition": "inline"},
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def words_of(request: Request) -> Words:
    return Words(request.cookies.get(f"precheck-{LANGUAGE}", "zh"))


def theme_of(request: Request) -> str:
    """``light``, ``dark``, or empty: as the reader's machine has it."""
    chosen = request.cookies.get(f"precheck-{THEME}", "")
    return chosen if chosen in ("light", "dark") else ""


def is_masked(request: Request) -> bool:
    """Whether the reader wants names and numbers masked on the pages where they stand beside their picture."""
    return request.cookies.get(f"precheck-{MASK}") == "1"


def moment(seconds: float | None) -> str:
    """A time as the guide prints it."""
    return "—" if seconds is None else guide_time(seconds)


def day(seconds: float | None) -> str:
    """``3/12 22:02``."""
    if seconds is None:
        return "—"
    when = datetime.fromtimestamp(seconds, CHINA)
    return f"{when.month}/{when.day} {when:%H:%M}"


def address(path: str, **query: Any) -> str:
    """A path with those of the query's values that are given."""
    given = {key: value for key, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def static(name: str) -> str:
    """A file of ours with its digest, so that a browser may keep it for ever."""
    return f"/static/{name}?{static_digest(name)}"


@cache
def static_digest(name: str) -> str:
    return hashlib.sha256(static_bytes(name)).hexdigest()[:12]


@cache
def static_bytes(name: str) -> bytes:
    return resources.files(PACKAGE).joinpath("static", name).read_bytes()


@cache
def _text(name: str) -> str:
    return resources.files(PACKAGE).joinpath("templates", *name.split("/")).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = environment.globals
    shared.update(
        static=static,
        address=address,
        marks=words.MARKS,
        mask_name=masking.mask_name,
        mask_value=masking.mask_value,
        categories=CATEGORIES,
    )
    environment.filters.update(moment=moment, day=day, visible=visible)
    return environment
