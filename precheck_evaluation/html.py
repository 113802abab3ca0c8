"""A run's figures as one HTML file that asks for nothing from outside."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from precheck_evaluation import plots, text
from precheck_evaluation.evaluation import REAL, Evaluation
from precheck_evaluation.figures import Figure

EXAMPLES_SHOWN = 60
"""Names of pictures listed for each figure; the rest stands in wrong.csv."""


def page(evaluation: Evaluation) -> str:
    """The whole report. Names pictures and fields, never what was read."""
    template = resources.files(__package__).joinpath("eval.html.j2").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    sections = list(text.sections(evaluation))
    wrong = {
        title: [
            (figure.name, name, [f"{file}: {said or '–'}" for file, said in figure.wrong])
            for row in rows
            for name, group in evaluation.groups.items()
            for figure in group.figures
            # Both halves together name nobody that the halves do not.
            if isinstance(figure, Figure)
            and figure.key == (title, row.name)
            and figure.wrong
            and name != REAL
        ]
        for title, rows in sections
    }
    return environment.from_string(template).render(
        heads=text.heads(evaluation),
        warnings=text.warnings(evaluation),
        groups=list(evaluation.groups),
        sections=sections,
        apart=text.APART,
        wrong=wrong,
        reliability=[
            (name, Markup(plots.reliability(group.reliability)))
            for name, group in evaluation.groups.items()
            if group.reliability
        ],
        curves=[
            (name, curve, Markup(plots.error_curve(curve.kind, curve.points)))
            for name, group in evaluation.groups.items()
            for curve in group.curves
        ],
        shown=EXAMPLES_SHOWN,
        good=plots.GOOD,
        bad=plots.BAD,
    )
