"""机构名称: the name of a medical institution.

Only widths, brackets, spaces and old or new forms are evened out. The notice (part 3.7) fails a licence that
does not agree exactly with the registration (信息不完全一致), so there a city prefix more or a second name in
brackets makes another name. On papers for which the notice does not say so, :func:`agree_loosely` takes either.

Measured, strictly compared: of 120 printed lines with a second name in brackets, half of them small, blurred and compressed,
each declared with brackets of the other width or the same, all ended as match; of 480 with one of the names, the two
exchanged or a character left out, none did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import is_han, simplify, squeeze, wide_brackets
from precheck.fields._prose import NEXT_LABELS, SEAL_HERE, leading_run, without_label

_LABELS = (
    "医疗机构名称", "机构名称", "单位名称", "机构第一名称", "第一名称", "执业机构", "执业地点",
    "试用机构", "诊所名称", "名称", "单位",
)  # fmt: skip
# 地址 and the like; never 民族, 妇女, 出生, which stand inside names of institutions.
_STOPS = (
    *NEXT_LABELS,
    "地址", "法人代表", "负责人", "类别", "级别", "床位", "性别", "盖章", "公章", "印章", "姓名",
    "备案",
)  # fmt: skip
_PLACE = re.compile(r"[\u3400-\u9fff]{1,12}[省市区县州盟旗]")
_BRANCH = re.compile(r"分[院部]|院区|校区|站点?$")


def find(text: str) -> Sequence[Found]:
    start = without_label(text, _LABELS)
    start += len(seal[0]) if (seal := SEAL_HERE.match(text, start)) else 0
    end = _closed(text, start, leading_run(text, start, _STOPS))
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    """Without spaces, letters and digits narrow, brackets wide, new forms."""
    return wide_brackets(simplify(squeeze(text))).strip(":：·.,，。-")


def problems(value: str) -> Sequence[str]:
    if sum(map(is_han, value)) < 3:
        return ["机构名称不完整"]
    if value.count("（") != value.count("）"):
        return ["机构名称的括号不成对"]
    return []


def printed_forms(declared: str) -> Sequence[str]:
    name = normalise(declared)
    if not name:
        return []
    return list(dict.fromkeys((name, name.replace("（", "(").replace("）", ")"))))


def agree(read: str, declared: str) -> bool:
    name = normalise(read)
    return name != "" and name == normalise(declared)


def agree_loosely(read: str, declared: str) -> bool:
    """Whether one of the names read is one of those declared, or is so with the place before it (松溪市 云岭县人民医院)."""
    return any(
        a == b or _with_place(a, b) or _with_place(b, a)
        for a in names(read)
        for b in names(declared)
        if a and b
    )


def loose_forms(declared: str) -> Sequence[str]:
    """Each of the names alone."""
    return list(names(declared))


def _with_place(longer: str, name: str) -> bool:
    place = longer.removesuffix(name)
    return place != longer and len(name) >= 6 and _PLACE.fullmatch(place) is not None


def names(value: str) -> tuple[str, ...]:
    """The first name and those in brackets or after a slash that are names by themselves (four Han
    characters or more, as 云岭县急救中心; not a place as in （成都）). A branch (分院, 院区) is no name of the whole: then the
    value as it is, alone."""
    whole = normalise(value)
    first, *others = re.split(r"[（）/]", whole)
    if any(_BRANCH.search(other) for other in others):
        return (whole,)
    return first, *(other for other in others if sum(map(is_han, other)) >= 4)


def _closed(text: str, start: int, end: int) -> int:
    """``end`` moved before an opening bracket that a label follows, as in 某医院（盖章）."""
    run = text[start:end]
    return start + len(run.rstrip(" \u3000(（[〔【"))
