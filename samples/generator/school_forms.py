"""学生证, and the application form for the short-specialty examination."""

from samples.generator import seals
from samples.generator.diploma_parts import photo
from samples.generator.diploma_words import colon
from samples.generator.layouts import Order, layout
from samples.generator.page import Page
from samples.generator.paper import tint
from samples.generator.statements import sheet


@layout("student_card", "", study="university")
def student_booklet(order: Order) -> Page:
    """The inside of a student card: photograph and particulars, registrations beside them."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(180, 120, rng, scale=11)
    tint(page, (240, 246, 244), (250, 246, 236))
    page.line(90, 0, 90, 120, fill=(180, 174, 164), weight=0.4)
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.song))
    page.typeface = body
    page.text(45, 14, person.study.school, faces.song_bold, 5.2, align="centre", field="school")
    page.text(45, 23, rng.choice(("学生证", "研究生证", "研究生学生证")), faces.hei_bold, 6, align="centre")
    photo(page, order, 62, 28, 22)
    y, mark = 36.0, colon(rng)
    year = rng.randint(2022, 2025)
    for label, text, field in (
        ("姓名", person.name, "name"),
        ("性别", person.sex, "sex"),
        ("学号", f"{year}{rng.randint(10**5, 10**6 - 1)}", "student_number"),
        ("院系", "研究生院", None),
        ("专业", person.study.major, "major"),
        ("入学年月", f"{year}年9月", None),
        ("发证日期", f"{year}年9月10日", None),
    ):
        end = page.text(8, y, label + mark, body, 3.8)
        page.text(end, y, text, filled, 3.8, field=field)
        y += 10
    seals.round_seal(page, 66, 66, 28, person.study.school, face=faces.song_bold)
    page.text(135, 14, "注册记录" if rng.random() < 0.5 else "注册", faces.hei_bold, 5, align="centre")
    for k in range(6):
        x, top = 96 + 40 * (k % 2), 22 + 28 * (k // 2)
        page.rectangle(x, top, x + 38, top + 26, outline=(120, 120, 120), weight=0.2)
        page.text(x + 19, top + 6, f"{year + k // 2}至{year + k // 2 + 1}学年", body, 3, align="centre")
    return page


@layout("short_specialty_form", "")
def short_form(order: Order) -> Page:
    """医师资格考试短线医学加试考试考生报名资格申请审核表."""
    person, rng = order.person, order.rng
    title = rng.choice(
        ("医师资格考试短线医学加试考试考生报名资格申请审核表", "短线医学专业加试考生报名资格申请审核表")
    )
    page, body, filled = sheet(order, title)
    post = rng.choice(("院前急救", "儿科"))
    table: list[list[tuple[float, str, str | None]]] = [
        [(28, "姓名", None), (56, person.name, "name"), (28, "性别", None), (58, person.sex, "sex")],
        [(28, "身份证号", None), (142, person.id_number, "id_number")],
        [(28, "单位名称", None), (142, person.institution.name, "institution")],
        [(28, "工作岗位", None), (56, post, "post"), (28, "加试专业", None), (58, post, None)],
    ]
    y = 60.0
    for cells in table:
        x = 20.0
        for index, (width, text, field) in enumerate(cells):
            page.rectangle(x, y, x + width, y + 13, outline=(40, 40, 40), weight=0.25)
            page.text(
                x + width / 2, y + 8.3, text, filled if index % 2 else body, 4.4, align="centre", field=field
            )
            x += width
        y += 13
    for head in ("单位意见", "考点审核意见", "考区审核意见"):
        page.rectangle(20, y, 190, y + 38, outline=(40, 40, 40), weight=0.25)
        page.text(24, y + 9, head, body, 4.4)
        page.text(150, y + 32, "（盖章）", body, 4.2)
        y += 38
    seals.round_seal(page, 150, 132, 38, person.institution.name, face=order.faces.song_bold)
    page.declared = {"post": post}
    return page
