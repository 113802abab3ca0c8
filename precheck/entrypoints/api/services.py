"""What the routes of the interface and of the pages use, opened once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from precheck.domain.material import Material
from precheck.entrypoints.api.waiting import ReportWaiter, StatelessChecker, WorkLimiter
from precheck.entrypoints.deployment import Deployment
from precheck.entrypoints.metrics import RequestMetrics
from precheck.entrypoints.pages.oidc import Provider, provider_from
from precheck.entrypoints.readiness import Readiness
from precheck.pipeline import definition, requirements
from precheck.service import Intake, Rescans, Retention, Review, viewing
from precheck.service.accounts import Accounts
from precheck.service.desk import Desk
from precheck.service.keys import Keys
from precheck.service.queue_view import QueueView
from precheck.service.queueing import Queueing
from precheck.service.viewing import Viewing
from precheck.service.webhooks import Webhooks
from precheck.storage import Store
from precheck.submission.rules import Rules
from precheck.wiring import pipeline_folders

SHOWINGS_WAITING = 50
"""A page of thumbnails; each takes 0.1 s."""

TRIAGES_WAITING = 4


@dataclass(frozen=True, slots=True)
class Services:
    """``pipelines``: for each material the SHA-256 of its present pipeline; ``rules``: which materials are needed."""

    place: Deployment
    store: Store
    materials: Mapping[str, Material]
    rules: Rules
    pipelines: Mapping[str, str]
    intake: Intake
    review: Review
    rescans: Rescans
    keys: Keys
    retention: Retention
    webhooks: Webhooks
    viewing: Viewing
    waiting: ReportWaiter
    stateless: StatelessChecker
    checks: WorkLimiter
    showing: WorkLimiter
    triage: WorkLimiter
    readiness: Readiness
    requests: RequestMetrics
    accounts: Accounts
    queueing: Queueing
    desk: Desk
    queue_view: QueueView
    provider: Provider | None
    """The office's own sign-in, where it has one."""

    @property
    def secure(self) -> bool:
        """Whether the pages are reached over TLS, so that cookies may be bound to it."""
        return (self.place.settings.public_url or "").startswith("https://")

    def cookie(self, name: str) -> str:
        """A cookie's name: bound to this very host where TLS allows it."""
        return f"__Host-precheck-{name}" if self.secure else f"precheck-{name}"

    def close(self) -> None:
        self.readiness.close()
        self.requests.save()
        self.stateless.close()
        self.store.close()


def open_services(place: Deployment, slot: str = "0") -> Services:
    """Everything of a deployment; starts nothing. ``slot``: which of the HTTP processes this is.
    Raises Invalid: a pipeline file is wrong."""
    definitions = definition.load(pipeline_folders(place.settings.pipelines))
    materials = {slug: item.material for slug, item in definitions.items()}
    rules = requirements.load(pipeline_folders(place.settings.pipelines), materials)
    store = place.working_store()
    intake, review = place.intake(store, materials), Review(store, materials, rules)
    queueing = Queueing(store, materials, rules)
    return Services(
        place=place,
        store=store,
        materials=materials,
        rules=rules,
        pipelines={slug: item.sha256 for slug, item in definitions.items()},
        intake=intake,
        review=review,
        rescans=place.rescans(store),
        keys=Keys(store),
        retention=place.retention(store),
        webhooks=Webhooks(store, private=place.settings.webhooks_private),
        viewing=Viewing(intake),
        waiting=ReportWaiter(store),
        stateless=StatelessChecker(place.settings),
        checks=WorkLimiter(1, place.settings.checks_waiting),
        showing=WorkLimiter(viewing.AT_ONCE, SHOWINGS_WAITING),
        triage=WorkLimiter(1, TRIAGES_WAITING),
        readiness=Readiness(place, store),
        requests=RequestMetrics(place.metrics, f"api{slot}"),
        accounts=place.accounts(store),
        queueing=queueing,
        desk=Desk(store, review, queueing, intake, place.settings.claim_minutes * 60),
        queue_view=QueueView(store),
        provider=provider_from(place.settings),
    )


async def get_services(request: Request) -> Services:
    """This application's. Like all dependencies that ask nobody a coroutine: FastAPI sends functions to a thread."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found


ServicesDep = Annotated[Services, Depends(get_services)]
