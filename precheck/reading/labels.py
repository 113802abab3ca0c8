"""Finding printed labels in text as read: spaces do not matter, and one wrong character in a long label neither.

A label written ``^学校`` counts only where a piece of text begins with it or a colon follows: the word alone also
stands inside names.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from precheck.fields.glyphs import simplify

TOLERANT_FROM = 4
"""Labels of this many characters may have one misread; shorter ones would then match almost anything."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label found: ``string[start:end]``, with ``errors`` characters misread."""

    text: str
    start: int
    end: int
    errors: int


PART = 3
"""Characters that say that a piece of text is the beginning of a label, which a seal covers from there: 主要负, 法定代."""

AT_BEGINNING = "^"
COLONS = ":;"
BREAKS = "，,。.、;:()|/"
NARROW = str.maketrans("：；（）", ":;()")
"""Brackets and colons are read in either width."""


def find(
    string: str, labels: Iterable[str], beginnings: Container[int] = (0,), tolerant: bool = True
) -> list[Label]:
    """All places of all labels in a string without spaces, none inside another (the longer wins).

    ``beginnings`` are the indices at which a piece of text begins. Unless ``tolerant``, no character may be misread.
    """
    return list(
        _find(string, frozenset(labels), tuple(i for i in range(len(string)) if i in beginnings), tolerant)
    )


@lru_cache(maxsize=2048)
def _find(
    string: str, labels: frozenset[str], beginnings: tuple[int, ...], tolerant: bool
) -> tuple[Label, ...]:
    """Kept, since the same rows are searched again for every field and after every second look."""
    string = simplify(string).translate(NARROW)
    # Longest first, then by text: never by a set's order, which changes from process to process.
    ordered = sorted(labels, key=lambda label: (-len(label), label))
    hits: list[Label] = []
    for misread in (False, True) if tolerant else (False,):
        for label in ordered:
            for start, end in _places(string, label.removeprefix(AT_BEGINNING), misread):
                opens = (
                    start in beginnings or string[start - 1] in BREAKS or string[end : end + 1] in (*COLONS,)
                )
                # Inside a sentence or a name, nearly the label is not the label (职业学校 is not 毕业学校).
                if not opens and (misread or label.startswith(AT_BEGINNING)):
                    continue
                if all(end <= hit.start or start >= hit.end for hit in hits):
                    hits.append(Label(label, start, end, int(misread)))
    return tuple(sorted(hits, key=lambda hit: hit.start))


def opens_one(string: str, labels: Iterable[str]) -> bool:
    """Whether a piece of text is a label, or the beginning of one: no value."""
    return len(string) >= PART and any(
        label.removeprefix(AT_BEGINNING).startswith(string) for label in labels
    )


def _places(string: str, label: str, misread: bool) -> Iterator[tuple[int, int]]:
    if not misread:
        plain = _plain(label)
        yield from ((start, start + len(plain)) for start in _apart(_starts(string, plain), len(plain)))
    elif len(label) >= TOLERANT_FROM:
        for start, end in _nearly(string, _plain(label)):
            found = string[start:end]
            # The last character and whatever is a digit or letter may be the value's own beginning.
            if found[-1] == label[-1] and not any(
                c.isascii() and c.isalnum() and c not in label for c in found
            ):
                yield start, end


def _starts(string: str, piece: str) -> Iterator[int]:
    """Wherever a piece of text begins in a string."""
    start = string.find(piece)
    while start >= 0:
        yield start
        start = string.find(piece, start + 1)


def _apart(starts: Iterable[int], length: int) -> Iterator[int]:
    """Those that lie no nearer to the last than its length."""
    end = 0
    for start in starts:
        if start >= end:
            yield start
            end = start + length


def _nearly(string: str, label: str) -> Iterator[tuple[int, int]]:
    """Where a label stands with at most one other character, the best places first: one half of it then stands as it is."""
    length, half = len(label), len(label) // 2
    at = {*_starts(string, label[:half]), *(start - half for start in _starts(string, label[half:]))}
    errors = {
        start: sum(a != b for a, b in zip(label, string[start : start + length], strict=True))
        for start in at
        if 0 <= start <= len(string) - length
    }
    near, end = sorted((wrong, start) for start, wrong in errors.items() if wrong <= 1), 0
    while near:
        start = near[0][1]
        yield start, (end := start + length)
        near = [place for place in near if place[1] >= end]


def _plain(label: str) -> str:
    return "".join(label.split()).translate(NARROW)
