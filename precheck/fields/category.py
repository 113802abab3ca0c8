"""执业类别: 临床, 口腔, 公共卫生 or 中医 (the law's four classes), and what belongs to the last.

Certificates print the class; the registration's examination category may be narrower (中西医结合, 藏医) or carry
more words (临床执业医师).
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._choices import find_words, words_for

_TRADITIONAL = ("中西医结合", "民族医", "蒙医", "藏医", "维医", "傣医", "朝医", "壮医", "哈萨克医")
_MEANINGS = {
    "临床": "临床",
    "口腔": "口腔",
    **dict.fromkeys(("公共卫生", "公卫"), "公共卫生"),
    "中医": "中医",
    **{word: word for word in _TRADITIONAL},
    **dict.fromkeys(("乡村全科", "乡村"), "乡村全科"),
}


def find(text: str) -> Sequence[Found]:
    return find_words(text, _MEANINGS)


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), text.strip())


def problems(value: str) -> Sequence[str]:
    return [] if value in _MEANINGS.values() else ["执业类别不在法定类别之列"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    if not value:
        return []
    return [*words_for(value, _MEANINGS), *(["中医"] if value in _TRADITIONAL else [])]


def agree(read: str, declared: str) -> bool:
    """Equal, or the page says 中医 and the registration something of that class."""
    value, wanted = normalise(read), normalise(declared)
    return value != "" and (value == wanted or (value == "中医" and wanted in _TRADITIONAL))
