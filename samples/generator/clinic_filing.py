"""《中医诊所备案证》."""

from samples.generator.diploma_parts import EDGES, FRAMES, ground
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import issuer_seal
from samples.generator.page import Page
from samples.generator.paper import frame


@layout("tcm_clinic_filing", "")
def filing_sheet(order: Order) -> Page:
    """A landscape sheet with a list of particulars."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.kai, faces.hei)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    page.text(148, 48, "中医诊所备案证", faces.song_bold, 14, align="centre", tracking=2)
    y = 74.0
    number = f"{place.number[:6]}{rng.randint(10**7, 10**8 - 1)}"
    clinic = f"{place.name[:2]}{place.legal_representative[:1]}氏中医诊所"
    if place.name.endswith("中医诊所"):
        clinic, number = place.name, place.number
    for label, text, field in (
        ("诊所名称", clinic, "institution"),
        ("诊所地址", place.address, "address"),
        ("法定代表人", place.legal_representative, None),
        ("主要负责人", place.principal, "principal"),
        ("备案编号", number, "registration_number"),
        ("备案日期", digit_date(place.valid_from), None),
    ):
        end = page.justified(50, y, label, body, 5.6, 30)
        end = page.text(end + 2, y, "：", filled, 5.6)
        page.text(end, y, text, filled, 5.6, field=field)
        y += 16
    page.text(180, 180, "备案机关：" + place.issuer, body, 5)
    issuer_seal(page, order, 226, 172)
    page.declared = {"institution_name": clinic, "institution_registration_number": number}
    return page
