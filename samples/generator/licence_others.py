"""Other faces of the licence: stacked spread, departments, changes, the electronic licence, copies, the original."""

import cv2
import numpy as np
from PIL import Image

from samples.generator import seals
from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK, ground
from samples.generator.diploma_words import digit_date
from samples.generator.layouts import LAYOUTS, Order, layout
from samples.generator.licence_pages import head, signed
from samples.generator.licence_words import Entry, entries, finish, issuer_seal, period
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame, photocopy
from samples.generator.people import person_name
from samples.generator.vocabulary import DEPARTMENTS


@layout("institution_licence", "info+departments")
def licence_stacked(order: Order) -> Page:
    """A booklet's spread opened upwards: the information above, the departments below."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(180, 256, rng, scale=10)
    ground(page)
    page.line(0, 128, 180, 128, fill=(170, 164, 154), weight=0.6)
    page.part("info", 0, 0, 180, 128)
    page.part("departments", 0, 128, 180, 256)
    body = rng.choice((faces.song, faces.hei, faces.kai))
    filled = rng.choice((body, faces.kai, faces.hei))
    page.typeface = body
    size, y = 4.1, 20.0
    for entry in entries(order, with_departments=False, shuffled=rng.random() < 0.3):
        end = page.justified(16, y, entry.label, body, size, 24)
        page.text(
            max(44.0, end + 3),
            y,
            entry.text,
            rng.choice((filled, faces.digits)) if entry.field == "registration_number" else filled,
            size,
            field=entry.field,
        )
        y += 8.9
    signed(page, order, 100, 108, body, filled, size, 8)
    page.text(
        90, 148, rng.choice(("诊疗科目", "核准诊疗科目", "诊 疗 科 目")), faces.hei_bold, 6.5, align="centre"
    )
    page.paragraph(
        18, 166, 146, [Run("、".join(place.departments) + "******", "departments", filled)], filled, 4.6, 9.5
    )
    return finish(page, order)


@layout("institution_licence", "departments")
def licence_departments(order: Order) -> Page:
    """The 诊疗科目 page: codes and names in a list or table."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(186, 260, rng, scale=10)
    ground(page)
    frame(page, rng.choice(EDGES), 8, style=rng.choice(FRAMES))
    body = rng.choice((faces.song, faces.hei, faces.kai))
    page.typeface = body
    page.text(
        93,
        34,
        rng.choice(("诊疗科目", "核准登记的诊疗科目", "诊  疗  科  目")),
        rng.choice((faces.hei_bold, faces.song_bold)),
        10,
        align="centre",
        fill=rng.choice((INK, RED_INK)),
    )
    form = rng.random()
    y = 54.0
    for i, department in enumerate(place.departments):
        if form < 0.5:
            page.text(24, y, f"{DEPARTMENTS.index(department) + 1:02d}", faces.digits, 4.6)
            page.text(40, y, department, body, 4.8, field="departments")
            if form < 0.25:
                page.line(20, y + 3.4, 166, y + 3.4, weight=0.2)
            y += 10.6
        else:
            page.text(24 + 74 * (i % 2), y, department, body, 4.8, field="departments")
            y += 11.5 if i % 2 else 0
    page.text(24, y + 8, rng.choice(("（以下空白）", "******")), body, 4.6)
    if rng.random() < 0.6:
        issuer_seal(page, order, 130, 225, 38)
    return finish(page, order)


@layout("institution_licence", "changes")
def licence_changes(order: Order) -> Page:
    """变更登记记录: date, item, before and after."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(186, 260, rng, scale=10)
    ground(page)
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.song))
    page.typeface = body
    page.text(
        93, 30, rng.choice(("变更登记记录", "变更记录", "变 更 登 记")), faces.hei_bold, 9, align="centre"
    )
    y = 48.0
    for label, old, new in (
        ("法定代表人", person_name(rng), place.legal_representative),
        ("主要负责人", person_name(rng), place.principal),
        ("床位", "20张", f"{place.beds}张"),
    )[: rng.randint(1, 3)]:
        page.rectangle(18, y, 168, y + 44, outline=(110, 110, 110), weight=0.25)
        field = {"法定代表人": "legal_representative", "主要负责人": "principal"}.get(label)
        page.text(22, y + 9, f"变更项目：{label}", body, 4.5)
        page.text(22, y + 18, f"变更前：{old}", body, 4.5)
        end = page.text(22, y + 27, "变更后：", body, 4.5)
        page.text(end, y + 27, new, filled, 4.8, field=field)
        page.text(160, y + 38, f"批准日期：{digit_date(place.valid_from)}", filled, 4.2, align="right")
        issuer_seal(page, order, 134, y + 26, 34)
        y += 52
    return finish(page, order)


@layout("institution_licence", "info", scene="screen")
def licence_electronic(order: Order) -> Page:
    """A screenshot of the electronic licence in an app: status bar, card, QR-like square."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(108, 320, rng, paper=(242, 244, 247), scale=14)
    body = rng.choice((faces.hei, "noto-sans"))
    page.typeface = body
    page.text(6, 6.5, f"{rng.randint(7, 22)}:{rng.randint(0, 59):02d}", "noto-sans-medium", 3.4)
    page.text(102, 6.5, "5G  86%", "noto-sans-medium", 3.0, align="right")
    page.text(
        54,
        16.5,
        rng.choice(("电子证照", "我的证照", "电子证照详情")),
        "noto-sans-medium",
        4.4,
        align="centre",
    )
    page.rectangle(
        4, 22, 104, page.height - 14, fill=rng.choice(((255, 255, 255), (250, 246, 236), (238, 246, 255)))
    )
    page.text(
        54,
        34,
        "医疗机构执业许可证",
        rng.choice((faces.hei_bold, faces.song_bold)),
        6,
        align="centre",
        fill=RED_INK,
    )
    page.text(54, 41, rng.choice(("（副本）", "副本", "电子证照副本")), body, 3.6, align="centre")
    y = 54.0
    grey = (130, 134, 140)
    apart = rng.random() < 0.35
    for entry in entries(order):
        page.text(9, y, entry.label, body, 3.2, fill=grey)
        if apart:
            y = page.paragraph(38, y, 60, [Run(entry.text, entry.field)], body, 3.3, 4.8) + 2.6
        else:
            y = page.paragraph(9, y + 5, 90, [Run(entry.text, entry.field)], body, 3.5, 4.9) + 1.8
        page.line(9, y - 3.6, 99, y - 3.6, fill=(228, 230, 234), weight=0.15)
    page.text(9, y + 1, f"发证机关 {place.issuer}", body, 3.2)
    source = np.random.default_rng(rng.randrange(2**32))
    cells = (source.random((25, 25)) < 0.5).astype(np.uint8) * 255
    for a, b in ((0, 0), (0, 18), (18, 0)):
        cells[a : a + 7, b : b + 7] = 0
        cells[a + 1 : a + 6, b + 1 : b + 6] = 255
        cells[a + 2 : a + 5, b + 2 : b + 5] = 0
    code = Image.fromarray(cv2.resize(cells, (250, 250), interpolation=cv2.INTER_NEAREST)).convert("RGB")
    code.info["shows"] = "qr_code"
    page.picture(code, 12, y + 6, 20, 20)
    issuer_seal(page, order, rng.uniform(58, 86), y + 16, 26)
    page.shorten(max(y + rng.uniform(34, 44), rng.choice((192.0, 206.0, 222.0))))
    return finish(page, order)


def _copied(order: Order, name: str) -> Page:
    page = LAYOUTS[name].draw(order)
    photocopy(page, order.rng)
    rng, place = order.rng, order.person.institution
    x, y = page.width * rng.uniform(0.25, 0.75), page.height * rng.uniform(0.12, 0.95)
    seals.stamp(
        page,
        x,
        y,
        rng.choice(("与原件一致", "复印件与原件一致", "此件与原件相符")),
        rng.uniform(6, 9),
        boxed=rng.random() < 0.7,
    )
    if rng.random() < 0.6:
        seals.round_seal(
            page,
            page.width * rng.uniform(0.2, 0.8),
            page.height * rng.uniform(0.2, 0.85),
            40,
            place.name,
            face=order.faces.song_bold,
        )
    return page


@layout("institution_licence", "info")
def licence_copy(order: Order) -> Page:
    """A black-and-white copy of the list or table with a red 与原件一致 stamp and the hospital's seal."""
    return _copied(order, order.rng.choice(("licence_list", "licence_table")))


@layout("institution_licence", "info", held_out=True)
def licence_copy_columns(order: Order) -> Page:
    """The same of the layouts held out."""
    return _copied(order, order.rng.choice(("licence_columns", "licence_prose")))


@layout("institution_licence", "original", flags=("wrong_material.original_not_duplicate",))
def licence_original(order: Order) -> Page:
    """正本: the large sheet for the wall, which is not accepted."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(420, 297, rng, scale=6)
    ground(page)
    frame(page, rng.choice(EDGES), 14, style=rng.choice(("band", "double", "dotted")))
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.kai, faces.hei))
    page.typeface = body
    head(page, order, 210, 68, 24, copy=False)
    if rng.random() < 0.6:
        page.text(210, 88, rng.choice(("（正本）", "正  本")), body, 11, align="centre")
    y = 116.0
    shown = [
        e
        for e in entries(order)
        if e.field
        in (
            "institution",
            "address",
            "legal_representative",
            "principal",
            "departments",
            "registration_number",
        )
    ]
    shown.append(Entry("有效期限", period(place.valid_from, place.valid_to, 0), "validity"))
    for entry in shown:
        page.justified(50, y, entry.label.split("（")[0], body, 9, 48)
        y = page.paragraph(110, y, 250, [Run(entry.text, entry.field)], filled, 9, 13) + 5
    page.text(60, 262, "该医疗机构经核准登记，准予执业", body, 8)
    signed(page, order, 250, 250, body, filled, 8.5, 16)
    return finish(page, order)
