"""Values of a closed list, or nearly: levels, categories, sex, results, nationalities, degrees."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from precheck.domain.registration import EDUCATION
from precheck.domain.text import Found
from precheck.fields.field_type import FieldType
from precheck.fields.glyphs import fold, simplify, squeeze
from precheck.fields.words import Words


class Choice(FieldType):
    """``meanings``: for each word that may be printed the value that it stands for; words in Latin letters are declared only.
    ``complaint``: what is said of a value that is none of them."""

    meanings: ClassVar[Mapping[str, str]]
    complaint: str

    def find(self, text: str) -> Sequence[Found]:
        """Longer words before those inside them, in the order in which they stand; spaces may stand inside a word."""
        folded = simplify(fold(text))
        found: list[Found] = []
        for word in sorted(self.meanings, key=len, reverse=True):
            for match in re.finditer(r"\s*".join(map(re.escape, word)), folded, re.IGNORECASE):
                if all(match.end() <= other.start or other.end <= match.start() for other in found):
                    found.append(Found(match.start(), match.end(), self.meanings[word]))
        return sorted(found, key=lambda choice: choice.start)

    def normalise(self, text: str) -> str:
        return super().normalise(text) or text.strip()

    def problems(self, value: str) -> Sequence[str]:
        return [] if value in self.meanings.values() else [self.complaint]

    def printed_forms(self, declared: str) -> Sequence[str]:
        """All words for the value, itself first."""
        value = self.normalise(declared)
        words = [value, *(word for word, meaning in self.meanings.items() if meaning == value)]
        return [word for word in dict.fromkeys(words) if word and not word.isascii()]


class Level(Choice):
    """学历层次: 博士, 硕士, 第二学士学位, 本科, 专科, 中专 or 研究生 (where the page does not say which)."""

    meanings = EDUCATION
    complaint = "学历层次不在通用名称之列"

    def agree(self, read: str, declared: str) -> bool:
        """Equal, or one says 研究生 and the other of which kind."""
        both = {self.normalise(read), self.normalise(declared)}
        return "" not in both and (len(both) == 1 or both in ({"研究生", "硕士"}, {"研究生", "博士"}))


class PhysicianLevel(Choice):
    """医师级别."""

    meanings: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("执业助理医师", "助理医师", "assistant"), "执业助理医师"),
        **dict.fromkeys(("执业医师", "physician"), "执业医师"),
    }
    complaint = "医师级别不是执业医师或执业助理医师"


_TRADITIONAL = ("中西医结合", "民族医", "蒙医", "藏医", "维医", "傣医", "朝医", "壮医", "哈萨克医")


class Category(Choice):
    """执业类别: 临床, 口腔, 公共卫生 or 中医 (the law's four classes), and what belongs to the last. Certificates print
    the class; the registration's examination category may be narrower (中西医结合, 藏医) or carry more words
    (临床执业医师)."""

    meanings: ClassVar[Mapping[str, str]] = {
        "临床": "临床",
        "口腔": "口腔",
        **dict.fromkeys(("公共卫生", "公卫"), "公共卫生"),
        "中医": "中医",
        **{word: word for word in _TRADITIONAL},
        **dict.fromkeys(("乡村全科", "乡村"), "乡村全科"),
    }
    complaint = "执业类别不在法定类别之列"

    def printed_forms(self, declared: str) -> Sequence[str]:
        more = ["中医"] if self.normalise(declared) in _TRADITIONAL else []
        return [*super().printed_forms(declared), *more]

    def agree(self, read: str, declared: str) -> bool:
        """Equal, or the page says 中医 and the registration something of that class."""
        value, wanted = self.normalise(read), self.normalise(declared)
        return value != "" and (value == wanted or (value == "中医" and wanted in _TRADITIONAL))


class Sex(FieldType):
    """性别: 男 or 女 (M and F of passports)."""

    def find(self, text: str) -> Sequence[Found]:
        return [Found(m.start(), m.end(), _SEXES[m[0]]) for m in _SEX.finditer(fold(text))]

    def normalise(self, text: str) -> str:
        plain = fold(text).strip().lower()
        return {"male": "男", "female": "女"}.get(plain) or super().normalise(text)

    def problems(self, value: str) -> Sequence[str]:
        return [] if value in ("男", "女") else ["性别不是男或女"]


_SEX = re.compile(r"[男女]|(?<![A-Za-z])[MF](?![A-Za-z])")
_SEXES = {"男": "男", "女": "女", "M": "男", "F": "女"}


class Assessment(Choice):
    """考核结果: 合格 or 不合格, as the certificates of probation and practice print or tick it."""

    meanings: ClassVar[Mapping[str, str]] = {
        "合格": "合格",
        "不合格": "不合格",
        "及格": "合格",
        "不及格": "不合格",
        "优秀": "合格",
        "良好": "合格",
    }
    complaint = "考核结果不是合格或不合格"

    def find(self, text: str) -> Sequence[Found]:
        """The word printed; of a form's choice 合格 / 不合格 only the one that is ticked, and none where no tick is seen."""
        folded = simplify(fold(text))
        seen = [
            (bool(_TICK.search(folded[: m.start()])), Found(m.start(), m.end(), self.normalise(m[0])))
            for m in _RESULT.finditer(folded)
        ]
        ticked = [found for tick, found in seen if tick]
        if len(ticked) == 1:
            return ticked
        return [found for _, found in seen] if len({found.value for _, found in seen}) == 1 else []

    def normalise(self, text: str) -> str:
        word = "".join(simplify(fold(text)).split())
        return self.meanings.get(word, word)


_RESULT = re.compile(r"不\s*[合及]\s*格|[合及]\s*格|优\s*秀|良\s*好")
_TICK = re.compile(r"[√✓✔☑■●]\s*$")

NATIONALITIES = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
    "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西",
    "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌",
    "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
    "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
# Printed on cards of people whose group is not one of the 56.
_OTHERS = ("穿青人", "革家人", "其他", "外国血统中国籍人士")
_LONGEST_FIRST = re.compile("|".join(sorted((*NATIONALITIES, *_OTHERS), key=len, reverse=True)))


class Ethnicity(Words):
    """民族: one of the 56 of GB/T 3304-1991, without 族, as the ID card prints it (汉, 维吾尔)."""

    labels = ("民族",)
    stops = ("出生", "性别", "住址", "公民", "籍贯", "姓名", "学历")
    edges = ":.,·"

    def begin(self, text: str) -> int:
        """On the card the label stands behind the sex, on the same line."""
        start = super().begin(text)
        behind = re.search(r"民\s*族\s*[:：]?\s*", text[start:])
        return start + (behind.end() if behind else 0)

    def end(self, text: str, start: int, end: int) -> int:
        return min(end, start + 12)

    def normalise(self, text: str) -> str:
        word = simplify(squeeze(text)).strip(self.edges)
        match = _LONGEST_FIRST.match(word)
        return match[0] if match and word[match.end() :] in ("", "族") else word

    def problems(self, value: str) -> Sequence[str]:
        return [] if value in NATIONALITIES or value in _OTHERS else ["民族不在国家标准名称之列"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        value = self.normalise(declared)
        return [value, f"{value}族"] if value in NATIONALITIES else [value] if value else []


_DEGREE = re.compile(
    r"([㐀-鿿](?:\s*[㐀-鿿]){0,12}?\s*)?(学\s*士|硕\s*士|博\s*士)(\s*专\s*业\s*学\s*位|\s*学\s*位)?"
)
_DEGREES = ("学士", "硕士", "博士")
_EDGES = ":：·.,，。"
_BEFORE = re.compile(r".*(?:授\s*予|学\s*位\s*类?\s*别?\s*[:：])\s*")


class Degree(FieldType):
    """学位: 医学学士, 临床医学硕士专业学位 and the like, as printed, without spaces."""

    def find(self, text: str) -> Sequence[Found]:
        plain = simplify(text)
        found: list[Found] = []
        for match in _DEGREE.finditer(plain):
            before = _BEFORE.match(match[0])
            start = match.start() + (before.end() if before else 0)
            found.append(Found(start, match.end(), self.normalise(plain[start : match.end()])))
        return found

    def normalise(self, text: str) -> str:
        """Without spaces; a closing 学位 is left out except in 专业学位."""
        value = simplify(squeeze(text)).strip(_EDGES)
        return value if value.endswith("专业学位") else value.removesuffix("学位").strip(_EDGES)

    def problems(self, value: str) -> Sequence[str]:
        return [] if any(degree in value for degree in _DEGREES) else ["学位名称不完整"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        value = self.normalise(declared)
        if not value:
            return []
        return [value] if value.endswith("学位") or self.problems(value) else [value, f"{value}学位"]

    def agree(self, read: str, declared: str) -> bool:
        """Equal, or one says no more than the level and the other has it: 学士 and 医学学士."""
        first, second = self.normalise(read), self.normalise(declared)
        if second in _DEGREES:
            first, second = second, first
        return first != "" and (first == second or (first in _DEGREES and first in second))


level, physician_level, category, sex = Level(), PhysicianLevel(), Category(), Sex()
assessment, ethnicity, degree = Assessment(), Ethnicity(), Degree()
