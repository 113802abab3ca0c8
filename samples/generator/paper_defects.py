"""What happens to the page itself, before it is photographed: watermark, copy, faded print, a seal over a field."""

import math
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from samples.generator import fonts, paper, seals, spreads
from samples.generator.defect import Defect, Parameters
from samples.generator.defects import MAIN_FIELD
from samples.generator.found_states import STATES
from samples.generator.layouts import Order
from samples.generator.page import Page

WATERMARKS = (
    "仅供医师资格考试报名使用",
    "仅用于医师资格考试报名 他用无效",
    "仅限2027年医师资格考试资格审核使用",
)


def watermark(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`watermark`: grey or red words repeated slantwise over the whole page."""
    words = rng.choice(WATERMARKS)
    side = int(math.hypot(page.image.width, page.image.height))
    em = round(page.image.width * rng.uniform(0.026, 0.045))
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    font = fonts.load(rng.choice(("noto-sans", "microhei", "noto-sans-light")), em)
    step_x, step_y = int(font.getlength(words) + em * rng.uniform(1.5, 4)), int(em * rng.uniform(4, 8))
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-step_x if row % 2 else -step_x // 2, side, step_x):
            draw.text((x, y), words, font=font, fill=255)
    layer = layer.rotate(rng.uniform(18, 38), resample=Image.Resampling.BICUBIC)
    left, top = (side - page.image.width) // 2, (side - page.image.height) // 2
    alpha = (
        np.asarray(layer.crop((left, top, left + page.image.width, top + page.image.height)), np.float32)
        / 255
    )
    strength = wish.number(0, rng.uniform(0.22, 0.42))
    colour = np.array(rng.choice(((110, 110, 110), (190, 60, 60), (80, 100, 160))), np.float32)
    under = np.asarray(page.image, np.float32)
    mixed = under + (colour - under) * (alpha * strength)[..., None]
    page.image = Image.fromarray(mixed.round().astype(np.uint8))
    page.refresh()
    return {"words": words, "strength": round(strength, 2)}


def photocopy(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`photocopy`: a black-and-white copy."""
    paper.photocopy(page, rng)
    return {}


def faded(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`faded:0.25`: the share of the print's darkness that is left."""
    kept = wish.number(0, 0.3)
    pixels = np.asarray(page.image, np.float32)
    page.image = Image.fromarray((250 - (250 - pixels) * kept).round().clip(0, 255).astype(np.uint8))
    page.refresh()
    return {"kept": kept}


def seal(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`seal:main`: a red round seal whose ink lies on the field; `seal:main:0.9` sets the ink's density."""
    word = wish.word(0, "main")
    field = next((name for name in MAIN_FIELD if page.boxes(name)), None) if word == "main" else word
    if field is None or not page.boxes(field):
        return {"field": None}
    target = page.boxes(field)[0]
    width = float(np.ptp(target[:, 0]))
    diameter = min(42.0, page.width * 0.3)
    x = float(target[:, 0].mean()) + rng.uniform(-0.4, 0.4) * width
    y = float(target[:, 1].mean()) + rng.choice((-1, 1)) * rng.uniform(0.1, 0.42) * diameter
    person = order.person
    name = person.institution.issuer if field == "registration_number" else person.study.school
    seals.round_seal(
        page, x, y, diameter, name, face=order.faces.song_bold, density=wish.number(1, rng.uniform(0.6, 0.95))
    )
    return {"field": field, "diameter_mm": round(diameter, 1)}


def half_turned(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`half_turned`: one page of a booklet's spread lies upside down; `half_turned:first` the left or upper one."""
    side = spreads.turn_half(page, first=wish.word(0, rng.choice(("first", "second"))) == "first")
    return {"side": side}


PAPER: dict[str, Callable[[Page, Order, Defect, random.Random], Parameters]] = {
    "watermark": watermark,
    "photocopy": photocopy,
    "faded": faded,
    "seal": seal,
    "half_turned": half_turned,
    **STATES,
}
