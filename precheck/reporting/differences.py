"""Two values held against each other, with the differing characters marked, masked or not.

Masking never makes two different values look equal: where they differ, both show their own characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from precheck.reporting import masking
from precheck.reporting.visible import visible


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters. ``differs``: the other value has something else here, or nothing."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def compared(
    field: str, value: str | None, other: str | None, *, unmasked: bool = False
) -> tuple[Pieces, Pieces]:
    """Both values in pieces. Where one of them is not there, the other is one piece that differs from nothing."""
    left, right = value or "", other or ""
    if not left or not right:
        return _whole(field, left, unmasked), _whole(field, right, unmasked)
    hidden = [_masked(field, text, unmasked) for text in (left, right)]
    mine: list[Piece] = []
    theirs: list[Piece] = []
    for same, a, b, c, d in _runs(left, right):
        for pieces, text, masked, start, end in (
            (mine, left, hidden[0], a, b),
            (theirs, right, hidden[1], c, d),
        ):
            if end > start:
                pieces.append(Piece(visible((masked if same else text)[start:end]), not same))
    return tuple(mine), tuple(theirs)


def _runs(left: str, right: str) -> Iterator[tuple[bool, int, int, int, int]]:
    """Whether a run is the same in both, and where it lies in each. Values of one length are held place by place: a digit
    read wrong is one place, not one taken out here and one put in there."""
    if len(left) != len(right):
        for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield tag == "equal", a, b, c, d
        return
    start = 0
    for same, run in groupby(zip(left, right, strict=True), key=lambda pair: pair[0] == pair[1]):
        end = start + len(list(run))
        yield same, start, end, start, end
        start = end


def _whole(field: str, text: str, unmasked: bool) -> Pieces:
    return (Piece(visible(_masked(field, text, unmasked)), False),) if text else ()


def _masked(field: str, text: str, unmasked: bool) -> str:
    """As long as the text itself, so that places in one are places in the other."""
    if unmasked:
        return text
    shown = masking.masked(field, text) or ""
    return shown if len(shown) == len(text) else masking.STAR * len(text)
