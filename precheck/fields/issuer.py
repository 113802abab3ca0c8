"""签发机关, 发证机关: the office that issued the document (某县公安局, 某市卫生健康委员会)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, is_han, simplify, squeeze, wide_brackets
from precheck.fields._prose import NEXT_LABELS, leading_run, without_label

_LABELS = ("签发机关", "发证机关", "颁发机关", "批准机关", "登记机关", "批准注册机关", "签发")
_STOPS = (*(label for label in NEXT_LABELS if label not in _LABELS), "盖章", "公章", "日期", "签发人")
_OFFICE = re.compile(r".*(?:局|厅|委员会|卫健委|委|部|处|院|署|所|大使馆|领事馆)")


def find(text: str) -> Sequence[Found]:
    start = without_label(text, _LABELS)
    end = leading_run(text, start, _STOPS)
    digits = re.search(r"[0-9]", fold(text)[start:end])
    end = start + len(text[start : start + digits.start() if digits else end].rstrip(" \u3000(（"))
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    return wide_brackets(simplify(squeeze(text))).strip(":：·.,，。-")


def problems(value: str) -> Sequence[str]:
    return [] if _OFFICE.match(value) and sum(map(is_han, value)) >= 3 else ["签发机关名称不完整"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value] if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
