"""The information page of the licence's duplicate (副本): list, table, prose, two columns."""

from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK, ground
from samples.generator.diploma_words import chinese_date, digit_date
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import entries, finish, issuer_seal, period
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame

TITLE = "医疗机构执业许可证"


def head(page: Page, order: Order, x: float, y: float, size: float, *, copy: bool = True) -> None:
    """The title, with 副本 below it, beside it or in brackets."""
    rng, faces = order.rng, order.faces
    face = rng.choice((faces.song_bold, faces.hei_bold, faces.kai))
    colour = rng.choice((INK, RED_INK, INK))
    beside = copy and rng.random() < 0.3
    mark = rng.choice(("（副本）", "(副本)", "副本"))
    if beside:
        page.text(x, y, TITLE + mark, face, size * 0.88, align="centre", fill=colour, tracking=0.4)
        return
    page.text(x, y, TITLE, face, size, align="centre", tracking=rng.uniform(0.3, 1.6), fill=colour)
    if copy:
        page.text(
            x,
            y + size,
            rng.choice(("（副本）", "副  本", "(副本)", "副    本")),
            rng.choice((faces.song, faces.kai, face)),
            size * 0.62,
            align="centre",
            fill=colour,
        )


def signed(
    page: Page, order: Order, x: float, y: float, body: str, filled: str, size: float, step: float
) -> None:
    """发证机关 and 发证日期 with the issuer's seal over them."""
    place, rng = order.person.institution, order.rng
    mark = rng.choice(("：", "", ":"))
    x = min(x, page.width * 0.93 - size * 9 - page.width_of(place.issuer, filled, size))
    end = page.text(x, y, rng.choice(("发证机关", "发证机关", "发证机关（章）")) + mark, body, size)
    page.text(end + 2, y, place.issuer, filled, size)
    end = page.text(x, y + step, rng.choice(("发证日期", "发证日期", "批准日期")) + mark, body, size)
    issued = (
        chinese_date(place.valid_from)
        if rng.random() < 0.2
        else digit_date(place.valid_from, padded=rng.random() < 0.5)
    )
    page.text(end + 2, y + step, issued, filled, size)
    issuer_seal(page, order, x + rng.uniform(26, 44), y + rng.uniform(0, step * 0.8))


@layout("institution_licence", "info")
def licence_list(order: Order) -> Page:
    """A portrait page with labels in a column, some with values on rules."""
    rng, faces = order.rng, order.faces
    page = Page(210, 297, rng, scale=9)
    ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body = rng.choice((faces.song, faces.hei, faces.kai))
    filled = rng.choice((body, faces.hei, faces.song, faces.kai))
    page.typeface = body
    head(page, order, 105, 44, 13)
    size = rng.uniform(4.8, 5.6)
    width = size * rng.choice((5, 6))
    after = rng.choice(("：", "", ":", "  "))
    ruled, even = rng.random() < 0.35, rng.random() < 0.6
    digits = rng.choice((faces.digits, filled))
    y, left = 76.0, 26.0
    for entry in entries(order, shuffled=rng.random() < 0.5):
        end = (
            page.justified(left, y, entry.label, body, size, width)
            if even
            else page.text(left, y, entry.label, body, size)
        )
        end = page.text(end, y, after, body, size)
        start = max(left + width + 8, end + 2)
        face = digits if entry.field == "registration_number" else filled
        before = y
        y = page.paragraph(
            start, y, 184 - start, [Run(entry.text, entry.field, face)], filled, size, size * 1.6
        )
        if ruled:
            page.line(start - 1, y - size * 1.6 + 1.6, 184, y - size * 1.6 + 1.6, weight=0.2)
        y += 12.2 - size * 1.6 if y - before < 12 else 3
    signed(page, order, 112, max(y + 8, 240), body, filled, size, 12)
    return finish(page, order)


@layout("institution_licence", "info")
def licence_table(order: Order) -> Page:
    """A ruled table of two or four columns, portrait."""
    rng, faces = order.rng, order.faces
    page = Page(186, 260, rng, scale=10)
    ground(page)
    if rng.random() < 0.5:
        frame(page, rng.choice(EDGES), 7, style=rng.choice(FRAMES))
    body = rng.choice((faces.song, faces.hei))
    filled = rng.choice((body, faces.kai, faces.hei))
    page.typeface = body
    head(page, order, 93, 34, 11.5)
    listed = entries(order, shuffled=rng.random() < 0.3)
    size, left, right, y = rng.uniform(4.3, 5.0), 18.0, 168.0, 58.0
    column = left + rng.uniform(34, 42)
    digits = rng.choice((faces.digits, filled))
    top = y
    page.line(left, y, right, y, weight=0.35)
    rest = list(listed)
    while rest:
        entry = rest.pop(0)
        paired = (
            rest
            and len(entry.text) < 9
            and len(rest[0].text) < 9
            and len(entry.label) < 6
            and rng.random() < 0.6
        )
        if paired:
            other = rest.pop(0)
            middle, second = 104.0, 104.0 + 28
            height = 13.0
            page.text((left + column) / 2, y + 8.2, entry.label, body, size, align="centre")
            page.text(column + 3, y + 8.2, entry.text, filled, size, field=entry.field)
            page.text(
                (middle + second) / 2,
                y + 8.2,
                other.label,
                body,
                min(size, 26 / len(other.label)),
                align="centre",
            )
            page.text(
                second + 2, y + 8.2, other.text, filled, min(size, 34 / len(other.text)), field=other.field
            )
            page.line(middle, y, middle, y + height, weight=0.25)
            page.line(second, y, second, y + height, weight=0.25)
        else:
            face = digits if entry.field == "registration_number" else filled
            end = page.paragraph(
                column + 3,
                y + 8.2,
                right - column - 5,
                [Run(entry.text, entry.field, face)],
                filled,
                size,
                size * 1.5,
            )
            height = max(13.0, end - size * 1.5 - y + 5)
            label = entry.label if len(entry.label) < 9 else entry.label.split("（")[0]
            page.text((left + column) / 2, y + height / 2 + size * 0.35, label, body, size, align="centre")
        y += height
        page.line(left, y, right, y, weight=0.25)
    for x in (left, column, right):
        page.line(x, top, x, y, weight=0.35)
    signed(page, order, 92, min(max(y + 14, 214), 236), body, filled, size, 10)
    return finish(page, order)


@layout("institution_licence", "info", held_out=True)
def licence_prose(order: Order) -> Page:
    """Certifying prose in landscape with the particulars under it in two columns."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(280, 200, rng, scale=8.5)
    ground(page)
    frame(page, rng.choice(EDGES), 8, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.kai)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    head(page, order, 140, 38, 12)
    page.text(
        256, 58, f"登记号 {place.number}", rng.choice((body, faces.hei)), 4.8, align="right", record=False
    )
    width = page.width_of(place.number, body, 4.8)
    page.rectangle(150, 52, 258, 60, fill=page.image.getpixel((30, 30)))  # type: ignore[arg-type]
    end = page.text(256 - width - 22, 58, rng.choice(("登记号：", "登记号")), body, 4.8)
    page.text(end + 1, 58, place.number, rng.choice((faces.digits, body)), 4.8, field="registration_number")
    y = page.paragraph(
        28,
        78,
        226,
        [
            Run("根据《医疗机构管理条例》，经审查，"),
            Run(place.name, "institution", filled),
            Run("符合医疗机构执业条件，准予执业，执业地址："),
            Run(place.address, "address", filled),
            Run("。法定代表人："),
            Run(place.legal_representative, "legal_representative", filled),
            Run("，主要负责人："),
            Run(place.principal, "principal", filled),
            Run("，诊疗科目："),
            Run("、".join(place.departments), "departments", filled),
            Run("。有效期限"),
            Run(period(place.valid_from, place.valid_to, rng.choice((0, 2))), "validity", filled),
            Run("。"),
        ],
        body,
        5.6,
        10.5,
        indent=11,
    )
    signed(page, order, 160, max(y + 8, 160), body, filled, 5.4, 11)
    return finish(page, order)


@layout("institution_licence", "info", held_out=True)
def licence_columns(order: Order) -> Page:
    """Landscape: two columns of particulars, the label above its value."""
    rng, faces = order.rng, order.faces
    page = Page(297, 210, rng, scale=8.5)
    ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body, filled = faces.hei, rng.choice((faces.song, faces.kai, faces.hei))
    page.typeface = body
    head(page, order, 148, 40, 12)
    listed = entries(order, with_departments=True)
    for i, entry in enumerate(listed):
        x = 26 + 126 * (i % 2)
        y = 70 + 21 * (i // 2)
        page.text(x, y, entry.label + rng.choice(("", "：")), body, 4.2, fill=(90, 90, 96))
        page.paragraph(x, y + 7.6, 118, [Run(entry.text, entry.field)], filled, 4.8, 6)
    signed(page, order, 180, 178, body, filled, 4.8, 10)
    return finish(page, order)
