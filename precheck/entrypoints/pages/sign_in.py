"""Signing in and out, the first administrator, one's own account, and the files that pages are made of."""

import hmac
import logging
import secrets
from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import access, oidc, render
from precheck.entrypoints.pages.access import SESSION, VISIT, CsrfChecked, SignedIn, SignedInOnly
from precheck.service.accounts import Principal, WrongPassword
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


@router.get("/", dependencies=[SignedInOnly])
def root() -> Response:
    return RedirectResponse("/queue", 303)


@router.get("/static/{name}")
def get_static(request: Request, name: str) -> Response:
    if name not in STATIC:
        raise NotFound("没有找到 (not found)")
    # Named by its digest it never changes; a script that another one names is asked for anew.
    kept = FOR_EVER if request.url.query == render.static_digest(name) else "no-cache"
    return Response(render.static_bytes(name), media_type=STATIC[name], headers={"cache-control": kept})


@router.get("/sign-in")
def get_sign_in(request: Request, services: ServicesDep, next: str = "/queue") -> Response:
    return _sign_in_page(request, services, next)


@router.post("/sign-in", dependencies=[CsrfChecked])
def post_sign_in(
    request: Request,
    services: ServicesDep,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/queue",
) -> Response:
    address = request.client.host if request.client else ""
    try:
        signed = services.accounts.sign_in(login, password, address)
    except (WrongPassword, TooMany) as error:
        key = "signing.wrong" if isinstance(error, WrongPassword) else "signing.too_many"
        status = 401 if isinstance(error, WrongPassword) else 429
        return _sign_in_page(request, services, next, status=status, trouble=key, login=login)
    if request.headers.get("hx-request"):
        # In the middle of something: the page stays as it is and goes on under the new session.
        response = Response(status_code=204, headers={"x-csrf-token": access.token_for(signed.token)})
    else:
        response = RedirectResponse(_local_path(next), 303)
    return _with_session(response, services, signed)


@router.get("/sign-in/oidc")
def get_oidc(services: ServicesDep, next: Annotated[str, Query(max_length=2000)] = "/queue") -> Response:
    """Off to the office's own sign-in. What the way back needs travels in a cookie of this browser."""
    secret = secrets.token_urlsafe(32)
    response = RedirectResponse(_provider(services).address(oidc.Attempt(secret)), 303)
    access.set_cookie(
        response, services, ATTEMPT, f"{secret}.{quote(_local_path(next), safe='')}", oidc.ATTEMPT_SECONDS
    )
    response.headers["cache-control"] = "no-store"
    return response


@router.get(oidc.CALLBACK)
def get_oidc_callback(
    request: Request,
    services: ServicesDep,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """And back."""
    provider = _provider(services)
    secret, _, next = request.cookies.get(services.cookie(ATTEMPT), "").partition(".")
    attempt = oidc.Attempt(secret)
    try:
        # The attempt that this browser began, answered by the provider that it was sent to (RFC 9207).
        if (
            not secret
            or not hmac.compare_digest(state, attempt.derive("state"))
            or iss not in ("", provider.issuer)
        ):
            raise oidc.SignInRefused("state")
        if not code:
            raise oidc.SignInRefused("no code")
        signed = services.accounts.sign_in_federated(provider.identify(attempt, code))
    except oidc.SignInRefused as error:
        log.warning("the office's own sign-in failed: %s", error)
        answer = _sign_in_page(
            request, services, _local_path(unquote(next)), status=401, trouble="signing.oidc_failed"
        )
    else:
        answer = _with_session(RedirectResponse(_local_path(unquote(next)), 303), services, signed)
    access.drop_cookie(answer, services, ATTEMPT)
    return answer


def _provider(services: Services) -> oidc.Provider:
    if services.provider is None:
        raise NotFound("没有找到 (not found)")
    return services.provider


@router.post("/sign-out", dependencies=[CsrfChecked])
def sign_out(
    signed: SignedIn, services: ServicesDep, everywhere: Annotated[bool, Form()] = False
) -> Response:
    services.accounts.sign_out(signed, everywhere=everywhere)
    response = RedirectResponse("/sign-in", 303)
    access.drop_cookie(response, services, SESSION)
    return response


@router.get("/welcome/{token}")
def get_welcome(request: Request, services: ServicesDep, token: str) -> Response:
    if not services.accounts.is_invited(token):
        raise Forbidden(render.words_of(request)("signing.link_used"))
    return _welcome_page(request, services, token)


@router.post("/welcome/{token}", dependencies=[CsrfChecked])
def post_welcome(
    request: Request,
    services: ServicesDep,
    token: str,
    login: Annotated[str, Form(max_length=200)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        signed = services.accounts.create_first_administrator(
            token, login.strip().lower(), name.strip(), password
        )
    except Unacceptable as error:
        return _welcome_page(request, services, token, str(error), login, name)
    return _with_session(RedirectResponse("/queue", 303), services, signed)


@router.get("/account")
def get_account(request: Request, services: ServicesDep, signed: SignedIn) -> Response:
    return _account_page(request, services, signed)


@router.post("/account", dependencies=[CsrfChecked])
def post_account(
    request: Request,
    services: ServicesDep,
    signed: SignedIn,
    present: Annotated[str, Form(max_length=1000)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    def change() -> None:
        services.accounts.confirm_password(signed.user, present)
        services.accounts.set_password(
            signed.user.login, password, by=f"user:{signed.user.id}", keep=signed.token
        )

    return _change_account(request, services, signed, change, "saved")


@router.post("/account/sessions", dependencies=[CsrfChecked])
def end_session(
    request: Request,
    services: ServicesDep,
    signed: SignedIn,
    session: Annotated[str, Form(max_length=64)] = "",
    present: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    return _change_account(
        request, services, signed, lambda: services.accounts.end_session(signed, session, present), "ended"
    )


@router.post("/preferences", dependencies=[CsrfChecked])
def post_preferences(
    services: ServicesDep,
    name: Annotated[str, Form()],
    value: Annotated[str, Form()],
    back: Annotated[str, Form(max_length=2000)] = "/queue",
) -> Response:
    """Language, light or dark, masking: in cookies, since they say nothing about anybody."""
    response = RedirectResponse(_local_path(back), 303)
    if value in CHOICES.get(name, ()):
        response.set_cookie(
            f"precheck-{name}", value, max_age=YEAR_SECONDS, path="/", secure=services.secure, samesite="lax"
        )
    return response


def _local_path(where: str) -> str:
    """A path of ours, never another host."""
    ours = where.startswith("/") and not where.startswith(("//", "/\\")) and where.isprintable()
    return where if ours and "\\" not in where else "/queue"


def _account_page(
    request: Request, services: Services, signed: SignedIn, trouble: str = "", done: str = ""
) -> Response:
    return render.page(
        request,
        "signing/account.html.j2",
        422 if trouble else 200,
        trouble=trouble,
        done=done,
        sessions=services.accounts.sessions(signed.user),
        this_session=signed.session.hash,
        active="account",
    )


def _change_account(
    request: Request, services: Services, signed: SignedIn, change: Callable[[], None], done: str
) -> Response:
    """The account after a change for which the present password is asked, or what is wrong."""
    try:
        change()
    except WrongPassword:
        return _account_page(request, services, signed, render.words_of(request)("signing.wrong"))
    except Unacceptable as error:
        return _account_page(request, services, signed, str(error))
    return _account_page(request, services, signed, done=done)


def _with_session(response: Response, services: Services, signed: Principal) -> Response:
    access.set_cookie(response, services, SESSION, signed.token)
    return response


def _sign_in_page(
    request: Request, services: Services, next: str, *, status: int = 200, trouble: str = "", login: str = ""
) -> Response:
    return _visitor_page(
        request, services, "signing/sign_in.html.j2", status, next=next, trouble=trouble, login=login
    )


def _welcome_page(
    request: Request, services: Services, token: str, trouble: str = "", login: str = "", name: str = ""
) -> Response:
    return _visitor_page(
        request,
        services,
        "signing/welcome.html.j2",
        422 if trouble else 200,
        token=token,
        trouble=trouble,
        login=login,
        name=name,
        shortest=services.accounts.terms.shortest_password,
    )


def _visitor_page(
    request: Request, services: Services, template: str, status: int, **values: object
) -> Response:
    """A page before there is a session: its form's token is made from a cookie of the visit."""
    visit = request.cookies.get(services.cookie(VISIT))
    fresh = visit or secrets.token_urlsafe(32)
    if visit is None:
        request.cookies[services.cookie(VISIT)] = fresh
    response = render.page(request, template, status, **values)
    if visit is None:
        access.set_cookie(response, services, VISIT, fresh)
    return response
