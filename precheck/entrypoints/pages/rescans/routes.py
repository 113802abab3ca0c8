"""Re-scans: begun, watched, and what they changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import Administrator, OurForm
from precheck.entrypoints.pages.office import Used
from precheck.storage.values import Filters

router = APIRouter(prefix="/rescans")


@router.get("")
def get_rescans(request: Request, used: Used, found: Administrator) -> Response:
    return render.page(
        request,
        used,
        "rescans/page.html.j2",
        rescans=used.services.rescans.newest(),
        materials=used.materials,
        active="rescans",
    )


@router.post("", dependencies=[OurForm])
def post_rescan(
    used: Used,
    found: Administrator,
    material: Annotated[str, Form(max_length=64)] = "",
    outdated: Annotated[bool, Form()] = False,
) -> Response:
    filters = Filters(
        material=material if material in used.materials else None,
        outdated=dict(used.services.pipelines) if outdated else None,
    )
    begun = used.services.rescans.start(filters, by=f"user:{found.id}")
    return RedirectResponse(f"/rescans/{begun.id}", 303)


@router.get("/{id}")
def get_rescan(request: Request, used: Used, found: Administrator, id: str) -> Response:
    return render.page(
        request,
        used,
        "rescans/one.html.j2",
        rescan=used.services.rescans.get(id),
        diff=used.services.rescans.diff(id),
        active="rescans",
    )


@router.post("/{id}/cancel", dependencies=[OurForm])
def cancel(used: Used, found: Administrator, id: str) -> Response:
    used.services.rescans.cancel(id, by=f"user:{found.id}")
    return RedirectResponse(f"/rescans/{id}", 303)
