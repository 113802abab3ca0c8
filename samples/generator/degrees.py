"""学位证书: a sheet and a spread."""

from samples.generator import diploma_parts as parts
from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK
from samples.generator.diploma_words import colon
from samples.generator.layouts import Order, layout
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame


def _words(order: Order, filled: str) -> list[Run]:
    person, study = order.person, order.person.study
    born = person.born
    return [
        Run(person.name, "name", filled),
        Run(f"，{person.sex}，{born.year}年{born.month}月{born.day}日生。在"),
        Run(study.school, "school", filled),
        Run(study.major, None, filled),
        Run("专业完成了本科学习计划，业已毕业，经审核符合《中华人民共和国学位条例》的规定，授予"),
        Run("医学学士", "degree", filled),
        Run("学位。"),
    ]


def _number(page: Page, order: Order, x: float, y: float, size: float, body: str, align: str) -> None:
    rng, number = order.rng, order.person.study.degree_number
    head = rng.choice(("证书编号", "学位证书编号", "编号")) + colon(rng)
    face = rng.choice((order.faces.digits, body))
    width = page.width_of(head, body, size) + page.width_of(number, face, size)
    end = page.text(x - {"left": 0, "centre": width / 2, "right": width}[align], y, head, body, size)
    page.text(end, y, number, face, size, field="certificate_number", fill=rng.choice((INK, INK, RED_INK)))


def _finish(page: Page, order: Order) -> Page:
    page.value("school", order.person.study.school)
    page.value("degree", "医学学士")
    return page


@layout("degree", "", study="university")
def degree_sheet(order: Order) -> Page:
    """One landscape sheet."""
    rng, faces = order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    parts.ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.kai)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    page.text(
        148,
        48,
        rng.choice(("学士学位证书", "学位证书", "普通高等教育 学士学位证书")),
        faces.song_bold,
        13,
        align="centre",
        tracking=2,
    )
    parts.photo(page, order, 30, 66, 36)
    page.paragraph(84, 78, 186, _words(order, filled), body, 7, 14, indent=14)
    page.text(90, 152, "校长", body, 6)
    page.text(112, 152, order.person.study.head, faces.kai, 8)
    page.text(90, 166, "学位评定委员会主席", body, 5.4)
    _number(page, order, 28, 182, 5.2, body, "left")
    page.text(268, 182, parts.graduation(order), body, 5.8, align="right")
    parts.school_seal(page, order, 232, 160, 40)
    return _finish(page, order)


@layout("degree", "", held_out=True, study="university")
def degree_spread(order: Order) -> Page:
    """A spread with photograph and number on the left."""
    rng, faces = order.rng, order.faces
    page = Page(360, 250, rng, scale=7)
    parts.ground(page)
    page.line(180, 0, 180, 250, fill=(186, 180, 170), weight=0.6)
    body = faces.song
    page.typeface = body
    parts.photo(page, order, 67, 60, 46)
    _number(page, order, 90, 190, 6, body, "centre")
    page.text(270, 58, "学士学位证书", faces.song_bold, 13, align="centre", tracking=2, fill=RED_INK)
    page.paragraph(204, 88, 134, _words(order, faces.kai), body, 7.2, 15, indent=14.4)
    page.text(326, 216, parts.graduation(order), body, 6.2, align="right")
    parts.school_seal(page, order, 300, 196, 42)
    return _finish(page, order)
