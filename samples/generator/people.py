"""Invented candidates: one holds everything that any of their documents would say."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from samples.generator import numbers

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤瞿晏幸"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "东方")
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕彬凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼"
    "勤珍贞莉兰洪雯宁欣飘育滢馥筠柔竹霭凝晓欢枫芸菲寒伊亚宜可姬舒影荔枝思海山仁波贵福生龙元全国胜学祥才发武新利"
    "清飞彬富顺信子杰峰旭昊睿轩晨辰宇泽浩瀚博文子涵诗雨梓萱若曦依诺奕铭俊熙承恩景行怀瑾知行慕言书豪志远鑫垚淼"
)
MINORITY_NAMES = {
    "维吾尔": ("阿依古丽·买买提", "艾力·吐尔逊", "古丽米热·阿不都拉", "帕提古丽·卡德尔"),
    "藏": ("扎西次仁", "卓玛拉姆", "洛桑丹增", "白玛央金"),
    "彝": ("阿木么尔呷", "吉克拉哈", "沙马阿洛"),
    "蒙古": ("巴特尔", "其其格", "乌云塔娜"),
    "哈萨克": ("叶尔兰·阿合买提", "古丽娜尔·木拉提"),
}
ETHNICITIES = ("回", "满", "苗", "壮", "土家", "侗", "白", "瑶", "羌", "朝鲜")
PLACES = ("云岭", "青石", "白河", "望江", "松溪", "枫桥", "石屏山", "清水湾", "凤栖", "南屏", "翠湖", "龙潭", "金沙坝", "梅岭")
PROVINCE_NAMES = ("云岭省", "青河省", "南屏省", "松江省", "望海省")
STREETS = ("人民路", "建设街", "文昌巷", "滨河东路", "解放大道", "桂花街", "新华中路", "学府路", "康宁大道", "梧桐里")
SCHOOLS = (
    ("青石医科大学", "university"), ("云岭医学院", "university"), ("望江中医药大学", "university"), ("白河大学", "university"),
    ("松溪医药高等专科学校", "college"), ("枫桥职业技术学院", "college"), ("凤栖卫生职业学院", "college"),
    ("南屏医学高等专科学校", "college"), ("翠湖卫生学校", "secondary"), ("龙潭中等卫生职业学校", "secondary"),
)
MAJORS = {
    "university": ("临床医学", "口腔医学", "中医学", "预防医学", "中西医临床医学", "针灸推拿学", "麻醉学", "医学影像学", "儿科学"),
    "college": ("临床医学", "口腔医学", "中医学", "针灸推拿", "中医骨伤", "预防医学", "蒙医学"),
    "secondary": ("农村医学", "中医", "社区医学", "中医康复保健", "乡村医生"),
}
POSTS = ("内科", "外科", "全科医疗科", "儿科", "妇产科", "急诊科", "口腔科", "中医科", "预防保健科", "院前急救")
PHYSICIAN_CATEGORIES = ("临床", "口腔", "公共卫生", "中医")
SCOPES = ("内科专业", "外科专业", "全科医学专业", "儿科专业", "妇产科专业", "口腔专业", "中医专业", "急救医学专业", "公共卫生类别专业")
DEPARTMENTS = (
    "预防保健科", "全科医疗科", "内科", "外科", "妇产科", "儿科", "眼科", "耳鼻咽喉科", "口腔科", "皮肤科", "精神科", "传染科",
    "肿瘤科", "急诊医学科", "康复医学科", "麻醉科", "疼痛科", "医学检验科", "病理科", "医学影像科", "中医科", "中西医结合科",
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
    form: str  # 普通全日制, 成人, 网络教育, 自学考试
    major: str
    level: str  # 本科, 专科, 中专
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
    extra: dict[str, str] = field(default_factory=dict)

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
            "name": self.name, "sex": self.sex, "birth_date": self.born.isoformat(), "id_type": "resident_id",
            "id_number": self.id_number, "exam_year": 2026, "education_level": self.study.level,
            "school": self.study.school, "major": self.study.major, "graduation_date": self.study.graduated.isoformat(),
            "diploma_number": self.study.number, "degree_number": self.study.degree_number,
            "institution_name": self.institution.name, "institution_registration_number": self.institution.number,
            "institution_address": self.institution.address,
            "legal_representative": self.institution.legal_representative, "principal": self.institution.principal,
            "qualification_number": self.qualification_number, "practice_number": self.practice_number,
            "practice_scope": self.practice_scope, "post": self.post,
            "first_registered_on": self.first_registered.isoformat(), "site": "云岭考点",
        }


def some_day(rng: random.Random, first: date, last: date) -> date:
    """A day of that span."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


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
    name, category = rng.choice((
        (f"{town}县第二人民医院", "A100"), (f"{town}县中医院", "A210"), (f"{town}市第三人民医院", "A100"),
        (f"{town}县{rng.choice(PLACES)}镇中心卫生院", "C220"), (f"{town}区{rng.choice(PLACES)}社区卫生服务中心", "B100"),
        (f"{town}县{rng.choice(PLACES)}乡卫生院", "C210"), (f"{town}康宁口腔门诊部", "D150"), (f"{town}仁和诊所", "D211"),
        (f"{town}市妇幼保健院", "G100"), (f"{town}县{rng.choice(PLACES)}村卫生室", "D600"), (f"{town}同济骨科医院有限公司", "A522"),
    ))
    public = "诊所" not in name and "公司" not in name and "门诊部" not in name
    nature = "1" if public else rng.choice("29")
    start = some_day(rng, date(2021, 3, 1), date(2025, 8, 30))
    head = person_name(rng)
    size = 4 if category.startswith("D") else rng.randint(7, 16)
    picks = sorted(rng.sample(range(len(DEPARTMENTS)), size))
    return Institution(
        name, f"{town}{'县' if '县' in name else '市'}{rng.choice(PLACES)}镇{rng.choice(STREETS)}{rng.randint(1, 399)}号",
        head, head if rng.random() < 0.6 else person_name(rng),
        numbers.licence_number(rng, county, category, nature),
        tuple(DEPARTMENTS[i] for i in picks), start, start.replace(year=start.year + rng.choice((5, 15)), day=min(start.day, 28))
        - timedelta(days=1), f"{town}{'县' if '县' in name else '市'}卫生健康{rng.choice(('局', '委员会'))}",
        rng.choice(("全民", "集体")) if public else rng.choice(("私人", "股份制")),
        "非营利性（政府办）" if public else "营利性" if nature == "2" else "非营利性", rng.choice((0, 20, 60, 99, 150, 499)),
        f"{county}{rng.randint(1000000, 9999999)}",
    )


def study(rng: random.Random, born: date, kind: str | None = None) -> Study:
    """A course of study finished between the ages of 18 and 26."""
    school, kind_of_school = rng.choice([s for s in SCHOOLS if kind is None or s[1] == kind])
    years = {"university": 5, "college": 3, "secondary": 3}[kind_of_school]
    begin = date(born.year + (15 if kind_of_school == "secondary" else 18) + rng.randint(0, 2), 9, 1)
    end = date(begin.year + years, rng.choice((6, 7)), rng.choice((1, 10, 15, 20, 25, 30)))
    form = "普通全日制" if kind_of_school == "secondary" or rng.random() < 0.75 else rng.choice(("成人", "网络教育"))
    level = {"university": "本科", "college": "专科", "secondary": "中专"}[kind_of_school]
    # School codes begin with 9: no school of the register has one.
    code = f"9{rng.randint(1000, 9999)}"
    type_digit = {"普通全日制": "1", "成人": "5", "网络教育": "7"}[form]
    level_digits = {"本科": "05", "专科": "06", "中专": "00"}[level]
    number = (
        f"{end.year}{rng.randint(0, 999999):06d}" if kind_of_school == "secondary"
        else numbers.diploma_number(rng, code, type_digit, end.year, level_digits)
    )
    return Study(
        school, kind_of_school, form, rng.choice(MAJORS[kind_of_school]), level, years, begin, end, number,
        "医学学士" if level == "本科" else "", numbers.degree_number(rng, code, "4", end.year) if level == "本科" else "",
        person_name(rng),
    )


def candidate(seed: int) -> Candidate:
    """The candidate of that seed: always the same person."""
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
    valid_from = some_day(rng, date(2017, 6, 1), date(2025, 10, 1))
    years = None if born.year < 1977 else 20 if valid_from.year - born.year > 25 else 10
    valid_to = valid_from.replace(year=valid_from.year + years, day=min(valid_from.day, 28)) if years else None
    taught = study(rng, born)
    assistant = rng.random() < 0.5
    qualified = date(min(taught.graduated.year + 2, 2024), 12, rng.choice((1, 10, 18)))
    return Candidate(
        name, male, ethnicity, born, address(rng), identity,
        f"{rng.choice(PLACES)}{rng.choice(('县公安局', '市公安局', '市公安局白河分局'))}", valid_from, valid_to, taught,
        institution(rng, county), rng.choice(POSTS), assistant,
        numbers.qualification_number(rng, qualified.year, identity, assistant), qualified,
        numbers.practice_number(rng, assistant), rng.choice(PHYSICIAN_CATEGORIES), rng.choice(SCOPES),
        some_day(rng, date(qualified.year + 1, 2, 1), date(qualified.year + 1, 8, 1)),
        f"E{rng.choice('ABCDEFGH')}{rng.randint(1000000, 9999999)}",
        (rng.choice(("WANG", "LI", "NOVAK", "KIM", "TRAN", "SMITHSON")), rng.choice(("XIAO MING", "ANNA", "MINH", "JOON"))),
        rng.randrange(10**6),
    )
