"""Who looks at a page, and that a form comes from a page of ours: sessions in cookies, a token in every form; and what all
pages use, opened once a process."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response
from starlette.responses import RedirectResponse

from precheck.domain.material import Material
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages.oidc import Provider, provider_from
from precheck.service.accounts import Accounts, Principal
from precheck.service.desk import Desk
from precheck.service.errors import Forbidden, Unauthenticated
from precheck.service.queueing import Queueing
from precheck.storage.accounts import StoredUser
from precheck.storage.values import Role


@dataclass(frozen=True, slots=True)
class Office:
    """``secure``: the pages are reached over TLS, so that cookies may be bound to it. ``provider``: the office's own
    sign-in, where it has one."""

    services: Services
    accounts: Accounts
    queueing: Queueing
    desk: Desk
    secure: bool
    provider: Provider | None

    @property
    def materials(self) -> Mapping[str, Material]:
        return self.services.materials

    def cookie(self, name: str) -> str:
        """A cookie's name: bound to this very host where TLS allows it."""
        return f"__Host-precheck-{name}" if self.secure else f"precheck-{name}"


def open_office(services: Services) -> Office:
    settings = services.place.settings
    queueing = Queueing(services.store, services.materials, services.rules)
    desk = Desk(services.store, services.review, queueing, services.intake, settings.claim_minutes * 60)
    return Office(
        services=services,
        accounts=services.place.accounts(services.store),
        queueing=queueing,
        desk=desk,
        secure=(settings.public_url or "").startswith("https://"),
        provider=provider_from(settings),
    )


async def get_office(request: Request) -> Office:
    found = request.app.state.office
    assert isinstance(found, Office)
    return found


OfficeDep = Annotated[Office, Depends(get_office)]


SESSION = "session"
VISIT = "visit"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"


@dataclass(slots=True)
class NotSignedIn(Exception):
    """Nobody is signed in. ``candidate``: a candidate's page was asked for, for which a link is needed."""

    candidate: bool = False


def csrf_token(request: Request, office: Office) -> str:
    """What a form must carry: made from the session, or before there is one from the visit's cookie."""
    secret = request.cookies.get(office.cookie(SESSION)) or request.cookies.get(office.cookie(VISIT)) or ""
    return token_for(secret) if secret else ""


def token_for(secret: str) -> str:
    return sha256(f"precheck csrf {secret}".encode()).hexdigest()


async def check_csrf(request: Request, office: OfficeDep) -> None:
    """Raises Forbidden: the form is not from a page that this browser got from us."""
    sent = request.headers.get(CSRF_HEADER)
    if sent is None and "multipart" not in request.headers.get("content-type", ""):
        sent = str((await request.form()).get(CSRF_FIELD, ""))
    wanted = csrf_token(request, office)
    if not wanted or not hmac.compare_digest(sent or "", wanted):
        raise Forbidden("页面已过期，请刷新后再试 (this page is out of date: reload it)")


def _authenticate(request: Request, office: Office) -> Principal | None:
    token = request.cookies.get(office.cookie(SESSION))
    if not token:
        return None
    try:
        return office.accounts.authenticate(token)
    except Unauthenticated:
        return None


@dataclass(frozen=True, slots=True)
class SignedUser(Principal):
    user: StoredUser


def signed_user(request: Request, office: OfficeDep) -> SignedUser:
    found = _authenticate(request, office)
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


def candidate(request: Request, office: OfficeDep) -> str:
    """The submission whose candidate this is. Raises NotSignedIn."""
    found = _authenticate(request, office)
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
    response: Response, office: Office, name: str, value: str, seconds: float | None = None
) -> None:
    """Set a cookie that scripts do not see and other sites do not send."""
    response.set_cookie(
        office.cookie(name),
        value,
        max_age=None if seconds is None else int(seconds),
        path="/",
        secure=office.secure,
        httponly=True,
        # Not "strict": whoever opens a link from a message would seem to be signed out. Forms carry a token.
        samesite="lax",
    )


def drop_cookie(response: Response, office: Office, name: str) -> None:
    response.delete_cookie(office.cookie(name), path="/", secure=office.secure, httponly=True)


def redirect_to_sign_in(request: Request) -> Response:
    """Where somebody goes who is not signed in: a script is told, a person is led there and back."""
    if request.headers.get("hx-request") or request.headers.get("accept", "").startswith("application/json"):
        return Response(status_code=401, headers={"cache-control": "no-store"})
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = (
        "/sign-in" if where == "/" or request.method != "GET" else f"/sign-in?next={quote(where, safe='')}"
    )
    return RedirectResponse(target, 303)
