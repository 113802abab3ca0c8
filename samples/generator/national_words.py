"""The words of the national diploma: printed form and filled-in words, which stand in another face, size and height."""

import random
from dataclasses import dataclass

from samples.generator.diploma_words import DIGITS, chinese_count, chinese_year
from samples.generator.layouts import Order
from samples.generator.page import Run

HEADINGS = {
    "普通全日制": ("普通高等学校",),
    "成人": ("成人高等教育",),
    "网络教育": ("网络教育", "普通高等学校（网络教育）"),
    "自学考试": ("高等教育自学考试",),
}


@dataclass(frozen=True)
class Filling:
    """How the blanks were filled in: another face, size in mm and height; `uneven` by how much, in mm, words differ."""

    face: str
    size: float
    rise: float
    uneven: float
    rng: random.Random

    def run(self, text: str, field: str | None = None) -> Run:
        """One filled-in word."""
        return Run(
            text, field, self.face, self.size, None, self.rise + self.rng.uniform(-self.uneven, self.uneven)
        )


def filling(order: Order, size: float) -> Filling:
    """Chance's way of filling a form whose print is `size` mm: mostly neat, at times half a line off."""
    rng, faces = order.rng, order.faces
    off = rng.random()
    rise = (
        rng.uniform(-0.15, 0.15) * size if off < 0.8 else rng.choice((-1, 1)) * rng.uniform(0.3, 0.5) * size
    )
    grown = size * rng.uniform(0.86, 1.14)
    return Filling(
        rng.choice((faces.kai, faces.hei, faces.song, faces.kai)),
        grown,
        rise,
        rng.uniform(0, 0.06) * size,
        rng,
    )


def wide_date(order: Order, blank: str) -> str:
    """二〇一九 年 七 月 一 日 with wide gaps, as on the form's last line."""
    day = order.person.study.graduated
    zero = order.rng.choice(("〇", "〇", "○"))
    year = chinese_year(day.year).replace("〇", zero)
    return (
        f"{year}{blank}年{blank}{chinese_count(day.month)}{blank}月{blank}{chinese_count(day.day)}{blank}日"
    )


def body(order: Order, filled: Filling) -> list[Run]:
    """The paragraph of the form."""
    person, study, rng = order.person, order.person.study, order.rng
    born = person.born
    figures = rng.random() < 0.35
    year, month, day = (
        (str(born.year), str(born.month), str(born.day))
        if figures
        else (chinese_year(born.year), chinese_count(born.month), chinese_count(born.day))
    )
    opening = (
        "研究生"
        if study.level == "硕士"
        else "学生"
        if study.form == "普通全日制"
        else rng.choice(("学生", "学员"))
    )
    runs = [
        Run(f"{opening} "),
        filled.run(person.name, "name"),
        Run(" 性别 "),
        filled.run(person.sex, "sex"),
        Run("，"),
        *(
            run
            for value, mark in ((year, "年"), (month, "月"), (day, "日"))
            for run in (filled.run(value, "birth_date"), Run(mark, "birth_date"))
        ),
        Run("生，"),
    ]
    return runs + (_self_study(order, filled) if study.form == "自学考试" else _attended(order, filled))


def _self_study(order: Order, filled: Filling) -> list[Run]:
    study = order.person.study
    return [
        Run("参加高等教育自学考试 "),
        filled.run(study.major, "major"),
        Run(" 专业 "),
        filled.run(study.level, "level"),
        Run(" 全部课程考试，成绩合格，经审定，准予毕业。"),
    ]


def _attended(order: Order, filled: Filling) -> list[Run]:
    study, rng = order.person.study, order.rng
    taught = {"普通全日制": "", "成人": rng.choice(("函授", "业余", "脱产")), "网络教育": "网络教育"}[
        study.form
    ]
    runs = [Run("于 ")]
    for day, after in ((study.started, " 月至 "), (study.graduated, " 月在本校 ")):
        runs += [
            filled.run(chinese_year(day.year)),
            Run(" 年 "),
            filled.run(chinese_count(day.month)),
            Run(after),
        ]
    course = [filled.run(DIGITS[study.years]), Run(" 年制 ")]
    level = "硕士研究生" if study.level == "硕士" else study.level
    runs += [
        filled.run(study.major, "major"),
        Run(" 专业 "),
        *([filled.run(taught), Run(" ")] if taught else []),
        *course,
    ]
    ending = (
        "学习，修完硕士研究生培养计划规定的全部课程，成绩合格，毕业论文答辩通过，准予毕业。"
        if study.level == "硕士"
        else "学习，修完教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    return [*runs, filled.run(level, "level"), Run(f" {ending}")]
