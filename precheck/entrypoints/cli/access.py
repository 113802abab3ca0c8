"""Who may come in: ``precheck keys`` (programs), ``users`` (reviewers and administrators) and ``links`` (candidates)."""

import csv
import getpass
import io
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from precheck.domain.cleaning import CHINA
from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import options
from precheck.entrypoints.deployment import deployment
from precheck.reporting.table import escape_formula
from precheck.service.accounts import Position
from precheck.service.keys import Grant, Keys
from precheck.storage.accounts import StoredKey, StoredUser
from precheck.storage.values import Level, Role, Scope

KeyAction = Literal["list", "create", "revoke"]
UserAction = Literal["list", "add", "disable", "password"]


Prefix = Annotated[str | None, typer.Argument(help="要撤销的密钥 · the key to revoke: its eight digits")]
KeysScope = Annotated[
    list[Scope] | None,
    typer.Option(help="权限，可多次 · what it may do, several times for several [default: upload]"),
]
Site = Annotated[
    str | None, typer.Option(help="只限此考点 · for this site's submissions only [default: all]")
]
KeysLevel = Annotated[
    Level | None,
    typer.Option(help="审核级别 · at which its holder decides; with the scope review [default: none]"),
]
Days = Annotated[
    float | None,
    typer.Option(min=0.001, max=36500, help="有效天数 · ends after so many days [default: never]"),
]
PerMinute = Annotated[
    int | None, typer.Option(min=1, help="每分钟上传上限 · uploads a minute [default: no limit]")
]
PerDay = Annotated[int | None, typer.Option(min=1, help="每天上传上限 · uploads a day [default: no limit]")]


def keys(
    action: Annotated[KeyAction, typer.Argument(help="列出、新建、撤销 · what to do")] = "list",
    prefix: Prefix = None,
    name: Annotated[str | None, typer.Option(help="名称 · whose it is; with create")] = None,
    scope: KeysScope = None,
    site: Site = None,
    level: KeysLevel = None,
    days: Days = None,
    per_minute: PerMinute = None,
    per_day: PerDay = None,
    json: options.Json = False,
) -> int:
    """密钥 · List, create and revoke the keys of the HTTP interface.

    A new key is printed once and kept nowhere. `upload` is for portals, `review` for staff, `admin` may do everything but decide,
    `monitor` sees how the service fares. Decisions need `--level`.

    退出码 · Exit: 0; 2 bad usage, or no such key.
    """
    service = Keys(deployment().running_store())
    with options.refusals():
        if action == "create":
            made, text = service.create(
                name or "",
                scope or [Scope.UPLOAD],
                by="cli",
                grant=Grant(
                    site=site,
                    level=level,
                    per_minute=per_minute,
                    per_day=per_day,
                    expires_at=None if days is None else time.time() + days * 86_400,
                ),
            )
            if json:
                options.write_json({**_key_facts(made), "key": text})
            else:
                options.write_line(text)
            return 0
        if action == "revoke":
            if prefix is None:
                raise Invalid("须给出密钥的前八位 (name the key: its eight digits)")
            found = [service.revoke(prefix.removeprefix("pck_")[:8], by="cli")]
        else:
            found = service.all()
    for key in found:
        if json:
            options.write_json(_key_facts(key))
        else:
            options.write_line(_key_line(key))
    return 0


def _key_facts(key: StoredKey) -> dict[str, object]:
    return {
        "prefix": key.prefix,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "site": key.site,
        "level": key.level,
        "per_minute": key.per_minute,
        "per_day": key.per_day,
        "created_at": _time(key.created_at),
        "expires_at": _time(key.expires_at),
        "revoked_at": _time(key.revoked_at),
    }


def _key_line(key: StoredKey) -> str:
    ended = f"  撤销于 (revoked) {_time(key.revoked_at)}" if key.revoked_at else ""
    until = f"  至 (until) {_time(key.expires_at)}" if key.expires_at else ""
    whose = f"{key.site or '*'} {key.level or ''}".rstrip()
    return f"{key.prefix}  {key.name}  {','.join(sorted(key.scopes))}  {whose}{until}{ended}"


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")


Action = Annotated[UserAction, typer.Argument(help="列出、新建、停用、设密码 · what to do")]
UsersLevel = Annotated[Level, typer.Option(help="级别：考点先审，考区复审 · who decides first")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="从标准输入读密码 · read the password from standard input")
]


def users(
    action: Action = "list",
    login: Annotated[str | None, typer.Argument(help="账号 · the account")] = None,
    name: Annotated[str | None, typer.Option(help="姓名 · what the person is called; with add")] = None,
    role: Annotated[Role, typer.Option(help="身份 · reviewer or administrator")] = Role.REVIEWER,
    level: UsersLevel = Level.SITE,
    site: Site = None,
    password_stdin: PasswordStdin = False,
    json: options.Json = False,
) -> int:
    """账号 · List, add and disable accounts of the pages, and set passwords.

    The password is asked for, or read from standard input with --password-stdin; it never stands on the command line.

    退出码 · Exit: 0; 2 bad usage, or no such account.
    """
    place = deployment()
    accounts = place.accounts(place.running_store())
    if action != "list" and login is None:
        raise Invalid("须给出账号 (name the account)")
    with options.refusals():
        if action == "add":
            found = [
                accounts.create(
                    str(login),
                    name or str(login),
                    _password(password_stdin),
                    by="cli",
                    post=Position(role, level, site),
                )
            ]
        elif action == "disable":
            found = [accounts.disable(str(login), by="cli")]
        elif action == "password":
            found = [accounts.set_password(str(login), _password(password_stdin), by="cli")]
        else:
            found = accounts.all()
    for user in found:
        if json:
            options.write_json(_user_facts(user))
        else:
            ended = "  已停用 (disabled)" if user.disabled_at else ""
            options.write_line(
                f"{user.login}  {user.name}  {user.role}  {user.level}  {user.site or '*'}{ended}"
            )
    return 0


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("密码 (password): ")


def _user_facts(user: StoredUser) -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "role": str(user.role),
        "level": str(user.level),
        "site": user.site,
        "disabled": user.disabled_at is not None,
    }


Submissions = Annotated[
    list[str] | None, typer.Argument(help="报名编号，默认为全部 · which submissions [default: all]")
]
LinksDays = Annotated[
    float | None,
    typer.Option(min=0.01, max=3650, help="有效天数 · days that a link holds [default: PRECHECK_LINK_DAYS]"),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="写入 CSV，供邮件或短信群发 · a CSV for a mail merge [default: standard output]"
    ),
]


def links(
    submissions: Submissions = None,
    site: Annotated[str | None, typer.Option(help="只限此考点 · of this site only")] = None,
    days: LinksDays = None,
    out: Out = None,
) -> int:
    """考生链接 · Issue links for candidates: a CSV with submission, site, name and link.

    A link is printed once and kept nowhere; issuing another one leaves earlier ones valid until they end. Its address
    begins with PRECHECK_PUBLIC_URL, where the pages are reached.

    退出码 · Exit: 0; 2 bad usage, no such submission, or no PRECHECK_PUBLIC_URL.
    """
    place = deployment()
    address = place.settings.public_url
    if address is None:
        raise Invalid(
            "须设置 PRECHECK_PUBLIC_URL，即考生打开网页的地址 (set PRECHECK_PUBLIC_URL: where the pages are reached)"
        )
    store = place.running_store()
    accounts = place.accounts(store)
    with store.read() as tx:
        ids = submissions or list(tx.queue.all_submissions())
        chosen = []
        for id in ids:
            held, where = tx.submissions.get(id), tx.sites.site_of(id) or ""
            if held is None:
                raise Invalid("没有这份报名 (no such submission)")
            if site in (None, where):
                chosen.append((id, where, (held.registration.name if held.registration else None) or ""))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["报名编号 submission", "考点 site", "姓名 name", "链接 link"])
    with options.refusals():
        for id, where, name in chosen:
            token = accounts.issue_link(id, by="cli", days=days or place.settings.link_days)
            writer.writerow([escape_formula(cell) for cell in (id, where, name, f"{address}/c/{token}")])
    if out is None:
        options.write_line(text.getvalue().rstrip("\r\n"))
        return 0
    # It holds what lets everybody in who reads it.
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text.getvalue())
    options.say(str(out))
    return 0
