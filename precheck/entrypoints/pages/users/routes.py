"""Accounts: made, disabled, given another password. For administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import Administrator, OurForm
from precheck.entrypoints.pages.office import Office, Used
from precheck.service.errors import Conflict, Unacceptable
from precheck.storage.users import StoredUser
from precheck.storage.values import Level, Role

router = APIRouter(prefix="/users")


@router.get("")
def get_users(request: Request, used: Used, found: Administrator) -> Response:
    return _page(request, used)


@router.post("", dependencies=[OurForm])
def post_user(
    request: Request,
    used: Used,
    found: Administrator,
    login: Annotated[str, Form(max_length=200)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    role: Annotated[Role, Form()] = Role.REVIEWER,
    level: Annotated[Level, Form()] = Level.SITE,
    site: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    try:
        used.accounts.create(
            login.strip().lower(),
            name.strip(),
            password,
            by=f"user:{found.id}",
            role=role,
            level=level,
            site=site.strip() or None,
        )
    except (Unacceptable, Conflict) as error:
        return _page(request, used, trouble=str(error))
    return _page(request, used, done="created")


@router.post("/{login}/disable", dependencies=[OurForm])
def disable(request: Request, used: Used, found: Administrator, login: str) -> Response:
    if login == found.login:
        return _page(request, used, trouble=render.words_of(request)("users.not_yourself"))
    used.accounts.disable(login, by=f"user:{found.id}")
    return _page(request, used, done="disabled")


@router.post("/{login}/password", dependencies=[OurForm])
def password(
    request: Request,
    used: Used,
    found: Administrator,
    login: str,
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        used.accounts.set_password(login, password, by=f"user:{found.id}")
    except Unacceptable as error:
        return _page(request, used, trouble=str(error))
    return _page(request, used, done="changed")


def _page(request: Request, used: Office, *, trouble: str = "", done: str = "") -> Response:
    users: list[StoredUser] = used.accounts.all()
    return render.page(
        request,
        used,
        "users/page.html.j2",
        422 if trouble else 200,
        users=users,
        trouble=trouble,
        done=done,
        shortest=used.accounts.terms.shortest_password,
        active="users",
    )
