"""Who asks: ``Authorization: Bearer KEY``, and what the key may do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from precheck.entrypoints.api.services import Used
from precheck.service.errors import Forbidden, Unauthenticated
from precheck.storage.keys import Scope, StoredKey

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key from `precheck keys create`, sent as a bearer token.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that asks."""

    key: StoredKey

    @property
    def name(self) -> str:
        """How the audit log calls it."""
        return f"key:{self.key.prefix}"

    @property
    def staff(self) -> bool:
        """Whether it may see what is for staff only."""
        return self.may(Scope.REVIEW)

    def may(self, scope: Scope) -> bool:
        return scope in self.key.scopes or Scope.ADMIN in self.key.scopes


async def caller(
    request: Request,
    used: Used,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Whoever asks. Raises Unauthenticated."""
    if credentials is None:
        raise Unauthenticated
    text = credentials.credentials
    key = used.keys.believed(text)
    if key is None:
        key = await to_thread.run_sync(used.keys.authenticate, text)
    found = Caller(key)
    request.scope["state"]["key"] = found.key.prefix
    return found


Anybody = Annotated[Caller, Depends(caller)]


def _require(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    async def required(found: Anybody) -> Caller:
        if not found.may(scope):
            raise Forbidden(f"此密钥没有 {scope} 权限 (this key lacks the scope {scope})")
        return found

    return required


Portal = Annotated[Caller, Depends(_require(Scope.UPLOAD))]
Reviewer = Annotated[Caller, Depends(_require(Scope.REVIEW))]
Admin = Annotated[Caller, Depends(_require(Scope.ADMIN))]


async def _counted(found: Portal, used: Used) -> Caller:
    if found.key.per_minute is not None or found.key.per_day is not None:
        await to_thread.run_sync(used.keys.count_upload, found.key)
    return found


Sender = Annotated[Caller, Depends(_counted)]
"""A portal whose upload is counted, before its body is read."""
