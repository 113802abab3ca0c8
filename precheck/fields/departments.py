"""诊疗科目: the departments that an institution is licensed for, joined by 、 in the order in which they are printed.

The names are those of the national list (医疗机构诊疗科目名录, 1994, with 疼痛科 2007 and 重症医学科 2009), so that columns, rows and
lists without any signs between them are taken apart; what stands between signs and ends in 科 or 专业 counts as well.
What closes a list (以下空白, asterisks) does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, simplify

LISTED = (
    "预防保健科", "全科医疗科", "内科", "呼吸内科", "消化内科", "神经内科", "心血管内科", "血液内科", "肾病学", "内分泌", "免疫学",
    "变态反应", "老年病", "外科", "普通外科", "神经外科", "骨科", "泌尿外科", "胸外科", "心脏大血管外科", "烧伤科", "整形外科", "妇产科",
    "妇科", "产科", "计划生育", "妇女保健科", "儿科", "小儿外科", "儿童保健科", "眼科", "耳鼻咽喉科", "口腔科", "口腔内科", "口腔颌面外科",
    "皮肤科", "医疗美容科", "精神科", "传染科", "结核病科", "地方病科", "肿瘤科", "急诊医学科", "康复医学科", "运动医学科", "职业病科",
    "临终关怀科", "麻醉科", "疼痛科", "重症医学科", "医学检验科", "病理科", "医学影像科", "中医科", "民族医学科", "中西医结合科",
)  # fmt: skip


def _fragments() -> dict[str, str]:
    """Beginnings and ends of names that tell the name: a list breaks anywhere, and a seal takes a character away."""
    found: dict[str, set[str]] = {}
    for name in LISTED:
        shortest = max(3, -(-len(name) * 3 // 5))
        for length in range(shortest, len(name)):
            found.setdefault(name[:length], set()).add(name)
            found.setdefault(name[-length:], set()).add(name)
    return {part: names.pop() for part, names in found.items() if len(names) == 1 and part not in LISTED}


_WHOLE = {**_fragments(), **{name: name for name in LISTED}}
_NAMES = "|".join(sorted(_WHOLE, key=len, reverse=True))
# A listed name, with 专业 where it is a part of a department; never the beginning of an institution's name (口腔科医院).
_SEEN = re.compile(
    rf"(?P<listed>{_NAMES})(?P<part>专业)?(?!医院|门诊|诊所|病院|医师|[名目])"
    r"|(?<=[、,，;；/()（）：:])(?P<other>[\u3400-\u9fff]{2,9}?(?:科|专业))(?=[、,，;；/()（）*。]|$)"
)
# A table's caption stands in the middle of its cell, and so between the lines of the list.
_BETWEEN = re.compile(r"诊疗科目|[\s\u3000]+")


def find(text: str) -> Sequence[Found]:
    """One value: all departments in the text."""
    folded = simplify(fold(text))
    dropped = {i for match in _BETWEEN.finditer(folded) for i in range(*match.span())}
    origin = [i for i in range(len(folded)) if i not in dropped]
    seen = [
        (match, name)
        for match in _SEEN.finditer("".join(folded[i] for i in origin))
        if (name := _name(match)) is not None
    ]
    if not seen:
        return []
    start, end = origin[seen[0][0].start()], origin[seen[-1][0].end() - 1] + 1
    return [Found(start, end, "、".join(dict.fromkeys(name for _, name in seen)))]


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    return [] if value else ["未能识别出诊疗科目"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value, value.replace("、", "/")] if value else []


def agree(read: str, declared: str) -> bool:
    """The same departments, in whatever order: columns are read one way or the other."""
    wanted = set(normalise(declared).split("、"))
    return wanted != {""} and set(normalise(read).split("、")) == wanted


def _name(match: re.Match[str]) -> str | None:
    if match["other"]:
        # The end of a listed name that was broken tells nothing by itself.
        broken = any(name.endswith(match["other"]) for name in LISTED) or match["other"].count("科") > 1
        return None if broken else match["other"]
    name, part = _WHOLE[match["listed"]], match["part"] or ""
    # 免疫学 alone is a word; with 专业 it is a part of a department.
    return f"{name}{part}" if part or name.endswith("科") else None
