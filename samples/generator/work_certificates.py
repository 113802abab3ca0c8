"""Forms of work: 试用期考核合格证明 and 执业助理医师报考执业医师执业期考核证明."""

from datetime import date

from samples.generator import seals
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.left_out import lacks
from samples.generator.page import Page, Run
from samples.generator.people import months_after, some_day


def _cell(
    page: Page,
    x: float,
    y: float,
    w: float,
    h: float,
    text: str,
    face: str,
    size: float,
    field: str | None = None,
) -> None:
    page.rectangle(x, y, x + w, y + h, outline=(40, 40, 40), weight=0.25)
    if len(text) * size > w - 2 and field is None:
        half = (len(text) + 1) // 2
        page.text(x + w / 2, y + h / 2 - size * 0.25, text[:half], face, size, align="centre")
        page.text(x + w / 2, y + h / 2 + size * 1.05, text[half:], face, size, align="centre")
        return
    page.text(
        x + w / 2,
        y + h / 2 + size * 0.36,
        text,
        face,
        min(size, (w - 2) / max(len(text), 1) * 1.05),
        align="centre",
        field=field,
    )


def _form(order: Order, title: str, kind: str, start: date, end: date) -> Page:
    person, rng, faces = order.person, order.rng, order.faces
    place = person.institution
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 252))
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.song, faces.hei))
    page.typeface = body
    size = 4.4
    page.text(105, 36, title, faces.hei_bold, min(8.0, 170 / len(title)), align="centre")
    top, left = 52.0, 20.0
    written = digit_date if rng.random() < 0.6 else lambda day: f"{day:%Y.%m.%d}"
    table: list[list[tuple[float, str, str | None, bool]]] = [
        [
            (24, "姓名", None, False),
            (36, person.name, "name", True),
            (20, "性别", None, False),
            (20, person.sex, None, True),
            (26, "民族", None, False),
            (44, person.ethnicity, None, True),
        ],
        [
            (24, "身份证号", None, False),
            (76, person.id_number, "id_number", True),
            (26, "学历", None, False),
            (44, person.study.level, None, True),
        ],
        [
            (24, "专业", None, False),
            (76, person.study.major, None, True),
            (26, "报考类别", None, False),
            (44, person.practice_category, None, True),
        ],
        [(24, "单位名称", None, False), (146, place.name, "institution", True)],
        [
            (24, f"{kind}岗位", None, False),
            (50, person.post, "post", True),
            (26, f"{kind}起止时间", None, False),
            (70, f"{written(start)}至{written(end)}", "period", True),
        ],
    ]
    y = top
    for cells in table:
        x = left
        for width, text, field, value in cells:
            _cell(page, x, y, width, 14, text, filled if value else body, size, field)
            x += width
        y += 14
    page.rectangle(left, y, left + 170, y + 70, outline=(40, 40, 40), weight=0.25)
    page.text(left + 4, y + 10, f"{kind}考核情况：", body, size)
    page.paragraph(
        left + 6,
        y + 22,
        158,
        [Run(f"该同志在{kind}内遵守规章制度，认真履行岗位职责，能独立完成常见病的诊治，经考核成绩")],
        body,
        size,
        8,
        indent=9,
    )
    page.rectangle(left, y + 70, left + 170, y + 88, outline=(40, 40, 40), weight=0.25)
    page.text(left + 4, y + 81, "考核结果", body, size)
    page.text(left + 60, y + 81, person.extra.get("result", "合格"), filled, size, field="result")
    page.rectangle(left, y + 88, left + 170, y + 140, outline=(40, 40, 40), weight=0.25)
    page.text(left + 4, y + 100, "考核机构（公章）", body, size)
    page.text(left + 90, y + 100, "法定代表人（签字或名章）：", body, size)
    page.text(left + 158, y + 132, digit_date(end), filled, size, align="right")
    seals.round_seal(page, left + 44, y + 114, 42, place.name, face=faces.song_bold)
    stamped = rng.random() < 0.6
    if lacks("signature"):
        pass
    elif stamped:
        seals.name_seal(page, left + 152, y + 112, 15, place.legal_representative)
    else:
        page.text(
            left + 112, y + 114, place.legal_representative, "wenkai-light", 8, record=False, tracking=-0.6
        )
    page.text(
        left,
        y + 152,
        rng.choice(("注：本表由试用机构填写，一式一份。", "本证明由国家医学考试网下载打印，涂改无效。")),
        body,
        3.6,
    )
    page.value("period", f"{start:%Y.%m.%d}-{end:%Y.%m.%d}")
    return page


@layout("probation_certificate", "")
def probation_form(order: Order) -> Page:
    """医师资格考试试用期考核合格证明."""
    start = some_day(order.rng, date(2024, 7, 1), date(2025, 9, 1))
    end = months_after(start, int(order.person.extra.get("months", "12")))
    return _form(
        order,
        order.rng.choice(("医师资格考试试用期考核合格证明", "医师资格考试报考人员试用期考核合格证明")),
        "试用",
        start,
        end,
    )


@layout("practice_period_certificate", "")
def practice_period_form(order: Order) -> Page:
    """执业助理医师报考执业医师执业期考核证明."""
    start = order.person.first_registered
    return _form(order, "执业助理医师报考执业医师执业期考核证明", "执业", start, date(2026, 10, 31))
