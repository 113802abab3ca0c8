"""民族: one of the 56 of GB/T 3304-1991, without 族, as the ID card prints it (汉, 维吾尔)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import simplify, squeeze
from precheck.fields._prose import leading_run, without_label

NATIONALITIES = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
    "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西",
    "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌",
    "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
    "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
# Printed on cards of people whose group is not one of the 56.
_OTHERS = ("穿青人", "革家人", "其他", "外国血统中国籍人士")
_STOPS = ("出生", "性别", "住址", "公民", "籍贯", "姓名", "学历")
_LONGEST_FIRST = re.compile("|".join(sorted((*NATIONALITIES, *_OTHERS), key=len, reverse=True)))


def find(text: str) -> Sequence[Found]:
    start = without_label(text, ("民族",))
    # On the card the label stands behind the sex, on the same line.
    behind = re.search(r"民\s*族\s*[:：]?\s*", text[start:])
    start += behind.end() if behind else 0
    end = leading_run(text, start, _STOPS)
    if end - start > 12:
        end = start + 12
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    word = simplify(squeeze(text)).strip(":.,·")
    match = _LONGEST_FIRST.match(word)
    if match and word[match.end() :] in ("", "族"):
        return match[0]
    return word


def problems(value: str) -> Sequence[str]:
    return [] if value in NATIONALITIES or value in _OTHERS else ["民族不在国家标准名称之列"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value, f"{value}族"] if value in NATIONALITIES else [value] if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
