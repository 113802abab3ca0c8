"""Portrait diplomas, adult and network education, secondary schools, the replacement 毕业证明书, an old form."""

from samples.generator import diploma_parts as parts
from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK, finish
from samples.generator.diploma_words import chinese_count, chinese_year, prose
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame, tint

BLUE_INK: Colour = (36, 48, 120)


@layout("diploma", "")
def diploma_portrait(order: Order) -> Page:
    """A4 portrait: title, photograph at the right of the head, prose, number at the lower left."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(210, 297, rng, scale=9)
    parts.ground(page)
    frame(page, rng.choice(EDGES), rng.uniform(8, 12), style=rng.choice(FRAMES))
    body = rng.choice((faces.song, faces.hei, faces.kai))
    filled = rng.choice((body, faces.kai))
    page.typeface = body
    page.text(
        105,
        52,
        "毕业证书",
        rng.choice((faces.kai, faces.song_bold, faces.hei_bold)),
        19,
        align="centre",
        tracking=5,
        fill=rng.choice((INK, RED_INK)),
    )
    place = rng.random()
    if place < 0.5:
        parts.photo(page, order, 86, 66, 38)
    else:
        parts.photo(page, order, 148, 62, 36)
    start = 138.0
    size = rng.uniform(5.0, 6.0)
    if rng.random() < 0.3:
        parts.number_line(page, order, 105, 125, size, body, align="centre")
        late = False
    else:
        late = True
    low = page.paragraph(
        28, start, 154, prose(order, chinese=rng.random() < 0.5, filled=filled), body, 6.6, 13.5, indent=13.2
    )
    page.text(182, max(low + 6, 222), study.school, filled, 7.6, align="right", field="school", tracking=0.3)
    parts.signature(page, order, 110, 240, 6, body)
    page.text(182, 258, parts.graduation(order), body, 6, align="right", field="graduation_date")
    if late:
        parts.number_line(page, order, 26, rng.choice((258.0, 272.0, 240.0)), size * 0.86, body)
    parts.school_seal(page, order, rng.uniform(146, 162), rng.uniform(232, 250), 42)
    return finish(page, order)


@layout("diploma", "", study="higher")
def diploma_adult(order: Order) -> Page:
    """成人高等教育: landscape, photograph left with the number under it on two lines, approval number beside."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(300, 215, rng, scale=8)
    parts.ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.kai, faces.song)), rng.choice((faces.kai, faces.hei, faces.song))
    page.typeface = body
    page.text(
        150,
        34,
        rng.choice(("成人高等教育", "高等教育自学考试" if rng.random() < 0.2 else "成人高等教育")),
        faces.hei,
        7.5,
        align="centre",
        tracking=1.5,
    )
    page.text(150, 60, "毕业证书", faces.song_bold, 15, align="centre", tracking=6, fill=RED_INK)
    parts.photo(page, order, 30, 70, 36)
    parts.number_line(page, order, 24, 140, 4.9, body, stacked=True)
    page.text(
        24, 160, f"批准文号：（{study.graduated.year - 9}）云教成字{rng.randint(1, 99):03d}号", body, 3.9
    )
    low = page.paragraph(
        84, 80, 188, prose(order, chinese=rng.random() < 0.7, filled=filled), body, 6.6, 13, indent=13.2
    )
    y = max(low + 4, 152)
    page.text(96, y, rng.choice(("学校（章）", "校名：", "主考院校：")), body, 5.6)
    page.text(134, y, study.school, filled, 6.6, field="school")
    parts.signature(page, order, 96, y + 14, 5.8, body)
    page.text(264, 190, parts.graduation(order), body, 5.8, align="right", field="graduation_date")
    parts.school_seal(page, order, rng.uniform(218, 238), rng.uniform(162, 182), 40)
    return finish(page, order)


def _blank(
    page: Page,
    x: float,
    y: float,
    width: float,
    text: str,
    face: str,
    size: float,
    field: str | None,
    fill: Colour,
) -> float:
    """A filled-in blank on a rule; returns where the rule ends."""
    page.line(x, y + 1.4, x + width, y + 1.4, weight=0.2)
    page.text(x + width / 2, y, text, face, size, align="centre", field=field, fill=fill)
    return x + width


@layout("diploma", "", study="secondary")
def diploma_secondary(order: Order) -> Page:
    """A secondary school's form: blanks on rules, filled in by typewriter or hand, the number stamped red above."""
    person, study, rng, faces = order.person, order.person.study, order.rng, order.faces
    page = Page(266, 190, rng, scale=9)
    parts.ground(page)
    frame(page, rng.choice(EDGES), 9, style=rng.choice(FRAMES))
    body, filled, size = faces.song, rng.choice((faces.kai, faces.hei, faces.song)), 6.2
    ink = rng.choice((INK, BLUE_INK, INK))
    page.typeface = body
    page.text(
        133,
        38,
        rng.choice(("中等职业学校毕业证书", "普通中等专业学校毕业证书", "毕业证书")),
        faces.song_bold,
        11.5,
        align="centre",
        tracking=2,
        fill=RED_INK,
    )
    parts.number_line(
        page,
        order,
        246,
        54,
        5,
        body,
        align="right",
        red=rng.random() < 0.6,
        face=rng.choice(("liberation-mono-bold", "liberation-serif-bold", faces.digits)),
    )
    parts.photo(page, order, 24, 60, 34)
    left, y, step = 74.0, 74.0, 15.0
    x = page.text(left, y, "学生", body, size) + 1
    x = _blank(page, x, y, 34, person.name, filled, size, "name", ink) + 1
    x = page.text(x, y, "性别", body, size) + 1
    x = _blank(page, x, y, 14, person.sex, filled, size, "sex", ink) + 1
    born = person.born
    for number, mark, width in (
        (str(born.year), "年", 20),
        (str(born.month), "月", 12),
        (str(born.day), "日生，", 12),
    ):
        x = (
            page.text(
                _blank(page, x, y, width, number, filled, size, "birth_date", ink) + 0.6, y, mark, body, size
            )
            + 1
        )
    y += step
    x = page.text(left, y, "于", body, size) + 1
    for day, last in ((study.started, "月至"), (study.graduated, "月在本校")):
        x = (
            page.text(
                _blank(page, x, y, 22, str(day.year), filled, size, None, ink) + 0.6, y, "年", body, size
            )
            + 1
        )
        x = (
            page.text(
                _blank(page, x, y, 12, str(day.month), filled, size, None, ink) + 0.6, y, last, body, size
            )
            + 1
        )
    y += step
    x = _blank(page, left, y, 44, study.major, filled, size, "major", ink) + 1
    x = page.text(x, y, "专业学习，学制", body, size) + 1
    x = _blank(page, x, y, 16, chinese_count(study.years), filled, size, None, ink) + 1
    page.text(x, y, "年，修完教学", body, size)
    y += step
    page.text(left, y, "计划规定的全部课程，成绩合格，准予毕业。", body, size)
    page.text(24, 152, rng.choice(("学校（公章）", "学校：")), body, 5.4)
    page.text(62, 152, study.school, filled, 6.4, field="school")
    parts.signature(page, order, 24, 168, 5.4, body)
    page.text(238, 166, parts.graduation(order), body, 5.6, align="right", field="graduation_date")
    parts.school_seal(page, order, rng.uniform(180, 210), rng.uniform(144, 160), 40)
    return finish(page, order)


@layout("diploma", "", held_out=True, study="old")
def diploma_old_form(order: Order) -> Page:
    """An older booklet, number such as 「云卫校毕字第0123号」 or plain digits, everything in brush faces."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(250, 180, rng, scale=9, paper=(246, 238, 220))
    tint(page, (247, 240, 222), (240, 230, 208), mottle=4)
    frame(page, (170, 60, 50), 10, style=rng.choice(("double", "corner")))
    body = faces.kai
    page.typeface = body
    page.text(150, 40, "毕业证书", body, 17, align="centre", tracking=7)
    parts.photo(page, order, 24, 48, 32)
    parts.number_line(
        page,
        order,
        24,
        112,
        4.6,
        body,
        label=rng.choice(("证号", "编号", "证书字号")),
        stacked=rng.random() < 0.5,
    )
    page.paragraph(70, 62, 160, prose(order, chinese=True), body, 6.6, 13.2, indent=13.2)
    page.text(120, 132, study.school, body, 7.5, field="school")
    parts.signature(page, order, 120, 146, 5.6, body)
    page.text(
        228, 160, parts.graduation(order, chinese=True), body, 5.8, align="right", field="graduation_date"
    )
    parts.school_seal(page, order, 206, rng.uniform(134, 150), 38)
    return finish(page, order)


@layout("diploma", "", study="higher")
def diploma_replacement(order: Order) -> Page:
    """毕业证明书: issued by the school for a lost diploma, with its own number."""
    person, study, rng, faces = order.person, order.person.study, order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    parts.ground(page)
    frame(page, rng.choice(EDGES), 9, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.kai)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    page.text(
        148,
        46,
        "毕业证明书",
        faces.song_bold,
        14,
        align="centre",
        tracking=4,
        fill=rng.choice((INK, RED_INK)),
    )
    parts.photo(page, order, 28, 64, 36)
    born = person.born
    words = [
        Run("学生 "),
        Run(person.name, "name", filled),
        Run(" ，性别 "),
        Run(person.sex, "sex", filled),
        Run("，"),
        Run(f"{born.year}年{born.month}月{born.day}日", "birth_date", filled),
        Run("生，于"),
        Run(
            f"{chinese_year(study.started.year)}年{chinese_count(study.started.month)}月至"
            f"{chinese_year(study.graduated.year)}年{chinese_count(study.graduated.month)}月在本校"
        ),
        Run(study.major, "major", filled),
        Run("专业"),
        Run(f"{chinese_count(study.years)}年制"),
        Run(study.level, "level", filled),
        Run(
            "学习，修完教学计划规定的全部课程，成绩合格，准予毕业。原毕业证书遗失，经本人申请，特补发毕业证明书。"
        ),
    ]
    page.paragraph(84, 74, 188, words, body, 6.6, 13, indent=13.2)
    parts.number_line(page, order, 28, 176, 5.2, body, label=rng.choice(("证明书编号", "证书编号", "编号")))
    page.text(120, 150, study.school, filled, 7.4, field="school")
    parts.signature(page, order, 120, 164, 5.6, body)
    page.text(266, 182, parts.graduation(order), body, 5.8, align="right", field="graduation_date")
    parts.school_seal(page, order, rng.uniform(220, 240), rng.uniform(152, 172), 40)
    return finish(page, order)
