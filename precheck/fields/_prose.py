"""The leading words of a line: where a value of plain words ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from precheck.fields._glyphs import fold, simplify

# Words that introduce the next field and cannot stand inside any value of words.
NEXT_LABELS = (
    "公民身份", "身份证号", "身份证件", "有效期", "签发机关", "签发日期", "发证机关", "发证日期",
    "颁发机关", "批准机关", "登记号", "证书编号", "证书编码", "注册号", "法定代表人", "主要负责人",
    "诊疗科目", "所有制形式", "经营性质", "服务对象", "服务方式", "执业地点", "执业范围",
    "执业类别", "毕业时间", "电话", "邮政编码", "邮编",
)  # fmt: skip
SEAL_HERE = re.compile(r"\s*[(（][公盖印]?章[)）]\s*")
"""Where the seal belongs, printed before a name."""
_WORD_ENDS = ",;:!?。、，；：！？\"'“”‘’|=*<>《》{}"


def without_label(text: str, labels: Iterable[str]) -> int:
    """Where the value begins if the text opens with one of the labels (spaces inside, a colon after);
    else where its first word begins."""
    folded = simplify(fold(text))
    for label in sorted(labels, key=len, reverse=True):
        match = re.match(r"\s*" + r"\s*".join(map(re.escape, label)) + r"\s*[:：]?\s*", folded, re.IGNORECASE)
        if match:
            return match.end()
    return len(folded) - len(folded.lstrip(" :：-·.,"))


def leading_run(text: str, start: int, stops: Iterable[str] = NEXT_LABELS, ends: str = _WORD_ENDS) -> int:
    """Where the run of words that begins at ``start`` ends: before the first punctuation of ``ends``, or
    the first of ``stops`` (spaces may stand inside) after at least one character; trailing spaces are left
    out."""
    folded = simplify(fold(text))
    end = len(folded)
    for place in range(start, len(folded)):
        if folded[place] in ends:
            end = place
            break
    for stop in stops:
        match = re.compile(r"\s*".join(map(re.escape, stop))).search(folded, start + 1, end)
        if match:
            end = match.start()
    return start + len(folded[start:end].rstrip())
