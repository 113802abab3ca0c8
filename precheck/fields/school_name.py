"""学校名称: the name of the school on a diploma, degree or student card.

Widths, brackets, spaces and old or new forms are evened out; renamed schools are two names (the registration
gives the name on the paper).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, is_han, simplify, squeeze, wide_brackets
from precheck.fields._prose import NEXT_LABELS, SEAL_HERE, leading_run, without_label

_LABELS = ("学校名称", "毕业学校", "毕业院校", "学校", "校名", "院校", "培养单位", "学位授予单位", "办学单位")
# 校长 and the like close a line's name; never 民族 or 地质, which stand inside names of schools.
_STOPS = (
    *NEXT_LABELS, "校长", "院长", "校（院）长", "校(院)长", "编号", "专业", "学制", "学历", "层次", "学生", "普通高等", "毕业证书",
    "成人高等", "学位证书", "盖章", "印章", "姓名", "性别",
)  # fmt: skip
# What follows the last of these words is somebody else's: a seal's text, a date.
_SCHOOL = re.compile(
    r"(?:大学|学院|学校|分校|卫校|医专|中专|职中|中心|校区|学部)(?:（[^）]*）)?$|University|College|School",
    re.IGNORECASE,
)


def find(text: str) -> Sequence[Found]:
    start = without_label(text, _LABELS)
    start += len(seal[0]) if (seal := SEAL_HERE.match(text, start)) else 0
    end = leading_run(text, start, _STOPS)
    end = start + len(text[start:end].rstrip(" \u3000(（[〔【"))
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    """Without spaces (between Latin words they stay), brackets wide, new forms."""
    if any(map(is_han, fold(text))):
        return wide_brackets(simplify(squeeze(text))).strip(":：·.,，。-")
    return " ".join(fold(text).split())


def problems(value: str) -> Sequence[str]:
    if not _SCHOOL.search(value):
        return ["学校名称不完整"]
    return [] if value.count("（") == value.count("）") else ["学校名称的括号不成对"]


def printed_forms(declared: str) -> Sequence[str]:
    name = normalise(declared)
    return list(dict.fromkeys((name, name.replace("（", "(").replace("）", ")")))) if name else []


def agree(read: str, declared: str) -> bool:
    name = normalise(read)
    return name != "" and name.casefold() == normalise(declared).casefold()
