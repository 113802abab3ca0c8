"""The national form of the diploma: heading over the brush-written title, portrait at the right under an embossed seal."""

from samples.generator import brush, figures, seals
from samples.generator import diploma_parts as parts
from samples.generator.diploma_parts import finish
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.national_words import HEADINGS, body, filling, wide_date
from samples.generator.page import INK, Page
from samples.generator.paper import photographed, rosette, tint
from samples.generator.security_print import fine_lines, guilloche_frame

BLUE_INK: Colour = (34, 48, 128)
TITLE_RED: Colour = (190, 30, 34)
FRAME_TONES: tuple[Colour, ...] = (
    (128, 138, 134),
    (96, 140, 112),
    (110, 150, 140),
    (142, 138, 120),
    (70, 120, 96),
)
QUERY = "中华人民共和国教育部学历证书查询网址：http://www.chsi.example"


def security_ground(page: Page, tone: Colour) -> None:
    """Nearly white paper under a fine line pattern of the frame's tone."""
    rng = page.rng
    top, low = rng.choice(
        (
            ((252, 252, 249), (246, 249, 246)),
            ((253, 250, 246), (250, 244, 240)),
            ((249, 251, 252), (243, 248, 249)),
        )
    )
    tint(page, top, low, mottle=0.8)
    pale: Colour = (tone[0] // 2 + 110, tone[1] // 2 + 110, tone[2] // 2 + 110)
    fine_lines(
        page, pale, pitch=rng.uniform(0.55, 1.1), strength=rng.uniform(0.18, 0.5), crossed=rng.random() < 0.7
    )


def portrait(page: Page, order: Order, x: float, y: float, width: float) -> None:
    """The graduate's photograph with an embossed seal half over it."""
    rng, person = order.rng, order.person
    back = rng.choice(((78, 144, 216), (84, 156, 224), (236, 238, 240), (196, 40, 44)))
    image = figures.portrait(person.face_seed, 350, 490, back, male=person.male, grey=rng.random() < 0.1)
    page.picture(photographed(image, rng), x, y, width, width * 1.4)
    if rng.random() < 0.85:
        side = rng.choice((-1, 1))
        centre = x + width / 2 + side * width * rng.uniform(0.3, 0.5)
        seals.embossed_seal(
            page,
            centre,
            y + width * rng.uniform(1.0, 1.35),
            width * rng.uniform(1.0, 1.2),
            person.study.school,
        )


def school_name(
    page: Page, order: Order, x: float, y: float, size: float, face: str, *, align: str = "left"
) -> None:
    """The school's name, printed or written with the brush as its logo."""
    school = order.person.study.school
    if order.rng.random() < 0.4:
        brush.write(
            page,
            x,
            y + size * 0.15,
            school,
            order.faces.kai,
            size * 1.35,
            brush.LOGO,
            fill=INK,
            align=align,
            field="school",
        )
    else:
        page.text(x, y, school, face, size, align=align, field="school")


def sign(page: Page, order: Order, x: float, y: float, size: float, *, name: str | None = None) -> None:
    """A cursive signature in blue or black ink, over whatever stands there."""
    ink = BLUE_INK if order.rng.random() < 0.7 else (30, 30, 36)
    face = order.rng.choice((order.faces.kai, "gkai"))
    brush.write(
        page, x, y, name or order.person.study.head, face, size, brush.CURSIVE, fill=ink, kind="signature"
    )


def national(order: Order) -> Page:
    """The landscape form; the heading and the lines follow the kind of study."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    tone = rng.choice(FRAME_TONES)
    security_ground(page, tone)
    margin, width = rng.uniform(8.5, 11), rng.uniform(8, 12)
    guilloche_frame(page, tone, margin, width)
    if rng.random() < 0.4:
        rosette(page, 148, 118, 42, tone, strength=0.16)
    print_face, size = rng.choice((faces.song, faces.kai, faces.song)), rng.uniform(6.2, 7.1)
    page.typeface = print_face
    _head(page, order)
    portrait(page, order, rng.uniform(226, 236), rng.uniform(27, 32), rng.uniform(30, 35))
    filled = filling(order, size)
    left = margin + width + rng.uniform(9, 14)
    low = page.paragraph(
        left,
        rng.uniform(88, 93),
        297 - 2 * left,
        body(order, filled),
        print_face,
        size,
        size * 1.95,
        indent=size * 2,
    )
    _foot(page, order, min(max(low - size * 0.4, 136.0), 154.0), left, print_face, size)
    low_number = 210 - margin - width - rng.uniform(4, 9)
    label = rng.choice(("证书编号", "证书编号", "学校编号", "编号"))
    parts.number_line(
        page, order, left, low_number, size * rng.uniform(0.8, 0.92), print_face, label=label, red=False
    )
    if study.form == "成人":
        approval = (
            f"批准文号：（{study.graduated.year - rng.randint(6, 20)}）云教成字{rng.randint(1, 99):03d}号"
        )
        page.text(left, low_number - size * 1.7, approval, print_face, size * 0.8)
    if rng.random() < 0.85:
        page.text(
            148.5, 210 * rng.uniform(0.98, 0.988), QUERY, faces.song, rng.uniform(2.2, 2.9), align="centre"
        )
    return finish(page, order)


def _head(page: Page, order: Order) -> None:
    rng, faces = order.rng, order.faces
    centre = rng.uniform(118, 150)
    heading = rng.choice(HEADINGS[order.person.study.form])
    face = rng.choice((faces.song_bold, faces.kai, faces.hei))
    ink = TITLE_RED if rng.random() < 0.7 else INK
    page.text(
        centre,
        rng.uniform(39, 43),
        heading,
        face,
        rng.uniform(7, 8.6),
        align="centre",
        tracking=rng.uniform(0.5, 2.5),
        fill=ink,
    )
    hand = brush.BRUSH if rng.random() < 0.85 else brush.LOGO
    brush.write(
        page,
        centre,
        rng.uniform(64, 69),
        "毕业证书",
        "ukai",
        rng.uniform(17, 21),
        hand,
        fill=TITLE_RED,
        tracking=rng.uniform(3, 8),
    )


def _foot(page: Page, order: Order, y: float, left: float, face: str, size: float) -> None:
    """School, president and date at the right; the red seal over the school's name and the line below."""
    study, rng = order.person.study, order.rng
    x, step = rng.uniform(140, 156), size * 2.0
    if study.form == "自学考试":
        page.text(x, y, "主考院校：", face, size)
        school_name(page, order, x + size * 5.4, y, size * 1.05, face)
        page.text(x, y + step, "云岭省高等教育自学考试委员会", face, size)
        seals.round_seal(
            page,
            x + rng.uniform(74, 84),
            y + step * rng.uniform(1.0, 1.5),
            40,
            "云岭省高等教育自学考试委员会",
            face=order.faces.song_bold,
        )
    else:
        page.text(x, y, rng.choice(("校  名：", "学校：", "校名：")), face, size)
        school_name(page, order, x + size * 4, y, size * rng.uniform(1.0, 1.35), face)
        page.text(x, y + step, rng.choice(("校（院）长：", "校  长：", "院  长：")), face, size)
        sign(
            page,
            order,
            x + rng.uniform(44, 56),
            y + step + size * rng.uniform(0, 0.5),
            size * rng.uniform(2.0, 2.7),
        )
    across = rng.uniform(18, 34) if study.form == "自学考试" else rng.uniform(40, 62)
    parts.school_seal(page, order, x + across, y + step * rng.uniform(0.3, 0.9), rng.uniform(38, 44))
    filled = wide_date(order, rng.choice(("  ", "   ", " ")))
    page.text(
        297 - left,
        y + 2 * step + rng.uniform(0, 4),
        filled,
        face,
        size,
        align="right",
        field="graduation_date",
    )


@layout("diploma", "", study="regular", share=3)
def diploma_national(order: Order) -> Page:
    """普通高等学校: the form that most candidates hold."""
    return national(order)


@layout("diploma", "", study="adult", share=3)
def diploma_national_adult(order: Order) -> Page:
    """成人高等教育, with the approval's number."""
    return national(order)


@layout("diploma", "", study="self_study", share=3)
def diploma_self_study(order: Order) -> Page:
    """高等教育自学考试: main examining school and the province's committee, each with its seal."""
    return national(order)


@layout("diploma", "", held_out=True, study="network", share=3)
def diploma_national_network(order: Order) -> Page:
    """网络教育."""
    return national(order)


@layout("diploma", "", held_out=True, study="regular", share=3)
def diploma_national_later(order: Order) -> Page:
    """普通高等学校 in faces that are kept for judging."""
    return national(order)


@layout("diploma", "", study="postgraduate", share=3)
def diploma_postgraduate(order: Order) -> Page:
    """A school's own portrait form of the 2020s: logo and portrait in the middle, much white."""
    return own_design(order)


@layout("diploma", "", held_out=True, study="postgraduate", share=3)
def diploma_postgraduate_later(order: Order) -> Page:
    """The same in other faces."""
    return own_design(order)


def own_design(order: Order) -> Page:
    """Portrait format of the school's own design."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(210, 297, rng, scale=8)
    tone = rng.choice(((150, 40, 50), (40, 70, 130), (60, 110, 90), (120, 96, 60)))
    tint(page, (254, 253, 250), (250, 248, 243), mottle=0.8)
    if rng.random() < 0.6:
        fine_lines(page, tone, pitch=rng.uniform(1.0, 1.8), strength=rng.uniform(0.06, 0.16), crossed=False)
    rosette(page, 105, rng.uniform(150, 200), rng.uniform(50, 80), tone, strength=0.12)
    for inset in (rng.uniform(7, 11), rng.uniform(12, 14)):
        page.rectangle(inset, inset, 210 - inset, 297 - inset, outline=tone, weight=0.4)
    face, size = rng.choice((faces.song, faces.kai)), rng.uniform(5.4, 6.0)
    page.typeface = face
    crest(page, order, 105, 36, 12, tone)
    brush.write(page, 105, 66, study.school, faces.kai, 11, brush.LOGO, fill=tone, tracking=1)
    page.text(
        105,
        84,
        rng.choice(("硕士研究生毕业证书", "研究生毕业证书")),
        faces.song_bold,
        10,
        align="centre",
        tracking=1.5,
    )
    portrait(page, order, 105 - 17, 92, 34)
    filled = filling(order, size)
    low = page.paragraph(30, 158, 150, body(order, filled), face, size, size * 2.05, indent=size * 2)
    y = max(low + 6, 222.0)
    page.text(120, y, study.school, filled.face, size * 1.2, field="school", align="centre")
    page.text(60, y + 16, rng.choice(("校长：", "校  长")), face, size)
    sign(page, order, 104, y + 18, size * 2.4)
    parts.school_seal(page, order, 140, y + rng.uniform(2, 12), 40)
    page.text(180, 262, wide_date(order, "  "), face, size, align="right", field="graduation_date")
    parts.number_line(page, order, 26, 275, size * 0.84, face, label="证书编号", red=False)
    page.text(105, 297 * 0.985, QUERY, faces.song, 2.4, align="centre")
    return finish(page, order)


def crest(page: Page, order: Order, x: float, y: float, radius: float, tone: Colour) -> None:
    """The school's round badge: two rings, the founding year and the first character of its name."""
    s = page.scale
    for r, weight in ((radius, 0.6), (radius * 0.72, 0.35)):
        bounds = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        page.draw.ellipse(bounds, outline=tone, width=max(1, round(weight * s)))
    page.text(
        x,
        y + radius * 0.3,
        order.person.study.school[0],
        order.faces.song_bold,
        radius * 0.8,
        align="centre",
        fill=tone,
        record=False,
    )
    page.text(
        x,
        y + radius * 0.62,
        str(order.rng.randint(1902, 1978)),
        "liberation-serif",
        radius * 0.3,
        align="centre",
        fill=tone,
        record=False,
    )
    page.mark("crest", x - radius, y - radius, 2 * radius, 2 * radius)
