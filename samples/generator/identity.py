"""The resident ID card, 85.6 × 54 mm: data face, emblem face, both on a sheet, held in the hand."""

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.generator import figures, seals
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.left_out import lacks
from samples.generator.page import Page
from samples.generator.paper import guilloche, noise, rosette, tint

WIDTH, HEIGHT = 85.6, 54.0
LABEL: Colour = (74, 124, 168)


def card_front(order: Order, scale: float = 20.0) -> Page:
    """人像面. Positions follow the issued card's: label column at 7.6 mm, values at 16.6 mm, number at 28.5 mm."""
    rng = order.rng
    page = Page(WIDTH, HEIGHT, rng, scale=scale)
    tint(page, (226, 238, 246), (240, 236, 240), mottle=1.2)
    guilloche(page, rng.choice(((150, 190, 214), (196, 178, 206), (160, 200, 190))), curves=46, strength=0.3)
    rosette(page, 30, 28, 17, (214, 180, 196), strength=0.22)
    print_front(page, order, rng.choice((LABEL, (58, 110, 160), (86, 132, 170))))
    return rounded(page)


def print_front(page: Page, order: Order, label: Colour) -> None:
    """The data face's print and portrait."""
    person, rng, hei = order.person, order.rng, order.faces.hei
    page.typeface = hei
    size = 3.0
    page.text(7.6, 10.4, "姓  名", hei, size * 0.92, fill=label)
    page.text(16.6, 10.6, person.name, hei, 3.7 if len(person.name) < 7 else 3.1, field="name", tracking=0.15)
    page.text(7.6, 17.2, "性  别", hei, size * 0.92, fill=label)
    page.text(16.6, 17.3, person.sex, hei, 3.2, field="sex")
    page.text(25.4, 17.2, "民  族", hei, size * 0.92, fill=label)
    page.text(34.2, 17.3, person.ethnicity, hei, 3.2, field="ethnicity")
    page.text(7.6, 23.8, "出  生", hei, size * 0.92, fill=label)
    born = person.born
    page.text(16.6, 23.9, f"{born.year}", hei, 3.2, field="birth_date")
    page.text(25.2, 23.8, "年", hei, size * 0.92, fill=label)
    page.text(30.6 if born.month > 9 else 31.6, 23.9, f"{born.month}", hei, 3.2, field="birth_date")
    page.text(35.2, 23.8, "月", hei, size * 0.92, fill=label)
    page.text(40.4 if born.day > 9 else 41.2, 23.9, f"{born.day}", hei, 3.2, field="birth_date")
    page.text(45.0, 23.8, "日", hei, size * 0.92, fill=label)
    page.value("birth_date", born.isoformat())
    page.text(7.6, 30.8, "住  址", hei, size * 0.92, fill=label)
    per_line = 11
    for i in range(0, len(person.address), per_line):
        page.text(
            16.6,
            30.9 + 4.7 * (i // per_line),
            person.address[i : i + per_line],
            hei,
            3.2,
            field="address",
            tracking=0.08,
        )
    page.text(7.6, 48.1, "公民身份号码", hei, size * 0.92, fill=label)
    face = rng.choice(("ocr-b", "liberation-sans-bold", "noto-sans-medium", order.faces.digits))
    wanted = rng.uniform(45.0, 47.5)
    natural = page.width_of(person.id_number, face, 4.2)
    page.text(
        29.0,
        48.3,
        person.id_number,
        face,
        4.2,
        field="id_number",
        tracking=(wanted - natural) / 17,
        stroke=0.05 if face == "ocr-b" else 0.0,
    )
    photo = figures.portrait(person.face_seed, 520, 640, (236, 240, 243), male=person.male)
    fade = Image.new("L", photo.size, 0)
    ImageDraw.Draw(fade).rectangle((26, 30, 494, 640), fill=245)
    photo.putalpha(fade.filter(ImageFilter.GaussianBlur(16)))
    page.picture(photo, 56.5, 9.0, 24.0, 30.0)


def card_back(order: Order, scale: float = 20.0) -> Page:
    """国徽面: emblem, two title lines, issuer, validity."""
    rng = order.rng
    page = Page(WIDTH, HEIGHT, rng, scale=scale)
    tint(page, (236, 226, 236), (222, 236, 240), mottle=1.2)
    guilloche(page, rng.choice(((206, 150, 170), (150, 190, 200), (190, 170, 210))), curves=46, strength=0.32)
    rosette(page, 46, 32, 16, (150, 196, 206), strength=0.25)
    print_back(page, order)
    return rounded(page)


def print_back(page: Page, order: Order) -> None:
    """The emblem face's print."""
    person, hei, song = order.person, order.faces.hei, order.faces.song_bold
    page.typeface = hei
    page.picture(figures.emblem(480), 6.5, 5.2, 15.0, 15.6)
    page.text(51.5, 12.4, "中华人民共和国", song, 4.9, align="centre", tracking=1.1)
    page.text(51.5, 21.6, "居民身份证", song, 6.6, align="centre", tracking=2.0)
    page.text(19.8, 42.0, "签发机关", hei, 2.9, align="left", stroke=0.02)
    page.text(35.2, 42.1, person.issuer, hei, 3.1, field="issuer")
    page.text(19.8, 48.6, "有效期限", hei, 2.9, stroke=0.02)
    page.text(35.2, 48.7, person.validity, hei, 3.1, field="validity")


def rounded(page: Page) -> Page:
    """Leave the corners to the table: the radius is 3.18 mm (ISO 7810)."""
    mask = Image.new("L", page.image.size, 0)
    radius = 3.18 * page.scale
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, page.image.width - 1, page.image.height - 1), radius, fill=255
    )
    page.alpha = mask
    return page


@layout("identity", "front")
def id_front(order: Order) -> Page:
    return card_front(order)


@layout("identity", "back")
def id_back(order: Order) -> Page:
    return card_back(order)


@layout("identity", "front+back")
def id_sheet(order: Order) -> Page:
    """Both faces copied on one A4 sheet."""
    rng = order.rng
    page = Page(210, 297, rng, paper=(248, 248, 246), scale=11)
    page.typeface = order.faces.hei
    size = rng.uniform(84, 112)
    x = rng.uniform(45, 60)
    y = rng.uniform(35, 60)
    gap = size * 54 / 85.6 + rng.uniform(8, 30)
    first, second = (card_front, "front"), (card_back, "back")
    if rng.random() < 0.35:
        first, second = second, first
    page.place(first[0](order), x, y, size, first[1], degrees=rng.uniform(-1.5, 1.5))
    page.place(
        second[0](order), x + rng.uniform(-3, 3), y + gap, size, second[1], degrees=rng.uniform(-1.5, 1.5)
    )
    if rng.random() < 0.5:
        seals.stamp(page, 150, y + gap + size * 0.72, rng.choice(("与原件一致", "复印件与原件相符")), 7)
    return page


@layout("identity", "handheld", scene="whole")
def id_handheld(order: Order) -> Page:
    """A person holds the card's data face before the chest."""
    rng, person = order.rng, order.person
    page = Page(240, 320, rng, scale=8)
    page.typeface = order.faces.hei
    room(page.image, rng)
    head = page.image.height * rng.uniform(0.14, 0.175)
    x, y = page.image.width * rng.uniform(0.44, 0.56), page.image.height * 0.3
    if lacks("face"):  # the camera looks too low: the frame begins at the chin
        y = -head * rng.uniform(0.75, 1.1)
    figures.shoulders(page.image, random.Random(f"face {person.face_seed}"), x, y, head, male=person.male)
    page.image.paste(page.image.filter(ImageFilter.GaussianBlur(2.2)))
    page.refresh()
    width = rng.uniform(88, 120)
    left, top = x / page.scale - width / 2 + rng.uniform(-8, 8), rng.uniform(188, 222)
    tilt = rng.uniform(-6, 6)
    page.whole = "handheld"
    if lacks("card"):
        return page
    page.place(card_front(order), left, top, width, "handheld", degrees=tilt)
    thick = 15 * page.scale
    low = (top + width * 0.63 * 0.72) * page.scale
    hand = random.Random(f"hand {person.face_seed}")
    figures.finger(
        page.image,
        hand,
        ((left - 2) * page.scale + thick * 0.4, low),
        rng.uniform(-0.5, -0.1),
        thick,
        thick * 7,
    )
    hand = random.Random(f"hand {person.face_seed}")
    figures.finger(
        page.image,
        hand,
        ((left + width + 2) * page.scale - thick * 0.3, low),
        3.1416 + rng.uniform(0.1, 0.5),
        thick,
        thick * 7,
    )
    page.refresh()
    return page


def room(image: Image.Image, rng: random.Random) -> None:
    """A blurred room behind a person."""
    h, w = image.height, image.width
    base = np.array(
        rng.choice(((206, 208, 204), (178, 190, 198), (222, 214, 200), (150, 158, 150))), np.float32
    )
    wall = (
        base + noise(rng, h, w, 240)[..., None] * 9 + np.linspace(14, -22, h, dtype=np.float32)[:, None, None]
    )
    image.paste(Image.fromarray(np.clip(wall, 0, 255).astype(np.uint8)))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 4)):
        a, b = rng.uniform(-0.1, 0.8) * w, rng.uniform(0, 0.5) * h
        tone = tuple(int(c * rng.uniform(0.55, 1.15)) % 256 for c in base)
        draw.rectangle((a, b, a + rng.uniform(0.15, 0.4) * w, b + rng.uniform(0.2, 0.6) * h), fill=tone)
    image.paste(image.filter(ImageFilter.GaussianBlur(w / 60)))
