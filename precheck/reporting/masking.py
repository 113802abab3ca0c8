"""What people may see of a text: hostile characters written out, names and numbers hidden (the JSON report is never
masked), and two values held against each other with the differing characters marked.

Masking never makes two different values look equal: where they differ, both show their own characters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from precheck.domain.report import Report

# Controls, line and paragraph separators, bidirectional overrides, zero-width characters, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def visible(text: str, limit: int = 200) -> str:
    r"""One line in which every hidden character is written out (``\u202e``), at most ``limit`` characters
    and an ellipsis."""
    shown = _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return shown if len(shown) <= limit else shown[:limit] + "…"


STAR = "*"

# Field names are the same in every pipeline file (the outward contract), so the name tells what a value is.
NAMES = frozenset({"name", "former_name", "legal_representative", "principal"})
NUMBERS = re.compile(r"(^|_)number$")

# Eight characters: the shortest number that identifies a person or an institution here (organisation codes
# have nine, passports nine, ID numbers 15 or 18); years and dates written out are shorter or broken by signs.
_RUN = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]{0,4}[0-9]{4})[0-9A-Za-z]{8,}(?![0-9A-Za-z])")

Mask = Callable[[str, str | None], str | None]
"""From a field's name and value to what is shown of it."""


def mask_name(value: str) -> str:
    """First and last character stay; of two characters only the first."""
    if len(value) <= 1:
        return value
    if len(value) == 2:
        return value[0] + STAR
    return value[0] + STAR * (len(value) - 2) + value[-1]


def mask_number(value: str) -> str:
    """The first three and the last two characters stay; of less than eight only the last two."""
    keep = 3 if len(value) >= 8 else 0
    return value[:keep] + STAR * max(len(value) - keep - 2, 0) + value[-2:]


def mask_value(field: str, value: str | None) -> str | None:
    if value is None:
        return None
    if field in NAMES:
        return mask_name(value)
    if NUMBERS.search(field):
        return mask_number(value)
    return mask_text(value)


def show_value(_: str, value: str | None) -> str | None:
    """For ``--unmasked``."""
    return value


def mask_text(value: str) -> str:
    """Running text with its long numbers masked."""
    return _RUN.sub(lambda match: mask_number(match[0]), value)


def mask_message(value: str, report: Report) -> str:
    """A flag's message: the report's own names and numbers masked wherever they stand in it."""
    for field, facts in report.fields.items():
        for secret in (facts.value, facts.expected):
            if secret and len(secret) > 1 and (field in NAMES or NUMBERS.search(field)):
                value = value.replace(secret, mask_value(field, secret) or "")
    return mask_text(value)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters. ``differs``: the other value has something else here, or nothing."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def compare(
    field: str, value: str | None, other: str | None, *, unmasked: bool = False
) -> tuple[Pieces, Pieces]:
    """Both values in pieces. Where one of them is not there, the other is one piece that differs from nothing."""
    left, right = value or "", other or ""
    if not left or not right:
        return _whole(field, left, unmasked), _whole(field, right, unmasked)
    hidden = [_masked_in_place(field, text, unmasked) for text in (left, right)]
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
    return (Piece(visible(_masked_in_place(field, text, unmasked)), False),) if text else ()


def _masked_in_place(field: str, text: str, unmasked: bool) -> str:
    """As long as the text itself, so that places in one are places in the other."""
    if unmasked:
        return text
    shown = mask_value(field, text) or ""
    return shown if len(shown) == len(text) else STAR * len(text)
