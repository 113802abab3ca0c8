"""Names: of a person, a school, an institution, the office that issued a document."""

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields.field_type import FieldType
from precheck.fields.glyphs import dots, fold, is_han, simplify
from precheck.fields.words import NEXT_LABELS, Words, leading_run, without_label

# How a sentence goes on after a name of two characters or more.
_SENTENCE = re.compile("同志|系|于")
_COMPOUND = frozenset((
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木",
    "东方", "独孤", "南宫", "长孙", "宇文", "轩辕", "百里", "呼延", "闻人", "澹台", "赫连", "太史",
))  # fmt: skip
_LONGEST = 15
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.\- ,]*")
_SEAL_HERE = re.compile(r"\s*[(（][公盖印]?章[)）]\s*")
"""Where the seal belongs, printed before a name."""
# What follows the last of these words is somebody else's: a seal's text, a date.
_SCHOOL = re.compile(
    r"(?:大学|学院|学校|分校|卫校|医专|中专|职中|中心|校区|学部)(?:（[^）]*）)?$|University|College|School",
    re.IGNORECASE,
)
_ISSUED_BY = ("签发机关", "发证机关", "颁发机关", "批准机关", "登记机关", "批准注册机关", "签发")
_OFFICE = re.compile(r".*(?:局|厅|委员会|卫健委|委|部|处|院|署|所|大使馆|领事馆)")
_PLACE = re.compile(r"[\u3400-\u9fff]{1,12}[省市区县州盟旗]")
_BRANCH = re.compile(r"分[院部]|院区|校区|站点?$")


class PersonName(FieldType):
    """姓名. Han names of 2 to 15 characters, with the dots of minority and foreign names (·, U+00B7; the ID card allows
    15 characters), rare characters and those of the private-use area; Latin names of passports in capitals. Kept as
    read: two Han characters that look alike are two names, and an old form (張) is only understood when comparing."""

    labels = (
        "姓名", "姓名/Name", "Name", "姓/Surname", "名/Given names", "Surname", "Given names", "研究生", "学生", "学员", "兹证明", "兹有",
    )  # fmt: skip
    stops = (
        *NEXT_LABELS,
        "性别", "民族", "出生", "住址", "证件", "证号", "编号", "学号", "年龄", "籍贯", "类别", "级别",
        "职务", "职称", "照片", "身份证", "签名", "签字", "单位", "学历", "专业", "有效期自",
    )  # fmt: skip

    def find(self, text: str) -> Sequence[Found]:
        folded = dots(fold(text))
        start = without_label(text, self.labels)
        if start >= len(folded):
            return []
        latin = _LATIN.match(fold(text), start)
        if latin and len(re.sub(r"[^A-Za-zÀ-ɏ]", "", latin[0])) >= 2:
            end = start + len(latin[0].rstrip(" ,.-'"))
            return [Found(start, end, self.normalise(text[start:end]))]
        end = _han_end(folded, start, leading_run(text, start, self.stops))
        value = self.normalise(text[start:end])
        return [Found(start, end, value)] if value else []

    def normalise(self, text: str) -> str:
        plain = fold(text)
        if any(is_han(char) for char in plain):
            return re.sub(r"·+", "·", dots(plain).replace(" ", "")).strip("·,;:-")
        return " ".join(plain.replace("’", "'").replace(",", " ").upper().split()).strip(" .-'·")

    def problems(self, value: str) -> Sequence[str]:
        if not value:
            return ["未能识别出姓名"]
        han = [is_han(char) for char in value if char != "·"]
        if not all(han) and (any(han) or not re.fullmatch(r"[A-ZÀ-ɏ][A-ZÀ-ɏ'.\- ]+", value)):
            return ["姓名中有不应出现的字符"]
        if any(value in word for word in (*self.labels, *self.stops)):
            return ["是证件自印的字样"]
        return ["姓名字数不合理"] if any(han) and not 2 <= len(value) <= _LONGEST else []

    def printed_forms(self, declared: str) -> Sequence[str]:
        """With its dot, without any, and with the dots of other alphabets."""
        name = self.normalise(declared)
        if not name:
            return []
        if not any(map(is_han, name)):
            return list(dict.fromkeys((name, name.replace(" ", ""))))
        return list(dict.fromkeys(name.replace("·", dot) for dot in ("·", "", "•", ".")))

    def agree(self, read: str, declared: str) -> bool:
        """Whether both are the same characters; dots, spaces, widths and old or new forms do not matter."""
        bare, other = (re.sub(r"[·\s'.\-]", "", simplify(self.normalise(text))) for text in (read, declared))
        return bare != "" and bare == other


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


class _NameOfABody(Words):
    """A name behind which a seal's place may be printed, before it or in an open bracket (某医院（盖章）)."""

    def begin(self, text: str) -> int:
        start = super().begin(text)
        return start + (len(seal[0]) if (seal := _SEAL_HERE.match(text, start)) else 0)

    def end(self, text: str, start: int, end: int) -> int:
        return start + len(text[start:end].rstrip(" \u3000(（[〔【"))


class SchoolName(_NameOfABody):
    """学校名称: the name of the school on a diploma, degree or student card; renamed schools are two names (the registration
    gives the name on the paper)."""

    labels = (
        "学校名称",
        "毕业学校",
        "毕业院校",
        "学校",
        "校名",
        "院校",
        "培养单位",
        "学位授予单位",
        "办学单位",
    )
    # 校长 and the like close a line's name; never 民族 or 地质, which stand inside names of schools.
    stops = (
        *NEXT_LABELS, "校长", "院长", "校（院）长", "校(院)长", "编号", "专业", "学制", "学历", "层次", "学生", "普通高等", "毕业证书",
        "成人高等", "学位证书", "盖章", "印章", "姓名", "性别",
    )  # fmt: skip

    def normalise(self, text: str) -> str:
        """Without spaces (between Latin words they stay), brackets wide, new forms."""
        return super().normalise(text) if any(map(is_han, fold(text))) else " ".join(fold(text).split())

    def problems(self, value: str) -> Sequence[str]:
        if not _SCHOOL.search(value):
            return ["学校名称不完整"]
        return [] if value.count("（") == value.count("）") else ["学校名称的括号不成对"]

    def agree(self, read: str, declared: str) -> bool:
        name = self.normalise(read)
        return name != "" and name.casefold() == self.normalise(declared).casefold()


class InstitutionName(_NameOfABody):
    """机构名称: the name of a medical institution. The notice (part 3.7) fails a licence that does not agree exactly
    with the registration (信息不完全一致), so there a city prefix more or a second name in brackets makes another name.
    On papers for which the notice does not say so, :meth:`agree_loosely` takes either."""

    labels = (
        "医疗机构名称", "机构名称", "单位名称", "机构第一名称", "第一名称", "执业机构", "执业地点",
        "试用机构", "诊所名称", "名称", "单位",
    )  # fmt: skip
    # 地址 and the like; never 民族, 妇女, 出生, which stand inside names of institutions.
    stops = (
        *NEXT_LABELS, "地址", "法人代表", "负责人", "类别", "级别", "床位", "性别", "盖章", "公章", "印章", "姓名", "备案",
    )  # fmt: skip

    def problems(self, value: str) -> Sequence[str]:
        if sum(map(is_han, value)) < 3:
            return ["机构名称不完整"]
        return [] if value.count("（") == value.count("）") else ["机构名称的括号不成对"]

    def agree_loosely(self, read: str, declared: str) -> bool:
        """Whether one of the names read is one of those declared, or is so with the place before it (松溪市 云岭县人民医院)."""
        return self.agree(read, declared) or any(
            a == b or _with_place(a, b) or _with_place(b, a)
            for a in self.names(read)
            for b in self.names(declared)
            if a and b
        )

    def loose_forms(self, declared: str) -> Sequence[str]:
        """Each of the names alone too."""
        return list(dict.fromkeys([*self.printed_forms(declared), *self.names(declared)]))

    def names(self, value: str) -> tuple[str, ...]:
        """The first name and those in brackets or after a slash that are names by themselves (four Han
        characters or more, as 云岭县急救中心; not a place as in （成都）). A branch (分院, 院区) is no name of the whole, and
        what goes on behind its brackets is one name (某氏中医（综合）诊所): then the value as it is, alone."""
        whole = self.normalise(value)
        first, *others = re.split(r"[（）/]", whole)
        in_one = re.search("）[^/（]", whole) or whole.count("（") != whole.count("）")
        if in_one or any(_BRANCH.search(other) for other in others):
            return (whole,)
        return first, *(other for other in others if sum(map(is_han, other)) >= 4)


def _with_place(longer: str, name: str) -> bool:
    place = longer.removesuffix(name)
    return place != longer and len(name) >= 6 and _PLACE.fullmatch(place) is not None


class Issuer(Words):
    """签发机关, 发证机关: the office that issued the document (某县公安局, 某市卫生健康委员会)."""

    labels = _ISSUED_BY
    stops = (*(label for label in NEXT_LABELS if label not in _ISSUED_BY), "盖章", "公章", "日期", "签发人")

    def end(self, text: str, start: int, end: int) -> int:
        digits = re.search(r"[0-9]", fold(text)[start:end])
        return start + len(text[start : start + digits.start() if digits else end].rstrip(" \u3000(（"))

    def problems(self, value: str) -> Sequence[str]:
        return [] if _OFFICE.match(value) and sum(map(is_han, value)) >= 3 else ["签发机关名称不完整"]


person_name, school_name, institution_name, issuer = PersonName(), SchoolName(), InstitutionName(), Issuer()
