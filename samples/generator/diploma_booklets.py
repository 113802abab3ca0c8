"""Diplomas in landscape: the booklet's spread with the photograph on the left, and one-sheet certificates."""

from samples.generator import figures, seals
from samples.generator.diploma_words import chinese_date, colon, digit_date, number_label, prose
from samples.generator.layouts import Order, layout
from samples.generator.page import INK, Colour, Page
from samples.generator.paper import frame, guilloche, rosette, tint

PAPERS: tuple[tuple[Colour, Colour], ...] = (
    ((252, 248, 238), (248, 242, 228)), ((250, 240, 240), (246, 232, 234)), ((240, 247, 242), (232, 242, 238)),
    ((238, 244, 250), (230, 238, 248)), ((254, 252, 248), (250, 248, 244)),
)
TINTS: tuple[Colour, ...] = ((224, 160, 160), (150, 190, 170), (150, 176, 214), (214, 190, 130), (200, 170, 200))
RED_INK: Colour = (190, 40, 40)


def ground(page: Page, *, lines: bool = True) -> None:
    """Paper of a chosen tint with a pale pattern."""
    top, bottom = page.rng.choice(PAPERS)
    tint(page, top, bottom)
    if lines and page.rng.random() < 0.8:
        guilloche(page, page.rng.choice(TINTS), curves=page.rng.choice((20, 36, 60)), strength=page.rng.uniform(0.12, 0.32))
    if page.rng.random() < 0.3:
        rosette(page, page.width * page.rng.uniform(0.4, 0.7), page.height / 2, page.height * 0.28, page.rng.choice(TINTS),
                strength=0.25)


def finish(page: Page, order: Order) -> Page:
    """Values as Precheck reports them."""
    study = order.person.study
    page.value("birth_date", order.person.born.isoformat())
    page.value("graduation_date", study.graduated.isoformat())
    page.value("level", study.level)
    page.value("name", order.person.name)
    page.value("certificate_number", study.number)
    page.value("school", study.school)
    return page


def school_seal(page: Page, order: Order, x: float, y: float, diameter: float = 42) -> None:
    """The school's red seal centred at (x, y)."""
    study, rng = order.person.study, order.rng
    seals.round_seal(page, x, y, diameter, study.school, foot=rng.choice(("", "", "学历证书专用章")),
                     code=f"{rng.randint(10**12, 10**13 - 1)}" if rng.random() < 0.4 else "", face=order.faces.song_bold)


def photo(page: Page, order: Order, x: float, y: float, width: float) -> None:
    """The graduate's photograph with an embossed or red seal corner now and then."""
    back = page.rng.choice(((86, 150, 220), (200, 44, 48), (240, 240, 240), (90, 160, 230)))
    grey = page.rng.random() < 0.15
    image = figures.portrait(order.person.face_seed, 350, 490, back, male=order.person.male, grey=grey)
    page.picture(image, x, y, width, width * 1.4)
    if page.rng.random() < 0.35:
        seals.round_seal(page, x + width * 0.95, y + width * 1.3, width * 0.95, order.person.study.school,
                         density=page.rng.uniform(0.3, 0.8))


@layout("diploma", "info")
def diploma_spread(order: Order) -> Page:
    """A booklet's spread: photograph and number on the left page, text on the right."""
    person, study, rng, faces = order.person, order.person.study, order.rng, order.faces
    page = Page(380, 260, rng, scale=7)
    ground(page)
    edge = rng.choice(((176, 60, 60), (60, 110, 90), (180, 140, 60), (70, 90, 150)))
    kind = rng.choice(("double", "band", "dotted", "corner"))
    frame(page, edge, 9, style=kind, x1=190)
    frame(page, edge, 9, style=kind, x0=190)
    page.line(190, 0, 190, 260, fill=(190, 184, 172), weight=0.5)
    body = rng.choice((faces.song, faces.kai))
    filled = rng.choice((body, faces.kai, faces.hei))
    page.typeface = body
    photo(page, order, 72, 60, 46)
    digits = rng.choice((faces.digits, body, faces.hei))
    red = rng.random() < 0.2
    size = rng.uniform(5.0, 7.0)
    label = number_label(rng, study) + colon(rng)
    y = rng.choice((176.0, 196.0, 218.0))
    x = rng.uniform(28, 44)
    x = page.text(x, y, label, body, size)
    page.text(x + 0.5, y, study.number, digits, size, field="certificate_number", fill=RED_INK if red else INK,
              tracking=rng.choice((0, 0, 0.4)))
    if rng.random() < 0.5:
        page.text(95, 240, rng.choice(("中华人民共和国教育部学历证书查询网址：http://www.example.edu", "学历证书查询：www.example.edu")),
                  faces.song, 3.6, align="centre")
    title = rng.choice(("毕业证书", "普通高等学校毕业证书" if study.form == "普通全日制" and study.kind != "secondary" else "毕业证书"))
    page.text(285, 58, title, rng.choice((faces.song_bold, faces.kai, faces.hei_bold)), 16 if len(title) < 6 else 11,
              align="centre", tracking=6 if len(title) < 6 else 1.5, fill=rng.choice((INK, RED_INK)))
    low = page.paragraph(212, 88, 150, prose(order, chinese=rng.random() < 0.5, filled=filled), body, 7.2, 14.5, indent=14.4,
                         tracking=0.1)
    bottom = max(low + 12, 190)
    x = page.text(216, bottom, rng.choice(("校名：", "学校：", "校  名：", "")), body, 6.4)
    page.text(x, bottom, study.school, filled, 7, field="school")
    x = page.text(216, bottom + 14, rng.choice(("校长：", "校（院）长：", "校  长：")), body, 6.4)
    page.text(x + 2, bottom + 14, study.head, faces.kai, 8, tracking=0.5)
    when = chinese_date(study.graduated) if rng.random() < 0.55 else digit_date(study.graduated, spaced=rng.random() < 0.4)
    page.text(350, bottom + 30, when, body, 6.6, align="right", field="graduation_date")
    school_seal(page, order, rng.uniform(312, 330), bottom + rng.uniform(6, 26))
    return finish(page, order)
