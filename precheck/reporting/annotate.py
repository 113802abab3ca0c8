"""One picture with everything found drawn on it and said beside it: an SVG that holds the picture itself.

SVG, since Chinese drawn into pixels needs a font that a bare machine lacks; a viewer has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from precheck.reporting.card import Card
from precheck.reporting.html import template

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
    yield from (("title", line) for line in wrapped(card.file))
    yield card.verdict, f"{card.mark} {card.word}　{card.material}"
    for flag in card.flags:
        yield "gap", ""
        yield from ((flag.severity, line) for line in wrapped(f"{flag.number}. [{flag.word}] {flag.message}"))
        yield from (("detail", line) for line in wrapped(f"{flag.code}  {flag.evidence}".strip()))
    for check, reason in card.unable:
        yield "gap", ""
        yield from (("unable", line) for line in wrapped(f"[未能检查] {check}: {reason}"))
    if card.fields:
        yield "gap", ""
    for field in card.fields:
        declared = f" / 申报 {field.expected}" if field.expected else ""
        yield from (
            ("field", line)
            for line in wrapped(f"{field.label}：{field.value or '—'}{declared}（{field.word}）")
        )


def wrapped(text: str, columns: int = COLUMNS) -> list[str]:
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
