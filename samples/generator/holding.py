"""Hand-held pictures: half a person with the card at the chest, held with one hand or two; a licence held by two people."""

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.generator import figures, hands
from samples.generator.card_forms import wave_front
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.left_out import lacks
from samples.generator.ornate_licences import medical
from samples.generator.page import Page
from samples.generator.paper import noise, photographed

ASKED = (
    "请手持身份证人像面拍照",
    "请确保证件信息清晰可见",
    "请露出面部，勿遮挡证件",
    "手持证件照 仅供报名审核使用",
)


def _sleeves(
    page: Page, order: Order, holds: list[tuple[float, float]], x: float, top: float, head: float
) -> None:
    """Upper and lower arms from the shoulders to the hands, in the shirt's colour darkened a little."""
    s = page.scale
    shirt = page.image.getpixel((round(x), min(page.image.height - 1, round(top + head * 2.2))))
    tone = tuple(int(c * 0.9) for c in shirt) if isinstance(shirt, tuple) else (60, 60, 60)
    draw = ImageDraw.Draw(page.image)
    for hx, hy in holds:
        side = -1 if hx * s < x else 1
        shoulder = (x + side * head * 1.45, top + head * 0.75)
        elbow = (
            x + side * head * order.rng.uniform(2.0, 2.4),
            min(hy * s + head * 1.3, page.image.height * 0.98),
        )
        wrist = (hx * s + side * head * 0.35, hy * s + head * 0.4)
        for a, b, thick in ((shoulder, elbow, 0.85), (elbow, wrist, 0.62)):
            width = round(head * thick)
            draw.line((*a, *b), fill=tone, width=width)
            for px, py in (a, b):
                draw.ellipse((px - width / 2, py - width / 2, px + width / 2, py + width / 2), fill=tone)


def _hide_face(page: Page, x: float, y: float, head: float) -> None:
    """The face blurred or in squares, for privacy."""
    bounds = (round(x - head * 1.1), round(y - head * 1.1), round(x + head * 1.1), round(y + head * 1.1))
    face = page.image.crop(bounds)
    if page.rng.random() < 0.5:
        face = face.filter(ImageFilter.GaussianBlur(head * 0.22))
    else:
        face = face.resize((9, 9), Image.Resampling.BOX).resize(face.size, Image.Resampling.NEAREST)
    mask = Image.new("L", face.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, face.width, face.height), fill=255)
    page.image.paste(face, bounds[:2], mask)
    page.refresh()


def _instructions(page: Page, order: Order) -> None:
    """What the portal printed into the picture: a bar of words above or below."""
    rng = order.rng
    size = page.width * rng.uniform(0.032, 0.045)
    bar = size * 2.2
    top = 0.0 if rng.random() < 0.5 else page.height - bar
    fill: Colour = rng.choice(((20, 20, 24), (255, 255, 255), (30, 90, 170)))
    page.rectangle(0, top, page.width, top + bar, fill=fill)
    ink: Colour = (30, 30, 34) if fill[0] > 200 else (255, 255, 255)
    page.text(
        page.width / 2, top + bar * 0.64, rng.choice(ASKED), order.faces.hei, size, align="centre", fill=ink
    )


def _held(order: Order) -> Page:
    rng, person = order.rng, order.person
    wide = rng.random() < 0.3
    page = Page(*((320, 240) if wide else (240, 320)), rng, scale=8)
    page.typeface = order.faces.hei
    page.whole = "handheld"
    _interior(page.image, rng)
    share = rng.uniform(0.15, 0.35) if rng.random() < 0.85 else rng.uniform(0.10, 0.15)
    width = page.width * share
    # A card is about as wide as half a face is high: what is near is large, arms reach forward a little.
    head = min(width / rng.uniform(0.95, 1.25), page.height * 0.16) * page.scale
    x = page.image.width * rng.uniform(0.42, 0.58)
    y = page.image.height * rng.uniform(0.2, 0.3)
    if lacks("face"):  # the camera looks too low: the frame begins at the chin
        y = -head * rng.uniform(0.75, 1.1)
    figures.shoulders(page.image, random.Random(f"face {person.face_seed}"), x, y, head, male=person.male)
    page.image.paste(photographed(page.image.filter(ImageFilter.GaussianBlur(1.6)), rng))
    page.refresh()
    top = max(y + head * 1.9, head * 1.2) / page.scale
    left = x / page.scale - width / 2 + rng.uniform(-0.15, 0.15) * width
    two = rng.random() < 0.5
    one_left = rng.random() < 0.5
    sides = [side for side in (True, False) if two or side == one_left]
    grips = [
        hands.Grip(
            (left + (0.02 if side else 0.99) * width, top + width * (0.42 if side else 0.3)),
            side,
            width * 0.16,
            person.face_seed,
            arm=True,
        )
        for side in sides
    ]
    if rng.random() < 0.25:
        _hide_face(page, x, y, head)
    if lacks("card"):
        return page
    _sleeves(page, order, [grip.edge for grip in grips], x, y + head * 1.25, head)
    page.image.paste(page.image.filter(ImageFilter.GaussianBlur(1.0)))
    page.refresh()
    for grip in grips:
        hands.behind(page, grip)
    page.place(wave_front(order), left, top, width, "handheld", degrees=rng.uniform(-5, 5))
    for grip in grips:
        hands.thumb(page, grip)
    if rng.random() < 0.3:
        _instructions(page, order)
    return page


def _interior(image: Image.Image, rng: random.Random) -> None:
    """A room out of focus: a wall lit from one side, a door or a window, a shelf, a skirting."""
    h, w = image.height, image.width
    wall = np.array(
        rng.choice(((206, 204, 198), (188, 194, 198), (214, 208, 196), (170, 176, 172))), np.float32
    )
    side = np.linspace(1.08, 0.86, w, dtype=np.float32)[None, :, None]
    down = np.linspace(1.02, 0.94, h, dtype=np.float32)[:, None, None]
    lit = wall * (side if rng.random() < 0.5 else side[:, ::-1]) * down
    image.paste(Image.fromarray(np.clip(lit + noise(rng, h, w, 160)[..., None] * 3, 0, 255).astype(np.uint8)))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 3)):
        tone = rng.choice(((120, 92, 70), (232, 236, 238), (96, 104, 110), (150, 138, 120), (70, 66, 62)))
        a, b = rng.uniform(-0.1, 0.85) * w, rng.uniform(-0.1, 0.45) * h
        c, d = a + rng.uniform(0.12, 0.35) * w, b + rng.uniform(0.3, 0.9) * h
        edge = (int(tone[0] * 0.78), int(tone[1] * 0.78), int(tone[2] * 0.78))
        draw.rectangle((a, b, c, d), fill=tone, outline=edge, width=max(2, w // 160))
        for k in range(1, rng.randint(1, 4)):
            shelf = b + (d - b) * k / 4
            draw.line((a, shelf, c, shelf), fill=edge, width=max(2, w // 120))
    image.paste(image.filter(ImageFilter.GaussianBlur(w / rng.uniform(60, 160))))


@layout("identity", "handheld", scene="whole", share=3)
def id_handheld_half(order: Order) -> Page:
    """Half a person, the card 10 to 35% of the picture's width."""
    return _held(order)


@layout("identity", "handheld", held_out=True, scene="whole", share=2)
def id_handheld_later(order: Order) -> Page:
    """The same in other faces."""
    return _held(order)


@layout("institution_licence", "info", scene="whole")
def licence_held_up(order: Order) -> Page:
    """Two people, cut off by the picture's sides, hold the framed duplicate between them."""
    rng = order.rng
    page = Page(320, 240, rng, scale=8)
    page.typeface = order.faces.hei
    page.whole = "info"
    _interior(page.image, rng)
    head, s = page.height * 0.13 * page.scale, page.scale
    width = rng.uniform(190, 215)
    left, top = 160 - width / 2 + rng.uniform(-4, 4), rng.uniform(66, 76)
    for side, x in ((-1, left - 12), (1, left + width + 12)):
        body = random.Random(f"holder {order.person.face_seed} {side}")
        figures.shoulders(page.image, body, x * s, page.image.height * 0.24, head, male=body.random() < 0.5)
    page.image.paste(photographed(page.image.filter(ImageFilter.GaussianBlur(1.8)), rng))
    page.refresh()
    low = top + width * 0.44
    grips = [
        hands.Grip((left + 1, low), True, 11, order.person.face_seed),
        hands.Grip((left + width - 1, low), False, 11, order.person.face_seed + 1),
    ]
    for grip in grips:
        hands.behind(page, grip)
    page.place(medical(order, upright=False), left, top, width, "info", degrees=rng.uniform(-2, 2))
    for grip in grips:
        hands.thumb(page, grip)
    return page
