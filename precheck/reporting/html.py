"""The triage report: self-contained HTML pages that ask for nothing from outside and work without scripts; for the file
a PDF of counts and one line an upload, without pictures, which needs the extra ``pdf``; and one picture with everything
found drawn on it and said beside it, an SVG that holds the picture itself.

SVG, since Chinese drawn into pixels needs a font that a bare machine lacks; a viewer has one."""

import base64
import hashlib
import importlib.util
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.reporting import masking, words
from precheck.reporting.card import Card, card
from precheck.reporting.masking import visible
from precheck.reporting.words import flag_name
from precheck.submission.assess import SubmissionReport

TEMPLATES = "templates"

# Submissions with flags of their own that the first page lists.
SUBMISSION_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """What holds for all pages: counts over the whole scan, and the submissions that have flags of their own."""

    title: str
    total: int
    verdicts: Mapping[str, int]
    codes: Mapping[str, int]
    unable: int
    submissions: tuple[SubmissionReport, ...] = ()
    submission_count: int = 0
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page this is. ``first`` is the place of its first card, from 1; ``omitted`` stand on no page."""

    page: int
    pages: int
    first: int
    omitted: int = 0


def page_name(page: int) -> str:
    """The file name of a page, from 1."""
    return "triage.html" if page == 1 else f"triage-{page}.html"


def triage(
    cards: Sequence[Card], summary: Summary, paging: Paging, materials: Mapping[str, Material] | None = None
) -> str:
    """One page. ``materials``: after which flags are called."""
    materials = materials or {}
    style, script = _text("triage.css"), _text("triage.js")
    return template("triage.html.j2").render(
        cards=cards,
        summary=summary,
        paging=paging,
        verdicts=words.VERDICTS,
        marks=words.MARKS,
        severities=words.SEVERITIES,
        codes=sorted(summary.codes.items(), key=lambda item: (-item[1], item[0])),
        page_codes=sorted({flag.code for card in cards for flag in card.flags}),
        page_materials=sorted({(card.slug, card.material) for card in cards}),
        flag_name=lambda code: flag_name(code, materials),
        page_submissions=sorted({card.submission for card in cards if card.submission}),
        style=Markup(style),
        script=Markup(script),
        # Only this very style and script may run: a file name that smuggled markup in could do nothing.
        policy=(
            f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        page_name=page_name,
        submission_limit=SUBMISSION_LIMIT,
        visible=visible,
        shown=visible if summary.unmasked else (lambda text: visible(masking.mask_text(text))),
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _text(name: str) -> str:
    return resources.files("precheck.reporting").joinpath(TEMPLATES, name).read_text(encoding="utf-8")


def template(name: str) -> Template:
    """One of our templates; what is put into it is text, never markup."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


PDF_ROWS = 5000
"""More lines than anybody files; the rest stands in CSV and XLSX, and the PDF says how many."""


def has_pdf() -> bool:
    """Whether the extra ``pdf`` is installed."""
    return importlib.util.find_spec("weasyprint") is not None


def write_pdf(
    path: Path,
    reports: Iterable[Report],
    materials: Mapping[str, Material],
    *,
    made_at: datetime,
    unmasked: bool = False,
) -> None:
    """Write the reports as a PDF, in the order given.
    Raises Invalid: the extra ``pdf`` is not installed, or a library of the system that it needs is missing."""
    if not has_pdf():
        raise Invalid("须安装 pdf 组件 (wanted): pip install 'precheck[pdf]'")
    cards, verdicts, omitted = [], Counter[str](), 0
    for number, report in enumerate(reports, start=1):
        verdicts[str(report.verdict)] += 1
        if number > PDF_ROWS:
            omitted += 1
            continue
        material = materials.get(report.upload.material)
        cards.append(card(report, material, number=number, unmasked=unmasked))
    text = template("file.html.j2").render(
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
    HTML(string=text, url_fetcher=_fetch_nothing).write_pdf(path)


def _fetch_nothing(url: str, *_: object, **__: object) -> dict[str, str]:
    """Nothing is asked for from outside."""
    raise ValueError(url)


# Columns of the text beside the picture: a Chinese character takes two.
COLUMNS = 60
LINE_PX = 24
TEXT_PX = 520
SIDE_PX = 900


def svg(card: Card) -> str:
    """The annotated picture. ``card.picture`` may be of any size: it is shown within 900 × 900."""
    scale = SIDE_PX / max(card.width, card.height) if card.width and card.height else 0.0
    lines = list(_lines(card))
    width, height = card.width * scale, card.height * scale
    return template("annotated.svg.j2").render(
        card=card,
        scale=scale,
        width=width or 200,
        height=max(height, len(lines) * LINE_PX + 40),
        total_width=(width or 200) + TEXT_PX + 40,
        lines=lines,
        line_px=LINE_PX,
    )


def file_name(number: int, file: str) -> str:
    """A harmless name for the SVG of the ``number``-th file, recognisable where the file's own name is decent."""
    stem = re.sub(r"[^\w.-]+", "_", file.replace("\\", "/").rsplit("/", 1)[-1]).strip("._")[:60]
    return f"{number:03}-{stem or 'picture'}.svg"


def _lines(card: Card) -> Iterator[tuple[str, str]]:
    """The words beside the picture: a style and a line each."""
    yield from (("title", line) for line in wrap(card.file))
    yield card.verdict, f"{card.mark} {card.word}　{card.material}"
    for flag in card.flags:
        yield "gap", ""
        yield from ((flag.severity, line) for line in wrap(f"{flag.number}. [{flag.word}] {flag.message}"))
        yield from (("detail", line) for line in wrap(f"{flag.code}  {flag.evidence}".strip()))
    for check, reason in card.unable:
        yield "gap", ""
        yield from (("unable", line) for line in wrap(f"[未能检查] {check}: {reason}"))
    if card.fields:
        yield "gap", ""
    for field in card.fields:
        declared = f" / 申报 {field.expected}" if field.expected else ""
        yield from (
            ("field", line) for line in wrap(f"{field.label}：{field.value or '—'}{declared}（{field.word}）")
        )


def wrap(text: str, columns: int = COLUMNS) -> list[str]:
    """The text in lines of at most so many columns: between any two characters, as Chinese may, but within a Latin word or a
    number only where it is longer than a line."""
    lines, line, used = [], "", 0
    for piece in re.findall(r"[!-~]+ ?|.", text, re.DOTALL):
        wide = _columns(piece.rstrip(" ")) if len(piece) > 1 else _columns(piece)
        if used + wide > columns and line:
            lines.append(line.rstrip(" "))
            piece, line, used = piece.lstrip(" "), "", 0
        while _columns(piece.rstrip(" ")) > columns:
            lines.append(piece[:columns])
            piece = piece[columns:]
        line, used = line + piece, used + _columns(piece)
    return [*lines, line.rstrip(" ")]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
