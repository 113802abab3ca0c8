"""专业: the subject studied (临床医学, 中西医临床医学), without the word 专业 and without spaces."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import simplify, squeeze, wide_brackets
from precheck.fields._prose import NEXT_LABELS, leading_run, without_label

_EDGES = ":：·.,，。"
_LABELS = ("专业名称", "所学专业", "专业", "在我校", "在本校", "在")
_LEVELS = ("本科", "专科", "大专", "中专", "高职")
_STOPS = (
    *NEXT_LABELS,
    "专业",
    "学制",
    "层次",
    "学历",
    "年制",
    "本科",
    "专科",
    "学习",
    "修业",
    "修完",
    "毕业",
    "编号",
    "校长",
    "学校",
)


def find(text: str) -> Sequence[Found]:
    """On diplomas the word 专业 stands after the subject, and what follows it is the level (护理学专业 / 本科全部课程)."""
    start = without_label(text, _LABELS)
    if text[start:].lstrip().startswith(_LEVELS):
        return []
    end = start + len(
        text[start : leading_run(text, start, _STOPS)].rstrip("一二三四五六七八九1234568 \u3000(（")
    )
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    return wide_brackets(simplify(squeeze(text))).strip(_EDGES).removesuffix("专业").strip(_EDGES)


def problems(value: str) -> Sequence[str]:
    return [] if len(value) >= 2 else ["专业名称不完整"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return list(dict.fromkeys((value, value.replace("（", "(").replace("）", ")")))) if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
