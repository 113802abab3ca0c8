"""What the pages use, opened once a process: the services, accounts and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from precheck.domain.material import Material
from precheck.entrypoints.api.services import Services
from precheck.entrypoints.pages.signing.oidc import Provider, provider_from
from precheck.service.accounts import Accounts
from precheck.service.desk import Desk
from precheck.service.queueing import Queueing


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
    """The pages' own services over those of the interface."""
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


async def office(request: Request) -> Office:
    """This application's."""
    found = request.app.state.office
    assert isinstance(found, Office)
    return found


Used = Annotated[Office, Depends(office)]
