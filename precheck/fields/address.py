"""住址, 地址: without spaces, letters and digits narrow, brackets wide."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import is_han, simplify, squeeze, wide_brackets
from precheck.fields._prose import leading_run, without_label

CONFIDENCE = "lists"

_LABELS = ("住址", "地址", "住所", "执业地址", "注册地址", "机构地址")
# 民族路, 电话局巷 and 出生 stand inside addresses: only labels that cannot.
_STOPS = (
    "公民身份",
    "身份证号",
    "邮政编码",
    "邮编",
    "联系电话",
    "法定代表人",
    "主要负责人",
    "登记号",
    "有效期",
    "所有制形式",
    "经营性质",
)


def find(text: str) -> Sequence[Found]:
    start = without_label(text, _LABELS)
    end = leading_run(text, start, _STOPS, ends="。;；|!?")
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    return wide_brackets(simplify(squeeze(text))).strip(":：.,，。;；")


def problems(value: str) -> Sequence[str]:
    return [] if sum(map(is_han, value)) >= 4 else ["地址不完整"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return list(dict.fromkeys((value, value.replace("（", "(").replace("）", ")")))) if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read).upper()
    return value != "" and value == normalise(declared).upper()
