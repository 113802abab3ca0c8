"""``precheck rescan``: stored uploads through the present pipelines again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.service import Rescans
    from precheck.service.rescans import Diff
    from precheck.storage.values import StoredRescan

POLL_SECONDS = 0.25


def rescan(
    material: Annotated[
        str | None, typer.Option(metavar="SLUG", help="只查此材料 · this material only")
    ] = None,
    flag: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="只查有此问题的 · those with this flag, or flags of this check"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="只查此时以后上传的 · uploaded since"),
    ] = None,
    outdated: Annotated[
        bool, typer.Option("--outdated", help="只查规则已更新的 · those that an older pipeline checked")
    ] = False,
    follow: Annotated[
        str | None, typer.Option(metavar="ID", help="查看进行中的重查 · watch one under way")
    ] = None,
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
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.deployment import deployment
    from precheck.service.errors import Refusal
    from precheck.storage.values import Filters, RescanState

    place = deployment()
    store = place.running_store()
    rescans = place.rescans(store)
    try:
        if listed:
            for item in rescans.newest():
                _say(item, json)
            return 0
        if cancel is not None:
            _say(rescans.cancel(cancel, by="cli"), json)
            return 0
        if follow is not None:
            found = rescans.get(follow)
        else:
            filters = Filters(
                material=material,
                flag=flag,
                since=since.timestamp() if since else None,
                outdated=_pipelines() if outdated else None,
            )
            found = rescans.start(filters, by="cli")
            options.say(f"重查已开始 (re-scan begun): {found.id}, {found.total}")
        if detach:
            _say(found, json)
            return 0
        found = _watch(rescans, found)
        if found.state is RescanState.CANCELLED:
            options.say("已取消 (cancelled)")
        _say_diff(rescans.diff(found.id), found, json)
    except Refusal as error:
        raise Invalid(str(error)) from None
    except KeyboardInterrupt:
        options.say(
            "重查仍在继续，--follow 查看，--cancel 取消 (it goes on: --follow to watch, --cancel to stop)"
        )
        raise
    return 0


def _pipelines() -> dict[str, str]:
    from precheck.wiring import Precheck

    return {slug: pipeline.sha256 for slug, pipeline in Precheck().pipelines.items()}


def _watch(rescans: Rescans, found: StoredRescan) -> StoredRescan:
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from precheck.storage.values import RescanState

    columns = (
        TextColumn("重查 re-scan"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=options.console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=found.total, completed=found.done, rate=0.0)
        begun, already = time.monotonic(), found.done
        while found.state is RescanState.RUNNING:
            time.sleep(POLL_SECONDS)
            found = rescans.get(found.id)
            spent = time.monotonic() - begun
            shown.update(task, completed=found.done, rate=(found.done - already) / spent)
    return found


def _say(found: StoredRescan, json: bool) -> None:
    if json:
        options.write_json({**_plain(found), "diff": None})
        return
    when = datetime.fromtimestamp(found.created_at).isoformat(" ", "seconds")
    options.write_line(f"{found.id}  {when}  {found.state}  {found.done}/{found.total}")


def _plain(found: StoredRescan) -> dict[str, Any]:
    plain = asdict(found)
    del plain["filters"]
    return plain


def _say_diff(diff: Diff, found: StoredRescan, json: bool) -> None:
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
