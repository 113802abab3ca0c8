"""Licences in an ornamental frame: the medical one upright and across, and the business and food licences uploaded for it."""

from dataclasses import dataclass

from samples.generator import figures, numbers, seals
from samples.generator.diploma_parts import RED_INK
from samples.generator.diploma_words import digit_date
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import entries, finish, issuer_seal
from samples.generator.page import INK, Page, Run
from samples.generator.paper import tint
from samples.generator.people import person_name, some_day
from samples.generator.security_print import fine_lines, gilt_frame, guilloche_frame, qr_code

GILT: tuple[Colour, ...] = ((196, 158, 72), (180, 140, 60), (206, 174, 100), (150, 150, 148), (128, 132, 136))
OTHER = ("wrong_material.unrecognised",)


@dataclass(frozen=True)
class Column:
    """A column of labelled entries: where it begins, how wide it is, how wide its labels are, in mm."""

    x: float
    width: float
    label: float


Row = tuple[str, str, str | None]


def _blank(order: Order, width: float, height: float, tone: Colour) -> Page:
    """Paper of a licence: pale ground, hair lines, broad frame, emblem above."""
    rng = order.rng
    page = Page(width, height, rng, scale=2400 / max(width, height))
    warm = tone[0] - tone[2] > 40
    tint(
        page,
        (254, 252, 244) if warm else (252, 252, 251),
        (250, 246, 232) if warm else (247, 248, 247),
        mottle=0.8,
    )
    pale: Colour = (tone[0] // 2 + 112, tone[1] // 2 + 112, tone[2] // 2 + 112)
    fine_lines(
        page, pale, pitch=rng.uniform(0.8, 1.5), strength=rng.uniform(0.12, 0.35), crossed=rng.random() < 0.5
    )
    if rng.random() < 0.7:
        gilt_frame(page, tone, 8, rng.uniform(9, 13))
    else:
        guilloche_frame(page, tone, 8, rng.uniform(8, 11), strength=0.95)
    size = min(width, height) * 0.1
    page.picture(figures.emblem(420), width / 2 - size / 2, 25, size, size * 1.04)
    return page


def _list(
    page: Page, column: Column, y: float, rows: list[Row], body: str, filled: str, size: float, gap: float
) -> float:
    """Labels spread to one width, values beside them, broken where the column ends; the next baseline."""
    for label, text, field in rows:
        page.justified(column.x, y, label, body, size * 0.94, column.label)
        start = column.x + column.label + size * 0.9
        y = page.paragraph(
            start, y, column.width - column.label - size * 0.9, [Run(text, field)], filled, size, size * 1.5
        )
        y += gap - size * 1.5
    return y


def _medical_rows(order: Order) -> list[Row]:
    return [(entry.label.split("（")[0], entry.text, entry.field) for entry in entries(order)]


def _issued(page: Page, order: Order, x: float, y: float, size: float, body: str) -> None:
    place = order.person.institution
    page.text(x, y, f"发证机关：{place.issuer}", body, size)
    page.text(x, y + size * 2.2, f"发证日期：{digit_date(place.valid_from)}", body, size)
    issuer_seal(page, order, x + size * order.rng.uniform(8, 12), y + size * order.rng.uniform(0, 1.6))


def medical(order: Order, *, upright: bool) -> Page:
    """The medical licence's duplicate."""
    rng, faces, place = order.rng, order.faces, order.person.institution
    w, h = (210.0, 297.0) if upright else (297.0, 210.0)
    page = _blank(order, w, h, rng.choice(GILT))
    body, filled = (
        rng.choice((faces.song, faces.hei, faces.kai)),
        rng.choice((faces.hei, faces.song, faces.kai)),
    )
    page.typeface = body
    face = rng.choice((faces.song_bold, faces.kai, faces.hei_bold))
    page.text(
        w / 2,
        62 if upright else 60,
        "医疗机构执业许可证",
        face,
        14,
        align="centre",
        tracking=1.4,
        fill=rng.choice((INK, RED_INK)),
    )
    page.text(
        w / 2,
        74 if upright else 70,
        rng.choice(("（副本）", "(副本)", "副  本")),
        faces.kai,
        7,
        align="centre",
    )
    rows = _medical_rows(order)
    square = (32.0, 246.0) if upright else (w - 58, 32.0)
    qr_code(page, f"https://zz.example/yljg/{place.seal_code}", *square, 24)
    if upright:
        size = rng.uniform(4.8, 5.3)
        low = _list(page, Column(32, 148, size * 5.4), 90, rows, body, filled, size, 12.6)
        _issued(page, order, 108, min(max(low + 4, 246), 260), size, body)
    else:
        size = rng.uniform(4.5, 5.0)
        rows.sort(key=lambda row: row[2] == "departments")
        half = (len(rows) + 1) // 2
        label = size * 5.4
        low = _list(page, Column(32, 114, label), 88, rows[:half], body, filled, size, 12)
        right = _list(page, Column(156, 112, label), 88, rows[half:], body, filled, size, 12)
        _issued(page, order, 168, min(max(low, right) + 4, 176), size, body)
    return finish(page, order)


@layout("institution_licence", "info", share=3)
def licence_ornate_upright(order: Order) -> Page:
    """The medical licence's duplicate upright, with emblem and QR code."""
    return medical(order, upright=True)


@layout("institution_licence", "info", held_out=True, share=3)
def licence_ornate_across(order: Order) -> Page:
    """The duplicate across, in two columns."""
    return medical(order, upright=False)


def _business(order: Order, *, upright: bool) -> Page:
    """营业执照 of a clinic, a chemist's or a company."""
    rng, faces, place = order.rng, order.faces, order.person.institution
    w, h = (210.0, 297.0) if upright else (297.0, 210.0)
    page = _blank(order, w, h, rng.choice(GILT[:3]))
    body, filled = rng.choice((faces.song, faces.hei)), rng.choice((faces.song, faces.hei, faces.kai))
    page.typeface = body
    page.text(w / 2, 68, "营业执照", faces.song_bold, 20, align="centre", tracking=rng.uniform(3, 8))
    page.text(w / 2, 80, rng.choice(("（副  本）", "（副本）", "")), faces.song, 7, align="centre")
    code = numbers.credit_code(rng, numbers.region(rng), numbers.organisation_code(rng))
    beside, square = ((28.0, 94.0), (28.0, h - 66)) if upright else ((26.0, 57.0), (w - 54, 30.0))
    page.text(beside[0], beside[1] - 7, "统一社会信用代码", body, 4.2)
    page.text(*beside, code, faces.hei_bold, 5.0)
    qr_code(page, f"https://gsxt.example/{code}", *square, 24)
    page.text(square[0] + 12, square[1] + 29, "扫描二维码查询企业信用信息", body, 2.5, align="centre")
    founded = some_day(rng, place.valid_from.replace(year=2012, day=1), place.valid_from)
    left: list[Row] = [
        ("名称", place.name if "公司" in place.name else f"{place.name[:2]}康宁大药房有限公司", None),
        ("类型", rng.choice(("有限责任公司（自然人独资）", "个体工商户", "其他有限责任公司")), None),
        ("法定代表人", person_name(rng), None),
        (
            "经营范围",
            "许可项目：医疗服务；药品零售；医疗器械经营。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            None,
        ),
    ]
    right: list[Row] = [
        ("注册资本", f"{rng.choice(('壹佰', '伍拾', '叁佰', '伍佰'))}万元整", None),
        ("成立日期", digit_date(founded), None),
        ("营业期限", f"{digit_date(founded)}至长期", None),
        ("住所", place.address, None),
    ]
    size = rng.uniform(4.6, 5.2)
    label = size * 4.6
    if upright:
        low = _list(page, Column(28, 154, label), 112, left + right, body, filled, size, 13)
    else:
        low = max(
            _list(page, Column(28, 122, label), 98, left, body, filled, size, 12.5),
            _list(page, Column(162, 106, label), 98, right, body, filled, size, 12.5),
        )
    y = min(max(low + 6, h - 58), h - 44)
    office = f"{place.name[:2]}县市场监督管理局"
    page.text(w - 100, y, "登记机关", body, size * 1.1)
    page.text(w - 84, y + 16, digit_date(place.valid_from, spaced=True), filled, size)
    seals.round_seal(page, w - 60, y + 4, 40, office, face=faces.song_bold)
    page.text(
        w / 2,
        h - 4.5,
        "国家企业信用信息公示系统网址：http://www.gsxt.example    国家市场监督管理总局监制",
        faces.song,
        2.6,
        align="centre",
    )
    return page


@layout("unrecognised", "", flags=OTHER, slot="institution_licence", share=2)
def business_licence(order: Order) -> Page:
    """A business licence across, with a gold frame."""
    return _business(order, upright=False)


@layout("unrecognised", "", held_out=True, flags=OTHER, slot="institution_licence", share=2)
def business_licence_upright(order: Order) -> Page:
    """A business licence upright."""
    return _business(order, upright=True)


@layout("unrecognised", "", flags=OTHER, slot="institution_licence")
def food_licence(order: Order) -> Page:
    """食品经营许可证 of a canteen."""
    rng, faces, place = order.rng, order.faces, order.person.institution
    page = _blank(order, 297, 210, rng.choice(((60, 120, 170), (150, 150, 148), (196, 158, 72))))
    body, filled = faces.song, rng.choice((faces.hei, faces.song))
    page.typeface = body
    page.text(
        148,
        66,
        "食品经营许可证",
        rng.choice((faces.song_bold, faces.hei_bold)),
        15,
        align="centre",
        tracking=2.4,
    )
    number = f"JY{rng.choice('123')}{rng.randint(10**12, 10**13 - 1)}"
    rows: list[Row] = [
        ("经营者名称", f"{place.name[:2]}职工食堂", None),
        ("法定代表人", person_name(rng), None),
        ("住所", place.address, None),
        ("经营场所", place.address, None),
        ("主体业态", "单位食堂", None),
    ]
    more: list[Row] = [
        ("许可证编号", number, None),
        ("经营项目", "热食类食品制售；冷食类食品制售", None),
        ("发证机关", f"{place.name[:2]}县市场监督管理局", None),
        ("签发人", person_name(rng), None),
        ("有效期至", digit_date(place.valid_to), None),
    ]
    size = rng.uniform(4.6, 5.2)
    _list(page, Column(32, 116, size * 4.8), 86, rows, body, filled, size, 14)
    _list(page, Column(160, 106, size * 4.8), 86, more, body, filled, size, 14)
    seals.round_seal(page, 196, 162, 40, f"{place.name[:2]}县市场监督管理局", face=faces.song_bold)
    qr_code(page, f"https://sp.example/{number}", 226, 156, 22)
    return page
