"""姓名: a person's name.

Han names of 2 to 15 characters, with the dots of minority and foreign names (·, U+00B7; the ID card allows
15 characters), rare characters and those of the private-use area; Latin names of passports in capitals.
Kept as read: two Han characters that look alike are two names, and an old form (張) is only understood when
comparing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import dots, fold, is_han, simplify
from precheck.fields._prose import NEXT_LABELS, leading_run, without_label

_LABELS = (
    "姓名", "姓名/Name", "Name", "姓/Surname", "名/Given names", "Surname", "Given names", "研究生", "学生", "学员", "兹证明", "兹有",
)  # fmt: skip
_STOPS = (
    *NEXT_LABELS,
    "性别", "民族", "出生", "住址", "证件", "证号", "编号", "学号", "年龄", "籍贯", "类别", "级别",
    "职务", "职称", "照片", "身份证", "签名", "签字", "单位", "学历", "专业",
)  # fmt: skip
# How a sentence goes on after a name of two characters or more.
_SENTENCE = re.compile("同志|系|于")
_COMPOUND = frozenset((
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木",
    "东方", "独孤", "南宫", "长孙", "宇文", "轩辕", "百里", "呼延", "闻人", "澹台", "赫连", "太史",
))  # fmt: skip
_LONGEST = 15
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.\- ,]*")


def find(text: str) -> Sequence[Found]:
    folded = dots(fold(text))
    start = without_label(text, _LABELS)
    if start >= len(folded):
        return []
    latin = _LATIN.match(fold(text), start)
    if latin and len(re.sub(r"[^A-Za-zÀ-ɏ]", "", latin[0])) >= 2:
        end = start + len(latin[0].rstrip(" ,.-'"))
        return [Found(start, end, normalise(text[start:end]))]
    end = leading_run(text, start, _STOPS)
    end = _han_end(folded, start, end)
    value = normalise(text[start:end])
    return [Found(start, end, value)] if value else []


def normalise(text: str) -> str:
    plain = fold(text)
    if any(is_han(char) for char in plain):
        return re.sub(r"·+", "·", dots(plain).replace(" ", "")).strip("·,;:-")
    return " ".join(plain.replace("’", "'").replace(",", " ").upper().split()).strip(" .-'·")


def problems(value: str) -> Sequence[str]:
    if not value:
        return ["未能识别出姓名"]
    han = [char for char in value if char != "·"]
    if not any(map(is_han, han)):
        return [] if re.fullmatch(r"[A-ZÀ-ɏ][A-ZÀ-ɏ'.\- ]+", value) else ["姓名中有不应出现的字符"]
    if not all(map(is_han, han)):
        return ["姓名中有不应出现的字符"]
    if not 2 <= len(value) <= _LONGEST:
        return ["姓名字数不合理"]
    return []


def printed_forms(declared: str) -> Sequence[str]:
    """With its dot, without any, and with the dots of other alphabets."""
    name = normalise(declared)
    if not name:
        return []
    if not any(map(is_han, name)):
        return list(dict.fromkeys((name, name.replace(" ", ""))))
    return list(dict.fromkeys(name.replace("·", dot) for dot in ("·", "", "•", ".")))


def agree(read: str, declared: str) -> bool:
    """Whether both are the same characters; dots, spaces, widths and old or new forms do not matter."""
    return _bare(read) != "" and _bare(read) == _bare(declared)


def _bare(text: str) -> str:
    return re.sub(r"[·\s'.\-]", "", simplify(normalise(text)))


def _han_end(folded: str, start: int, end: int) -> int:
    """Where a Han name ends: at the first character that cannot stand in one, before words of a sentence
    (张三系我校…), and at a space unless :func:`_continues`."""
    last = start
    while last < end and (is_han(folded[last]) or folded[last] in "· "):
        last += 1
    sentence = _SENTENCE.search(folded, start + 2, last)
    last = sentence.start() if sentence else last
    words = list(re.finditer(r"[^ ]+", folded[start:last]))
    name, stop = "", start
    for word in words:
        if name and not _continues(name, word[0], len(words)):
            break
        name, stop = name + word[0], start + word.end()
    while len(name) > _LONGEST or name.endswith("·"):
        name, stop = name[:-1], stop - 1
    return stop


def _continues(name: str, word: str, words: int) -> bool:
    """Whether a word after a space belongs to the name: its characters are printed apart (张 三, 张 亚 男),
    a compound surname stands apart (欧阳 娜娜), or a dot joins or stands in them."""
    if name.endswith("·") or word.startswith("·"):
        return True
    # A name with a dot may be too long for one row.
    if "·" in name and len(word) > 1 and len(name) + len(word) <= _LONGEST:
        return True
    if name in _COMPOUND:
        return len(word) <= 2 and word not in ("男", "女")
    if word in ("男", "女"):
        return len(name) == 1 or (len(name) == 2 and words == 3)
    return len(name) == 1 or (len(word) == 1 and len(name) == 2)
