"""Honours uploaded in a diploma's slot: brass plates, red covers, golden print on dark ground, certificates of honour."""

import numpy as np
from PIL import Image

from samples.generator import brush, figures, seals
from samples.generator.diploma_words import digit_date
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.page import Page, Run
from samples.generator.paper import noise, tint
from samples.generator.security_print import gilt_frame

OTHER = ("wrong_material.unrecognised",)
TITLES = ("先进单位", "优秀示范基地", "文明诊所", "诚信经营单位", "教学实践基地", "抗疫先进集体")
GOLD: Colour = (226, 190, 104)


def _metal(page: Page, tone: Colour) -> None:
    """Brushed metal: fine streaks along it, a bright band across, a bevelled edge."""
    rng = page.rng
    h, w = page.image.height, page.image.width
    streaks = np.repeat(noise(rng, h, 8, 1.5)[:, :1], w, axis=1) * 5 + noise(rng, h, w, 30) * 2
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, h, dtype=np.float32)[:, None]
    band = 34 * np.exp(-(((x + y * 0.6 - rng.uniform(-0.5, 0.5)) / 0.35) ** 2))
    pixels = np.array(tone, np.float32) + (streaks + band)[..., None]
    page.image.paste(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))
    page.refresh()
    for inset, shade in ((1.0, 0.75), (2.2, 1.15), (6.0, 0.7)):
        edge: Colour = (
            min(255, int(tone[0] * shade)),
            min(255, int(tone[1] * shade)),
            min(255, int(tone[2] * shade)),
        )
        page.rectangle(inset, inset, page.width - inset, page.height - inset, outline=edge, weight=0.7)


def _plate(order: Order) -> Page:
    rng, faces, place = order.rng, order.faces, order.person.institution
    page = Page(280, 190, rng, scale=8)
    page.on_paper = False
    tone: Colour = rng.choice(((206, 172, 96), (214, 186, 124), (196, 198, 200), (190, 154, 84)))
    _metal(page, tone)
    dark: Colour = rng.choice(((150, 24, 28), (40, 30, 20), (120, 20, 22)))
    page.typeface = faces.hei_bold
    page.text(140, 44, place.name, faces.hei, 9, align="centre", fill=dark)
    page.text(140, 98, rng.choice(TITLES), faces.hei_bold, 25, align="centre", tracking=4, fill=dark)
    page.text(140, 144, place.issuer, faces.song_bold, 8, align="centre", fill=dark)
    page.text(140, 160, f"二〇二{rng.choice('一二三四五')}年十二月", faces.song, 7, align="centre", fill=dark)
    s = page.scale
    for x in (12, 268):
        for y in (12, 178):
            page.draw.ellipse(
                ((x - 2.6) * s, (y - 2.6) * s, (x + 2.6) * s, (y + 2.6) * s),
                fill=(232, 226, 206),
                outline=(120, 100, 60),
                width=3,
            )
    return page


@layout("unrecognised", "", flags=OTHER, slot="diploma")
def honour_plate(order: Order) -> Page:
    """A brass plate on a wall."""
    return _plate(order)


def _cover(order: Order) -> Page:
    """The red cover of a certificate, its words stamped in gold."""
    rng, faces = order.rng, order.faces
    page = Page(250, 180, rng, scale=8)
    page.on_paper = False
    tone: Colour = rng.choice(((150, 20, 30), (130, 16, 24), (168, 30, 34), (30, 40, 90)))
    tint(page, tone, (max(0, tone[0] - 14), max(0, tone[1] - 6), max(0, tone[2] - 6)), mottle=2)
    grain = 1 + noise(rng, page.image.height, page.image.width, 3) * 0.05
    page.multiply(np.repeat(grain[..., None], 3, axis=2).astype(np.float32), 0, 0)
    page.typeface = faces.kai
    title = rng.choice(("荣誉证书", "聘书", "获奖证书", "毕业证书", "学位证书"))
    if rng.random() < 0.6:
        page.picture(figures.emblem(360), 112, 32, 26, 27)
    brush.write(page, 125, 108, title, "ukai", 25, brush.BRUSH, fill=GOLD, tracking=6, opaque=True)
    page.text(
        125,
        150,
        "HONORARY CREDENTIAL" if "证书" in title else "APPOINTMENT",
        "liberation-serif-bold",
        6,
        align="centre",
        tracking=1.2,
        fill=GOLD,
    )
    return page


@layout("unrecognised", "", flags=OTHER, slot="diploma")
def honour_cover(order: Order) -> Page:
    """A closed red cover."""
    return _cover(order)


def _certificate(order: Order) -> Page:
    """荣誉证书: prose of praise in a golden frame."""
    rng, faces, person = order.rng, order.faces, order.person
    page = Page(297, 210, rng, scale=8)
    tint(page, (255, 250, 238), (252, 244, 226), mottle=1)
    gilt_frame(page, rng.choice(((196, 60, 50), (206, 166, 80))), 9, rng.uniform(9, 13))
    page.typeface = faces.kai
    brush.write(
        page,
        148,
        64,
        rng.choice(("荣誉证书", "获奖证书", "结业证书")),
        "ukai",
        20,
        brush.BRUSH,
        fill=(196, 30, 34),
        tracking=6,
    )
    merit = rng.choice(("先进工作者", "优秀医师", "优秀共产党员"))
    words = (
        f"{person.name} 同志：",
        f"在{rng.randint(2015, 2025)}年度工作中成绩突出，被评为{merit}，特发此证，以资鼓励。",
    )
    page.text(44, 96, words[0], faces.kai, 8)
    page.paragraph(44, 114, 210, [Run(words[1])], faces.kai, 7.6, 16, indent=15)
    page.text(250, 166, person.institution.name, faces.song, 6.6, align="right")
    page.text(250, 180, digit_date(person.institution.valid_from), faces.song, 6.2, align="right")
    seals.round_seal(page, 222, 168, 42, person.institution.name, face=faces.song_bold)
    return page


@layout("unrecognised", "", flags=OTHER, slot="diploma")
def honour_certificate(order: Order) -> Page:
    """A certificate of honour."""
    return _certificate(order)


@layout("unrecognised", "", held_out=True, flags=OTHER, slot="diploma")
def honour_dark(order: Order) -> Page:
    """A board with golden print on black, lacquer or dark wood."""
    rng, faces, place = order.rng, order.faces, order.person.institution
    page = Page(260, 190, rng, scale=8)
    page.on_paper = False
    tone: Colour = rng.choice(((26, 24, 24), (48, 26, 20), (20, 30, 52), (70, 14, 20)))
    tint(page, tone, (tone[0] + 8, tone[1] + 6, tone[2] + 6), mottle=2)
    gilt_frame(page, (0, 0, 0), 6, 8)
    page.rectangle(8, 8, 252, 182, outline=GOLD, weight=1.0)
    page.rectangle(11, 11, 249, 179, outline=GOLD, weight=0.3)
    page.typeface = faces.song_bold
    page.text(130, 50, f"授予：{place.name}", faces.song_bold, 8.4, align="centre", fill=GOLD)
    page.text(130, 104, rng.choice(TITLES), faces.kai, 26, align="centre", tracking=4, fill=GOLD, stroke=0.3)
    page.text(130, 146, place.issuer, faces.song_bold, 8, align="centre", fill=GOLD)
    page.text(130, 162, digit_date(place.valid_from), faces.song, 7, align="centre", fill=GOLD)
    return page
