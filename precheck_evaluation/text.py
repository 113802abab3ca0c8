"""An evaluation as tables: for a terminal, as Markdown, and the pictures that went wrong as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from precheck_evaluation import flags
from precheck_evaluation.evaluation import REAL, Evaluation
from precheck_evaluation.figures import Figure, Row

APART = "⚠"
NOTE = "比率为 次数/N 与 95% Wilson 区间 (each rate: hits/N, Wilson's 95% interval)"
SPARSE = (flags.ON_GOOD, flags.ON_OTHERS)
"""Sections of which only what was raised at all is shown."""


def sections(evaluation: Evaluation) -> Iterator[tuple[str, list[Row]]]:
    """The rows worth showing, by section."""
    rows = [row for row in evaluation.rows if not (row.quiet and row.section in SPARSE)]
    for section in dict.fromkeys(row.section for row in rows):
        yield section, [row for row in rows if row.section == section]


def heads(evaluation: Evaluation) -> list[str]:
    """What stands before the tables."""
    counts = "；".join(f"{name or '全部 all'} {g.pictures}" for name, g in evaluation.groups.items())
    spent = "" if evaluation.seconds is None else f"，{evaluation.seconds:.0f} 秒 (seconds)"
    lines = [f"图片 pictures: {counts}{spent}", NOTE]
    if evaluation.versions:
        lines.append("；".join(f"{name} {version}" for name, version in evaluation.versions.items()))
    return lines


def warnings(evaluation: Evaluation) -> list[str]:
    """Differences between the hands that chance does not explain, and what could not be compared."""
    found = [f"未安装，未比较 (not installed, not compared): {name}" for name in evaluation.missing]
    for group in evaluation.groups.values():
        found += [f"defects.toml 中没有 (not known): {name}" for name in group.unknown_defects]
    for row in evaluation.rows:
        if row.apart:
            sides = "；".join(f"{hand} {row.shown[hand]}" for hand in evaluation.hands)
            found.append(f"两套画法相差超出区间 (the hands differ): {row.section} — {row.name}: {sides}")
    return found


def view(evaluation: Evaluation) -> RenderableType:
    """All tables."""
    return Group(*_parts(evaluation))


def _parts(evaluation: Evaluation) -> Iterator[RenderableType]:
    yield from (Text(line, style="dim") for line in heads(evaluation))
    for section, rows in sections(evaluation):
        table = Table(box=None, pad_edge=False, header_style="bold", title=section, title_justify="left")
        table.add_column("", overflow="fold", min_width=24)
        for name in evaluation.groups:
            table.add_column(name or "全部 all", no_wrap=True)
        for row in rows:
            mark = f"{APART} " if row.apart else ""
            table.add_row(Text(mark + row.name), *(Text(row.shown[name]) for name in evaluation.groups))
        yield Text()
        yield table
    yield Text()
    yield from (Text(f"{APART} {line}", style="yellow") for line in warnings(evaluation))


def markdown(evaluation: Evaluation) -> str:
    """The same tables, for a page of the documentation."""
    lines = [line + "  " for line in heads(evaluation)]
    for section, rows in sections(evaluation):
        lines += ["", f"### {section}", "", _cells(["", *(name or "全部 all" for name in evaluation.groups)])]
        lines.append(_cells(["---"] * (1 + len(evaluation.groups))))
        for row in rows:
            mark = f"{APART} " if row.apart else ""
            lines.append(_cells([mark + row.name, *(row.shown[name] for name in evaluation.groups)]))
    warned = [f"- {APART} {line}" for line in warnings(evaluation)]
    return "\n".join([*lines, *(["", *warned] if warned else [])]) + "\n"


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def wrong(evaluation: Evaluation) -> str:
    """CSV: every picture that speaks against a figure, with the flags that it got. Holds nothing that was read."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("group", "section", "figure", "file", "said"))
    for name, group in evaluation.groups.items():
        for figure in group.figures:
            if isinstance(figure, Figure) and name != REAL:  # its halves name the same
                writer.writerows(
                    (name, figure.section, figure.name, file, said) for file, said in figure.wrong
                )
    return written.getvalue()
