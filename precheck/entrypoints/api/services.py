"""What the routes use, opened once a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from precheck.domain.material import Material
from precheck.entrypoints.api.stateless import Stateless
from precheck.entrypoints.api.waiting import Waiting
from precheck.entrypoints.deployment import Deployment
from precheck.entrypoints.metrics import Requests
from precheck.entrypoints.pubsub import ENDED, ORDERED, PubSub
from precheck.pipeline import definition, requirements
from precheck.service import Intake, Rescans, Review
from precheck.service.handing_in import missing
from precheck.service.keys import Access, Keys
from precheck.service.viewing import Viewing
from precheck.service.webhooks import Settings, Webhooks
from precheck.storage import Store
from precheck.submission.rules import Rules
from precheck.wiring import pipeline_folders


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
    access: Access
    webhooks: Webhooks
    viewing: Viewing
    waiting: Waiting
    stateless: Stateless
    pubsub: PubSub
    requests: Requests

    def close(self) -> None:
        """Close what is open."""
        self.pubsub.close()
        self.stateless.close()
        self.store.close()


def open_services(place: Deployment, slot: str = "0") -> Services:
    """Everything of a deployment; starts nothing. ``slot``: which of the HTTP processes this is.

    Raises:
        Invalid: a pipeline file is wrong.
    """
    definitions = definition.load(pipeline_folders(place.settings.pipelines))
    materials = {slug: item.material for slug, item in definitions.items()}
    rules = requirements.load(pipeline_folders(place.settings.pipelines), materials)
    store = place.store()
    pubsub = PubSub(place)
    intake = place.intake(store, materials, lambda: pubsub.publish(ORDERED))
    return Services(
        place=place,
        store=store,
        materials=materials,
        rules=rules,
        pipelines={slug: item.sha256 for slug, item in definitions.items()},
        intake=intake,
        review=Review(store, missing(materials, rules)),
        rescans=place.rescans(store),
        keys=Keys(store),
        access=Access(store),
        webhooks=Webhooks(store, Settings(private=place.settings.webhooks_private)),
        viewing=Viewing(intake),
        waiting=Waiting(store, lambda heard: pubsub.subscribe(ENDED, heard)),
        stateless=Stateless(place.settings),
        pubsub=pubsub,
        requests=Requests(place.metrics, f"api{slot}"),
    )


async def services(request: Request) -> Services:
    """This application's. Like all dependencies that ask nobody a coroutine: FastAPI sends functions to a thread."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found


Used = Annotated[Services, Depends(services)]
