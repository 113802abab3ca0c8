"""Where the whole of a declared number must stand, of which a detector found a piece."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from precheck import fields
from precheck.domain.geometry import Quad, slice_along
from precheck.domain.reading import FieldReading
from precheck.domain.text import TextLine
from precheck.fields.glyphs import is_han

DIGITS, MOSTLY = 5, 0.7
"""A piece of a number has so many digits, and they are this share of it."""

COMMON, FEW = 4, 2
"""So many characters in a row of what was declared make a line a piece of it: by chance in one of 10,000 numbers. Of a line
that is mostly digits fewer tell where in the number it stands."""

MARGIN = 0.7
"""Digits' widths added at either end: how wide one is follows from a few."""

HAN = 1.9
"""Han characters are this many digits wide."""

PIECES = 2


def is_piece(text: str) -> bool:
    """Whether a line is mostly digits: what a seal left of a number."""
    digits = sum(character.isdigit() for character in text)
    return digits >= DIGITS and digits >= MOSTLY * len(text) and "年" not in text


def boxes(reading: FieldReading, lines: Sequence[TextLine]) -> list[Quad]:
    """Boxes that may hold the whole number, likeliest first; none where as many characters were read as were declared.

    The longest run of characters that a line has in common with the declared value says where in the number it stands, and
    how wide a character is. What was declared tells only where to look, not what stands there.
    """
    kind = fields.load(reading.type)
    forms = kind.printed_forms(reading.expected or "")
    if not forms or len(reading.value or "") >= min(map(len, forms)):
        return []
    pieces = sorted(
        ((size, box) for line in lines for size, box in [_whole(line, forms[0])] if box is not None),
        key=lambda piece: -piece[0],
    )
    return [box for _, box in pieces[:PIECES]]


def _whole(line: TextLine, form: str) -> tuple[int, Quad | None]:
    """How many characters in a row the line has in common with a declared form, and where then all of it stands."""
    run = SequenceMatcher(None, line.text, form, autojunk=False).find_longest_match()
    enough = FEW if is_piece(line.text) else COMMON
    dated = "年" in line.text and "年" not in form
    if run.size < enough or dated or len(line.spans) != len(line.text):
        return 0, None
    start, end = line.spans[run.a][0], line.spans[run.a + run.size - 1][1]
    digit = (end - start) / wide(form[run.b : run.b + run.size])
    before = start - (wide(form[: run.b]) + MARGIN) * digit
    after = end + (wide(form[run.b + run.size :]) + MARGIN) * digit
    return run.size, slice_along(line.box, before, after)


def wide(text: str) -> float:
    """The width of a text, in digits."""
    return sum(HAN if is_han(character) else 1.0 for character in text)
