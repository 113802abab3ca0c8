"""Statements in prose, sealed by who makes them: 连续工作证明, 临床实践训练证明, 医师注册记录; and the record as a table."""

from datetime import date

from samples.generator import seals
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.page import Page, Run
from samples.generator.people import months_after, some_day


def sheet(order: Order, title: str) -> tuple[Page, str, str]:
    """An A4 sheet with its title, the form's face and the face of what is filled in."""
    rng, faces = order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 252))
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.song, faces.kai))
    page.typeface = body
    page.text(105, 48, title, faces.hei_bold, min(9.0, 168 / len(title)), align="centre")
    return page, body, filled


def sealed_end(page: Page, order: Order, y: float, name: str, day: date, body: str, head: str = "") -> None:
    """Who says it and when, at the right, under a round seal."""
    page.text(180, y, head + name, body, 5, align="right")
    page.text(180, y + 12, digit_date(day), body, 5, align="right")
    seals.round_seal(page, 150, y + 4, 42, name, face=order.faces.song_bold)


def _months(order: Order) -> tuple[date, date]:
    begin = some_day(order.rng, date(2019, 1, 1), date(2024, 6, 1)).replace(day=1)
    return begin, date(2026, order.rng.randint(1, 10), 1)


def _span(order: Order, page: Page, begin: date, end: date) -> str:
    """A period in one of the usual forms; sets the value that Precheck reports."""
    if order.rng.random() < 0.5:
        page.value("period", f"{begin:%Y-%m}/{end:%Y-%m}")
        return order.rng.choice(
            (f"{begin.year}年{begin.month}月至{end.year}年{end.month}月", f"{begin:%Y.%m}-{end:%Y.%m}")
        )
    page.value("period", f"{begin.isoformat()}/{end.isoformat()}")
    return f"{digit_date(begin)}{order.rng.choice(('至', '起至'))}{digit_date(end)}"


@layout("continuous_work_certificate", "")
def work_statement(order: Order) -> Page:
    """连续工作证明 as an employer writes it."""
    person, rng = order.person, order.rng
    page, body, filled = sheet(order, rng.choice(("连续工作证明", "工作证明", "连续工作证明")))
    begin, end = _months(order)
    opening = rng.choice(("兹证明", "兹有我单位职工"))
    runs = [
        Run(opening),
        Run(person.name, "name", filled),
        Run(rng.choice(("同志，", "，"))),
        Run(f"{person.sex}，身份证号："),
        Run(person.id_number, "id_number", order.faces.digits),
        Run("，于"),
        Run(_span(order, page, begin, end), "period", filled),
        Run("在我单位连续从事"),
        Run(person.post, "post", filled),
        Run("工作，期间无违法违规行为。"),
    ]
    y = page.paragraph(30, 76, 150, runs, body, 5.6, 12, indent=11.2)
    page.text(41, y + 4, "特此证明。", body, 5.6)
    width = page.width_of(person.institution.name, body, 4.6)
    page.text(180 - width, y + 40, "单位（盖章）：", body, 4.6, align="right")
    page.text(180 - width, y + 40, person.institution.name, body, 4.6, field="institution")
    page.text(180, y + 52, digit_date(date(2026, 11, 3)), body, 5, align="right")
    seals.round_seal(page, 150, y + 40, 42, person.institution.name, face=order.faces.song_bold)
    return page


@layout("clinical_training_certificate", "", study="university")
def training_statement(order: Order) -> Page:
    """临床实践训练经历满一年证明 of a graduate school."""
    person, rng = order.person, order.rng
    school = person.study.school
    page, body, filled = sheet(
        order, rng.choice(("研究生临床实践训练经历满一年证明", "临床实践训练证明", "临床实践训练满一年证明"))
    )
    begin = some_day(rng, date(2024, 7, 1), date(2025, 9, 1)).replace(day=1)
    end = months_after(begin, int(person.extra.get("months", "12")))
    hospital = f"{person.institution.name[:2]}市第一人民医院"
    runs = [
        Run("兹证明"),
        Run(person.name, "name", filled),
        Run(f"，{person.sex}，身份证号"),
        Run(person.id_number, "id_number", order.faces.digits),
        Run(f"，学号20{rng.randint(20, 25)}{rng.randint(10**5, 10**6 - 1)}，系"),
        *([Run("我校")] if rng.random() < 0.4 else [Run(school, "school", filled)]),
        Run(f"{person.study.major}专业研究生，"),
        Run(rng.choice(("于", "自"))),
        Run(_span(order, page, begin, end), "period", filled),
        Run("在"),
        Run(hospital, "institution", filled),
        Run("进行临床实践训练，训练经历已满一年，考核合格。"),
    ]
    y = page.paragraph(30, 76, 150, runs, body, 5.6, 12, indent=11.2)
    page.text(41, y + 4, "特此证明。", body, 5.6)
    page.text(180, y + 36, school, body, 5.2, align="right", field="school")
    page.text(180, y + 46, "研究生院（盖章）", body, 5.2, align="right")
    page.text(180, y + 58, digit_date(date(2026, 10, 20)), body, 5, align="right")
    seals.round_seal(page, 152, y + 46, 42, school, foot="研究生院", face=order.faces.song_bold)
    page.value("school", school)
    return page


@layout("registration_record", "")
def registration_statement(order: Order) -> Page:
    """A statement of the office that registered the physician first."""
    person, rng = order.person, order.rng
    page, body, filled = sheet(order, rng.choice(("医师执业注册证明", "医师注册证明", "首次注册证明")))
    runs = [
        Run("兹证明"),
        Run(person.name, "name", filled),
        Run(f"，{person.sex}，身份证号"),
        Run(person.id_number, "id_number", order.faces.digits),
        Run("，执业助理医师执业证书编码：" if person.assistant else "，医师执业证书编码："),
        Run(person.practice_number, "certificate_number", order.faces.digits),
        Run("，于"),
        Run(digit_date(person.first_registered), "first_registered_on", filled),
        Run(f"在我局首次注册，执业地点为{person.institution.name}。该医师跨省变更时原证已由我局收回。"),
    ]
    y = page.paragraph(30, 76, 150, runs, body, 5.6, 12, indent=11.2)
    page.text(41, y + 4, "特此证明。", body, 5.6)
    sealed_end(page, order, y + 40, person.institution.issuer, date(2026, 9, 8), body)
    page.value("first_registered_on", person.first_registered.isoformat())
    return page


@layout("registration_record", "", held_out=True)
def registration_print(order: Order) -> Page:
    """医师注册记录 printed from the register, a label and a value a row."""
    person = order.person
    page, body, filled = sheet(order, order.rng.choice(("医师注册记录", "医师执业注册信息")))
    y = 66.0
    for label, text, field in (
        ("姓名", person.name, "name"),
        ("性别", person.sex, None),
        ("身份证号", person.id_number, "id_number"),
        ("资格证书编码", person.qualification_number, None),
        ("执业证书编码", person.practice_number, "certificate_number"),
        ("执业级别", "执业助理医师" if person.assistant else "执业医师", "level"),
        ("执业类别", person.practice_category, "category"),
        ("执业范围", person.practice_scope, "scope"),
        ("主要执业机构", person.institution.name, "institution"),
        ("首次注册日期", f"{person.first_registered:%Y-%m-%d}", "first_registered_on"),
        ("注册机关", person.institution.issuer, None),
    ):
        page.rectangle(24, y, 74, y + 12, outline=(60, 60, 60), weight=0.25)
        page.rectangle(74, y, 186, y + 12, outline=(60, 60, 60), weight=0.25)
        page.text(49, y + 7.8, label, body, 4.6, align="centre")
        page.text(79, y + 7.8, text, filled, 4.6, field=field)
        y += 12
    page.text(24, y + 10, "打印日期：2026-09-08", body, 4)
    sealed_end(page, order, y + 26, person.institution.issuer, date(2026, 9, 8), body)
    return page
