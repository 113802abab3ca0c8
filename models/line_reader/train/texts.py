"""Ordinary text on training lines: names, institutions, dates, addresses, sentences, rare characters."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from samples.generator import vocabulary as v

DIGITS = "〇一二三四五六七八九"
SCHOOLS = (
    "医科大学", "医学院", "中医药大学", "大学", "医学高等专科学校", "卫生职业学院", "职业技术学院", "卫生学校", "大学成人教育学院",
)  # fmt: skip
HOUSES = (
    "人民医院", "第一人民医院", "中医院", "妇幼保健院", "卫生健康局", "卫生健康委员会", "中心卫生院", "公安局", "教育厅", "诊所",
    "社区卫生服务中心", "村卫生室",
)  # fmt: skip
BEFORE = {
    "name": ("姓名", "姓名：", "校长：", "负责人", "学生", "法定代表人 "),
    "institution": ("机构名称", "名称：", "发证机关：", "工作单位："),
    "date": ("出生日期：", "签发日期", "批准日期：", "日期"),
    "address": ("住址", "地址：", "执业地点："),
}


class Writer:
    """Text of the characters that the reader knows. ``han``: all Chinese ones; those of GB 2312 are commoner, its first level
    thrice."""

    def __init__(self, han: str) -> None:
        self._han = han
        self._common: list[str] = []
        for character in han:
            code = character.encode("gb2312", "ignore")
            self._common += [character] * (0 if not code else 3 if code[0] < 0xD8 else 1)
        self.kinds: dict[str, tuple[int, Callable[[random.Random], str]]] = {
            "name": (20, self.name),
            "institution": (20, self.institution),
            "date": (14, day),
            "address": (12, self.address),
            "random": (9, lambda rng: self.word(rng, 2, 10)),
            "any": (6, lambda rng: "".join(rng.choice(self._han) for _ in range(rng.randint(2, 9)))),
            "prose": (15, self.prose),
        }

    def word(self, rng: random.Random, low: int, high: int) -> str:
        """So many characters without meaning."""
        return "".join(rng.choice(self._common) for _ in range(rng.randint(low, high)))

    def name(self, rng: random.Random) -> str:
        """A person's: of a tenth the characters are any, for common ones must stay common."""
        if rng.random() < 0.06:
            return rng.choice(rng.choice(list(v.MINORITY_NAMES.values())))
        family = rng.choice(v.COMPOUND if rng.random() < 0.05 else v.SURNAMES)
        pool = self._common if rng.random() < 0.1 else v.GIVEN
        return family + "".join(rng.choice(pool) for _ in range(rng.randint(1, 2)))

    def _place(self, rng: random.Random) -> str:
        return rng.choice(v.PLACES) if rng.random() < 0.3 else self.word(rng, 2, 3)

    def institution(self, rng: random.Random) -> str:
        """A school, a hospital or an office."""
        if rng.random() < 0.4:
            known = rng.random() < 0.2
            return rng.choice(v.SCHOOLS)[0] if known else self._place(rng) + rng.choice(SCHOOLS)
        district = self._place(rng) + rng.choice("区县镇乡旗") if rng.random() < 0.5 else ""
        own = self.word(rng, 2, 3) if rng.random() < 0.3 else ""
        return self._place(rng) + rng.choice("省市县区州") + district + own + rng.choice(HOUSES)

    def address(self, rng: random.Random) -> str:
        """A street and a number, most with a town before it."""
        town = self._place(rng) + rng.choice("省市") + self._place(rng) + rng.choice("市区县")
        street = (
            rng.choice(v.STREETS) if rng.random() < 0.4 else self.word(rng, 2, 3) + rng.choice("路街巷村")
        )
        flat = rng.choice(
            ("", f"{rng.randint(1, 40)}栋", f"{rng.randint(1, 9)}单元{rng.randint(101, 2909)}室")
        )
        return (town if rng.random() < 0.7 else "") + f"{street}{rng.randint(1, 999)}号{flat}"

    def prose(self, rng: random.Random) -> str:
        """A piece of a certificate's sentence."""
        first, second = day(rng), day(rng)
        return rng.choice(
            (
                f"学生{self.name(rng)}，性别{rng.choice('男女')}，{first}生",
                f"于{first}至{second}在本校",
                f"{rng.choice(v.MAJORS['college'])}专业{rng.choice('二三四五')}年制",
                f"{rng.choice(('专科', '本科', '普通'))}学习，修完教学计划规定的全部课程",
                "成绩合格，准予毕业。",
                f"执业类别：{rng.choice(v.PHYSICIAN_CATEGORIES)}",
                f"执业范围：{rng.choice(v.SCOPES)}",
                "、".join(rng.sample(v.DEPARTMENTS, rng.randint(2, 5))),
                f"有效期限自{first}至{second}",
                f"签发机关：{self.institution(rng)}",
                f"民族{rng.choice(v.ETHNICITIES)}",
                f"法定代表人：{self.name(rng)}",
                "经营性质：非营利性（政府办）",
            )
        )


def _count(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def day(rng: random.Random) -> str:
    """A date in one of the forms that certificates have."""
    d = date(1975, 1, 1) + timedelta(days=rng.randrange(20000))
    if rng.random() < 0.5:
        year = "".join(DIGITS[int(character)] for character in str(d.year)).replace(
            "〇", rng.choice("〇〇〇零")
        )
        return f"{year}年{_count(d.month)}月" + (f"{_count(d.day)}日" if rng.random() < 0.85 else "")
    end = f"{d.year + 10}{d:.%m.%d}"
    return rng.choice(
        (
            f"{d.year}年{d.month}月{d.day}日",
            f"{d:%Y年%m月%d日}",
            f"{d:%Y-%m-%d}",
            f"{d:%Y.%m.%d}",
            f"{d:%Y.%m.%d}-{end}",
        )
    )
