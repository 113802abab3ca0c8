"""``precheck links``: links with which candidates open their own page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from precheck.entrypoints.cli import options


def links(
    submissions: Annotated[
        list[str] | None, typer.Argument(help="报名编号，默认为全部 · which submissions [default: all]")
    ] = None,
    site: Annotated[str | None, typer.Option(help="只限此考点 · of this site only")] = None,
    days: Annotated[
        float | None,
        typer.Option(
            min=0.01, max=3650, help="有效天数 · days that a link holds [default: PRECHECK_LINK_DAYS]"
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="写入 CSV，供邮件或短信群发 · a CSV for a mail merge [default: standard output]",
        ),
    ] = None,
) -> int:
    """考生链接 · Issue links for candidates: a CSV with submission, site, name and link.

    A link is printed once and kept nowhere; issuing another one leaves earlier ones valid until they end. Its address
    begins with PRECHECK_PUBLIC_URL, where the pages are reached.

    退出码 · Exit: 0; 2 bad usage, no such submission, or no PRECHECK_PUBLIC_URL.
    """
    import csv
    import io
    import os

    from precheck.domain.errors import Invalid
    from precheck.entrypoints.deployment import deployment
    from precheck.reporting.table import harmless
    from precheck.service.errors import Refusal

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
    try:
        for id, where, name in chosen:
            token = accounts.link(id, by="cli", days=days or place.settings.link_days)
            writer.writerow([harmless(cell) for cell in (id, where, name, f"{address}/c/{token}")])
    except Refusal as error:
        raise Invalid(str(error)) from None
    if out is None:
        options.write_line(text.getvalue().rstrip("\r\n"))
        return 0
    # It holds what lets everybody in who reads it.
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text.getvalue())
    options.say(str(out))
    return 0
