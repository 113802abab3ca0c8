"""学位证书 as issued: the national form before 2016 (emblem, pink guilloche), and schools' own designs since."""

from samples.generator import brush, figures, seals
from samples.generator.diploma_parts import RED_INK
from samples.generator.diploma_words import chinese_count, chinese_year
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.national_diplomas import crest, portrait, sign
from samples.generator.national_words import Filling, filling, wide_date
from samples.generator.page import INK, Page, Run
from samples.generator.paper import rosette, tint
from samples.generator.security_print import fine_lines, guilloche_frame

PINKS: tuple[Colour, ...] = ((214, 140, 152), (206, 120, 130), (220, 160, 160), (196, 132, 160))
ACT = "经审核符合《中华人民共和国学位条例》的规定，授予 "


def _words(order: Order, filled: Filling) -> list[Run]:
    person, study, rng = order.person, order.person.study, order.rng
    born = person.born
    day = (
        f"{chinese_year(born.year)}年{chinese_count(born.month)}月{chinese_count(born.day)}日"
        if rng.random() < 0.4
        else f"{born.year}年{born.month}月{born.day}日"
    )
    plan = "硕士学位培养计划" if study.level == "硕士" else "本科学习计划"
    return [
        filled.run(person.name, "name"),
        Run(f"，{person.sex}，"),
        filled.run(day),
        Run("生。在 "),
        filled.run(study.school, "school"),
        Run(" "),
        filled.run(study.major),
        Run(f" 专业完成了{plan}，业已毕业，{ACT}"),
        filled.run(study.degree, "degree"),
        Run(" 学位。"),
    ]


def _number(page: Page, order: Order, x: float, y: float, size: float, face: str) -> None:
    rng = order.rng
    end = page.text(x, y, rng.choice(("证书编号：", "学位证书编号：", "编号：")), face, size)
    digits = rng.choice((order.faces.digits, face))
    ink = rng.choice((INK, INK, RED_INK))
    page.text(end, y, order.person.study.degree_number, digits, size, field="certificate_number", fill=ink)


def _signatures(
    page: Page, order: Order, x: float, y: float, size: float, face: str, *, apart: float
) -> None:
    """校长 and 学位评定委员会主席, mostly the same person's hand twice."""
    head = order.person.study.head
    page.text(x, y, order.rng.choice(("校  长", "校长：", "院  长")), face, size)
    sign(page, order, x + 38, y + size * 0.4, size * 2.2, name=head)
    below, across = (y + size * 2.4, x) if apart == 0 else (y, x + apart)
    page.text(across, below, "学位评定委员会主席", face, size)
    sign(page, order, across + size * 9 + 18, below + size * 0.4, size * 2.2, name=head)


def _sealed(page: Page, order: Order, x: float, y: float) -> None:
    """Most degrees bear no red seal: an embossed one or none."""
    rng, school = order.rng, order.person.study.school
    chance = rng.random()
    if chance < 0.3:
        seals.round_seal(page, x, y, 40, school, face=order.faces.song_bold)
    elif chance < 0.65:
        seals.embossed_seal(page, x, y, 42, school)


def _national(order: Order) -> Page:
    rng, faces, study = order.rng, order.faces, order.person.study
    page = Page(266, 190, rng, scale=9)
    pink = rng.choice(PINKS)
    tint(page, (254, 250, 248), (252, 244, 243), mottle=0.8)
    fine_lines(page, (232, 190, 196), pitch=rng.uniform(0.6, 1.1), strength=rng.uniform(0.25, 0.55))
    guilloche_frame(page, pink, rng.uniform(8, 10), rng.uniform(8, 11))
    rosette(page, 133, 108, 40, pink, strength=0.2)
    face, size = rng.choice((faces.song, faces.kai)), rng.uniform(5.6, 6.4)
    page.typeface = face
    page.picture(figures.emblem(420), 122, 21, 22, 22.9)
    level = "硕士" if study.level == "硕士" else "学士"
    title = f"{level}学位证书"
    if rng.random() < 0.5:
        brush.write(page, 133, 63, title, "ukai", 14, brush.BRUSH, fill=RED_INK, tracking=2)
    else:
        page.text(
            133, 62, title, faces.song_bold, 13, align="centre", tracking=2.4, fill=rng.choice((RED_INK, INK))
        )
    left = rng.random() < 0.5
    portrait(page, order, 30 if left else 204, 62 if left else 30, 31)
    filled = filling(order, size)
    x, width = (72, 162) if left else (32, 202)
    low = page.paragraph(x, 82, width, _words(order, filled), face, size, size * 2, indent=size * 2)
    y = min(max(low + 2, 130.0), 146.0)
    _signatures(page, order, 84, y, size * 0.92, face, apart=0)
    _sealed(page, order, rng.uniform(206, 222), y + 6)
    _number(page, order, 32, 164, size * 0.84, face)
    page.text(234, 164, wide_date(order, " "), face, size * 0.95, align="right")
    if study.level == "本科":
        page.text(133, 187.4, "（普通高等教育本科毕业生）", faces.song, 3.0, align="centre")
    return _finish(page, order)


def _finish(page: Page, order: Order) -> Page:
    page.value("school", order.person.study.school)
    page.value("degree", order.person.study.degree)
    return page


def _own(order: Order, *, landscape: bool) -> Page:
    """A school's own design: crest, school's name from the brush, both languages' calm white."""
    rng, faces, study = order.rng, order.faces, order.person.study
    w, h = (297, 210) if landscape else (210, 297)
    page = Page(w, h, rng, scale=8)
    tone = rng.choice(((150, 36, 46), (36, 66, 126), (46, 100, 84), (110, 84, 50)))
    tint(page, (254, 253, 250), (251, 249, 244), mottle=0.7)
    if rng.random() < 0.6:
        fine_lines(
            page,
            tone,
            pitch=rng.uniform(0.9, 1.6),
            strength=rng.uniform(0.06, 0.18),
            crossed=rng.random() < 0.5,
        )
    if rng.random() < 0.5:
        guilloche_frame(page, tone, 9, 6, strands=6, strength=0.7)
    else:
        page.rectangle(9, 9, w - 9, h - 9, outline=tone, weight=0.8)
        page.rectangle(11, 11, w - 11, h - 11, outline=tone, weight=0.25)
    rosette(page, w / 2, h * 0.58, min(w, h) * 0.32, tone, strength=0.1)
    face, size = rng.choice((faces.song, faces.kai)), rng.uniform(5.6, 6.4)
    page.typeface = face
    filled = filling(order, size)
    title = f"{'硕士' if study.level == '硕士' else '学士'}学位证书"
    crest(page, order, w / 2, 33, 11, tone)
    brush.write(page, w / 2, 60, study.school, faces.kai, 9.5, brush.LOGO, fill=tone)
    page.text(
        w / 2, 78, title, faces.song_bold, 11.5, align="centre", tracking=2, fill=rng.choice((INK, tone))
    )
    if landscape:
        portrait(page, order, 34, 70, 32)
        low = page.paragraph(78, 98, 182, _words(order, filled), face, size, size * 2, indent=size * 2)
    else:
        portrait(page, order, w / 2 - 16, 88, 32)
        low = page.paragraph(30, 154, 150, _words(order, filled), face, size, size * 2, indent=size * 2)
    y = max(low + 6, h - 66)
    _signatures(page, order, 80 if landscape else 34, y, size * 0.9, face, apart=0)
    _sealed(page, order, w - 62, y + rng.uniform(0, 10))
    _number(page, order, 30, h - 24, size * 0.84, face)
    page.text(w - 30, h - (24 if landscape else 34), wide_date(order, " "), face, size, align="right")
    return _finish(page, order)


@layout("degree", "", study="university", share=3)
def degree_national(order: Order) -> Page:
    """The national form before 2016."""
    return _national(order)


@layout("degree", "", held_out=True, study="university", share=3)
def degree_national_later(order: Order) -> Page:
    """The same in faces that are kept for judging."""
    return _national(order)


@layout("degree", "", study="university", share=3)
def degree_own_landscape(order: Order) -> Page:
    """A school's own design across."""
    return _own(order, landscape=True)


@layout("degree", "", held_out=True, study="university", share=3)
def degree_own_upright(order: Order) -> Page:
    """A school's own design in portrait format."""
    return _own(order, landscape=False)


@layout("degree", "", study="postgraduate", share=3)
def degree_master(order: Order) -> Page:
    """A master's degree of the school's own design."""
    return _own(order, landscape=False)


@layout("degree", "", held_out=True, study="university", share=2)
def degree_booklet(order: Order) -> Page:
    """The booklet before 2016: portrait under the embossed seal and the number at the left, the prose at the right."""
    rng, faces = order.rng, order.faces
    page = Page(360, 250, rng, scale=7)
    pink = rng.choice(PINKS)
    tint(page, (254, 250, 248), (252, 244, 243), mottle=0.8)
    fine_lines(page, (232, 190, 196), pitch=rng.uniform(0.7, 1.2), strength=rng.uniform(0.25, 0.5))
    for centre in (90, 270):
        rosette(page, centre, 125, 58, pink, strength=0.22)
    page.line(180, 0, 180, 250, fill=(186, 170, 168), weight=0.7)
    face, size = rng.choice((faces.song, faces.kai)), rng.uniform(6.4, 7.2)
    page.typeface = face
    portrait(page, order, 67, 58, 44)
    _number(page, order, 42, 196, size * 0.9, face)
    page.picture(figures.emblem(420), 257, 24, 26, 27)
    brush.write(page, 270, 76, "学士学位证书", "ukai", 14, brush.BRUSH, fill=RED_INK, tracking=1.5)
    filled = filling(order, size)
    low = page.paragraph(204, 98, 134, _words(order, filled), face, size, size * 1.95, indent=size * 2)
    _signatures(page, order, 210, max(low + 2, 184), size * 0.8, face, apart=0)
    _sealed(page, order, rng.uniform(300, 318), 196)
    page.text(334, 226, wide_date(order, " "), face, size * 0.9, align="right")
    return _finish(page, order)
