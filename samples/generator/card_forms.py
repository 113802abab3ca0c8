"""Identity cards as they are met with: waves in blue and pink, displaced print, temporary, copied, cut out, in the hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from PIL import Image

from samples.generator import hands, seals
from samples.generator.glyphs import Colour
from samples.generator.identity import HEIGHT, WIDTH, print_back, print_front, rounded
from samples.generator.layouts import Order, layout
from samples.generator.page import Page
from samples.generator.paper import photocopy, rosette, tint
from samples.generator.people import some_day
from samples.generator.security_print import card_waves
from samples.generator.surfaces import SURFACES

PALE: tuple[Colour, ...] = ((96, 158, 204), (110, 168, 210), (84, 146, 196), (120, 170, 200))
OFF = 0.03  # of the card: how far makers' cards, specimens and temporary ones place their print elsewhere
COPIED = ("与原件一致", "复印件与原件相符", "仅供资格审核使用", "复印件与原件核对无误")


def _waves(order: Order, scale: float, *, back: bool) -> Page:
    """A blank card: blue runs into pink under crossing waves, with a rosette."""
    rng = order.rng
    page = Page(WIDTH, HEIGHT, rng, scale=scale)
    blue, pink = (222, 236, 247), (246, 230, 238)
    tint(page, *((pink, blue) if back or rng.random() < 0.3 else (blue, pink)), mottle=0.8)
    tones: tuple[Colour, Colour] = ((110, 160, 210), (216, 140, 170))
    card_waves(page, tones if rng.random() < 0.6 else (tones[1], tones[0]), strength=rng.uniform(0.2, 0.42))
    x, y = (50, 34) if back else (28, 28)
    rosette(page, x, y, 15, rng.choice(((206, 150, 180), (150, 180, 216))), strength=0.22)
    return page


def _displaced(page: Page, order: Order) -> None:
    page.displaced = (order.rng.uniform(-OFF, OFF) * WIDTH, order.rng.uniform(-OFF, OFF) * HEIGHT * 0.8)


def wave_front(order: Order, *, displaced: bool = False, scale: float = 20.0) -> Page:
    """人像面 on waves, its labels pale."""
    page = _waves(order, scale, back=False)
    if displaced:
        _displaced(page, order)
    print_front(page, order, order.rng.choice(PALE))
    return rounded(page)


def wave_back(order: Order, *, displaced: bool = False, scale: float = 20.0) -> Page:
    """国徽面 on waves."""
    page = _waves(order, scale, back=True)
    if displaced:
        _displaced(page, order)
    print_back(page, order)
    return rounded(page)


@layout("identity", "front", share=3)
def id_front_waves(order: Order) -> Page:
    """The card as issued."""
    return wave_front(order)


@layout("identity", "back", share=3)
def id_back_waves(order: Order) -> Page:
    """Its emblem face."""
    return wave_back(order)


@layout("identity", "front", held_out=True, share=3)
def id_front_displaced(order: Order) -> Page:
    """A maker's card: print up to 3% elsewhere."""
    return wave_front(order, displaced=True)


@layout("identity", "back", held_out=True, share=3)
def id_back_displaced(order: Order) -> Page:
    """Its emblem face."""
    return wave_back(order, displaced=True)


@layout("identity", "front", flags=("expired.validity",))
def id_temporary(order: Order) -> Page:
    """临时居民身份证: pale, the term of three months and the issuer on the data face; it has run out."""
    rng = order.rng
    start = some_day(rng, date(2023, 1, 1), date(2025, 12, 1))
    person = replace(order.person, valid_from=start, valid_to=start + timedelta(days=91))
    own = replace(order, person=person)
    page = Page(WIDTH, HEIGHT, rng, scale=20)
    tint(page, (250, 244, 240), (244, 240, 244), mottle=0.8)
    card_waves(page, ((150, 180, 200), (206, 170, 176)), strength=rng.uniform(0.12, 0.26))
    page.displaced = (rng.uniform(-1.5, 1.5), rng.uniform(-4.4, -3.4))
    label = rng.choice(PALE)
    print_front(page, own, label)
    hei = order.faces.hei
    page.displaced = (page.displaced[0], 0.0)
    page.text(7.6, 48.4, "有效期限", hei, 2.5, fill=label)
    page.text(19.6, 48.4, person.validity, hei, 2.8, field="validity")
    page.text(7.6, 52.2, "签发机关", hei, 2.5, fill=label)
    page.text(19.6, 52.2, person.issuer, hei, 2.8, field="issuer")
    return rounded(page)


@layout("identity", "front+back", flags=("photocopy.monochrome",), share=2)
def id_copy_sheet(order: Order) -> Page:
    """Both faces copied grey on A4, under a red stamp."""
    rng = order.rng
    page = Page(210, 297, rng, paper=(250, 250, 250), scale=11)
    page.typeface = order.faces.hei
    size, x, y = rng.uniform(85, 110), rng.uniform(40, 62), rng.uniform(30, 60)
    gap = size * 0.63 + rng.uniform(8, 26)
    for i, (face, view) in enumerate(((wave_front, "front"), (wave_back, "back"))):
        page.place(
            face(order), x + rng.uniform(-2, 2), y + i * gap, size, view, degrees=rng.uniform(-1.2, 1.2)
        )
    photocopy(page, rng, white=(232, 252))
    at = rng.uniform(0.9, 1.9) * gap + y
    seals.stamp(
        page, rng.uniform(80, 140), at, rng.choice(COPIED), rng.uniform(6, 9), boxed=rng.random() < 0.6
    )
    if rng.random() < 0.5:
        place = order.person.institution
        seals.round_seal(page, rng.uniform(110, 150), at + 20, 40, place.name, face=order.faces.song_bold)
    return page


def _cut_out(order: Order) -> Page:
    rng = order.rng
    ground: Colour = rng.choice(((255, 255, 255), (0, 0, 0), (255, 255, 255), (20, 20, 22)))
    margin, gap = rng.uniform(0, 8), rng.uniform(1, 10)
    page = Page(WIDTH + 2 * margin, 2 * HEIGHT + gap + 2 * margin, rng, paper=ground, scale=16)
    page.typeface = order.faces.hei
    faces = [(wave_front, "front"), (wave_back, "back")]
    if rng.random() < 0.4:
        faces.reverse()
    for i, (face, view) in enumerate(faces):
        page.place(face(order, displaced=True), margin, margin + i * (HEIGHT + gap), WIDTH, view)
    return page


@layout("identity", "front+back", scene="screen", share=2)
def id_cut_out(order: Order) -> Page:
    """Both faces one under the other, cut out with rounded corners on white or black."""
    return _cut_out(order)


@layout("identity", "front+back", held_out=True, scene="screen")
def id_cut_out_later(order: Order) -> Page:
    """The same in other faces."""
    return _cut_out(order)


def _in_hand(order: Order, view: str) -> Page:
    """One card over a table, floor or cloth, a thumb on its edge."""
    rng = order.rng
    page = Page(160, 120, rng, scale=10)
    ground = SURFACES[rng.choice(tuple(SURFACES))](rng, page.image.height, page.image.width)
    page.image.paste(Image.fromarray(np.clip(ground[..., ::-1], 0, 255).astype(np.uint8)))
    page.refresh()
    page.typeface = order.faces.hei
    page.whole = view
    width, lean = rng.uniform(92, 118), rng.uniform(-5, 5)
    x, y = 80 - width / 2 + rng.uniform(-6, 10), 60 - width * 0.315 + rng.uniform(-6, 4)
    left = rng.random() < 0.5
    edge = (
        x + 1.5 if left else x + width - 1.5,
        y + width * (rng.uniform(0.42, 0.54) if left else rng.uniform(0.24, 0.34)),
    )
    grip = hands.Grip(edge, left=left, thickness=rng.uniform(15, 19), seed=order.person.face_seed)
    hands.behind(page, grip)
    card = wave_front(order) if view == "front" else wave_back(order)
    page.place(card, x, y, width, view, degrees=lean)
    hands.thumb(page, grip)
    return page


@layout("identity", "front", scene="whole", share=2)
def id_front_in_hand(order: Order) -> Page:
    """Held over a table, the thumb beside the number."""
    return _in_hand(order, "front")


@layout("identity", "back", held_out=True, scene="whole")
def id_back_in_hand(order: Order) -> Page:
    """The emblem face, held over a table."""
    return _in_hand(order, "back")
