"""One character for another: widths, dots, dashes, brackets, old and new forms.

:func:`fold` keeps the length of a text, so that offsets into the folded text are offsets into the text as read. Han
characters that merely look alike (己/已, 未/末) are never folded: they are different names."""

import unicodedata
from functools import cache
from importlib import resources

from precheck.domain.cleaning import PRESENT_CODE_POINTS

_DOTS = "•・‧∙⋅･●▪᛫."
_DASHES = "‐‑‒–—―−─━﹣ー"
_ROUND_ZERO = "○◯⭕⚪"
_OPENING = "〔［【﹙〖"
_CLOSING = "〕］】﹚〗"
_SAME_LETTER = {
    "×": "X", "✕": "X", "✖": "X", "╳": "X", "Χ": "X", "Х": "X", "х": "x",
    "Ο": "O", "О": "O", "о": "o", "ο": "o", "А": "A", "Α": "A", "В": "B", "Β": "B", "С": "C", "Е": "E",
    "Ε": "E", "Н": "H", "Η": "H", "К": "K", "Κ": "K", "М": "M", "Μ": "M", "Р": "P", "Ρ": "P", "Т": "T",
    "Τ": "T", "丨": "|",
}  # fmt: skip
_FOLDED = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_ROUND_ZERO, "〇"),
    **dict.fromkeys(_OPENING + "[", "("),
    **dict.fromkeys(_CLOSING + "]", ")"),
    **_SAME_LETTER,
}

# What a recogniser gives for a digit, likeliest digit first. Capitals and small letters differ on purpose.
DIGIT_FOR = {
    "O": "0", "o": "0", "D": "0", "Q": "09", "〇": "0", "I": "1", "l": "1", "i": "1", "|": "1",
    "L": "1", "Z": "27", "z": "27", "A": "4", "S": "58", "s": "58", "G": "69", "b": "6", "T": "71", "B": "863", "g": "9",
    "q": "9",
}  # fmt: skip


@cache
def _simplified() -> dict[int, str]:
    """New forms by the old ones' codes, from ``old_forms.txt``: those of OpenCC's table (t2s, Apache-2.0) that GB 2312 does not
    know and whose new form it does, so that nothing that is printed as itself today (乾, 徵, 於) is changed. Without names of their
    own (昇陞逕釐鍾缐: 通用规范汉字表, 2013, notes, or two new forms); with 後, which old papers print for nothing else than 后."""
    table = resources.files("precheck.fields").joinpath("old_forms.txt").read_text(encoding="utf-8")
    return {ord(pair[0]): pair[1] for pair in table.split()}


def _fold_one(char: str) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if char.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) != 1:
        return char
    return _FOLDED.get(plain, plain)


def fold(text: str) -> str:
    """The text with widths, dashes, brackets, round zeros, spaces and letters of other alphabets made
    plain (ASCII where there is one, ``〇`` for the round zero), and private-use characters those of today. As many
    characters as before."""
    return "".join(map(_fold_one, text.translate(PRESENT_CODE_POINTS)))


def squeeze(text: str) -> str:
    """Folded and without any space."""
    return fold(text).replace(" ", "")


def simplify(text: str) -> str:
    """Old (traditional) forms replaced by the new ones where that is unambiguous; same length. A recogniser gives now
    学, now 學 for the same print, and the papers here are printed in new forms."""
    return text.translate(_simplified())


def dots(text: str) -> str:
    """The dots that stand inside names, whichever they are, as ``·`` (U+00B7)."""
    return text.translate(_TO_DOT)


def wide_brackets(text: str) -> str:
    """Brackets as Chinese text prints them: ``（ ）``."""
    return text.replace("(", "（").replace(")", "）")


def is_han(char: str) -> bool:
    """Whether a character can stand in a Chinese name: all Han blocks, 〇, and the private-use area,
    where older systems keep rare characters."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
        or 0xE000 <= code <= 0xF8FF
        or code == 0x3007
    )


_TO_DOT = {ord(dot): "·" for dot in _DOTS}
