"""A run's figures as one HTML file that asks for nothing from outside."""

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from precheck_evaluation import text
from precheck_evaluation.evaluation import REAL, Evaluation
from precheck_evaluation.figures import Bin, CurvePoint, Figure

EXAMPLES_SHOWN = 60
"""Names of pictures listed for each figure; the rest stands in wrong.csv."""


def page(evaluation: Evaluation) -> str:
    """The whole report. Names pictures and fields, never what was read."""
    template = resources.files("precheck_evaluation").joinpath("eval.html.j2").read_text("utf-8")
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
            (name, Markup(_reliability_plot(group.reliability)))
            for name, group in evaluation.groups.items()
            if group.reliability
        ],
        curves=[
            (name, curve, Markup(_error_plot(curve.kind, curve.points)))
            for name, group in evaluation.groups.items()
            for curve in group.curves
        ],
        shown=EXAMPLES_SHOWN,
        good=GOOD,
        bad=BAD,
    )


WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 220, 44, 34, 14
GOOD, BAD, INK = "#2a7f9e", "#c4472f", "#5b6670"


def _reliability_plot(bins: Sequence[Bin]) -> str:
    """Share right over mean confidence; the area of a point is the number of its readings; the diagonal is perfect."""
    most = max((b.count for b in bins), default=1)
    marks = [_line([(0.0, 0.0), (1.0, 1.0)], INK, dashed=True)]
    marks.append(_line([(b.confidence, b.right) for b in bins], GOOD))
    for b in bins:
        x, y = _at(b.confidence, b.right)
        radius = 2.5 + 7 * (b.count / most) ** 0.5
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{GOOD}" fill-opacity="0.7"/>')
    ends = [(t, f"{t:g}") for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return _svg("置信度与正确率 confidence, share right", marks, ends, ends)


def _error_plot(title: str, points: Sequence[CurvePoint]) -> str:
    """Both errors over the threshold; the vertical axis is cut at 20% so that the small ones can be seen."""
    if not points:
        return ""
    low, high, roof = points[0].threshold, points[-1].threshold, 0.2
    places = [(p.threshold - low) / (high - low) for p in points]
    true = [(x, min(1.0, p.true_below / roof)) for x, p in zip(places, points, strict=True)]
    wrong = [(x, min(1.0, p.wrong_reaching / roof)) for x, p in zip(places, points, strict=True)]
    words = [(t, f"{low + t * (high - low):.0f}") for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return _svg(
        title, [_line(true, GOOD), _line(wrong, BAD)], words, [(0.0, "0"), (0.5, "10%"), (1.0, "20%")]
    )


def _plot_width() -> float:
    return WIDTH - LEFT - 14.0


def _plot_height() -> float:
    return HEIGHT - BOTTOM - TOP - 8.0


def _at(x: float, y: float) -> tuple[float, float]:
    return LEFT + x * _plot_width(), HEIGHT - BOTTOM - y * _plot_height()


def _line(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point) for point in points))
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _svg(
    title: str, marks: Sequence[str], along: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]]
) -> str:
    x0, y0 = _at(0, 0)
    x1, y1 = _at(1, 1)
    axes = f'<path d="M{x0},{y1} V{y0} H{x1}" fill="none" stroke="{INK}"/>'
    labels = [
        f'<text x="{_at(t, 0)[0]:.1f}" y="{y0 + 16:.1f}" text-anchor="middle">{word}</text>'
        for t, word in along
    ]
    labels += [
        f'<text x="{x0 - 6}" y="{_at(0, t)[1] + 4:.1f}" text-anchor="end">{word}</text>' for t, word in up
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}" font-size="11" fill="{INK}">'
        f"{axes}{''.join(marks)}{''.join(labels)}</svg>"
    )
