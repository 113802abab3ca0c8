"""The words of a diploma: dates in digits or Chinese numerals, labels of the number, the prose."""

import random
from datetime import date

from samples.generator.layouts import Order
from samples.generator.page import Run
from samples.generator.people import Study

DIGITS = "〇一二三四五六七八九"


def chinese_year(year: int) -> str:
    """二〇一九."""
    return "".join(DIGITS[int(c)] for c in str(year))


def chinese_count(number: int) -> str:
    """1 to 99 as 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "") if number else DIGITS[0]


def chinese_date(day: date, *, zero: str = "〇") -> str:
    """二〇一九年七月一日."""
    year = chinese_year(day.year).replace("〇", zero)
    return f"{year}年{chinese_count(day.month)}月{chinese_count(day.day)}日"


def digit_date(day: date, *, padded: bool = False, spaced: bool = False) -> str:
    """2019年7月1日, with leading zeros or spaces round the figures on demand."""
    gap = " " if spaced else ""
    month, number = (f"{day.month:02d}", f"{day.day:02d}") if padded else (str(day.month), str(day.day))
    return f"{day.year}{gap}年{gap}{month}{gap}月{gap}{number}{gap}日"


def colon(rng: random.Random) -> str:
    """What stands between label and value."""
    return rng.choice(("：", "：", ":", ": ", "： ", "  "))


def number_label(rng: random.Random, study: Study) -> str:
    """How the number is called."""
    if study.kind == "secondary":
        return rng.choice(("编号", "证书编号", "毕业证号", "学校编号", "证号"))
    return rng.choice(("证书编号", "证书编号", "毕业证书编号", "编号", "No.", "学校编号"))


def length_of_study(years: int, *, chinese: bool) -> str:
    """五年制 or 5年制 without the last character."""
    return (DIGITS[years] if chinese else str(years)) + "年"


def prose(order: Order, *, chinese: bool, filled: str | None = None) -> list[Run]:
    """The paragraph of a diploma. `filled`: the face of what is filled in, where it differs from the form's."""
    person, study, rng = order.person, order.person.study, order.rng
    written = chinese_date if chinese else digit_date
    start = (
        f"{chinese_year(study.started.year)}年{chinese_count(study.started.month)}月"
        if chinese
        else (f"{study.started.year}年{study.started.month}月")
    )
    end = (
        f"{chinese_year(study.graduated.year)}年{chinese_count(study.graduated.month)}月"
        if chinese
        else (f"{study.graduated.year}年{study.graduated.month}月")
    )
    taught = {"普通全日制": "", "成人": rng.choice(("函授", "业余", "夜大学")), "网络教育": "网络教育"}[
        study.form
    ]
    kind = {"本科": "本科", "专科": "专科", "中专": "中等专业"}[study.level]
    course = (
        Run(length_of_study(study.years, chinese=rng.random() < 0.6) + "制", None, filled),
        Run(taught, None, filled),
        Run(kind, "level", filled),
        Run("学习，"),
    )
    opening = rng.choice((0, 0, 1, 2))
    runs: list[Run] = [Run("学生" if opening != 2 else "学员"), Run(" "), Run(person.name, "name", filled)]
    if opening == 0:
        runs += [Run(" "), Run("性别"), Run(" "), Run(person.sex, "sex", filled), Run("，")]
    elif opening == 1:
        runs += [Run("，性别"), Run(person.sex, "sex", filled), Run("，")]
    else:
        runs += [Run("，"), Run(person.sex, "sex", filled), Run("，")]
    runs += [
        Run(written(person.born), "birth_date", filled),
        Run("生，于"),
        Run(start, None, filled),
        Run("至"),
        Run(end, None, filled),
        Run(rng.choice(("在本校", "在本校 ", "在我校"))),
        Run(study.major, "major", filled),
        Run("专业 " if rng.random() < 0.5 else "专业"),
        *course,
        Run(
            rng.choice(
                (
                    "修完教学计划规定的全部课程，成绩合格，准予毕业。",
                    "修完本科教学计划规定的全部课程，成绩合格，准予毕业。"
                    if study.level == "本科"
                    else "修完教学计划规定的全部课程，成绩合格，准予毕业。",
                    "学完教学计划规定的全部课程，成绩及格，准予毕业。",
                )
            )
        ),
    ]
    return [run for run in runs if run.text]
