"""The triage report: self-contained HTML pages that ask for nothing from outside and work without scripts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from precheck.domain.material import Material
from precheck.reporting import masking, words
from precheck.reporting.card import Card
from precheck.reporting.names import flag_name
from precheck.reporting.visible import visible
from precheck.submission.report import SubmissionReport

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
    cards: Sequence[Card],
    summary: Summary,
    paging: Paging,
    materials: Mapping[str, Material] | None = None,
) -> str:
    """One page. ``materials``: after which flags are called."""
    materials = materials or {}
    style, script = _text("triage.css"), _text("triage.js")
    return (
        _environment()
        .get_template("triage.html.j2")
        .render(
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
            shown=visible if summary.unmasked else (lambda text: visible(masking.text(text))),
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _text(name: str) -> str:
    return resources.files("precheck.reporting").joinpath(TEMPLATES, name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text),
        autoescape=select_autoescape(default=True, default_for_string=True, enabled_extensions=("j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
