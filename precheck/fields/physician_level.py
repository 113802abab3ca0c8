"""医师级别: 执业医师 or 执业助理医师."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._choices import find_words, words_for

_MEANINGS = {
    **dict.fromkeys(("执业助理医师", "助理医师", "assistant"), "执业助理医师"),
    **dict.fromkeys(("执业医师", "physician"), "执业医师"),
}


def find(text: str) -> Sequence[Found]:
    return find_words(text, _MEANINGS)


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), text.strip())


def problems(value: str) -> Sequence[str]:
    return [] if value in _MEANINGS.values() else ["医师级别不是执业医师或执业助理医师"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [word for word in words_for(value, _MEANINGS) if not word.isascii()] if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
