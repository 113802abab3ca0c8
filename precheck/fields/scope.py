"""执业范围, 诊疗科目: one or more specialities, joined by 、 in the order in which they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import is_han, simplify, squeeze, wide_brackets
from precheck.fields._prose import leading_run, without_label

CONFIDENCE = "lists"

_LABELS = ("执业范围", "诊疗科目", "范围", "科目")
_STOPS = (
    "执业地点",
    "执业类别",
    "类别",
    "签发",
    "发证",
    "注册",
    "证书编",
    "身份证",
    "有效期",
    "批准",
    "登记号",
)
# A slash joins a department and its part (内科/呼吸内科专业) and separates nothing.
_BETWEEN = re.compile(r"[、,，;；|\n]+")


def find(text: str) -> Sequence[Found]:
    start = without_label(text, _LABELS)
    end = leading_run(text, start, _STOPS, ends="。!?:：")
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    return "、".join(parts(text))


def parts(text: str) -> list[str]:
    """The specialities one by one, each without spaces."""
    words = (part.strip(":：.。-") for part in _BETWEEN.split(wide_brackets(simplify(squeeze(text)))))
    return [word for word in words if word]


def problems(value: str) -> Sequence[str]:
    return [] if sum(map(is_han, value)) >= 2 else ["执业范围不完整"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    bare = "、".join(filter(None, (_bare(part) for part in parts(declared))))
    return list(dict.fromkeys((value, bare, f"{bare}专业" if "、" not in bare else value))) if bare else []


def agree(read: str, declared: str) -> bool:
    """The same specialities in any order; the words 专业 and 类别专业 behind one do not matter (儿科, 儿科专业)."""
    got, wanted = ({_bare(part) or part for part in parts(text)} for text in (read, declared))
    return bool(got) and got == wanted


def _bare(part: str) -> str:
    return part.removesuffix("专业").removesuffix("类别")
