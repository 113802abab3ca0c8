"""学历层次: 博士, 硕士, 第二学士学位, 本科, 专科, 中专 or 研究生 (where the page does not say which)."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._choices import find_words, words_for

_MEANINGS = {
    **dict.fromkeys(("博士研究生", "博士", "doctor"), "博士"),
    **dict.fromkeys(("硕士研究生", "硕士", "master"), "硕士"),
    "研究生": "研究生",
    **dict.fromkeys(("第二学士学位", "第二学士"), "第二学士学位"),
    **dict.fromkeys(("本科", "大学本科", "专升本", "专科起点本科", "高升本", "bachelor"), "本科"),
    **dict.fromkeys(
        ("专科", "大学专科", "高等专科", "大专", "高等职业教育", "高等职业", "高职", "junior_college"), "专科"
    ),
    **dict.fromkeys(
        (
            "中专",
            "中等专业学校",
            "中等专业",
            "中等职业教育",
            "中等职业",
            "普通中专",
            "成人中专",
            "职业中专",
            "secondary_school",
        ),
        "中专",
    ),
}


def find(text: str) -> Sequence[Found]:
    return find_words(text, _MEANINGS)


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), text.strip())


def problems(value: str) -> Sequence[str]:
    return [] if value in _MEANINGS.values() else ["学历层次不在通用名称之列"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [word for word in words_for(value, _MEANINGS) if not word.isascii()] if value else []


def agree(read: str, declared: str) -> bool:
    """Equal, or one says 研究生 and the other of which kind."""
    both = {normalise(read), normalise(declared)}
    return "" not in both and (len(both) == 1 or both in ({"研究生", "硕士"}, {"研究生", "博士"}))
