"""Invented candidates: one holds everything that any of their documents would say."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from samples.generator import numbers
from samples.generator.vocabulary import (
    COMPOUND,
    DEPARTMENTS,
    ETHNICITIES,
    GIVEN,
    MAJORS,
    MINORITY_NAMES,
    PHYSICIAN_CATEGORIES,
    PLACES,
    POSTS,
    PROVINCE_NAMES,
    SCHOOLS,
    SCOPES,
    STREETS,
    SURNAMES,
)


@dataclass(frozen=True)
class Institution:
    """A health institution as its licence prints it."""

    name: str
    address: str
    legal_representative: str
    principal: str
    number: str
    departments: tuple[str, ...]
    valid_from: date
    valid_to: date
    issuer: str
    ownership: str
    nature: str
    beds: int
    seal_code: str


@dataclass(frozen=True)
class Study:
    """One finished course of study."""

    school: str
    kind: str  # university, college, secondary
    form: str  # 普通全日制, 成人, 网络教育 or 自学考试
    major: str
    level: str  # 硕士, 本科, 专科, 中专
    years: int
    started: date
    graduated: date
    number: str
    degree: str
    degree_number: str
    head: str


@dataclass(frozen=True)
class Candidate:
    """A person who exists nowhere, and all that their papers say."""

    name: str
    male: bool
    ethnicity: str
    born: date
    address: str
    id_number: str
    issuer: str
    valid_from: date
    valid_to: date | None
    study: Study
    institution: Institution
    post: str
    assistant: bool
    qualification_number: str
    qualified: date
    practice_number: str
    practice_category: str
    practice_scope: str
    first_registered: date
    passport_number: str
    latin_name: tuple[str, str]
    face_seed: int
    extra: dict[str, str] = field(
        default_factory=dict
    )  # months: of probation and training; result: of the assessment
    passport_days: tuple[date, date] | None = None  # issue and expiry, where they are not drawn

    @property
    def sex(self) -> str:
        """男 or 女."""
        return "男" if self.male else "女"

    @property
    def validity(self) -> str:
        """As Precheck writes it: `YYYY.MM.DD-YYYY.MM.DD` or with 长期."""
        end = f"{self.valid_to:%Y.%m.%d}" if self.valid_to else "长期"
        return f"{self.valid_from:%Y.%m.%d}-{end}"

    def registration(self) -> dict[str, Any]:
        """What this candidate declared, with the contract's keys."""
        return {
            "name": self.name,
            "sex": self.sex,
            "birth_date": self.born.isoformat(),
            "id_type": "resident_id",
            "id_number": self.id_number,
            "exam_year": 2027,
            "education_level": self.study.level,
            "school": self.study.school,
            "major": self.study.major,
            "graduation_date": self.study.graduated.isoformat(),
            "diploma_number": self.study.number,
            "degree_number": self.study.degree_number,
            "institution_name": self.institution.name,
            "institution_registration_number": self.institution.number,
            "institution_address": self.institution.address,
            "legal_representative": self.institution.legal_representative,
            "principal": self.institution.principal,
            "qualification_number": self.qualification_number,
            "practice_number": self.practice_number,
            "practice_scope": self.practice_scope,
            "post": self.post,
            "first_registered_on": self.first_registered.isoformat(),
            "site": "云岭考点",
        }


# Kinds of study that fix its form.
FORMS = {
    "regular": "普通全日制",
    "adult": "成人",
    "network": "网络教育",
    "self_study": "自学考试",
    "postgraduate": "普通全日制",
}


def some_day(rng: random.Random, first: date, last: date) -> date:
    """A day of that span."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def months_after(day: date, months: int) -> date:
    """The day so many months later; of the 29th to 31st the 28th."""
    count = day.month - 1 + months
    return day.replace(year=day.year + count // 12, month=count % 12 + 1, day=min(day.day, 28))


def person_name(rng: random.Random) -> str:
    """Surname and one or two given characters."""
    surname = rng.choice(COMPOUND) if rng.random() < 0.04 else rng.choice(SURNAMES)
    return surname + "".join(rng.choice(GIVEN) for _ in range(1 if rng.random() < 0.25 else 2))


def address(rng: random.Random) -> str:
    """An address of 12 to 35 characters, without spaces."""
    town = rng.choice(PLACES)
    if rng.random() < 0.5:
        return (
            f"{rng.choice(PROVINCE_NAMES)}{town}市{rng.choice(PLACES)}区{rng.choice(STREETS)}{rng.randint(1, 399)}号"
            f"{rng.randint(1, 30)}栋{rng.randint(1, 6)}单元{rng.randint(101, 3304)}号"
        )
    return f"{rng.choice(PROVINCE_NAMES)}{town}县{rng.choice(PLACES)}镇{rng.choice(PLACES)}村{rng.randint(1, 16)}组{rng.randint(1, 120)}号"


def institution(rng: random.Random, county: str) -> Institution:
    """A hospital, health centre or clinic."""
    town = rng.choice(PLACES)
    name, category = rng.choice(
        (
            (f"{town}县第二人民医院", "A100"),
            (f"{town}县中医院", "A210"),
            (f"{town}市第三人民医院", "A100"),
            (f"{town}县{rng.choice(PLACES)}镇中心卫生院", "C220"),
            (f"{town}区{rng.choice(PLACES)}社区卫生服务中心", "B100"),
            (f"{town}县{rng.choice(PLACES)}乡卫生院", "C210"),
            (f"{town}康宁口腔门诊部", "D150"),
            (f"{town}仁和诊所", "D211"),
            (f"{town}市妇幼保健院", "G100"),
            (f"{town}县{rng.choice(PLACES)}村卫生室", "D600"),
            (f"{town}同济骨科医院有限公司", "A522"),
        )
    )
    public = "诊所" not in name and "公司" not in name and "门诊部" not in name
    nature = "1" if public else rng.choice("29")
    start = some_day(rng, date(2023, 9, 1), date(2025, 8, 30))
    head = person_name(rng)
    size = 4 if category.startswith("D") else rng.randint(7, 16)
    picks = sorted(rng.sample(range(len(DEPARTMENTS)), size))
    return Institution(
        name,
        f"{town}{'县' if '县' in name else '市'}{rng.choice(PLACES)}镇{rng.choice(STREETS)}{rng.randint(1, 399)}号",
        head,
        head if rng.random() < 0.6 else person_name(rng),
        numbers.licence_number(rng, county, category, nature),
        tuple(DEPARTMENTS[i] for i in picks),
        start,
        start.replace(year=start.year + rng.choice((5, 15)), day=min(start.day, 28)) - timedelta(days=1),
        f"{town}{'县' if '县' in name else '市'}卫生健康{rng.choice(('局', '委员会'))}",
        rng.choice(("全民", "集体")) if public else rng.choice(("私人", "股份制")),
        "非营利性（政府办）" if public else "营利性" if nature == "2" else "非营利性",
        rng.choice((0, 20, 60, 99, 150, 499)),
        f"{county}{rng.randint(1000000, 9999999)}",
    )


def study(rng: random.Random, born: date, kind: str | None = None) -> Study:
    """A course of study finished between the ages of 18 and 26."""
    school, kind_of_school = rng.choice(
        [
            s
            for s in SCHOOLS
            if kind in (None, "old")
            or s[1] == kind
            or (
                kind in ("higher", *FORMS)
                and s[1] != "secondary"
                and (kind != "postgraduate" or s[1] == "university")
            )
        ]
    )
    years = {"university": 5, "college": 3, "secondary": 3}[kind_of_school]
    first = born.year + (15 if kind_of_school == "secondary" else 18) + rng.randint(0, 2)
    if kind_of_school != "secondary" and kind != "old":  # the 18-digit number is younger than 2002
        first = max(first, 2003 - years)
    begin = date(first, 9, 1)
    end = date(begin.year + years, rng.choice((6, 7)), rng.choice((1, 10, 15, 20, 25, 30)))
    form = (
        "普通全日制"
        if kind == "old" or kind_of_school == "secondary" or (first - born.year < 24 and rng.random() < 0.75)
        else rng.choice(("成人", "网络教育"))
    )
    form = FORMS.get(kind or "", form)
    level = {"university": "本科", "college": "专科", "secondary": "中专"}[kind_of_school]
    # School codes begin with 9: no school of the register has one.
    code = f"9{rng.randint(1000, 9999)}"
    type_digit = {"普通全日制": "1", "成人": "5", "自学考试": "6", "网络教育": "7"}[form]
    if kind == "postgraduate":
        level, years = "硕士", 3
        end = max(end.replace(year=begin.year + years), date(2021, end.month, end.day))
        begin = date(end.year - years, 9, 1)
    level_digits = {"硕士": "02", "本科": "05", "专科": "06", "中专": "00"}[level]
    number = (
        free_number(rng, end.year)
        if kind_of_school == "secondary" or kind == "old"
        else numbers.diploma_number(rng, code, type_digit, end.year, level_digits)
    )
    return Study(
        school,
        kind_of_school,
        form,
        rng.choice(MAJORS[kind_of_school]),
        level,
        years,
        begin,
        end,
        number,
        {"本科": "医学学士", "硕士": "医学硕士"}.get(level, ""),
        numbers.degree_number(rng, code, "3" if level == "硕士" else "4", end.year)
        if level in ("本科", "硕士")
        else "",
        person_name(rng),
    )


def free_number(rng: random.Random, year: int) -> str:
    """A number of no national structure: secondary schools, and diplomas before 2001."""
    return rng.choice(
        (
            f"{year}{rng.randint(0, 999999):06d}",
            f"{rng.randint(1000000, 9999999)}",
            f"云卫校毕字第{rng.randint(1, 9999):04d}号",
            f"ZZ{year}{rng.randint(0, 99999):05d}",
            f"{year}-{rng.randint(1, 999):03d}",
        )
    )


def candidate(seed: int, kind: str | None = None) -> Candidate:
    """The candidate of that seed: always the same person.

    `kind` of study: university, college, secondary, higher, old, or one of `FORMS`.
    """
    rng = random.Random(f"candidate {seed}")
    born = some_day(rng, date(1972, 1, 1), date(2002, 12, 28))
    male = rng.random() < 0.5
    name, ethnicity = person_name(rng), "汉"
    if rng.random() < 0.1:
        ethnicity = rng.choice(tuple(MINORITY_NAMES))
        name = rng.choice(MINORITY_NAMES[ethnicity])
    elif rng.random() < 0.12:
        ethnicity = rng.choice(ETHNICITIES)
    county = numbers.region(rng)
    identity = numbers.resident_id(rng, born, male, county)
    valid_from = some_day(rng, date(2018, 9, 1), date(2025, 10, 1))
    years = None if born.year < 1977 else 20 if valid_from.year - born.year > 25 else 10
    valid_to = (
        valid_from.replace(year=valid_from.year + years, day=min(valid_from.day, 28)) if years else None
    )
    taught = study(rng, born, kind)
    assistant = rng.random() < 0.5
    qualified = date(min(taught.graduated.year + 2, 2024), 12, rng.choice((1, 10, 18)))
    return Candidate(
        name,
        male,
        ethnicity,
        born,
        address(rng),
        identity,
        f"{rng.choice(PLACES)}{rng.choice(('县公安局', '市公安局', '市公安局白河分局'))}",
        valid_from,
        valid_to,
        taught,
        institution(rng, county),
        rng.choice(POSTS),
        assistant,
        numbers.qualification_number(rng, qualified.year, identity, assistant),
        qualified,
        numbers.practice_number(rng, assistant),
        rng.choice(PHYSICIAN_CATEGORIES),
        rng.choice(SCOPES),
        some_day(rng, date(qualified.year + 1, 2, 1), date(qualified.year + 1, 8, 1)),
        f"E{rng.choice('ABCDEFGH')}{rng.randint(1000000, 9999999)}",
        (
            rng.choice(("WANG", "LI", "NOVAK", "KIM", "TRAN", "SMITHSON")),
            rng.choice(("XIAO MING", "ANNA", "MINH", "JOON")),
        ),
        rng.randrange(10**6),
    )
