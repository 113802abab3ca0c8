"""For administrators: accounts, the audit log, re-scans; for everybody: how often each check is right."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, StreamingResponse

from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import Administrator, AdministratorOnly, CsrfChecked, SignedInOnly
from precheck.entrypoints.pages.submission import actor_name
from precheck.reporting.table import escape_formula
from precheck.service import precision
from precheck.service.accounts import Position
from precheck.service.errors import Conflict, Unacceptable
from precheck.storage.accounts import StoredUser
from precheck.storage.values import Filters, Level, Role

router = APIRouter()


@router.get("/users", dependencies=[AdministratorOnly])
def get_users(request: Request, services: ServicesDep) -> Response:
    return _users_page(request, services)


class NewUser(BaseModel):
    login: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    password: str = Field("", max_length=1000)
    role: Role = Role.REVIEWER
    level: Level = Level.SITE
    site: str = Field("", max_length=100)


@router.post("/users", dependencies=[CsrfChecked])
def post_user(
    request: Request, services: ServicesDep, administrator: Administrator, form: Annotated[NewUser, Form()]
) -> Response:
    try:
        services.accounts.create(
            form.login.strip().lower(),
            form.name.strip(),
            form.password,
            by=f"user:{administrator.id}",
            post=Position(form.role, form.level, form.site.strip() or None),
        )
    except (Unacceptable, Conflict) as error:
        return _users_page(request, services, trouble=str(error))
    return _users_page(request, services, done="created")


@router.post("/users/{login}/disable", dependencies=[CsrfChecked])
def disable(request: Request, services: ServicesDep, administrator: Administrator, login: str) -> Response:
    if login == administrator.login:
        return _users_page(request, services, trouble=render.words_of(request)("users.not_yourself"))
    services.accounts.disable(login, by=f"user:{administrator.id}")
    return _users_page(request, services, done="disabled")


@router.post("/users/{login}/password", dependencies=[CsrfChecked])
def password(
    request: Request,
    services: ServicesDep,
    administrator: Administrator,
    login: str,
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        services.accounts.set_password(login, password, by=f"user:{administrator.id}")
    except Unacceptable as error:
        return _users_page(request, services, trouble=str(error))
    return _users_page(request, services, done="changed")


def _users_page(request: Request, services: Services, *, trouble: str = "", done: str = "") -> Response:
    users: list[StoredUser] = services.accounts.all()
    return render.page(
        request,
        "users/page.html.j2",
        422 if trouble else 200,
        users=users,
        trouble=trouble,
        done=done,
        shortest=services.accounts.terms.shortest_password,
        active="users",
    )


@router.get("/rescans", dependencies=[AdministratorOnly])
def get_rescans(request: Request, services: ServicesDep) -> Response:
    return render.page(
        request,
        "rescans/page.html.j2",
        rescans=services.rescans.newest(),
        materials=services.materials,
        active="rescans",
    )


@router.post("/rescans", dependencies=[CsrfChecked])
def post_rescan(
    services: ServicesDep,
    administrator: Administrator,
    material: Annotated[str, Form(max_length=64)] = "",
    outdated: Annotated[bool, Form()] = False,
) -> Response:
    filters = Filters(
        material=material if material in services.materials else None,
        outdated=dict(services.pipelines) if outdated else None,
    )
    begun = services.rescans.start(filters, by=f"user:{administrator.id}")
    return RedirectResponse(f"/rescans/{begun.id}", 303)


@router.get("/rescans/{id}", dependencies=[AdministratorOnly])
def get_rescan(request: Request, services: ServicesDep, id: str) -> Response:
    return render.page(
        request,
        "rescans/one.html.j2",
        rescan=services.rescans.get(id),
        diff=services.rescans.diff(id),
        active="rescans",
    )


@router.post("/rescans/{id}/cancel", dependencies=[CsrfChecked])
def cancel(services: ServicesDep, administrator: Administrator, id: str) -> Response:
    services.rescans.cancel(id, by=f"user:{administrator.id}")
    return RedirectResponse(f"/rescans/{id}", 303)


LINES = 100
EXPORTED_AT_ONCE = 1000


@router.get("/audit", dependencies=[AdministratorOnly])
def get_audit(
    request: Request,
    services: ServicesDep,
    object: Annotated[str, Query(max_length=200)] = "",
    before: int | None = None,
    verify: bool = False,
) -> Response:
    with services.store.read() as tx:
        lines = tx.records.audit(object=object or None, before=before, limit=LINES + 1)
        broken = tx.records.broken_at() if verify else None
    people = services.queue_view.users()
    return render.page(
        request,
        "audit/page.html.j2",
        lines=[(line, actor_name(line.actor, people)) for line in lines[:LINES]],
        more=lines[LINES - 1].number if len(lines) > LINES else None,
        object=object,
        verified=verify,
        broken=broken,
        active="audit",
    )


@router.get("/audit.csv")
def get_audit_csv(services: ServicesDep, administrator: Administrator) -> Response:
    """All of it, oldest first, with the hashes that chain the lines."""
    services.desk.note_look(administrator, "audit.exported", administrator.id)
    headers = {"content-disposition": 'attachment; filename="audit.csv"', "cache-control": "no-store"}
    return StreamingResponse(_audit_rows(services), media_type="text/csv; charset=utf-8", headers=headers)


def _audit_rows(services: Services) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(["number", "at", "actor", "action", "object", "details", "hash"])
    after = 0
    while True:
        with services.store.read() as tx:
            lines = tx.records.audit_after(after, EXPORTED_AT_ONCE)
        for line in lines:
            cells = (line.number, line.at, line.actor, line.action, line.object, line.details, line.hash)
            writer.writerow([escape_formula(cell) for cell in cells])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
        if not lines:
            return
        after = lines[-1].number


@router.get("/checks", dependencies=[SignedInOnly])
def get_checks(request: Request, services: ServicesDep) -> Response:
    return render.page(
        request,
        "checks/page.html.j2",
        checks=precision.precision_by_check(services.store),
        active="checks",
    )
