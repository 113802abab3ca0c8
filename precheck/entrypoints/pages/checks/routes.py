"""How often each check is right, as reviewers say of its flags, and what another limit would have changed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import User
from precheck.entrypoints.pages.office import Used
from precheck.service import precision

router = APIRouter()


@router.get("/checks")
def get_checks(request: Request, used: Used, found: User) -> Response:
    return render.page(
        request,
        used,
        "checks/page.html.j2",
        checks=precision.precision_by_check(used.services.store),
        active="checks",
    )
