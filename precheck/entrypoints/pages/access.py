"""Who looks at a page, and that a form comes from a page of ours: sessions in cookies, a token in every form."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response
from starlette.responses import RedirectResponse

from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.service.accounts import Principal
from precheck.service.errors import Forbidden, Unauthenticated
from precheck.storage.accounts import StoredUser
from precheck.storage.values import Role

SESSION = "session"
VISIT = "visit"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"


@dataclass(slots=True)
class NotSignedIn(Exception):
    """Nobody is signed in. ``candidate``: a candidate's page was asked for, for which a link is needed."""

    candidate: bool = False


def csrf_token(request: Request, services: Services) -> str:
    """What a form must carry: made from the session, or before there is one from the visit's cookie."""
    secret = (
        request.cookies.get(services.cookie(SESSION)) or request.cookies.get(services.cookie(VISIT)) or ""
    )
    return token_for(secret) if secret else ""


def token_for(secret: str) -> str:
    return sha256(f"precheck csrf {secret}".encode()).hexdigest()


async def check_csrf(request: Request, services: ServicesDep) -> None:
    """Raises Forbidden: the form is not from a page that this browser got from us."""
    sent = request.headers.get(CSRF_HEADER)
    if sent is None and "multipart" not in request.headers.get("content-type", ""):
        sent = str((await request.form()).get(CSRF_FIELD, ""))
    wanted = csrf_token(request, services)
    if not wanted or not hmac.compare_digest(sent or "", wanted):
        raise Forbidden("页面已过期，请刷新后再试 (this page is out of date: reload it)")


def _authenticate(request: Request, services: Services) -> Principal | None:
    token = request.cookies.get(services.cookie(SESSION))
    if not token:
        return None
    try:
        return services.accounts.authenticate(token)
    except Unauthenticated:
        return None


@dataclass(frozen=True, slots=True)
class SignedUser(Principal):
    user: StoredUser


def signed_user(request: Request, services: ServicesDep) -> SignedUser:
    found = _authenticate(request, services)
    if found is None or found.user is None:
        raise NotSignedIn
    request.scope["state"]["key"] = f"user:{found.user.id}"
    request.state.signed = signed = SignedUser(found.token, found.session, found.user)
    return signed


def user(found: Annotated[SignedUser, Depends(signed_user)]) -> StoredUser:
    return found.user


def administrator(found: Annotated[StoredUser, Depends(user)]) -> StoredUser:
    if found.role is not Role.ADMINISTRATOR:
        raise Forbidden("此页面仅限管理员 (for administrators only)")
    return found


def candidate(request: Request, services: ServicesDep) -> str:
    """The submission whose candidate this is. Raises NotSignedIn."""
    found = _authenticate(request, services)
    if found is None or found.submission is None:
        raise NotSignedIn(candidate=True)
    return found.submission


SignedIn = Annotated[SignedUser, Depends(signed_user)]
User = Annotated[StoredUser, Depends(user)]
Administrator = Annotated[StoredUser, Depends(administrator)]
Candidate = Annotated[str, Depends(candidate)]
CsrfChecked = Depends(check_csrf)
SignedInOnly = Depends(user)
AdministratorOnly = Depends(administrator)


def set_cookie(
    response: Response, services: Services, name: str, value: str, seconds: float | None = None
) -> None:
    """Set a cookie that scripts do not see and other sites do not send."""
    response.set_cookie(
        services.cookie(name),
        value,
        max_age=None if seconds is None else int(seconds),
        path="/",
        secure=services.secure,
        httponly=True,
        # Not "strict": whoever opens a link from a message would seem to be signed out. Forms carry a token.
        samesite="lax",
    )


def drop_cookie(response: Response, services: Services, name: str) -> None:
    response.delete_cookie(services.cookie(name), path="/", secure=services.secure, httponly=True)


def redirect_to_sign_in(request: Request) -> Response:
    """Where somebody goes who is not signed in: a script is told, a person is led there and back."""
    if request.headers.get("hx-request") or request.headers.get("accept", "").startswith("application/json"):
        return Response(status_code=401, headers={"cache-control": "no-store"})
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = (
        "/sign-in" if where == "/" or request.method != "GET" else f"/sign-in?next={quote(where, safe='')}"
    )
    return RedirectResponse(target, 303)
