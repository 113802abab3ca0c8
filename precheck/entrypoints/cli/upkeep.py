"""What is done with what is stored: ``precheck rescan`` (checked again), ``erase`` (one candidate), ``reseal`` (another key)."""

import time
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from precheck.domain.errors import Invalid, Unusable
from precheck.entrypoints import programs
from precheck.entrypoints.cli import options
from precheck.entrypoints.deployment import deployment
from precheck.service import Rescans
from precheck.service.rescans import Diff
from precheck.storage.values import Filters, RescanState, StoredRescan
from precheck.wiring import Precheck

POLL_SECONDS = 0.25


Material = Annotated[str | None, typer.Option(metavar="SLUG", help="只查此材料 · this material only")]
Flag = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="只查有此问题的 · those with this flag, or flags of this check"),
]
Outdated = Annotated[
    bool, typer.Option("--outdated", help="只查规则已更新的 · those that an older pipeline checked")
]
Follow = Annotated[str | None, typer.Option(metavar="ID", help="查看进行中的重查 · watch one under way")]


def rescan(
    material: Material = None,
    flag: Flag = None,
    since: options.Since = None,
    outdated: Outdated = False,
    follow: Follow = None,
    cancel: Annotated[str | None, typer.Option(metavar="ID", help="取消 · stop one")] = None,
    listed: Annotated[bool, typer.Option("--list", help="列出最近的重查 · the last twenty")] = False,
    detach: Annotated[bool, typer.Option("--detach", help="不等待 · do not wait for the end")] = False,
    json: options.Json = False,
) -> int:
    """重新检查已存的图片 · Check stored uploads again and say what changed.

    The running service does the work, beside new uploads and after them. Ctrl-C ends the watching only; go on with
    --follow, stop with --cancel.

    退出码 · Exit: 0 done, or begun with --detach; 2 bad usage; 130 watching was interrupted.
    """
    place = deployment()
    rescans = place.rescans(place.running_store())
    with options.refusals():
        if listed:
            for item in rescans.newest():
                _print_rescan(item, json)
            return 0
        if cancel is not None:
            _print_rescan(rescans.cancel(cancel, by="cli"), json)
            return 0
        if follow is not None:
            found = rescans.get(follow)
        else:
            before = since.timestamp() if since else None
            filters = Filters(material, flag, before, _pipelines() if outdated else None)
            found = rescans.start(filters, by="cli")
            options.say(f"重查已开始 (re-scan begun): {found.id}, {found.total}")
        if detach:
            _print_rescan(found, json)
            return 0
        found = _watch(rescans, found)
        if found.state is RescanState.CANCELLED:
            options.say("已取消 (cancelled)")
        _print_diff(rescans.diff(found.id), found, json)
    return 0


def _pipelines() -> dict[str, str]:
    return {slug: pipeline.sha256 for slug, pipeline in Precheck().pipelines.items()}


def _watch(rescans: Rescans, found: StoredRescan) -> StoredRescan:
    columns = (
        TextColumn("重查 re-scan"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f}/s"),
        TimeRemainingColumn(),
    )
    try:
        with Progress(*columns, console=options.console(stderr=True), transient=True) as shown:
            task = shown.add_task("", total=found.total, completed=found.done, rate=0.0)
            begun, already = time.monotonic(), found.done
            while found.state is RescanState.RUNNING:
                time.sleep(POLL_SECONDS)
                found = rescans.get(found.id)
                spent = time.monotonic() - begun
                shown.update(task, completed=found.done, rate=(found.done - already) / spent)
    except KeyboardInterrupt:
        options.say(
            "重查仍在继续，--follow 查看，--cancel 取消 (it goes on: --follow to watch, --cancel to stop)"
        )
        raise
    return found


def _print_rescan(found: StoredRescan, json: bool) -> None:
    if json:
        options.write_json({**_plain(found), "diff": None})
        return
    when = datetime.fromtimestamp(found.created_at).isoformat(" ", "seconds")
    options.write_line(f"{found.id}  {when}  {found.state}  {found.done}/{found.total}")


def _plain(found: StoredRescan) -> dict[str, Any]:
    plain = asdict(found)
    del plain["filters"]
    return plain


def _print_diff(diff: Diff, found: StoredRescan, json: bool) -> None:
    if json:
        plain = asdict(diff)
        plain["verdicts"] = [
            {"before": before, "after": after, "count": count}
            for (before, after), count in diff.verdicts.items()
        ]
        options.write_json({**_plain(found), "diff": plain})
        return
    lines = [f"比较 {diff.compared} 件，结果有变 {diff.changed} 件 (compared, changed)"]
    for (before, after), count in sorted(diff.verdicts.items(), key=lambda item: -item[1]):
        lines.append(f"  {before or '—'} → {after}: {count}")
    for title, codes in (("新出现 appeared", diff.appeared), ("已消失 disappeared", diff.disappeared)):
        for code, count in sorted(codes.items(), key=lambda item: -item[1]):
            lines.append(f"  {title}  {code}: {count}")
    for example in diff.examples:
        changes = [f"+{code}" for code in example.appeared] + [f"-{code}" for code in example.disappeared]
        verdicts = f"{example.verdict_before or '—'} → {example.verdict_after}"
        lines.append(f"  {example.upload_id}  {example.material}  {verdicts}  {' '.join(changes)}")
    options.write_line("\n".join(lines))


def erase(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help="报名编号 · whose")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
) -> int:
    """清除 · Erase all that is held of one candidate, the id included, for good.

    Pictures, names, numbers, reports, messages. The audit log keeps that it was done, under a pseudonym. Backups are not
    touched: see docs/how-to/operate-safely.md.

    退出码 · Exit: 0 erased; 1 erased, but another process reads the database: what was overwritten leaves its log within
    a minute; 2 no such submission.
    """
    place = deployment()
    retention = place.retention(place.running_store())
    if not yes:
        typer.confirm("不可恢复，确定清除？ This cannot be undone. Erase?", abort=True, err=True)
    with options.refusals():
        purged = retention.erase_submission(submission, by="cli")
    options.say("已清除 (erased)" if purged else "已清除，日志稍后清空 (erased; the log is emptied later)")
    return 0 if purged else 1


def reseal() -> int:
    """换密钥 · Encrypt everything that is stored with the first key of PRECHECK_KEY.

    After a key was changed: put the new one in front of the old one (PRECHECK_KEY=new,old), restart the service, run this,
    then leave the old one away. To encrypt a store that was plain: stop the service, set PRECHECK_KEY, run this. It may be
    interrupted and run again.

    退出码 · Exit: 0 done; 78 something is sealed with a key that is not in PRECHECK_KEY, or the service runs on a store
    that is not encrypted.
    """
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
        alone = programs.lock_data_folder(place)  # type: ignore[assignment]
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
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"))
    return Progress(*columns, console=Console(stderr=True))
