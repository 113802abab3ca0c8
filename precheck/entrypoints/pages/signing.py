"""Signing in and out, the first administrator, one's own account, and the files that pages are made of."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from precheck.entrypoints.pages import access, oidc, render
from precheck.entrypoints.pages.access import SESSION, VISIT, Office, OurForm, SignedIn, Used, User
from precheck.service.accounts import Signed, WrongPassword
from precheck.service.errors import Forbidden, NotFound, TooMany, Unacceptable

router = APIRouter()
log = logging.getLogger(__name__)

ATTEMPT = "oidc"
STATIC = {
    "htmx.min.js": "text/javascript",
    "pages.js": "text/javascript",
    "viewer.js": "text/javascript",
    "candidate.js": "text/javascript",
    "pages.css": "text/css",
    "icon.svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"
YEAR_SECONDS = 31_536_000
CHOICES = {"language": ("zh", "en"), "theme": ("", "light", "dark"), "mask": ("0", "1")}


@router.get("/")
def root(found: User) -> Response:
    return RedirectResponse("/queue", 303)


@router.get("/static/{name}")
def get_static(request: Request, name: str) -> Response:
    if name not in STATIC:
        raise NotFound("没有找到 (not found)")
    # Named by its digest it never changes; a script that another one names is asked for anew.
    kept = FOR_EVER if request.url.query == render.static_digest(name) else "no-cache"
    return Response(render.static_bytes(name), media_type=STATIC[name], headers={"cache-control": kept})


@router.get("/sign-in")
def get_sign_in(request: Request, used: Used, next: str = "/queue") -> Response:
    return _form(request, used, next)


@router.post("/sign-in", dependencies=[OurForm])
def post_sign_in(
    request: Request,
    used: Used,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/queue",
) -> Response:
    address = request.client.host if request.client else ""
    try:
        signed = used.accounts.sign_in(login, password, address)
    except (WrongPassword, TooMany) as error:
        key = "signing.wrong" if isinstance(error, WrongPassword) else "signing.too_many"
        status = 401 if isinstance(error, WrongPassword) else 429
        return _form(request, used, next, status=status, trouble=key, login=login)
    if request.headers.get("hx-request"):
        # In the middle of something: the page stays as it is and goes on under the new session.
        response = Response(status_code=204, headers={"x-csrf-token": access.token_for(signed.token)})
    else:
        response = RedirectResponse(_own(next), 303)
    return _begun(response, used, signed)


@router.get("/sign-in/oidc")
def get_oidc(used: Used, next: Annotated[str, Query(max_length=2000)] = "/queue") -> Response:
    """Off to the office's own sign-in. What the way back needs travels in a cookie of this browser."""
    secret = secrets.token_urlsafe(32)
    response = RedirectResponse(_provider(used).address(oidc.Attempt(secret)), 303)
    access.keep(response, used, ATTEMPT, f"{secret}.{quote(_own(next), safe='')}", oidc.ATTEMPT_SECONDS)
    response.headers["cache-control"] = "no-store"
    return response


@router.get(oidc.CALLBACK)
def get_oidc_callback(
    request: Request,
    used: Used,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """And back."""
    provider = _provider(used)
    secret, _, next = request.cookies.get(used.cookie(ATTEMPT), "").partition(".")
    attempt = oidc.Attempt(secret)
    try:
        # The attempt that this browser began, answered by the provider that it was sent to (RFC 9207).
        if (
            not secret
            or not hmac.compare_digest(state, attempt.part("state"))
            or iss not in ("", provider.issuer)
        ):
            raise oidc.Refused("state")
        if not code:
            raise oidc.Refused("no code")
        signed = used.accounts.admit(provider.identify(attempt, code))
    except oidc.Refused as error:
        log.warning("the office's own sign-in failed: %s", error)
        answer = _form(request, used, _own(unquote(next)), status=401, trouble="signing.oidc_failed")
    else:
        answer = _begun(RedirectResponse(_own(unquote(next)), 303), used, signed)
    access.drop(answer, used, ATTEMPT)
    return answer


def _provider(used: Office) -> oidc.Provider:
    if used.provider is None:
        raise NotFound("没有找到 (not found)")
    return used.provider


@router.post("/sign-out", dependencies=[OurForm])
def sign_out(found: SignedIn, used: Used, everywhere: Annotated[bool, Form()] = False) -> Response:
    used.accounts.sign_out(found, everywhere=everywhere)
    response = RedirectResponse("/sign-in", 303)
    access.drop(response, used, SESSION)
    return response


@router.get("/welcome/{token}")
def get_welcome(request: Request, used: Used, token: str) -> Response:
    if not used.accounts.is_invited(token):
        raise Forbidden(render.words_of(request)("signing.link_used"))
    return _welcome(request, used, token)


@router.post("/welcome/{token}", dependencies=[OurForm])
def post_welcome(
    request: Request,
    used: Used,
    token: str,
    login: Annotated[str, Form(max_length=200)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        signed = used.accounts.welcome(token, login.strip().lower(), name.strip(), password)
    except Unacceptable as error:
        return _welcome(request, used, token, str(error), login, name)
    return _begun(RedirectResponse("/queue", 303), used, signed)


@router.get("/account")
def get_account(request: Request, used: Used, found: SignedIn) -> Response:
    return _account(request, used, found)


@router.post("/account", dependencies=[OurForm])
def post_account(
    request: Request,
    used: Used,
    found: SignedIn,
    present: Annotated[str, Form(max_length=1000)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    def change() -> None:
        used.accounts.confirm(found.user, present)
        used.accounts.set_password(found.user.login, password, by=f"user:{found.user.id}", keep=found.token)

    return _changed(request, used, found, change, "saved")


@router.post("/account/sessions", dependencies=[OurForm])
def end_session(
    request: Request,
    used: Used,
    found: SignedIn,
    session: Annotated[str, Form(max_length=64)] = "",
    present: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    return _changed(request, used, found, lambda: used.accounts.end_session(found, session, present), "ended")


@router.post("/preferences", dependencies=[OurForm])
def post_preferences(
    request: Request,
    used: Used,
    name: Annotated[str, Form()],
    value: Annotated[str, Form()],
    back: Annotated[str, Form(max_length=2000)] = "/queue",
) -> Response:
    """Language, light or dark, masking: in cookies, since they say nothing about anybody."""
    response = RedirectResponse(_own(back), 303)
    if value in CHOICES.get(name, ()):
        response.set_cookie(
            f"precheck-{name}", value, max_age=YEAR_SECONDS, path="/", secure=used.secure, samesite="lax"
        )
    return response


def _own(where: str) -> str:
    """A path of ours, never another host."""
    ours = where.startswith("/") and not where.startswith(("//", "/\\")) and where.isprintable()
    return where if ours and "\\" not in where else "/queue"


def _account(request: Request, used: Office, found: SignedIn, trouble: str = "", done: str = "") -> Response:
    return render.page(
        request,
        used,
        "signing/account.html.j2",
        422 if trouble else 200,
        trouble=trouble,
        done=done,
        sessions=used.accounts.sessions(found.user),
        this_session=found.session.hash,
        active="account",
    )


def _changed(
    request: Request, used: Office, found: SignedIn, change: Callable[[], None], done: str
) -> Response:
    """The account after a change for which the present password is asked, or what is wrong."""
    try:
        change()
    except WrongPassword:
        return _account(request, used, found, render.words_of(request)("signing.wrong"))
    except Unacceptable as error:
        return _account(request, used, found, str(error))
    return _account(request, used, found, done=done)


def _begun(response: Response, used: Office, signed: Signed) -> Response:
    access.keep(response, used, SESSION, signed.token)
    return response


def _form(
    request: Request, used: Office, next: str, *, status: int = 200, trouble: str = "", login: str = ""
) -> Response:
    return _visited(
        request,
        used,
        "signing/sign_in.html.j2",
        status,
        next=next,
        trouble=trouble,
        login=login,
    )


def _welcome(
    request: Request, used: Office, token: str, trouble: str = "", login: str = "", name: str = ""
) -> Response:
    return _visited(
        request,
        used,
        "signing/welcome.html.j2",
        422 if trouble else 200,
        token=token,
        trouble=trouble,
        login=login,
        name=name,
        shortest=used.accounts.terms.shortest_password,
    )


def _visited(request: Request, used: Office, template: str, status: int, **values: object) -> Response:
    """A page before there is a session: its form's token is made from a cookie of the visit."""
    visit = request.cookies.get(used.cookie(VISIT))
    fresh = visit or secrets.token_urlsafe(32)
    if visit is None:
        request.cookies[used.cookie(VISIT)] = fresh
    response = render.page(request, used, template, status, **values)
    if visit is None:
        access.keep(response, used, VISIT, fresh)
    return response
