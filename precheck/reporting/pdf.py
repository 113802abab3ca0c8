"""The triage report for the file: a PDF of counts and one line an upload, without pictures. Needs the extra ``pdf``."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.reporting import words
from precheck.reporting.card import card

MOST_ROWS = 5000
"""More lines than anybody files; the rest stands in CSV and XLSX, and the PDF says how many."""


def is_available() -> bool:
    """Whether the extra ``pdf`` is installed."""
    return importlib.util.find_spec("weasyprint") is not None


def write(
    path: Path,
    reports: Iterable[Report],
    materials: Mapping[str, Material],
    *,
    title: str,
    made_at: datetime,
    unmasked: bool = False,
) -> None:
    """Write the reports as a PDF, in the order given.

    Raises:
        Invalid: the extra ``pdf`` is not installed, or a library of the system that it needs is missing.
    """
    if not is_available():
        raise Invalid("须安装 pdf 组件 (wanted): pip install 'precheck[pdf]'")
    cards, verdicts, omitted = [], Counter[str](), 0
    for number, report in enumerate(reports, start=1):
        verdicts[str(report.verdict)] += 1
        if number > MOST_ROWS:
            omitted += 1
            continue
        material = materials.get(report.upload.material)
        cards.append(card(report, material, number=number, unmasked=unmasked))
    text = _template().render(
        title=title,
        made_at=f"{made_at:%Y-%m-%d %H:%M}",
        cards=cards,
        omitted=omitted,
        verdicts=[(words.VERDICTS[name], verdicts.get(name, 0)) for name in words.VERDICTS],
        total=sum(verdicts.values()),
        unmasked=unmasked,
    )
    try:
        from weasyprint import HTML
    except OSError as error:  # Pango is the system's
        raise Invalid(
            "缺少系统库 (a system library is missing): apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        ) from error
    HTML(string=text, url_fetcher=_nothing).write_pdf(path)


def _nothing(url: str, *_: object, **__: object) -> dict[str, str]:
    """Nothing is asked for from outside."""
    raise ValueError(url)


@cache
def _template() -> Template:
    text = (
        resources.files("precheck.reporting")
        .joinpath("templates", "file.html.j2")
        .read_text(encoding="utf-8")
    )
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
