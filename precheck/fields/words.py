"""Values of plain words: where they begin and end in a line; addresses, subjects, specialities, departments."""

import re
from collections.abc import Iterable, Sequence

from precheck.domain.text import Found
from precheck.fields.field_type import LISTS, FieldType
from precheck.fields.glyphs import fold, is_han, simplify, squeeze, wide_brackets

# Words that introduce the next field and cannot stand inside any value of words.
NEXT_LABELS = (
    "公民身份", "身份证号", "身份证件", "有效期", "签发机关", "签发日期", "发证机关", "发证日期",
    "颁发机关", "批准机关", "登记号", "证书编号", "证书编码", "注册号", "法定代表人", "主要负责人",
    "诊疗科目", "所有制形式", "经营性质", "服务对象", "服务方式", "执业地点", "执业范围",
    "执业类别", "毕业时间", "电话", "邮政编码", "邮编",
)  # fmt: skip
_WORD_ENDS = ",;:!?。、，；：！？\"'“”‘’|=*<>《》{}"

_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9.,]) +(?=[A-Za-z0-9])")
# A slash joins a department and its part (内科/呼吸内科专业) and separates nothing.
_BETWEEN_PARTS = re.compile(r"[、,，;；|\n]+")


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
    """Where the run of words that begins at ``start`` ends: before the first punctuation of ``ends``, or the first of
    ``stops`` (spaces may stand inside) after at least one character; trailing spaces are left out."""
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


class Words(FieldType):
    """Words behind a label, up to the next field's: ``labels`` may open the line, ``stops`` or a sign of ``ends`` end the
    value, ``edges`` are no part of it."""

    labels: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    ends = _WORD_ENDS
    edges = ":：·.,，。-"

    def find(self, text: str) -> Sequence[Found]:
        start = self.begin(text)
        end = self.end(text, start, leading_run(text, start, self.stops, self.ends))
        value = self.normalise(text[start:end])
        return [Found(start, end, value)] if value else []

    def begin(self, text: str) -> int:
        return without_label(text, self.labels)

    def end(self, text: str, start: int, end: int) -> int:
        """Where it ends, of a run that ends before the next field."""
        return end

    def normalise(self, text: str) -> str:
        """Without spaces, letters and digits narrow, brackets wide, new forms."""
        return wide_brackets(simplify(squeeze(text))).strip(self.edges)

    def printed_forms(self, declared: str) -> Sequence[str]:
        """With brackets of either width."""
        value = self.normalise(declared)
        return list(dict.fromkeys((value, value.replace("（", "(").replace("）", ")")))) if value else []


class PlainText(FieldType):
    """Any words: the whole text, widths evened out, spaces kept only between Latin words."""

    def find(self, text: str) -> Sequence[Found]:
        start = len(text) - len(text.lstrip(" \u3000:：\t\n"))
        end = len(text.rstrip())
        return [Found(start, end, self.normalise(text))] if start < end else []

    def normalise(self, text: str) -> str:
        words = _BETWEEN_WORDS.sub("\0", fold(text).strip(" :"))
        plain = words.replace(" ", "").replace("\0", " ")
        return plain if plain.isascii() else wide_brackets(plain)

    def problems(self, value: str) -> Sequence[str]:
        return [] if value else ["未能识别出文字"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        return [form.replace(" ", "") for form in super().printed_forms(declared)]

    def agree(self, read: str, declared: str) -> bool:
        """The same words; widths, spaces, case and old or new forms do not matter."""
        bare, other = (
            simplify(self.normalise(text)).replace(" ", "").casefold() for text in (read, declared)
        )
        return bare != "" and bare == other


class Address(Words):
    """住址, 地址."""

    confidence = LISTS
    labels = ("住址", "地址", "住所", "执业地址", "注册地址", "机构地址")
    # 民族路, 电话局巷 and 出生 stand inside addresses: only labels that cannot.
    stops = (
        "公民身份", "身份证号", "邮政编码", "邮编", "联系电话", "法定代表人", "主要负责人", "登记号", "有效期", "所有制形式", "经营性质",
    )  # fmt: skip
    ends = "。;；|!?"
    edges = ":：.,，。;；"

    def problems(self, value: str) -> Sequence[str]:
        return [] if sum(map(is_han, value)) >= 4 else ["地址不完整"]

    def agree(self, read: str, declared: str) -> bool:
        value = self.normalise(read).upper()
        return value != "" and value == self.normalise(declared).upper()


class Major(Words):
    """专业: the subject studied (临床医学, 中西医临床医学), without the word 专业."""

    labels = ("专业名称", "所学专业", "专业", "在我校", "在本校", "在")
    stops = (
        *NEXT_LABELS, "专业", "学制", "层次", "学历", "年制", "本科", "专科", "学习", "修业", "修完", "毕业", "编号", "校长", "学校",
    )  # fmt: skip
    edges = ":：·.,，。"

    def find(self, text: str) -> Sequence[Found]:
        """On diplomas the word 专业 stands after the subject, and what follows it is the level (护理学专业 / 本科全部课程)."""
        behind = text[self.begin(text) :].lstrip()
        return [] if behind.startswith(("本科", "专科", "大专", "中专", "高职")) else super().find(text)

    def end(self, text: str, start: int, end: int) -> int:
        return start + len(text[start:end].rstrip("一二三四五六七八九1234568 \u3000(（"))

    def normalise(self, text: str) -> str:
        return super().normalise(text).removesuffix("专业").strip(self.edges)

    def problems(self, value: str) -> Sequence[str]:
        return [] if len(value) >= 2 else ["专业名称不完整"]


class Scope(Words):
    """执业范围, 诊疗科目: one or more specialities, joined by 、 in the order in which they are printed."""

    confidence = LISTS
    labels = ("执业范围", "诊疗科目", "范围", "科目")
    stops = (
        "执业地点", "执业类别", "类别", "签发", "发证", "注册", "证书编", "身份证", "有效期", "批准", "登记号",
    )  # fmt: skip
    ends = "。!?:："

    def normalise(self, text: str) -> str:
        return "、".join(self.parts(text))

    def parts(self, text: str) -> list[str]:
        words = (
            part.strip(":：.。-") for part in _BETWEEN_PARTS.split(wide_brackets(simplify(squeeze(text))))
        )
        return [word for word in words if word]

    def problems(self, value: str) -> Sequence[str]:
        return [] if sum(map(is_han, value)) >= 2 else ["执业范围不完整"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        value = self.normalise(declared)
        bare = "、".join(filter(None, (_without_class(part) for part in self.parts(declared))))
        return (
            list(dict.fromkeys((value, bare, f"{bare}专业" if "、" not in bare else value))) if bare else []
        )

    def agree(self, read: str, declared: str) -> bool:
        """The same specialities in any order; the words 专业 and 类别专业 behind one do not matter (儿科, 儿科专业)."""
        got, wanted = (
            {_without_class(part) or part for part in self.parts(text)} for text in (read, declared)
        )
        return bool(got) and got == wanted


def _without_class(part: str) -> str:
    return part.removesuffix("专业").removesuffix("类别")


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


class Departments(FieldType):
    """诊疗科目: the departments that an institution is licensed for, joined by 、 in the order in which they are
    printed. The names are those of the national list (医疗机构诊疗科目名录, 1994, with 疼痛科 2007 and 重症医学科
    2009), so that columns, rows and lists without any signs between them are taken apart; what stands between signs and
    ends in 科 or 专业 counts as well. What closes a list (以下空白, asterisks) does not."""

    def find(self, text: str) -> Sequence[Found]:
        """One value: all departments in the text."""
        folded = simplify(fold(text))
        dropped = {i for match in _BETWEEN.finditer(folded) for i in range(*match.span())}
        origin = [i for i in range(len(folded)) if i not in dropped]
        seen = [
            (match, name)
            for match in _SEEN.finditer("".join(folded[i] for i in origin))
            if (name := _department(match)) is not None
        ]
        if not seen:
            return []
        start, end = origin[seen[0][0].start()], origin[seen[-1][0].end() - 1] + 1
        return [Found(start, end, "、".join(dict.fromkeys(name for _, name in seen)))]

    def problems(self, value: str) -> Sequence[str]:
        return [] if value else ["未能识别出诊疗科目"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        value = self.normalise(declared)
        return [value, value.replace("、", "/")] if value else []

    def agree(self, read: str, declared: str) -> bool:
        """The same departments, in whatever order: columns are read one way or the other."""
        wanted = set(self.normalise(declared).split("、"))
        return wanted != {""} and set(self.normalise(read).split("、")) == wanted


def _department(match: re.Match[str]) -> str | None:
    if match["other"]:
        # The end of a listed name that was broken tells nothing by itself.
        broken = any(name.endswith(match["other"]) for name in LISTED) or match["other"].count("科") > 1
        return None if broken else match["other"]
    name, part = _WHOLE[match["listed"]], match["part"] or ""
    # 免疫学 alone is a word; with 专业 it is a part of a department.
    return f"{name}{part}" if part or name.endswith("科") else None


plain_text, address, major, scope, departments = PlainText(), Address(), Major(), Scope(), Departments()
