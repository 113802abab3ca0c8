"""Where on a page a field's value may stand: beside its label, under it, in a sentence, or anywhere by its structure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from precheck import fields
from precheck.domain.geometry import Quad, quad
from precheck.domain.material import FieldRule
from precheck.fields import FieldType
from precheck.fields.glyphs import simplify
from precheck.reading import labels
from precheck.reading.fuse import best_reading
from precheck.reading.layout import Glyph, Layout, Placed, Text, text_of

FAR = 14.0
"""A value stands at most this many line heights to the right of its label: forms leave wide gaps, spreads wider ones."""

WITHIN = 3.5
"""Gaps inside a value, in line heights: spaced names and dates have 2; across a booklet's fold it is 4 and more."""

BELOW = 2.2
"""A value under its label begins within this many line heights."""

NEXT_LINE = 1.4
"""A value goes on in a next line that begins within this many line heights under the last."""

TELLING = 15
"""Without a label, only values of at least this many characters say by their structure what they are."""

ENOUGH_WORDS = 6
"""Characters from which what stands on the page alone, as it was declared, is it, without any label: an address, an institution's
name. Personal names are shorter."""

VALUE_LENGTH = 8.0
"""Line heights of a number of 16 digits."""

COLONS = " :：.．,，;；|丨·-—_＿"


@dataclass(frozen=True, slots=True)
class Place:
    """A possible value: the characters, what they mean, and how they were found."""

    text: Text
    value: str
    label: str | None
    how: str
    score: float


def places(layout: Layout, rule: FieldRule, stops: Iterable[str]) -> list[Place]:
    """Possible values of a field on a page, best first.

    ``stops`` are the labels of all the material's fields: a value ends where the next label begins.
    """
    kind = fields.load(rule.type)
    every = {*stops, *rule.labels}
    found = [
        *_by_pattern(layout, rule, kind),
        *_by_label(layout, rule, kind, every),
        *_by_row(layout, rule, kind),
    ]
    found += list(_completed(layout, found, kind))
    if not found and rule.unlabelled:
        found = list(_by_structure(layout, kind))
    return sorted(found, key=lambda place: -place.score)


def standing(layout: Layout, rule: FieldRule, forms: Collection[str]) -> list[Place]:
    """Pieces of text that are, whole, one of these printed forms of :data:`ENOUGH_WORDS` characters or more: words, and
    numbers whose label a seal lies on (2004-871 on 3 of 101 hard pictures)."""
    kind = fields.load(rule.type)
    whole = [text for text in layout.pieces if len(text.string) >= ENOUGH_WORDS and text.string in forms]
    return [Place(text, kind.normalise(text.string), None, "structure", 0.4) for text in whole]


def areas(layout: Layout, rule: FieldRule) -> list[Quad]:
    """Where the value belongs: to the right of each of its labels, and below it where values may stand there."""
    found: list[Quad] = []
    for row in layout.row_texts:
        for hit in labels.find(row.string, rule.labels, row.beginnings):
            corners = np.array(row.part(hit.start, hit.end).box(layout.orientation))
            tall = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
            along = (corners[1] - corners[0]) / max(1.0, float(np.linalg.norm(corners[1] - corners[0])))
            size = float(np.linalg.norm(tall))
            start, end = 0.3 * size * along, VALUE_LENGTH * size * along
            found.append(
                quad(np.array([corners[1] + start, corners[1] + end, corners[2] + end, corners[2] + start]))
            )
            if rule.below:
                under = corners[[0, 0, 3, 3]] + 1.3 * tall
                under[[1, 2]] += end
                found.append(quad(under))
    return found


def _by_label(layout: Layout, rule: FieldRule, kind: FieldType, every: set[str]) -> Iterator[Place]:
    for row in layout.row_texts:
        hits = labels.find(row.string, every, row.beginnings)
        for number, hit in enumerate(hits):
            if hit.text not in rule.labels:
                continue
            rank = 1.0 - 0.05 * rule.labels.index(hit.text) - 0.1 * hit.errors
            end = hits[number + 1].start if number + 1 < len(hits) else len(row.glyphs)
            label = row.part(hit.start, hit.end)
            beside = _near(label.glyphs[-1], row.glyphs[hit.end : end])
            beside = _without_colons(beside)
            if labels.opens_one(Text(beside).string, every):
                beside = ()
            if beside:
                value = _continued(layout, beside, rule.lines, every)
                yield from _parsed(value, kind, hit.text, "label", rank)
                yield from _shorter(value, beside, kind, hit.text, rank)
            if rule.below or not beside:
                under = layout.below(label.glyphs, BELOW)
                if under and not _opens_with_label(under[0], every):
                    value = _continued(layout, text_of(under[:1]).glyphs, rule.lines, every)
                    yield from _parsed(value, kind, hit.text, "below", rank - 0.2)


def _shorter(
    value: Text, beside: tuple[Glyph, ...], kind: FieldType, label: str, rank: float
) -> Iterator[Place]:
    """The value without its further lines, and only its first piece of text: a seal's words may stand behind it."""
    if len(beside) < len(value.glyphs):
        yield from _parsed(Text(beside), kind, label, "label", rank - 0.05)
    first = tuple(takewhile(lambda glyph: glyph.placed is beside[0].placed, beside))
    if len(first) < len(beside):
        yield from _parsed(Text(first), kind, label, "label", rank - 0.1)


def _near(label: Glyph, glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The characters up to the first gap that is too wide: a value may stand far from its label, but holds together."""
    near: list[Glyph] = []
    edge, reach = label.right, FAR * label.placed.height
    for glyph in glyphs:
        if glyph.left - edge > reach:
            break
        near.append(glyph)
        if _character(glyph) not in COLONS:
            reach = WITHIN * glyph.placed.height
        edge = glyph.right
    return tuple(near)


def _without_colons(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    start = 0
    while start < len(glyphs) and _character(glyphs[start]) in COLONS:
        start += 1
    return glyphs[start:]


def _character(glyph: Glyph) -> str:
    return glyph.placed.line.text[glyph.index]


def _continued(layout: Layout, glyphs: tuple[Glyph, ...], lines: int, every: set[str]) -> Text:
    """A value with the lines it goes on in: under its own beginning, close, and first in
    their row (another label's value stands behind its label)."""
    value = list(glyphs)
    last = glyphs
    for _ in range(lines - 1):
        left = min(g.left for g in glyphs)
        size = max(g.placed.height for g in last)
        under = layout.below(last, NEXT_LINE)
        if not under or _opens_with_label(under[0], every):
            break
        following = [line for line in under if line.left > left - 1.5 * size and layout.begins_row(line)]
        if not following:
            break
        nearest = following[0]
        beside = [p for p in following if abs(p.middle - nearest.middle) < 0.5 * nearest.height]
        last = text_of(sorted(beside, key=lambda p: p.left)).glyphs
        if not last:
            break
        value.extend(last)
    return Text(tuple(value))


def _opens_with_label(placed: Placed, every: set[str]) -> bool:
    text = text_of([placed])
    return any(hit.start <= 1 for hit in labels.find(text.string, every, text.beginnings))


def _parsed(text: Text, kind: FieldType, label: str | None, how: str, rank: float) -> Iterator[Place]:
    string, origin = text.spaced
    for order, found in enumerate(kind.find(string)):
        if found.start >= found.end or not found.value:
            continue
        part = text.part(origin[found.start], origin[found.end - 1] + 1)
        # What a label announces stands right behind it: a number further on belongs to something else.
        distance = min(1.0, origin[found.start] / 10)
        sound = 0.0 if kind.problems(found.value) else 0.3
        yield Place(
            part, found.value, label, how, rank + sound + 0.3 * part.certainty - 0.1 * order - 0.2 * distance
        )


def _by_pattern(layout: Layout, rule: FieldRule, kind: FieldType) -> Iterator[Place]:
    running = layout.running
    for number, pattern in enumerate(rule.patterns):
        for match in re.finditer(pattern, simplify(running.string)):
            start, end = match.span("value")
            if start < end:
                yield from _parsed(running.part(start, end), kind, pattern, "pattern", 1.1 - 0.05 * number)


def _by_row(layout: Layout, rule: FieldRule, kind: FieldType) -> Iterator[Place]:
    for number, pattern in enumerate(rule.rows):
        # A seal's own words may stand in the row: each of its pieces is tried as well.
        for row in (*layout.row_texts, *layout.pieces):
            match = re.fullmatch(pattern, simplify(row.string))
            if match:
                yield from _parsed(row.part(*match.span("value")), kind, pattern, "row", 1.15 - 0.05 * number)


def _completed(layout: Layout, found: Sequence[Place], kind: FieldType) -> Iterator[Place]:
    """Values that one piece of text begins and another ends: a month in the sentence, its day under the seal."""
    values = dict.fromkeys(place.value for place in found)
    for value in values:
        if any(other != value and other.startswith(value) for other in values):
            continue
        for text in layout.pieces:
            rest = kind.complete(value, text.string)
            if rest is not None:
                yield Place(text.part(rest.start, rest.end), rest.value, None, "completed", 1.75)


def _by_structure(layout: Layout, kind: FieldType) -> Iterator[Place]:
    for row in layout.row_texts:
        for place in _parsed(row, kind, None, "structure", 0.4):
            if len(place.value) < TELLING or not place.value.isascii():
                continue
            # A digit or two may be misread: what the structure makes of it then has to be likely (never another kind of
            # number, which would take more). A check digit that does not hold is the page's affair: the value stands there.
            shaped = re.fullmatch(kind.structure or "", place.value) is not None
            if (
                shaped
                or not kind.problems(place.value)
                or best_reading(kind, place.text, place.value).sound(kind)
            ):
                yield place
