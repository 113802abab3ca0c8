"""What the terminal shows."""

import io

from rich.console import Console, RenderableType

from precheck.domain.flag import Unable
from precheck.reporting import text
from tests.reporting import made


def shown(view: RenderableType, *, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), width=120, force_terminal=terminal, highlight=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_report_in_full() -> None:
    report = made.report(made.flag(measured=0.41, threshold=0.9), unable=(Unable("glare", "MemoryError"),))
    said = shown(text.report_view(report, made.DIPLOMA, profile=True))
    for part in ("a.jpg", "需重新上传", "测得 0.41 · 限值 0.9", "反光: MemoryError", "张*三", "total 0.200"):
        assert part in said


def test_an_overview_says_how_many_are_left_out() -> None:
    said = shown(text.overview([made.report()], made.MATERIALS, total=5))
    assert "另有 4 张" in said


def test_many_checks_of_one_reason_are_said_briefly() -> None:
    unable = tuple(Unable(check, "图片无法打开") for check in ("a", "b", "c", "d", "e"))
    assert "a、b、c 等 5 项：图片无法打开" in shown(text.overview([made.report(unable=unable)], {}, total=1))


def test_hostile_names_neither_colour_nor_control_the_terminal() -> None:
    said = shown(text.report_view(made.report(file="[red]\x1b[2J.jpg"), None))
    assert "[red]" in said
    assert "\x1b" not in said


def test_colours_on_a_terminal_only() -> None:
    view = text.counts_view({"pass": 1}, {"dark.document": 2})
    assert "\x1b[" in shown(view, terminal=True)
    assert "\x1b[" not in shown(view)
