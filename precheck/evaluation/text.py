"""A run's figures as tables for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from precheck.evaluation import curves
from precheck.evaluation.metrics import Rate
from precheck.evaluation.summary import Summary
from precheck.evaluation.turns import PRECHECK

Tabled = tuple[str, str, Sequence[str], Sequence[Sequence[str]]]
"""Title, note, headings, rows."""


def percent(rate: Rate) -> str:
    """The rate, its count and its interval; a dash where nothing was counted."""
    value, interval = rate.value, rate.interval
    if value is None or interval is None:
        return "–"
    return f"{100 * value:.1f}% {rate.hits}/{rate.count} [{100 * interval[0]:.1f}–{100 * interval[1]:.1f}]"


def number(value: float | None, digits: int = 3) -> str:
    """A figure, or a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def view(summary: Summary, *, curves_only: bool = False) -> RenderableType:
    """All tables, or only those of how declared values end."""
    return Group(*_parts(summary, verification(summary) if curves_only else tables(summary)))


def _parts(summary: Summary, chosen: Iterator[Tabled]) -> Iterator[RenderableType]:
    yield Text(f"{summary.pictures} 张图片 (pictures)，{summary.seconds:.0f} 秒 (seconds)", style="bold")
    yield Text("；".join(f"{name} {version}" for name, version in summary.versions.items()), style="dim")
    yield Text("比率后为 N 与 95% Wilson 区间 (after each rate: N and Wilson's 95% interval)", style="dim")
    for name in summary.missing:
        yield Text(f"未安装，未比较 (not installed, not compared): {name}", style="yellow")
    for name, count in summary.unknown_defects.items():
        yield Text(f"defects.toml 中没有 (not known): {name} × {count}", style="yellow")
    for name, count in summary.unable.items():
        yield Text(f"未能检查 (could not be checked): {name} × {count}", style="red")
    for title, note, headings, rows in chosen:
        yield Text()
        yield Text(title, style="bold")
        if note:
            yield Text(note, style="dim")
        yield _table(headings, rows)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def tables(summary: Summary) -> Iterator[Tabled]:
    """Every table as text, for the terminal and the HTML report alike."""
    yield (
        "各项检查 Checks",
        "命中：应标而标；误报：无缺陷的图片、有其他缺陷的图片 (false alarms on good pictures, on pictures with other defects)",
        ("代码 code", "命中 hit", "误报·好图 on good", "误报·他图 on others", "AUC", "拉普拉斯 Laplacian"),
        [
            (
                c.code + ("" if c.exists else " ＊无此检查 no such check"),
                percent(c.hit),
                percent(c.on_good),
                percent(c.on_others),
                number(c.auc),
                number(c.auc_laplacian),
            )
            for c in summary.codes
            if c.hit.count or c.on_good.hits or c.on_others.hits
        ],
    )
    quiet = [c.code for c in summary.codes if not (c.hit.count or c.on_good.hits or c.on_others.hits)]
    if quiet:
        note = "、".join(quiet)
        yield "无图应标、亦无误报 Neither owed nor raised", note, (), ()
    if summary.orientation:
        yield (
            "方向 Orientation",
            "后两者不识镜像 (the others do not know mirror images)",
            (
                "工具 tool",
                "八向正确 right of 8",
                "四向 of 4",
                "正图误判 false turn",
                "漏判 missed",
                "受损图 damaged",
            ),
            [
                (
                    t.tool,
                    *(percent(r) for r in (t.right, t.right_unmirrored, t.false_turn, t.missed, t.damaged)),
                )
                for t in summary.orientation
            ],
        )
        yield _confusion("方向混淆表 Orientation confusion (Precheck)", summary.orientation[0].confusion)
    if summary.views:
        yield (
            "页面 Views",
            "",
            ("材料 material", "正确 right", "错误 wrong"),
            [(v.material, percent(v.right), _errors(v.confusion)) for v in summary.views],
        )
    yield from _readings(summary)
    yield from _numbers(summary)


def _confusion(title: str, table: object) -> Tabled:
    assert isinstance(table, dict)
    answers = sorted({answer for row in table.values() for answer in row})
    rows = [(truth, *(str(row.get(a, "·")) for a in answers)) for truth, row in sorted(table.items())]
    return title, "行为真值，列为判定 (rows: truth)", ("", *answers), rows


def _errors(table: object) -> str:
    assert isinstance(table, dict)
    wrong = [f"{t}→{a} {n}" for t, row in sorted(table.items()) for a, n in sorted(row.items()) if a != t]
    return ", ".join(wrong)


def _readings(summary: Summary) -> Iterator[Tabled]:
    yield (
        "字段 Fields",
        "自知：错而标为无法识别 (said: wrong, called unreadable)；在页中：文字读出，不论归属 (the text was read, anywhere)；RapidOCR 亦然",
        (
            "材料 material",
            "难度 grade",
            "字段 field",
            "正确 right",
            "错误 wrong",
            "自知 said",
            "无值 none",
            "在页中 on page",
            "同图 paired",
            "RapidOCR",
        ),
        [
            (
                f.material,
                f.grade,
                f.field,
                percent(f.right),
                *(f"{r.hits}/{r.count}" for r in (f.wrong, f.said, f.none, f.on_page)),
                f"{f.paired.hits}/{f.paired.count}",
                f"{f.stock.hits}/{f.stock.count}",
            )
            for f in summary.fields
        ],
    )
    yield from verification(summary)


def verification(summary: Summary) -> Iterator[Tabled]:
    """How declared values end: statuses, error curves, spreads of the log ratio, what the second reader changed."""
    yield (
        "申报值 Declared values",
        "true 为真值，余为人为改动 (the others are made wrong here)",
        ("类型 kind", "申报 declared", "难度 grade", "一致 match", "不一致 mismatch", "无法识别 unreadable"),
        [
            (s.kind, s.declared, s.grade, percent(s.match), percent(s.mismatch), percent(s.unreadable))
            for s in summary.statuses
        ],
    )
    for curve in summary.curves:
        yield (
            f"误差曲线 Error curve: {curve.kind}",
            f"真值 true N={curve.true}，错值 wrong N={curve.wrong}",
            ("阈值 threshold", "真值低于 true below", "错值达到 wrong reaching"),
            [
                (f"{p.threshold:g}", f"{100 * p.true_below:.2f}%", f"{100 * p.wrong_reaching:.2f}%")
                for p in curve.points
            ],
        )
    yield (
        "按字段类型 By field type",
        "其他：本页无此值，或只读到一部分 (other: no value on the page, or part of it)",
        (
            "类型 type",
            "难度 grade",
            "申报 declared",
            "一致 match",
            "不一致 mismatch",
            "无法识别 unreadable",
            "其他 other",
        ),
        [
            (o.type, o.grade, o.declared, *map(percent, (o.match, o.mismatch, o.unreadable, o.other)))
            for o in summary.outcomes
        ],
    )
    yield (
        "对数比的分布 Spread of the log ratio",
        "log P(declared) − log P(best reading)",
        ("类型 kind", "难度 grade", "申报 declared", "N", *(f"{100 * share:g}%" for share in curves.SHARES)),
        [
            (s.kind, s.grade, s.declared, str(s.count), *(f"{q:.1f}" for q in s.quantiles))
            for s in summary.spreads
        ],
    )
    yield (
        "第二识别器 Second reader",
        "由其决定的申报值 (declared values that it decided)",
        ("申报 declared", "一致 match", "无法识别 unreadable"),
        [(d.declared, str(d.match), str(d.unreadable)) for d in summary.decided],
    )


def _numbers(summary: Summary) -> Iterator[Tabled]:
    calibration = summary.calibration
    yield (
        "置信度 Calibration of confidence",
        f"ECE {number(calibration.ece)}，N={calibration.count}",
        ("区间 bin", "N", "置信度 confidence", "正确 right"),
        [
            (f"{b.low:.1f}–{b.high:.1f}", str(b.count), number(b.confidence), number(b.right))
            for b in calibration.bins
        ],
    )
    yield (
        "必读字段读不出的预测 Predicting that a required field cannot be read",
        "全部：任何原因读不出；模糊：不计未受模糊而读不出的图片 (all: unread for whatever reason; blur: without unread pictures that "
        "have no blur)",
        ("范围 of", "读不出 unread", "读出 read", "清晰度 sharpness", "拉普拉斯 Laplacian"),
        [
            (name, str(p.unread), str(p.read), number(p.sharpness), number(p.laplacian))
            for name, p in (
                ("全部 all", summary.prediction),
                ("模糊 blur", summary.prediction_by_blur),
            )
        ],
    )
    yield (
        "处理器时间 Processor seconds a picture",
        "比值为同一批图片上 RapidOCR 所用时间除以本软件 (ratio: RapidOCR's over ours, on the same pictures)",
        ("材料 material", "N", f"{PRECHECK} 均值 mean", "中位 median", "RapidOCR", "N", "比值 ratio"),
        [
            (
                t.material,
                str(t.count),
                number(t.mean),
                number(t.median),
                number(t.stock_mean),
                str(t.stock_count),
                number(t.ratio, 2),
            )
            for t in summary.times
        ],
    )
