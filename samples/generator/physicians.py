"""Physicians' papers: 医师资格证书 and 医师执业证书, for physicians and assistants."""

from datetime import date

from samples.generator import figures, seals
from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK, ground
from samples.generator.diploma_words import colon, digit_date
from samples.generator.layouts import Order, layout
from samples.generator.page import INK, Page
from samples.generator.paper import frame
from samples.generator.people import institution
from samples.generator.vocabulary import SCOPES

Row = tuple[str, str, str | None]


def rows(
    page: Page,
    order: Order,
    listed: list[Row],
    x: float,
    y: float,
    step: float,
    size: float,
    body: str,
    filled: str,
    width: float,
) -> None:
    """Labels and values below each other, each value on a rule now and then."""
    rng = order.rng
    mark, ruled = colon(rng), rng.random() < 0.5
    for label, text, field in listed:
        end = page.justified(x, y, label, body, size, size * 4)
        end = page.text(end, y, mark, body, size) + 1
        face = (
            order.faces.digits
            if field in ("certificate_number", "id_number") and rng.random() < 0.5
            else filled
        )
        natural = page.width_of(text, face, size)
        room = x + width - end
        page.text(end, y, text, face, size * min(1.0, room / natural), field=field)
        if ruled:
            page.line(end - 1, y + 1.4, x + width, y + 1.4, weight=0.15)
        y += step


def photo(page: Page, order: Order, x: float, y: float, width: float) -> None:
    """A portrait on white or blue."""
    back = order.rng.choice(((240, 240, 240), (86, 150, 220)))
    page.picture(
        figures.portrait(order.person.face_seed, 350, 490, back, male=order.person.male),
        x,
        y,
        width,
        width * 1.4,
    )


def _qualification_rows(order: Order) -> list[Row]:
    person = order.person
    return [
        ("姓名", person.name, "name"),
        ("性别", person.sex, "sex"),
        ("出生日期", digit_date(person.born, padded=order.rng.random() < 0.5), "birth_date"),
        ("学历", person.study.level, None),
        ("专业", person.study.major, None),
        ("类别", person.practice_category, "category"),
        ("身份证号", person.id_number, "id_number"),
        ("证书编码", person.qualification_number, "certificate_number"),
    ]


def _assistant(order: Order) -> str:
    return "助理" if order.person.assistant else ""


@layout("physician_qualification", "")
def qualification_spread(order: Order) -> Page:
    """A small booklet open: photograph and seal left, particulars right."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(260, 182, rng, scale=9)
    ground(page)
    page.line(130, 0, 130, 182, fill=(180, 174, 164), weight=0.5)
    frame(page, rng.choice(EDGES), 7, style=rng.choice(FRAMES), x1=130)
    frame(page, rng.choice(EDGES), 7, style="double", x0=130)
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.hei, faces.song))
    page.typeface = body
    page.text(
        65,
        34,
        f"{'执业' if person.assistant else ''}{_assistant(order)}医师资格证书",
        faces.song_bold,
        8.4,
        align="centre",
        fill=RED_INK,
    )
    photo(page, order, 48, 48, 34)
    page.text(
        65,
        122,
        rng.choice(("中华人民共和国卫生部", "国家卫生健康委员会制", "云岭省卫生健康委员会")),
        body,
        4.6,
        align="centre",
    )
    page.text(65, 140, digit_date(person.qualified), filled, 4.8, align="centre")
    seals.round_seal(page, 84, 126, 36, "云岭省卫生健康委员会", face=faces.song_bold)
    rows(page, order, _qualification_rows(order), 142, 38, 16, 4.7, body, filled, 108)
    page.value("birth_date", person.born.isoformat())
    return page


@layout("physician_qualification", "", held_out=True)
def qualification_sheet(order: Order) -> Page:
    """A portrait page: title, photograph, list, seal."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(148, 210, rng, scale=11)
    ground(page)
    body, filled = faces.hei, rng.choice((faces.song, faces.hei))
    page.typeface = body
    page.text(
        74,
        28,
        f"{'执业' if person.assistant else ''}{_assistant(order)}医师资格证书",
        faces.hei_bold,
        8,
        align="centre",
    )
    photo(page, order, 110, 38, 25)
    listed = _qualification_rows(order)
    rows(page, order, [listed[-1], *listed[:3]], 16, 48, 12, 4.3, body, filled, 88)
    rows(page, order, listed[3:-1], 16, 96, 12, 4.3, body, filled, 112)
    page.text(120, 176, digit_date(person.qualified), filled, 4.6, align="right")
    seals.round_seal(page, 104, 170, 36, "青河省卫生健康委员会", face=faces.song_bold)
    page.value("birth_date", person.born.isoformat())
    return page


@layout("physician_practice", "info")
def practice_spread(order: Order) -> Page:
    """The practice certificate's spread: particulars left, place and scope right."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(250, 176, rng, scale=9)
    ground(page)
    page.line(125, 0, 125, 176, fill=(180, 174, 164), weight=0.5)
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.song, faces.hei))
    page.typeface = body
    page.text(
        62,
        24,
        f"{'执业' if person.assistant else ''}{_assistant(order)}医师执业证书",
        faces.song_bold,
        7.6,
        align="centre",
        fill=RED_INK,
    )
    photo(page, order, 84, 34, 28)
    rows(
        page,
        order,
        [
            ("姓名", person.name, "name"),
            ("性别", person.sex, "sex"),
            ("出生日期", digit_date(person.born), None),
        ],
        14,
        46,
        13,
        4.4,
        body,
        filled,
        66,
    )
    rows(
        page,
        order,
        [
            ("资格证书编码", person.qualification_number, None),
            ("执业证书编码", person.practice_number, "certificate_number"),
        ],
        14,
        92,
        14,
        4.2,
        body,
        filled,
        102,
    )
    rows(
        page,
        order,
        [
            ("执业级别", "执业助理医师" if person.assistant else "执业医师", "level"),
            ("执业类别", person.practice_category, "category"),
            ("执业范围", person.practice_scope, "scope"),
            ("执业地点", person.institution.name, "institution"),
            ("主要执业机构", person.institution.name, None),
        ],
        136,
        36,
        15,
        4.4,
        body,
        filled,
        104,
    )
    page.text(136, 128, "发证机关：" + person.institution.issuer, body, 4.4)
    end = page.text(136, 142, rng.choice(("首次注册日期：", "签发日期：", "发证日期：")), body, 4.4)
    page.text(end, 142, digit_date(person.first_registered), filled, 4.4, field="first_registered_on")
    seals.round_seal(page, 200, 134, 36, person.institution.issuer, face=faces.song_bold)
    page.value("first_registered_on", person.first_registered.isoformat())
    return page


@layout("physician_practice", "changes", held_out=True)
def practice_changes(order: Order) -> Page:
    """变更注册记录: a table of places and scopes."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(148, 210, rng, scale=11)
    ground(page)
    body = rng.choice((faces.song, faces.hei))
    page.typeface = body
    page.text(74, 22, rng.choice(("变更注册记录", "变更记录")), faces.hei_bold, 7, align="centre")
    y = 34.0
    for i in range(rng.randint(1, 3)):
        place = institution(rng, "517801") if i else person.institution
        page.rectangle(12, y, 136, y + 48, outline=(90, 90, 90))
        for k, (label, text, field) in enumerate(
            (
                ("变更事项", "执业地点", None),
                ("执业地点", place.name, None if i else "institution"),
                ("执业范围", rng.choice(SCOPES) if i else person.practice_scope, None if i else "scope"),
                ("批准日期", digit_date(date(2020 + i, 5, 11)), None),
            )
        ):
            end = page.text(16, y + 10 + 10 * k, label + "：", body, 4.3)
            page.text(end, y + 10 + 10 * k, text, faces.kai, 4.5, field=field, fill=INK)
        seals.round_seal(page, 112, y + 28, 30, place.issuer, face=faces.song_bold)
        y += 54
    return page
