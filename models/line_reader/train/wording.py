"""Numbers on training lines, with something before and after them, of no person."""

from __future__ import annotations

import random
from datetime import date, timedelta

from samples.generator import numbers

LABELS = (
    "证书编号：",
    "证书编号",
    "编号：",
    "学校代码及证书编号：",
    "公民身份号码",
    "身份证号：",
    "身份证号码：",
    "证件编号：",
    "资格证书编码：",
    "医师资格证书编码",
    "执业证书编码：",
    "登记号：",
    "登记号",
    "统一社会信用代码",
    "机构代码：",
    "备案编号：",
    "学位证书编号：",
    "注册号：",
    "No.",
    "NO:",
    "№",
    "批准文号：",
    "毕业证书编号:",
    "Passport No.",
    "性别男，身份证号",
    "电子注册号：",
)
AFTER = (
    "号",
    "年",
    "。",
    "，",
    "（副本）",
    "发证机关",
    "日期",
    "）",
    "，性别男",
    "有效",
    "于",
    " 2019年6月",
    "止",
)
HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学"
    "法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外"
    "天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情"
    "医师资格证书编号登记身份护照执业机构卫生委员会省市县区毕业学院校长姓名男女出生专修科成绩合准予注册有效期至签发"
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _digits(rng: random.Random, count: int) -> str:
    kind = rng.random()
    if kind < 0.15:  # runs of one digit: what a CTC reader loses first
        text = ""
        while len(text) < count:
            text += rng.choice("0123456789") * rng.choice((1, 2, 3, 4))
        return text[:count]
    return "".join(rng.choice("0123456789") for _ in range(count))


def _identity(rng: random.Random) -> str:
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(25000))
    text = numbers.resident_id(rng, born, rng.random() < 0.5, numbers.region(rng))
    return text[:17] + "X" if rng.random() < 0.15 else text


def structured(rng: random.Random) -> str:
    """A number of a known form, or of none."""
    year, county = rng.randint(1985, 2026), numbers.region(rng)
    school = f"{rng.choice('1589')}{rng.randint(0, 9999):04d}"
    category = rng.choice("ABCDEFGHJKLMNPQRSTUVWXY") + f"{rng.randint(0, 999):03d}"
    kind = rng.random()
    if kind < 0.17:
        return _identity(rng)
    if kind < 0.33:
        return numbers.diploma_number(
            rng, school, rng.choice("1567"), year, rng.choice(("01", "02", "04", "05", "06"))
        )
    if kind < 0.38:
        return numbers.degree_number(rng, school, rng.choice("234"), year)
    if kind < 0.44:
        return f"{rng.choice('CZQTL')}{school}{rng.choice('234')}{year}{_digits(rng, 6)}"
    if kind < 0.53:
        return numbers.qualification_number(rng, year, _identity(rng), rng.random() < 0.5)
    if kind < 0.58:
        return numbers.practice_number(rng, rng.random() < 0.5)
    if kind < 0.65:
        return numbers.credit_code(rng, county, numbers.organisation_code(rng))
    if kind < 0.76:
        return numbers.licence_number(rng, county, category, rng.choice("129"))
    if kind < 0.79:
        return rng.choice("EGDPS") + rng.choice(("", rng.choice(LETTERS))) + _digits(rng, 8)
    if kind < 0.87:
        return _digits(rng, rng.choice((8, 11, 12, 15, 15, 16, 18, 18, 18, 22, 24, 27)))
    if kind < 0.98:
        return "".join(
            rng.choice(LETTERS) if rng.random() < 0.4 else rng.choice("0123456789")
            for _ in range(rng.randint(6, 22))
        )
    parts = [_digits(rng, rng.randint(2, 6)) for _ in range(rng.randint(2, 4))]
    return rng.choice("-/").join(parts) if rng.random() < 0.6 else f"({parts[0]}){parts[1]}"


def number(rng: random.Random) -> tuple[str, str, str]:
    """What stands before, the number, and what stands behind."""
    before = after = ""
    kind = rng.random()
    if kind < 0.5:
        before = rng.choice(LABELS).replace(" ", "")
    elif kind < 0.66:
        before = "".join(rng.choice(HAN) for _ in range(rng.randint(1, 6)))
    if rng.random() < 0.2:
        after = rng.choice(AFTER)
    elif rng.random() < 0.08:
        after = "".join(rng.choice(HAN) for _ in range(rng.randint(1, 5)))
    return before, structured(rng), after
