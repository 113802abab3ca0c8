"""Where the whole of a declared number must stand, of which a detector found a piece, or only the label."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from precheck import fields
from precheck.domain.geometry import Quad, height, slice_along, trim_height, width
from precheck.domain.reading import FieldReading
from precheck.domain.text import TextLine
from precheck.fields.glyphs import is_han
from precheck.reading import slope

DIGITS, MOSTLY = 5, 0.7
"""A piece of a number has so many digits, and they are this share of it."""

COMMON, FEW = 4, 2
"""So many characters in a row of what was declared make a line a piece of it: by chance in one of 10,000 numbers. Of a line
that is mostly digits fewer tell where in the number it stands."""

MARGIN = 0.7
"""Digits' widths added at either end: how wide one is follows from a few."""

HAN = 1.9
"""Han characters are this many digits wide."""

TALL, USUAL = 1.4, 1.1
"""A box this many times the height of the page's lines took a seal's ink with it, and is cut to the latter."""

PIECES = 2


def is_piece(text: str) -> bool:
    """Whether a line is mostly digits: what a seal left of a number."""
    digits = sum(character.isdigit() for character in text)
    return digits >= DIGITS and digits >= MOSTLY * len(text) and "年" not in text


def boxes(reading: FieldReading, lines: Sequence[TextLine]) -> list[Quad]:
    """Boxes that may hold the whole number, likeliest first; none where as many characters were read as were declared.

    The longest run of characters that a line has in common with the declared value says where in the number it stands, and
    how wide a character is. Where no line has any, the places beside and below the label. What was declared tells only
    where to look, not what stands there.
    """
    kind = fields.load(reading.type)
    forms = kind.printed_forms(reading.expected or "")
    if not forms or len(reading.value or "") >= min(map(len, forms)):
        return []
    pieces = sorted(
        ((size, box) for line in lines for size, box in [_whole(line, forms[0], lines)] if box is not None),
        key=lambda piece: -piece[0],
    )
    if pieces:
        return [box for _, box in pieces[:PIECES]]
    return [_shortened(area, len(forms[0]), lines) for area in reading.areas if reading.value is None]


def _whole(line: TextLine, form: str, lines: Sequence[TextLine]) -> tuple[int, Quad | None]:
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
    straight = _as_tall(slope.along(line.box, slope.way_of(lines)), lines)
    return run.size, slice_along(straight, before, after)


def wide(text: str) -> float:
    """The width of a text, in digits."""
    return sum(HAN if is_han(character) else 1.0 for character in text)


def _as_tall(box: Quad, lines: Sequence[TextLine]) -> Quad:
    """The box with the height of the page's lines, about its middle, where it is much taller."""
    usual = float(np.median([height(line.box) for line in lines])) if lines else height(box)
    return trim_height(box, USUAL * usual) if height(box) > TALL * usual else box


def _shortened(area: Quad, length: int, lines: Sequence[TextLine]) -> Quad:
    """As much of the place beside a label as the number can take, at half a height a character."""
    straight = _as_tall(area, lines)
    return slice_along(
        straight, 0.0, min(1.2, 0.5 * (length + 2) * height(straight) / max(1.0, width(straight)))
    )
