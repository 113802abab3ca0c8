"""学历层次: 博士, 硕士, 第二学士学位, 本科, 专科, 中专 or 研究生 (where the page does not say which)."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.education import MEANINGS
from precheck.domain.text import Found
from precheck.fields._choices import find_words, words_for


def find(text: str) -> Sequence[Found]:
    return find_words(text, MEANINGS)


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), text.strip())


def problems(value: str) -> Sequence[str]:
    return [] if value in MEANINGS.values() else ["学历层次不在通用名称之列"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [word for word in words_for(value, MEANINGS) if not word.isascii()] if value else []


def agree(read: str, declared: str) -> bool:
    """Equal, or one says 研究生 and the other of which kind."""
    both = {normalise(read), normalise(declared)}
    return "" not in both and (len(both) == 1 or both in ({"研究生", "硕士"}, {"研究生", "博士"}))
