"""A run's figures as one HTML file that asks for nothing from outside."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from precheck.evaluation import plots, text
from precheck.evaluation.summary import Summary

EXAMPLES_SHOWN = 40
"""Names of pictures listed for each kind of error; the rest stands in eval.json."""


def page(summary: Summary) -> str:
    """The whole report. Names pictures and fields, never what was read: that stands in eval.json only."""
    template = resources.files(__package__).joinpath("eval.html.j2").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    wrong = [
        ("方向 orientation", list(summary.orientation[0].wrong) if summary.orientation else []),
        *((f"页面 view {v.material}", list(v.wrong)) for v in summary.views),
        *((f"漏报 missed {c.code}", list(c.missed)) for c in summary.codes if c.exists),
        *((f"误报 false {c.code}", list(c.false)) for c in summary.codes),
    ]
    ends: dict[str, list[str]] = {}
    for example in summary.examples:
        ends.setdefault(example.what, []).append(f"{example.file} {example.field}")
    return environment.from_string(template).render(
        summary=summary,
        tables=list(text.tables(summary)),
        distributions=[(d, Markup(plots.distribution(d))) for d in summary.distributions if d.bad and d.good],
        reliability=Markup(plots.reliability(summary.calibration.bins)),
        curves=[(c, Markup(plots.error_curve(c.kind, c.points))) for c in summary.curves if c.points],
        wrong=[(title, listed) for title, listed in [*wrong, *ends.items()] if listed],
        shown=EXAMPLES_SHOWN,
        good=plots.GOOD,
        bad=plots.BAD,
    )
