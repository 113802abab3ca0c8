"""Forms as other districts print them: captions of their own, narrow columns, blanks in sentences, the seal over the lines.

Every material of :mod:`samples.generator.work_certificates`, :mod:`letters` and :mod:`school_forms` once more, held out.
"""

from datetime import date

from samples.generator import seals
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.left_out import lacks
from samples.generator.letters import HAND
from samples.generator.page import Page, Run
from samples.generator.people import some_day

Cell = tuple[float, str, str | None]


def table(page: Page, rows: list[list[Cell]], top: float, tall: float, body: str, filled: str) -> float:
    """Ruled rows of captions and values by turns, values at the left of their cells; returns where it ends."""
    y = top
    for cells in rows:
        x = 18.0
        for index, (width, text, field) in enumerate(cells):
            page.rectangle(x, y, x + width, y + tall, outline=(60, 60, 60), weight=0.2)
            if index % 2:
                size = min(4.2, (width - 4) / max(1.0, page.width_of(text, filled, 1.0)))
                page.text(x + 2, y + tall / 2 + 1.5, text, filled, size, field=field)
            else:
                page.text(x + width / 2, y + tall / 2 + 1.5, text, body, 4.0, align="centre")
            x += width
        y += tall
    return y


def _certificate(order: Order, title: str, kind: str, start: date, end: date) -> Page:
    """Captions left of every value, the assessment and the signatures in one block below."""
    person, rng, faces = order.person, order.rng, order.faces
    place = person.institution
    page = Page(210, 297, rng, scale=9, paper=(252, 252, 250))
    body, filled = faces.song, rng.choice((faces.kai, faces.hei, HAND))
    page.typeface = body
    page.text(105, 30, title, faces.song_bold, min(7.4, 168 / len(title)), align="centre")
    span = rng.choice((f"{start:%Y-%m-%d}至{end:%Y-%m-%d}", f"{digit_date(start)}—{digit_date(end)}"))
    y = table(
        page,
        [
            [(30, "考生姓名", None), (57, person.name, "name"), (30, "性别", None), (57, person.sex, "sex")],
            [(42, "有效身份证件号码", None), (132, person.id_number, "id_number")],
            [(42, f"{kind}机构名称", None), (132, place.name, "institution")],
            [(42, "机构登记号", None), (132, place.number, None)],
            [(42, f"{kind}科室（岗位）", None), (132, person.post, "post")],
            [(42, f"{kind}起止日期", None), (132, span, "period")],
            [(42, "带教医师", None), (132, f"{person.study.head}", None)],
        ],
        44,
        12,
        body,
        filled,
    )
    page.rectangle(18, y, 192, y + 86, outline=(60, 60, 60), weight=0.2)
    page.text(22, y + 10, "考核结论：", body, 4.2)
    page.text(22 + page.width_of("考核结论：", body, 4.2), y + 10, "合格", filled, 4.4, field="result")
    page.text(22, y + 40, "法定代表人（签字）：", body, 4.2)
    page.text(22, y + 64, "考核机构（盖章）：", body, 4.2)
    page.text(186, y + 78, digit_date(end), filled, 4.2, align="right")
    if not lacks("signature"):
        page.text(66, y + 41, place.legal_representative, HAND, 7.5, record=False, tracking=-0.5)
    seals.round_seal(page, 78, y + 62, 40, place.name, face=faces.song_bold)
    page.value("period", f"{start.isoformat()}/{end.isoformat()}")
    return page


@layout("probation_certificate", "", held_out=True)
def probation_columns(order: Order) -> Page:
    """医师资格考试试用期考核证明 with a caption a row."""
    start = some_day(order.rng, date(2024, 7, 1), date(2025, 9, 1))
    end = start.replace(year=start.year + 1, day=min(start.day, 28))
    return _certificate(order, "医师资格考试试用期考核合格证明", "试用", start, end)


@layout("practice_period_certificate", "", held_out=True)
def practice_period_columns(order: Order) -> Page:
    """执业期考核证明 with a caption a row."""
    title = "执业助理医师报考执业医师执业期考核证明"
    return _certificate(order, title, "执业", order.person.first_registered, date(2026, 8, 31))


@layout("probation_certificate", "", held_out=True, flags=("wrong_material.not_official_form",))
def probation_statement(order: Order) -> Page:
    """A statement of the employer's own under the form's title."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 252))
    body = rng.choice((faces.song, faces.hei))
    page.typeface = body
    page.text(105, 50, "试用期考核合格证明", faces.hei_bold, 9, align="centre")
    start = some_day(rng, date(2024, 7, 1), date(2025, 9, 1))
    end = start.replace(year=start.year + 1, day=min(start.day, 28))
    runs = [
        Run("兹证明"),
        Run(person.name, "name"),
        Run("同志自"),
        Run(f"{digit_date(start)}至{digit_date(end)}", "period"),
        Run("在我院"),
        Run(person.post, "post"),
        Run("试用，期间表现良好，考核合格。"),
    ]
    y = page.paragraph(30, 78, 150, runs, body, 5.6, 12, indent=11.2)
    page.text(41, y + 4, "特此证明。", body, 5.6)
    page.text(180, y + 40, person.institution.name, body, 5, align="right", field="institution")
    page.text(180, y + 52, digit_date(end), body, 5, align="right")
    seals.round_seal(page, 150, y + 40, 42, person.institution.name, face=faces.song_bold)
    if not lacks("signature"):
        page.text(41, y + 52, "法定代表人：", body, 5)
        page.text(74, y + 53, person.institution.legal_representative, HAND, 8, record=False)
    page.value("period", f"{start.isoformat()}/{end.isoformat()}")
    return page


@layout("short_specialty_form", "", held_out=True)
def short_columns(order: Order) -> Page:
    """The application form with a photograph's place, other captions and one opinion below another."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(252, 252, 250))
    body, filled = faces.song, rng.choice((faces.kai, HAND))
    page.typeface = body
    page.text(105, 26, "医师资格考试短线医学加试", faces.song_bold, 7, align="centre")
    page.text(105, 37, "考试考生报名资格申请审核表", faces.song_bold, 7, align="centre")
    post = rng.choice(("院前急救", "儿科"))
    y = table(
        page,
        [
            [
                (30, "申请人姓名", None),
                (57, person.name, "name"),
                (30, "性别", None),
                (57, person.sex, "sex"),
            ],
            [(36, "身份证件号码", None), (138, person.id_number, "id_number")],
            [(36, "工作单位名称", None), (138, person.institution.name, "institution")],
            [(36, "岗位（科室）", None), (138, post, "post")],
            [(36, "申请加试专业", None), (138, post, "specialty")],
        ],
        46,
        13,
        body,
        filled,
    )
    for head, sealed in (("工作单位意见：", True), ("考点审核意见：", False), ("考区审核意见：", False)):
        page.rectangle(18, y, 192, y + 40, outline=(60, 60, 60), weight=0.2)
        page.text(22, y + 8, head, body, 4.0)
        page.text(186, y + 34, "年　　月　　日（盖章）", body, 4.0, align="right")
        if sealed:
            seals.round_seal(page, 160, y + 22, 38, person.institution.name, face=faces.song_bold)
        y += 40
    page.declared = {"post": post}
    return page


@layout("graduate_commitment_letter", "", held_out=True, study="higher")
def graduate_blanks(order: Order) -> Page:
    """The letter with its blanks inside of a sentence, on rules."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 252))
    body = faces.song
    page.typeface = body
    page.text(105, 42, "应届医学专业毕业证医师资格考试报考承诺书", faces.hei_bold, 6.6, align="centre")
    runs = [
        Run("本人"),
        Run(person.name, "name", HAND),
        Run("，身份证号"),
        Run(person.id_number, "id_number", faces.digits),
        Run("，毕业于"),
        Run(person.study.school, "school", HAND),
        Run("，系应届毕业生。本人承诺：在考试当年8月31日前取得毕业证书并试用期满一年，"),
        Run("逾期不能提交毕业证书的，自愿放弃考试资格并承担后果。"),
    ]
    y = page.paragraph(30, 66, 150, runs, body, 5.2, 11.5, indent=10.4)
    day = date(2026, 11, rng.randint(1, 20))
    end = page.text(96, y + 30, "考生签字：", body, 5.2)
    if not lacks("signature"):
        page.text(end + 1, y + 31, person.name, HAND, 7, record=False)
    end = page.text(96, y + 44, "签字日期：", body, 5.2)
    page.text(end + 1, y + 44, f"{day:%Y.%m.%d}", HAND, 5.4, field="date")
    page.value("date", day.isoformat())
    return page


@layout("personal_commitment_letter", "", held_out=True, study="university")
def personal_list(order: Order) -> Page:
    """个人承诺书 with particulars in rows and numbered promises."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 252))
    body, filled = faces.hei, rng.choice((faces.kai, HAND))
    page.typeface = body
    page.text(105, 40, "研究生报考医师资格考试个人承诺书", faces.hei_bold, 7, align="centre")
    y = 60.0
    for label, text, field in (
        ("姓名：", person.name, "name"),
        ("身份证号：", person.id_number, "id_number"),
        ("就读学校：", person.study.school, "school"),
    ):
        end = page.text(30, y, label, body, 4.8)
        page.text(end + 1, y, text, filled, 4.8, field=field)
        page.line(end, y + 1.6, 176, y + 1.6, weight=0.15)
        y += 11
    page.text(30, y + 4, "本人郑重承诺：", body, 4.8)
    y += 15
    for promise in (
        "一、临床实践训练经历真实，时间满一年；",
        "二、所提交的报名材料真实、准确、有效；",
        "三、如有虚假，自愿接受取消成绩的处理。",
    ):
        page.text(36, y, promise, body, 4.8)
        y += 11
    day = date(2026, 11, rng.randint(1, 20))
    end = page.text(110, y + 20, "承诺人签名：", body, 4.8)
    if not lacks("signature"):
        page.text(end + 1, y + 21, person.name, HAND, 7, record=False)
    end = page.text(110, y + 33, "日期：", body, 4.8)
    page.text(end + 1, y + 33, digit_date(day), HAND, 5, field="date")
    page.value("date", day.isoformat())
    return page
