"""军队医疗机构对外服务许可证 and the certificates of 师承和确有专长人员."""

from datetime import date

from samples.generator import seals
from samples.generator.diploma_parts import EDGES, FRAMES, ground, photo
from samples.generator.diploma_words import colon, digit_date
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import period
from samples.generator.page import Page, Run
from samples.generator.paper import frame


@layout("military_service_permit", "")
def army_permit(order: Order) -> Page:
    """A landscape sheet with a list of particulars."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    ground(page)
    frame(page, rng.choice(EDGES), 10, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    title = rng.choice(("军队医疗机构对外服务许可证", "中国人民解放军医疗机构对外服务许可证"))
    page.text(148, 46, title, faces.song_bold, 11, align="centre", tracking=1)
    hospital = f"联勤保障部队第九{rng.randint(10, 99)}医院"
    y, mark = 74.0, colon(rng)
    for label, text, field in (
        ("医疗机构名称", hospital, "institution"),
        ("地址", place.address, "address"),
        ("法定代表人", place.legal_representative, "legal_representative"),
        ("诊疗科目", "、".join(place.departments[:4]), None),
        (
            "许可证编号",
            f"（{place.valid_from.year}）军医服字第{rng.randint(1, 999):04d}号",
            "registration_number",
        ),
        ("有效期限", period(place.valid_from, place.valid_to, rng.randrange(5)), "validity"),
    ):
        end = page.justified(44, y, label, body, 5.4, 32)
        end = page.text(end + 1, y, mark, filled, 5.4)
        page.text(end, y, text, filled, 5.4, field=field)
        y += 15
    page.text(250, 182, digit_date(place.valid_from), body, 5, align="right")
    seals.round_seal(page, 226, 172, 42, "云岭战区后勤部卫生局", face=faces.song_bold)
    page.value("validity", f"{place.valid_from:%Y.%m.%d}-{place.valid_to:%Y.%m.%d}")
    page.declared = {"institution_name": hospital}
    return page


@layout("apprenticeship_certificate", "")
def apprentice_sheet(order: Order) -> Page:
    """出师证书 or 确有专长证书: photograph, prose, number."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 148, rng, scale=10)
    ground(page)
    frame(page, rng.choice(EDGES), 7, style=rng.choice(FRAMES))
    body, filled = rng.choice((faces.song, faces.kai)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    skilled = rng.random() < 0.5
    page.text(
        105,
        30,
        "传统医学医术确有专长证书" if skilled else "传统医学师承出师证书",
        faces.song_bold,
        9,
        align="centre",
    )
    photo(page, order, 20, 42, 28)
    closing = "经医术专长考核合格，特发此证。" if skilled else "师承学习期满，经出师考核合格，准予出师。"
    runs = [
        Run(person.name, "name", filled),
        Run(f"，{person.sex}，{digit_date(person.born)}生，身份证号"),
        Run(person.id_number, "id_number", faces.digits),
        Run("，" + closing),
    ]
    page.paragraph(58, 54, 134, runs, body, 5.2, 11, indent=10.4)
    end = page.text(20, 112, "证书编号" + colon(rng), body, 4.6)
    number = f"{person.id_number[:2]}{rng.choice('12')}{person.qualified.year}{rng.randint(1, 9999):04d}"
    page.text(end, 112, number, faces.digits, 4.6, field="certificate_number")
    page.text(184, 112, "发证机关：云岭省中医药管理局", body, 4.6, align="right")
    page.text(184, 124, digit_date(date(person.qualified.year, 11, 6)), body, 4.6, align="right")
    seals.round_seal(page, 160, 114, 34, "云岭省中医药管理局", face=faces.song_bold)
    return page


@layout("apprenticeship_certificate", "", held_out=True)
def apprentice_booklet(order: Order) -> Page:
    """The same as a booklet's spread: photograph left, a list right."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(250, 172, rng, scale=9)
    ground(page)
    page.line(125, 0, 125, 172, fill=(180, 174, 164), weight=0.5)
    body = faces.hei
    page.typeface = body
    page.text(62, 34, rng.choice(("传统医学", "中医")), faces.song_bold, 7, align="centre")
    page.text(62, 46, rng.choice(("师承出师证书", "医术确有专长证书")), faces.song_bold, 8, align="centre")
    photo(page, order, 46, 60, 32)
    seals.round_seal(page, 84, 130, 36, "青河省卫生健康委员会", face=faces.song_bold)
    y = 40.0
    for label, text, field in (
        ("姓名", person.name, "name"),
        ("性别", person.sex, None),
        ("出生日期", digit_date(person.born), None),
        ("身份证号", person.id_number, "id_number"),
        ("指导老师", person.institution.principal, None),
        ("证书编号", f"{person.qualified.year}{rng.randint(1, 99999):06d}", "certificate_number"),
        ("发证机关", "青河省卫生健康委员会", "issuer"),
        ("发证日期", digit_date(person.qualified), None),
    ):
        end = page.justified(138, y, label, body, 4.6, 19)
        end = page.text(end, y, "：", faces.song, 4.6)
        page.text(end, y, text, faces.song, 4.6, field=field)
        y += 14
    return page
