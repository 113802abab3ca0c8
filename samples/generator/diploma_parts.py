"""Parts that diploma layouts share: the ground, the photograph, the number's line, the school's seal, the values."""

from samples.generator import figures, seals
from samples.generator.diploma_words import chinese_date, colon, digit_date, number_label
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order
from samples.generator.page import INK, Page
from samples.generator.paper import guilloche, rosette, tint

PAPERS: tuple[tuple[Colour, Colour], ...] = (
    ((252, 248, 238), (248, 242, 228)),
    ((250, 240, 240), (246, 232, 234)),
    ((240, 247, 242), (232, 242, 238)),
    ((238, 244, 250), (230, 238, 248)),
    ((254, 252, 248), (250, 248, 244)),
    ((255, 255, 255), (252, 252, 252)),
)
TINTS: tuple[Colour, ...] = (
    (224, 160, 160),
    (150, 190, 170),
    (150, 176, 214),
    (214, 190, 130),
    (200, 170, 200),
)
EDGES: tuple[Colour, ...] = ((176, 60, 60), (60, 110, 90), (180, 140, 60), (70, 90, 150), (150, 110, 70))
FRAMES = ("double", "band", "dotted", "corner")
RED_INK: Colour = (190, 40, 40)


def ground(page: Page) -> None:
    """Paper of a chosen tint, mostly with a pale pattern."""
    rng = page.rng
    top, bottom = rng.choice(PAPERS)
    tint(page, top, bottom)
    if rng.random() < 0.75:
        guilloche(page, rng.choice(TINTS), curves=rng.choice((20, 36, 60)), strength=rng.uniform(0.12, 0.34))
    if rng.random() < 0.3:
        rosette(
            page,
            page.width * rng.uniform(0.4, 0.7),
            page.height / 2,
            page.height * 0.28,
            rng.choice(TINTS),
            strength=0.25,
        )


def finish(page: Page, order: Order) -> Page:
    """Values as Precheck reports them."""
    study = order.person.study
    for field, value in (
        ("birth_date", order.person.born.isoformat()),
        ("graduation_date", study.graduated.isoformat()),
        ("level", study.level),
        ("name", order.person.name),
        ("certificate_number", study.number),
        ("school", study.school),
        ("major", study.major),
    ):
        page.value(field, value)
    return page


def school_seal(page: Page, order: Order, x: float, y: float, diameter: float = 42) -> None:
    """The school's red seal centred at (x, y) mm."""
    study, rng = order.person.study, order.rng
    seals.round_seal(
        page,
        x,
        y,
        diameter,
        study.school,
        foot=rng.choice(("", "", "", "学历证书专用章")),
        code=f"{rng.randint(10**12, 10**13 - 1)}" if rng.random() < 0.4 else "",
        face=rng.choice((order.faces.song_bold, order.faces.song, order.faces.hei)),
    )


def photo(page: Page, order: Order, x: float, y: float, width: float) -> None:
    """The graduate's photograph, now and then with a red or embossed seal over its corner."""
    rng = page.rng
    back = rng.choice(((86, 150, 220), (200, 44, 48), (240, 240, 240), (90, 160, 230)))
    image = figures.portrait(
        order.person.face_seed, 350, 490, back, male=order.person.male, grey=rng.random() < 0.15
    )
    page.picture(image, x, y, width, width * 1.4)
    if rng.random() < 0.35:
        embossed = rng.random() < 0.5
        seals.round_seal(
            page,
            x + width * 0.95,
            y + width * 1.3,
            width * 0.95,
            order.person.study.school,
            density=rng.uniform(0.12, 0.25) if embossed else rng.uniform(0.4, 0.9),
            colour=(120, 120, 120) if embossed else seals.RED,
        )


def number_text(order: Order) -> str:
    """The number as printed: mostly solid, sometimes in groups."""
    number, rng = order.person.study.number, order.rng
    if len(number) == 18 and rng.random() < 0.1:
        return rng.choice(
            (
                f"{number[:5]} {number[5]} {number[6:10]} {number[10:12]} {number[12:]}",
                " ".join(number[i : i + 4] for i in range(0, 18, 4)),
            )
        )
    return number


def number_line(
    page: Page,
    order: Order,
    x: float,
    y: float,
    size: float,
    body: str,
    *,
    align: str = "left",
    label: str | None = None,
    red: bool | None = None,
    stacked: bool = False,
    face: str | None = None,
) -> float:
    """Label and certificate number at (x, y); `stacked` puts the number on a line of its own below."""
    rng, faces = order.rng, order.faces
    digits = face or rng.choice((faces.digits, faces.digits, body, faces.hei, faces.song_bold))
    head = (number_label(rng, order.person.study) if label is None else label) + (
        "" if stacked else colon(rng)
    )
    string = number_text(order)
    in_red = rng.random() < 0.2 if red is None else red
    tracking = rng.choice((0.0, 0.0, 0.0, size * 0.06, size * 0.14))
    grown = size * rng.choice((1.0, 1.0, 1.12))
    width = page.width_of(head, body, size) + page.width_of(string, digits, grown, tracking=tracking)
    x -= {"left": 0.0, "centre": width / 2, "right": width}[align] if not stacked else 0.0
    end = page.text(x, y, head, body, size, fill=RED_INK if in_red and rng.random() < 0.4 else INK)
    if stacked:
        return page.text(
            x,
            y + size * 1.55,
            string,
            digits,
            grown,
            field="certificate_number",
            fill=RED_INK if in_red else INK,
            tracking=tracking,
        )
    return page.text(
        end,
        y,
        string,
        digits,
        grown,
        field="certificate_number",
        fill=RED_INK if in_red else INK,
        tracking=tracking,
    )


def graduation(order: Order, *, chinese: bool | None = None) -> str:
    """The date at the foot."""
    rng, day = order.rng, order.person.study.graduated
    if rng.random() < 0.55 if chinese is None else chinese:
        return chinese_date(day, zero=rng.choice(("〇", "〇", "○", "零")))
    return digit_date(day, padded=rng.random() < 0.4, spaced=rng.random() < 0.4)


def signature(
    page: Page, order: Order, x: float, y: float, size: float, body: str, *, gap: float = 3.0
) -> None:
    """校长 with a printed, written or stamped name."""
    rng, head = order.rng, order.person.study.head
    end = page.text(x, y, rng.choice(("校长：", "校（院）长：", "校  长：", "院长：", "校长")), body, size)
    style = rng.random()
    if style < 0.35:
        page.text(end + gap, y, head, body, size)
    elif style < 0.8:
        page.text(
            end + gap,
            y + size * 0.2,
            head,
            rng.choice((order.faces.kai, "wenkai-light")),
            size * 1.5,
            tracking=-0.3,
            record=False,
        )
    else:
        seals.name_seal(
            page, end + gap + size * 1.4, y - size * 0.3, size * 2.4, head, face=order.faces.song_bold
        )


def foot_note(page: Page, order: Order, x: float, y: float, size: float = 3.4) -> None:
    """Small print of the authority; half of the diplomas have none."""
    if order.rng.random() < 0.5:
        page.text(
            x,
            y,
            order.rng.choice(
                (
                    "中华人民共和国教育部学历证书查询网址：http://www.example.edu",
                    "学历证书查询网址：www.example.edu",
                    "中华人民共和国教育部监制",
                    "云岭省教育厅监制",
                )
            ),
            order.faces.song,
            size,
            align="centre",
        )
