"""Reports for the terminal: Chinese first, plain where the output is no terminal."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.reporting import masking, words
from precheck.reporting.card import Card, card
from precheck.reporting.masking import visible
from precheck.submission.assess import SubmissionReport

STYLES = {
    "reupload": "bold red",
    "review": "bold yellow",
    "pass": "bold green",
    "info": "cyan",
    "match": "green",
    "mismatch": "bold red",
    "unreadable": "yellow",
    "unverified": "dim",
}


def report_view(
    report: Report, material: Material | None, *, unmasked: bool = False, profile: bool = False
) -> RenderableType:
    shown = card(report, material, unmasked=unmasked)
    parts: list[RenderableType] = [_heading(shown)]
    parts += [Padding(line, (0, 0, 0, 2)) for line in _flags(shown)]
    if shown.fields:
        parts.append(Padding(_fields(shown), (0, 0, 0, 2)))
    if profile:
        stages = "  ".join(f"{stage} {seconds:.3f}" for stage, seconds in report.seconds.items())
        parts.append(Padding(Text(f"用时 seconds  {stages}", style="dim"), (0, 0, 0, 2)))
    return Group(*parts, Text(""))


def overview(
    reports: Sequence[Report], materials: Mapping[str, Material], *, total: int, unmasked: bool = False
) -> RenderableType:
    """One line an upload: file, verdict, flags. ``total``: how many there are, these among them."""
    if not total:
        return Text("没有发现问题 (nothing found)", style="dim")
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("文件", overflow="fold", ratio=3)
    table.add_column("结论", no_wrap=True)
    table.add_column("说明", overflow="fold", ratio=5)
    for report in reports:
        shown = card(report, materials.get(report.upload.material), unmasked=unmasked)
        table.add_row(Text(shown.file), _verdict(shown.verdict), _messages(shown))
    if total > len(reports):
        return Group(
            table, Text(f"… 另有 {total - len(reports)} 张，见报告 (and more: see the report)", style="dim")
        )
    return table


def submissions_view(reports: Sequence[SubmissionReport]) -> RenderableType:
    """The submissions that have flags of their own."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("提交", overflow="fold")
    table.add_column("结论", no_wrap=True)
    table.add_column("说明", overflow="fold")
    for report in reports:
        lines = [visible(masking.mask_text(flag.message)) for flag in report.flags]
        table.add_row(Text(visible(report.submission)), _verdict(str(report.verdict)), Text("\n".join(lines)))
    return table


def counts_view(verdicts: Mapping[str, int], codes: Mapping[str, int]) -> RenderableType:
    """How many of each verdict, and of each code."""
    head = Text()
    for verdict, word in words.VERDICTS.items():
        head.append(f"{words.MARKS[verdict]} {word} {verdicts.get(verdict, 0)}   ", style=STYLES[verdict])
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("问题代码")
    table.add_column("张数", justify="right")
    for code, count in sorted(codes.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(code, str(count))
    return Group(head, table) if codes else head


def _heading(shown: Card) -> Text:
    heading = Text.assemble(
        (shown.file, "bold"), "  ", _verdict(shown.verdict), ("  " + shown.material, "dim")
    )
    facts = "  ".join(f"{label} {value}" for label, value in shown.facts)
    return Text.assemble(heading, ("\n  " + facts, "dim")) if facts else heading


def _verdict(verdict: str) -> Text:
    return Text(f"{words.MARKS[verdict]} {words.VERDICTS[verdict]}", style=STYLES[verdict])


def _flags(shown: Card) -> Iterator[Text]:
    for flag in shown.flags:
        line = Text.assemble((f"{flag.number}. [{flag.word}] ", STYLES[flag.severity]), flag.message)
        line.append(f"\n   {flag.code}" + (f"  {flag.evidence}" if flag.evidence else ""), style="dim")
        line.append(f"\n   {flag.message_en}", style="dim")
        yield line
    for check, reason in shown.unable:
        yield Text.assemble((f"[{words.UNABLE}] ", "yellow"), f"{check}: {reason}")


def _fields(shown: Card) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("字段", "读出", "申报", "比对", "把握"):
        table.add_column(heading, overflow="fold")
    for field in shown.fields:
        table.add_row(
            Text(field.label),
            Text(field.value or "—"),
            Text(field.expected or "—"),
            Text(field.word, style=STYLES.get(field.status, "")),
            Text(field.confidence),
        )
    return table


def _messages(shown: Card) -> Text:
    # No space after the mark: a line breaks at spaces first, and Chinese has no other.
    lines = Text()
    for flag in shown.flags:
        lines.append(f"[{flag.word}]", style=STYLES[flag.severity]).append(flag.message + "\n")
    for checks, reason in shown.unable:
        names = checks.split("、")
        some = "、".join(names[:3]) + (f" 等 {len(names)} 项" if len(names) > 3 else "")
        lines.append(f"[{words.UNABLE}]", style="yellow").append(f"{some}：{reason}\n")
    lines.rstrip()
    return lines
