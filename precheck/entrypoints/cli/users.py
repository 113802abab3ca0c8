"""``precheck users``: who may sign in to the pages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.storage.users import StoredUser


class Action(StrEnum):
    LIST = "list"
    ADD = "add"
    DISABLE = "disable"
    PASSWORD = "password"


class RoleName(StrEnum):
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class LevelName(StrEnum):
    SITE = "site"
    DISTRICT = "district"


def users(
    action: Annotated[Action, typer.Argument(help="列出、新建、停用、设密码 · what to do")] = Action.LIST,
    login: Annotated[str | None, typer.Argument(help="账号 · the account")] = None,
    name: Annotated[str | None, typer.Option(help="姓名 · what the person is called; with add")] = None,
    role: Annotated[RoleName, typer.Option(help="身份 · reviewer or administrator")] = RoleName.REVIEWER,
    level: Annotated[
        LevelName, typer.Option(help="级别：考点先审，考区复审 · who decides first")
    ] = LevelName.SITE,
    site: Annotated[
        str | None, typer.Option(help="只限此考点 · for this site's submissions only [default: all]")
    ] = None,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="从标准输入读密码 · read the password from standard input"),
    ] = False,
    json: options.Json = False,
) -> int:
    """账号 · List, add and disable accounts of the pages, and set passwords.

    The password is asked for, or read from standard input with --password-stdin; it never stands on the command line.

    退出码 · Exit: 0; 2 bad usage, or no such account.
    """
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.deployment import deployment
    from precheck.service.errors import Refusal
    from precheck.storage.values import Level, Role

    place = deployment()
    accounts = place.accounts(place.running_store())
    if action is not Action.LIST and login is None:
        raise Invalid("须给出账号 (name the account)")
    try:
        if action is Action.ADD:
            found = [
                accounts.create(
                    str(login),
                    name or str(login),
                    _password(password_stdin),
                    by="cli",
                    role=Role(role),
                    level=Level(level),
                    site=site,
                )
            ]
        elif action is Action.DISABLE:
            found = [accounts.disable(str(login), by="cli")]
        elif action is Action.PASSWORD:
            found = [accounts.set_password(str(login), _password(password_stdin), by="cli")]
        else:
            found = accounts.all()
    except Refusal as error:
        raise Invalid(str(error)) from None
    for user in found:
        if json:
            options.write_json(_facts(user))
        else:
            ended = "  已停用 (disabled)" if user.disabled_at else ""
            options.write_line(
                f"{user.login}  {user.name}  {user.role}  {user.level}  {user.site or '*'}{ended}"
            )
    return 0


def _password(from_stdin: bool) -> str:
    import getpass
    import sys

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("密码 (password): ")


def _facts(user: StoredUser) -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "role": str(user.role),
        "level": str(user.level),
        "site": user.site,
        "disabled": user.disabled_at is not None,
    }
