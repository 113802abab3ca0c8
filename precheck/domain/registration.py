"""What the candidate declared: the one model that validates and cleans it, wherever it enters."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from precheck.domain.cleaning import (
    Unclean,
    clean,
    clean_boolean,
    clean_choice,
    clean_day,
    clean_number,
    clean_year,
    difference,
)
from precheck.domain.errors import Invalid, did_you_mean

EDUCATION = {
    **dict.fromkeys(("博士研究生", "博士", "doctor"), "博士"),
    **dict.fromkeys(("硕士研究生", "硕士", "master"), "硕士"),
    "研究生": "研究生",
    **dict.fromkeys(("第二学士学位", "第二学士"), "第二学士学位"),
    **dict.fromkeys(("本科", "大学本科", "专升本", "专科起点本科", "高升本", "bachelor"), "本科"),
    **dict.fromkeys(
        ("专科", "大学专科", "高等专科", "大专", "高等职业教育", "高等职业", "高职", "junior_college"), "专科"
    ),
    **dict.fromkeys(
        (
            "中专",
            "中等专业学校",
            "中等专业",
            "中等职业教育",
            "中等职业",
            "普通中专",
            "成人中专",
            "职业中专",
            "secondary_school",
        ),
        "中专",
    ),
}
"""Levels of education: what a diploma may print → the level meant."""

_BELOW_DIPLOMAS = ("高中", "初中", "小学", "其他")
"""What an applicant by apprenticeship may declare, and no diploma of the notice prints."""

_EDUCATION_SPELLINGS = {
    **{word + ending: level for word, level in EDUCATION.items() for ending in ("", "学历", "毕业", "生")},
    **{word + ending: word for word in _BELOW_DIPLOMAS for ending in ("", "学历", "毕业")},
}
"""What may be declared → the level meant."""

SEXES = {
    **dict.fromkeys(("男", "男性", "m", "male", "1"), "男"),
    **dict.fromkeys(("女", "女性", "f", "female", "2"), "女"),
}
"""Spellings, the figures of GB/T 2261.1 among them."""

ID_TYPES = {
    **dict.fromkeys(
        ("resident_id", "居民身份证", "身份证", "中华人民共和国居民身份证", "二代身份证"), "resident_id"
    ),
    **dict.fromkeys(("passport", "护照"), "passport"),
    **dict.fromkeys(("hk_macao_permit", "港澳居民来往内地通行证", "港澳通行证", "回乡证"), "hk_macao_permit"),
    **dict.fromkeys(("taiwan_permit", "台湾居民来往大陆通行证", "台胞证"), "taiwan_permit"),
    **dict.fromkeys(("residence_permit", "港澳台居民居住证", "居住证"), "residence_permit"),
}
Category = Literal[
    "bachelor_to_physician",
    "junior_college_assistant_to_physician",
    "secondary_assistant_to_physician",
    "college_to_assistant",
    "specialist_to_assistant",
    "rural_assistant",
    "postgraduate_graduating",
    "postgraduate_in_course",
    "postgraduate_graduated",
]
CATEGORIES: tuple[str, ...] = get_args(Category)


def _cleaned(function: Callable[[Any], Any]) -> BeforeValidator:
    """A validator that notes in the context's ``changes`` what it changed."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        result = function(value)
        what = difference(value, result)
        if what is not None and info.context is not None:
            info.context["changes"].append(Change(info.field_name or "", what))
        return result

    return BeforeValidator(validate)


def _choice(meanings: Mapping[str, str]) -> BeforeValidator:
    return _cleaned(lambda value: clean_choice(value, meanings))


MOST_ENTRIES = 20
"""Diplomas or employers of one person."""


def _entries(value: Any) -> Any:
    """A list of objects; in a cell of a spreadsheet its JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if clean(value) is not None else None
        except ValueError:
            raise Unclean("须为 JSON 列表", "a JSON list is wanted") from None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ()
    if not isinstance(value, list | tuple):
        raise Unclean("须为列表", "a list is wanted")
    if len(value) > MOST_ENTRIES:
        raise Unclean(f"至多 {MOST_ENTRIES} 项", f"at most {MOST_ENTRIES}")
    return [entry for entry in value if entry != {}]


Text = Annotated[str | None, _cleaned(clean)]
Number = Annotated[str | None, _cleaned(clean_number)]
Day = Annotated[str | None, _cleaned(clean_day), Field(examples=["1992-11-03"])]
MonthOrDay = Annotated[str | None, _cleaned(lambda value: clean_day(value, shortest=len("YYYY-MM")))]
YearOrDay = Annotated[str | None, _cleaned(lambda value: clean_day(value, shortest=len("YYYY")))]
Truth = Annotated[bool | None, _cleaned(clean_boolean)]
Year = Annotated[int | None, _cleaned(clean_year)]


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was cleaned. ``what`` says how, never the value."""

    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.key}: {self.what}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A key that cannot be used, and why; never its value."""

    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.key}: {self.why}" if self.key else self.why


class BadRegistration(Invalid):
    """What was declared cannot be used; ``faults`` says which keys, and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("登记信息有误 (bad registration): " + "; ".join(map(str, faults)))
        self.faults = faults


class Declared(BaseModel):
    """The keys that may also stand in an entry of ``diplomas`` or ``employers``. All optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Annotated[Literal["main", "earlier"] | None, _choice({"main": "main", "earlier": "earlier"})] = (
        Field(None, title="主次")
    )
    education_level: Annotated[str | None, _choice(_EDUCATION_SPELLINGS)] = Field(
        None,
        title="学历",
        examples=["本科"],
        json_schema_extra={"enum": [*dict.fromkeys(_EDUCATION_SPELLINGS.values()), None]},
    )
    school: Text = Field(None, title="毕业学校")
    major: Text = Field(None, title="专业")
    graduation_date: YearOrDay = Field(None, title="毕业时间")
    diploma_number: Number = Field(None, title="毕业证编号")
    degree_number: Number = Field(None, title="学位证编号")
    institution_name: Text = Field(None, title="单位名称")
    institution_registration_number: Number = Field(None, title="机构登记号")
    institution_address: Text = Field(None, title="单位地址")
    legal_representative: Text = Field(None, title="法定代表人")
    principal: Text = Field(None, title="主要负责人")
    post: Text = Field(None, title="岗位")


class Registration(Declared):
    """One candidate's registration; what is absent is not compared. Keys: the outward contract."""

    name: Text = Field(None, title="姓名")
    former_name: Text = Field(None, title="曾用名")
    sex: Annotated[Literal["男", "女"] | None, _choice(SEXES)] = Field(None, title="性别")
    birth_date: Day = Field(None, title="出生日期")
    id_type: Annotated[
        Literal["resident_id", "passport", "hk_macao_permit", "taiwan_permit", "residence_permit"] | None,
        _choice(ID_TYPES),
    ] = Field(None, title="证件类型")
    id_number: Number = Field(None, title="证件号码")
    exam_year: Year = Field(None, title="考试年度")
    exam_category: Text = Field(None, title="报考类别")
    applicant_category: Annotated[
        Category | None, _choice({category: category for category in CATEGORIES})
    ] = Field(None, title="报考类型")
    qualification_number: Number = Field(None, title="医师资格证书编码")
    practice_number: Number = Field(None, title="医师执业证书编码")
    practice_scope: Text = Field(None, title="执业范围")
    first_registered_on: MonthOrDay = Field(None, title="首次注册时间")
    site: Text = Field(None, title="考点")
    military: Truth = Field(None, title="现役军人")
    military_id_type: Text = Field(None, title="军人证件类型")
    military_id_number: Number = Field(None, title="军人证件号码")
    military_hospital: Truth = Field(None, title="军队医院")
    grade_3a_hospital: Truth = Field(None, title="三级甲等医院")
    cdc: Truth = Field(None, title="疾控中心")
    tcm_filed_clinic: Truth = Field(None, title="中医备案诊所")
    upgraded_after_2015_09: Truth = Field(None, title="2015年9月后专升本")
    graduating_this_year: Truth = Field(None, title="当年毕业")
    short_specialty: Truth = Field(None, title="短线医学")
    cross_province_change: Truth = Field(None, title="跨省变更")
    diplomas: Annotated[tuple[Declared, ...], BeforeValidator(_entries)] = Field((), title="各学历")
    employers: Annotated[tuple[Declared, ...], BeforeValidator(_entries)] = Field((), title="各单位")

    @classmethod
    def parse(cls, data: object) -> Self:
        """As :meth:`declare`, without what was changed."""
        return cls.declare(data)[0]

    @classmethod
    def declare(cls, data: object) -> tuple[Self, tuple[Change, ...]]:
        """A registration from JSON values or the cells of a row, cleaned, with what was changed.
        Raises BadRegistration: it is no object, a key is unknown, or a value cannot be used. Keys are named,
        values never: those are personal."""
        if not isinstance(data, Mapping):
            raise BadRegistration(Fault("", "必须是一个 JSON 对象 (a JSON object is wanted)"))
        changes: list[Change] = []
        try:
            found = cls.model_validate(dict(data), context={"changes": changes})
        except ValidationError as error:
            raise BadRegistration(*(cls._fault(item) for item in error.errors())) from None
        return found, tuple(changes)

    @classmethod
    def restore(cls, data: Mapping[str, Any]) -> Registration:
        """A registration that was cleaned when it came, as it was stored: never refused."""
        values = dict(data)
        for key in ("diplomas", "employers"):
            values[key] = tuple(Declared.model_construct(**entry) for entry in data.get(key, ()))
        return cls.model_construct(**values)

    @classmethod
    def _fault(cls, item: Any) -> Fault:
        key = ".".join(str(part)[:60] for part in item["loc"]).encode("utf-8", "replace").decode()
        if item["type"] == "extra_forbidden":
            return Fault(key, unknown_key(str(item["loc"][-1]), nested=len(item["loc"]) > 1))
        error = item.get("ctx", {}).get("error")
        return Fault(key, str(error) if isinstance(error, Unclean) else "格式不对 (of the wrong kind)")

    def sha256(self) -> str:
        """A digest of what was declared, whatever the order of the keys."""
        text = json.dumps(
            self.model_dump(exclude_none=True, exclude_defaults=True), sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def versions(self, entries: str | None) -> list[Mapping[str, Any]]:
        """What a page may be compared with: the registration itself, or, where the list named by
        ``entries`` has members, the registration with each member's keys laid over it."""
        own = self.model_dump(exclude_none=True, exclude={"diplomas", "employers"})
        members: tuple[Declared, ...] = getattr(self, entries) if entries else ()
        if not members:
            return [own]
        return [{**own, **member.model_dump(exclude_none=True)} for member in members]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list. ``row`` counts as the program that shows the list does; ``registration`` is None where it is refused."""

    sheet: str
    row: int
    submission: str | None
    registration: Registration | None
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()

    @classmethod
    def read(
        cls, sheet: str, row: int, submission: str | None, declared: object, faults: tuple[Fault, ...] = ()
    ) -> Entry:
        """A row with what it declares. ``faults``: what is wrong with the rest of it."""
        try:
            registration, changes = Registration.declare(declared)
        except BadRegistration as error:
            return cls(sheet, row, submission, None, (*faults, *error.faults))
        return cls(sheet, row, submission, None if faults else registration, faults, changes)

    @property
    def place(self) -> str:
        return f"{self.sheet} 第 {self.row} 行" if self.sheet else f"第 {self.row} 行"


def refuse_repeats(entries: Iterable[Entry]) -> Iterator[Entry]:
    """One submission has one row; a second one is refused even where it says the same."""
    first: dict[str, Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.submission, entry) if entry.submission else entry
        if earlier is not entry:
            fault = Fault("submission", f"与{earlier.place}重复 (the same as an earlier row)")
            entry = replace(entry, registration=None, faults=(*entry.faults, fault))
        yield entry


def unknown_key(key: str, *, nested: bool = False) -> str:
    """What to say of a key that there is not, with the known one that is nearest."""
    fields = (Declared if nested else Registration).model_fields
    titled = next((name for name, field in fields.items() if field.title == key.strip()), None)
    hint = f"，应为 {titled} (use {titled})" if titled else did_you_mean(key, fields)
    return f"没有这个项目 (unknown key){hint}"
