"""``precheck reseal``: everything under the present key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


def reseal() -> int:
    """换密钥 · Encrypt everything that is stored with the first key of PRECHECK_KEY.

    After a key was changed: put the new one in front of the old one (PRECHECK_KEY=new,old), restart the service, run this,
    then leave the old one away. To encrypt a store that was plain: stop the service, set PRECHECK_KEY, run this. It may be
    interrupted and run again.

    退出码 · Exit: 0 done; 78 something is sealed with a key that is not in PRECHECK_KEY, or the service runs on a store
    that is not encrypted.
    """
    from contextlib import nullcontext

    from precheck.domain.errors import Invalid, Unusable
    from precheck.entrypoints import programs
    from precheck.entrypoints.cli import options
    from precheck.entrypoints.deployment import deployment

    place = deployment()
    if not place.cipher.encrypts:
        raise Invalid("PRECHECK_KEY: 未设置 (not set)")
    store = place.store()
    if not store.is_current():
        raise Invalid(f"这里没有服务的数据 (no service's store here: {place.data})")
    with store.read() as tx:
        tx.facts.verify(resealing=True)
    try:
        store.verify()
        alone = nullcontext()
    except Unusable:
        # A service that does not encrypt would go on to write plain values.
        alone = programs.alone(place)  # type: ignore[assignment]
    with alone, _progress() as progress:
        rows = progress.add_task("数据库 database", total=None)
        count = store.rewrite(done=lambda number: progress.update(rows, completed=number))
        progress.update(rows, completed=count, total=count)
        files = progress.add_task("图片 pictures", total=None)
        pictures = place.pictures().reseal(done=lambda number: progress.update(files, completed=number))
        progress.update(files, completed=pictures, total=pictures)
    options.say(f"已改用新密钥：{count} 项，{pictures} 张图片 (sealed anew: so many values and pictures)")
    return 0


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"))
    return Progress(*columns, console=Console(stderr=True))
