"""What is uploaded by mistake: a page of the student information site, and pictures that are no document at all."""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.generator import figures
from samples.generator.layouts import Order, layout
from samples.generator.page import Page
from samples.generator.paper import noise
from samples.generator.surfaces import clutter, wood

NOT = ("wrong_material.not_a_document",)


def _sheet(order: Order, page: Page, top: float) -> None:
    person, study, body = order.person, order.person.study, order.faces.hei
    grey = (110, 116, 124)
    listed = (
        ("姓名", person.name, "name"),
        ("性别", person.sex, "sex"),
        ("出生日期", f"{person.born:%Y年%m月%d日}", "birth_date"),
        ("入学日期", f"{study.started:%Y年%m月%d日}", None),
        ("毕（结）业日期", f"{study.graduated:%Y年%m月%d日}", "graduation_date"),
        ("学校名称", study.school, "school"),
        ("专业", study.major, "major"),
        ("学历类别", study.form, None),
        ("学制", f"{study.years} 年", None),
        ("层次", study.level, "level"),
        ("毕（结）业", "毕业", None),
        ("证书编号", study.number, "certificate_number"),
        ("校（院）长姓名", study.head, None),
    )
    page.picture(
        figures.portrait(person.face_seed, 350, 490, (90, 160, 230), male=person.male),
        page.width - 52,
        top,
        30,
        42,
    )
    y = top
    for label, text, field in listed:
        page.text(24, y, label, body, 4.2, fill=grey)
        page.text(66, y, text, body, 4.4, field=field)
        page.line(
            22,
            y + 3.2,
            page.width - 22 if y > top + 48 else page.width - 58,
            y + 3.2,
            fill=(214, 218, 224),
            weight=0.2,
        )
        y += 10.4
    page.value("birth_date", person.born.isoformat())
    page.value("graduation_date", study.graduated.isoformat())


@layout("other_proof", "", flags=("wrong_material.other_proof",), study="higher", slot="diploma")
def registration_report(order: Order) -> Page:
    """教育部学历证书电子注册备案表, printed."""
    rng = order.rng
    page = Page(210, 297, rng, scale=9, paper=(253, 253, 253))
    page.typeface = order.faces.hei
    page.rectangle(14, 16, 196, 34, fill=(38, 120, 190))
    page.text(
        105,
        28,
        rng.choice(("教育部学历证书电子注册备案表", "中国高等教育学历认证报告")),
        order.faces.hei_bold,
        8,
        align="centre",
        fill=(255, 255, 255),
    )
    page.text(24, 44, f"更新日期：2026年{rng.randint(1, 10)}月{rng.randint(1, 28)}日", order.faces.hei, 3.8)
    _sheet(order, page, 58)
    page.text(24, 212, f"在线验证码 {rng.randint(10**15, 10**16 - 1)}", "noto-sans", 4.4)
    page.text(
        24,
        224,
        "注意事项：备案表是依据《高等学校学生学籍学历电子注册办法》对学历证书电子注册复核备案的结果。",
        order.faces.hei,
        3.2,
    )
    page.text(24, 232, "在线验证网址：学信网 https://www.chsi.example/xlcx/", order.faces.hei, 3.4)
    return page


@layout(
    "other_proof",
    "other",
    held_out=True,
    flags=("wrong_material.other_proof",),
    scene="screen",
    study="higher",
    slot="diploma",
)
def registration_page(order: Order) -> Page:
    """The same as a web page."""
    page = Page(220, 190, order.rng, scale=9, paper=(255, 255, 255))
    page.typeface = order.faces.hei
    page.rectangle(0, 0, 220, 16, fill=(52, 60, 74))
    page.text(12, 11, "学信网  学信档案", order.faces.hei_bold, 5.5, fill=(255, 255, 255))
    page.text(110, 11, "高等教育信息   在线验证报告   学历查询", order.faces.hei, 4, fill=(220, 226, 236))
    page.text(24, 30, "学历信息", order.faces.hei_bold, 6)
    _sheet(order, page, 46)
    return page


def _painted(order: Order, width: float = 200, height: float = 150) -> Page:
    page = Page(width, height, order.rng, scale=8)
    return page


def _show(page: Page, pixels: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Page:
    page.image.paste(Image.fromarray(np.clip(pixels[..., ::-1], 0, 255).astype(np.uint8)))
    page.refresh()
    return page


@layout("not_a_document", "", scene="whole", flags=NOT, slot="diploma")
def empty_desk(order: Order) -> Page:
    """A desk with blank papers at its edges."""
    page = _painted(order)
    return _show(page, clutter(order.rng, page.image.height, page.image.width))


@layout("not_a_document", "", scene="whole", flags=NOT, slot="identity")
def landscape(order: Order) -> Page:
    """Hills, a lake and a sky."""
    rng = order.rng
    page = _painted(order)
    h, w = page.image.height, page.image.width
    sky = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    pixels = (
        np.array((235, 190, 120), np.float32) * (1 - sky)
        + np.array((240, 230, 220), np.float32) * sky
        + noise(rng, h, w, 120)[..., None] * 6
    )
    pixels = np.ascontiguousarray(np.broadcast_to(pixels, (h, w, 3)))
    x = np.arange(w)
    for k in range(4):
        ridge = (
            h * (0.4 + 0.13 * k)
            + h * 0.08 * np.sin(x / w * rng.uniform(4, 12) + rng.uniform(0, 6))
            + noise(rng, 2, w, 18)[0] * h * 0.008
        )
        tone = np.array((90 - 14 * k, 130 - 18 * k, 96 - 18 * k), np.float32)
        below = np.arange(h)[:, None] > ridge[None, :]
        texture = noise(rng, h, w, 5)[..., None] * 7
        pixels = np.where(below[..., None], tone + texture, pixels).astype(np.float32)
    return _show(page, pixels)


@layout("not_a_document", "", scene="whole", flags=NOT, slot="identity")
def cat(order: Order) -> Page:
    """A cat on a floor."""
    rng = order.rng
    page = _painted(order, 150, 190)
    _show(page, wood(rng, page.image.height, page.image.width))
    draw, w, h = page.draw, page.image.width, page.image.height
    fur = rng.choice(((196, 140, 80), (90, 90, 94), (230, 226, 220), (50, 46, 46)))
    draw.ellipse((w * 0.22, h * 0.42, w * 0.8, h * 0.95), fill=fur)
    draw.arc((w * 0.62, h * 0.5, w * 0.98, h * 0.92), 250, 90, fill=fur, width=int(w * 0.06))
    draw.ellipse((w * 0.28, h * 0.16, w * 0.7, h * 0.52), fill=fur)
    for a, b, c in ((0.3, 0.38, 0.31), (0.68, 0.6, 0.67)):
        draw.polygon([(w * a, h * 0.32), (w * b, h * 0.19), (w * c, h * 0.08)], fill=fur)
    for x in (0.41, 0.57):
        draw.ellipse((w * (x - 0.045), h * 0.28, w * (x + 0.045), h * 0.34), fill=(190, 200, 90))
        draw.ellipse((w * (x - 0.014), h * 0.28, w * (x + 0.014), h * 0.34), fill=(10, 10, 10))
    draw.polygon([(w * 0.465, h * 0.37), (w * 0.515, h * 0.37), (w * 0.49, h * 0.395)], fill=(200, 120, 120))
    for i in range(3):
        for side in (-1, 1):
            draw.line(
                (w * 0.49, h * 0.4, w * (0.49 + side * 0.26), h * (0.37 + 0.03 * i)),
                fill=(250, 250, 250),
                width=2,
            )
    page.image.paste(page.image.filter(ImageFilter.GaussianBlur(3)))
    page.refresh()
    return page


@layout("not_a_document", "", held_out=True, scene="whole", flags=NOT, slot="institution_licence")
def wall(order: Order) -> Page:
    """A plain wall with a lamp's light on it."""
    rng = order.rng
    page = _painted(order)
    h, w = page.image.height, page.image.width
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    light = np.exp(-(((x / w - rng.uniform(0.2, 0.8)) ** 2) + ((y / h - rng.uniform(0, 0.6)) ** 2)) * 3)
    plaster = noise(rng, h, w, 4) * 3 + noise(rng, h, w, 40) * 3
    return _show(
        page,
        (np.array((196, 206, 212), np.float32) * (0.6 + 0.4 * light)[..., None] + plaster[..., None]).astype(
            np.float32
        ),
    )


@layout("not_a_document", "", held_out=True, scene="whole", flags=NOT, slot="institution_licence")
def foliage(order: Order) -> Page:
    """Leaves: a busy texture without any text."""
    rng = order.rng
    page = _painted(order)
    h, w = page.image.height, page.image.width
    image = Image.new("RGB", (w, h), (24, 48, 26))
    draw = ImageDraw.Draw(image)
    for _ in range(900):
        cx, cy, r, turn = (
            rng.uniform(0, w),
            rng.uniform(0, h),
            rng.uniform(0.01, 0.05) * w,
            rng.uniform(0, math.pi),
        )
        tone = rng.randint(50, 170)
        points = [
            (
                cx + r * math.cos(t) * math.cos(turn) - 0.4 * r * math.sin(t) * math.sin(turn),
                cy + r * math.cos(t) * math.sin(turn) + 0.4 * r * math.sin(t) * math.cos(turn),
            )
            for t in np.linspace(0, 6.28, 16)
        ]
        draw.polygon(points, fill=(tone // 2, tone, tone // 3))
    pixels = cv2.GaussianBlur(np.asarray(image)[:, :, ::-1].astype(np.float32), (0, 0), 1.5)
    return _show(page, pixels.astype(np.float32))
