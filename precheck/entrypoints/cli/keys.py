"""``precheck keys``: who may use the HTTP interface."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.storage.keys import StoredKey


class Action(StrEnum):
    LIST = "list"
    CREATE = "create"
    REVOKE = "revoke"


class LevelName(StrEnum):
    SITE = "site"
    DISTRICT = "district"


class ScopeName(StrEnum):
    UPLOAD = "upload"
    REVIEW = "review"
    ADMIN = "admin"
    MONITOR = "monitor"


def keys(
    action: Annotated[Action, typer.Argument(help="列出、新建、撤销 · what to do")] = Action.LIST,
    prefix: Annotated[
        str | None, typer.Argument(help="要撤销的密钥 · the key to revoke: its eight digits")
    ] = None,
    name: Annotated[str | None, typer.Option(help="名称 · whose it is; with create")] = None,
    scope: Annotated[
        list[ScopeName] | None,
        typer.Option(help="权限，可多次 · what it may do, several times for several [default: upload]"),
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="只限此考点 · for this site's submissions only [default: all]")
    ] = None,
    level: Annotated[
        LevelName | None,
        typer.Option(help="审核级别 · at which its holder decides; with the scope review [default: none]"),
    ] = None,
    days: Annotated[
        float | None,
        typer.Option(min=0.001, max=36500, help="有效天数 · ends after so many days [default: never]"),
    ] = None,
    per_minute: Annotated[
        int | None, typer.Option(min=1, help="每分钟上传上限 · uploads a minute [default: no limit]")
    ] = None,
    per_day: Annotated[
        int | None, typer.Option(min=1, help="每天上传上限 · uploads a day [default: no limit]")
    ] = None,
    json: options.Json = False,
) -> int:
    """密钥 · List, create and revoke the keys of the HTTP interface.

    A new key is printed once and kept nowhere. `upload` is for portals, `review` for staff, `admin` may do everything but decide,
    `monitor` sees how the service fares. Decisions need `--level`.

    退出码 · Exit: 0; 2 bad usage, or no such key.
    """
    import time

    from precheck.domain.errors import Invalid
    from precheck.entrypoints.deployment import deployment
    from precheck.service.errors import Refusal
    from precheck.service.keys import Keys
    from precheck.storage.values import Level, Scope

    service = Keys(deployment().running_store())
    try:
        if action is Action.CREATE:
            made, text = service.create(
                name or "",
                [Scope(item) for item in scope or [ScopeName.UPLOAD]],
                by="cli",
                site=site,
                level=Level(level) if level else None,
                per_minute=per_minute,
                per_day=per_day,
                expires_at=None if days is None else time.time() + days * 86_400,
            )
            if json:
                options.write_json({**_facts(made), "key": text})
            else:
                options.write_line(text)
            return 0
        if action is Action.REVOKE:
            if prefix is None:
                raise Invalid("须给出密钥的前八位 (name the key: its eight digits)")
            found = [service.revoke(prefix.removeprefix("pck_")[:8], by="cli")]
        else:
            found = service.all()
    except Refusal as error:
        raise Invalid(str(error)) from None
    for key in found:
        if json:
            options.write_json(_facts(key))
        else:
            options.write_line(_shown(key))
    return 0


def _facts(key: StoredKey) -> dict[str, object]:
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


def _shown(key: StoredKey) -> str:
    ended = f"  撤销于 (revoked) {_time(key.revoked_at)}" if key.revoked_at else ""
    until = f"  至 (until) {_time(key.expires_at)}" if key.expires_at else ""
    whose = f"{key.site or '*'} {key.level or ''}".rstrip()
    return f"{key.prefix}  {key.name}  {','.join(sorted(key.scopes))}  {whose}{until}{ended}"


def _time(seconds: float | None) -> str | None:
    from datetime import datetime

    from precheck.wiring import CHINA

    return None if seconds is None else datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")
