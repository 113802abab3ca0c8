"""The information page of the licence's duplicate (副本), in list, table and prose form."""

from samples.generator import seals
from samples.generator.diploma_booklets import RED_INK, ground
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import entries, spread, validity
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame


def finish(page: Page, order: Order) -> Page:
    """Values as Precheck reports them."""
    place = order.person.institution
    for field, value in (
        ("institution", place.name), ("address", place.address), ("legal_representative", place.legal_representative),
        ("principal", place.principal), ("registration_number", place.number), ("validity", validity(order)),
        ("departments", "、".join(place.departments)),
    ):
        page.value(field, value)
    return page


def issuer_seal(page: Page, order: Order, x: float, y: float, diameter: float = 40) -> None:
    """The issuing office's seal centred at (x, y) mm."""
    place = order.person.institution
    seals.round_seal(page, x, y, diameter, place.issuer, foot=order.rng.choice(("", "医政专用章", "行政审批专用章")),
                     code=place.seal_code if order.rng.random() < 0.5 else "", face=order.faces.song_bold)


@layout("institution_licence", "info")
def licence_list(order: Order) -> Page:
    """A portrait page with labels in a column and values on rules."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(210, 297, rng, scale=9)
    ground(page)
    frame(page, rng.choice(((60, 120, 90), (170, 60, 60), (60, 90, 150))), 10, style=rng.choice(("double", "band", "corner", "dotted")))
    body = rng.choice((faces.song, faces.hei, faces.kai))
    filled = rng.choice((body, faces.hei, faces.song, faces.kai))
    page.typeface = body
    page.text(105, 44, "医疗机构执业许可证", rng.choice((faces.song_bold, faces.hei_bold, faces.kai)), 13, align="centre", tracking=1.5,
              fill=rng.choice((INK, RED_INK)))
    page.text(105, 57, rng.choice(("（副本）", "副  本", "(副本)")), faces.song, 8, align="centre")
    width, size = rng.choice((5, 6)), rng.uniform(4.8, 5.6)
    after = rng.choice(("：", "", ":", "  "))
    digits = rng.choice((faces.digits, filled))
    y, left, values = 76.0, 26.0, 26 + width * size + 8
    for entry in entries(order, shuffled=rng.random() < 0.5):
        page.text(left, y, spread(entry.label, width) + after, body, size)
        start = max(values, left + page.width_of(spread(entry.label, width) + after, body, size) + 2)
        face = digits if entry.field == "registration_number" else filled
        before = y
        y = page.paragraph(start, y, 184 - start, [Run(entry.text, entry.field, face)], filled, size, size * 1.6)
        if rng.random() < 0.02 or page.typeface == "rules":
            page.line(start, before + 2, 184, before + 2, weight=0.2)
        y += 12.2 - size * 1.6 if y - before < 12 else 3
    low = max(y + 8, 240)
    page.text(112, low, "发证机关" + rng.choice(("：", "")), body, size)
    page.text(140, low, place.issuer, filled, size)
    page.text(112, low + 12, "发证日期" + rng.choice(("：", "")), body, size)
    page.text(140, low + 12, digit_date(place.valid_from, padded=rng.random() < 0.5), filled, size)
    issuer_seal(page, order, rng.uniform(150, 165), low + rng.uniform(0, 8))
    return finish(page, order)
