"""Goods with a label: bar codes, squares of dots, few words, on boxes, bags and covers that are wider than the picture."""

from collections.abc import Sequence

import numpy as np
from PIL import Image as Pictures

from samples.generator import fonts
from samples.generator.glyphs import Colour
from samples.generator.page import Page
from samples.scenes.chance import Chance, photograph
from samples.scenes.looks import LOOKS, Look
from samples.scenes.wording import words

Box = tuple[float, float, float, float]


def _goods(chance: Chance) -> Page:
    """A box's or a cover's side, with a label and print round it."""
    page = Page(200, chance.uniform(120, 220), chance.py, scale=6, paper=_colour(chance, 20, 235))
    if chance.often(0.3):
        layer = photograph(chance, page.image.height, page.image.width)[..., ::-1]
        page.image.paste(Pictures.fromarray(layer.astype(np.uint8)))
    left, top = chance.uniform(40, 90), chance.uniform(0.25, 0.45) * page.height
    box = (left, top, left + chance.uniform(40, 90), top + chance.uniform(25, 60))
    _lines(page, chance, (10, 6, 190, top - 6))
    _label(page, chance, box)
    _lines(page, chance, (10, box[3] + 8, 190, page.height - 6))
    return page


def _sticker(chance: Chance) -> Page:
    """A parcel's or a device's label that is all there is."""
    page = Page(120, chance.uniform(60, 130), chance.py, scale=8, paper=_colour(chance, 225, 255))
    _label(page, chance, (6, 6, 114, page.height - 6))
    return page


def _colour(chance: Chance, low: float, high: float) -> Colour:
    blue, green, red = (int(v) for v in chance.colour(low, high))
    return red, green, blue


def _lines(page: Page, chance: Chance, area: Box) -> None:
    """Lines of few words, of sizes of their own."""
    left, y, right, bottom = area
    ground = page.image.getpixel((3, 3))
    dark = isinstance(ground, tuple) and sum(ground[:3]) < 330
    ink: Colour = (240, 240, 236) if dark else (24, 24, 30)
    while True:
        size = chance.pick((3.0, 4.0, 6.0, 9.0))
        y += size * chance.uniform(1.3, 2.2)
        if y > bottom:
            return
        latin = chance.often(0.6)
        face = chance.pick(fonts.names("latin" if latin else "hei", held_out=False))
        text = words(chance, (right - left) * chance.uniform(0.2, 1.0), size, latin)
        page.text(left, y, text, face, size, fill=ink)


def _label(page: Page, chance: Chance, box: Box) -> None:
    """A pale field with a bar code or a square of dots, its digits and a line or two."""
    left, top, right, bottom = box
    page.rectangle(*box, fill=_colour(chance, 215, 255))
    size = (bottom - top) * chance.uniform(0.08, 0.16)
    y = top + size * 1.3
    face = chance.pick(fonts.names("latin", held_out=False))
    for _ in range(chance.pick((0, 1, 2))):
        text = words(chance, (right - left) * chance.uniform(0.3, 0.8), size, True)
        page.text(left + 2, y, text, face, size)
        y += size * 1.4
    if chance.often(0.7):
        _bars(page, chance, (left + 3, y, right - 3, bottom - size * 1.8))
        digits = "".join(str(chance.py.randint(0, 9)) for _ in range(13))
        page.text((left + right) / 2, bottom - size * 0.5, digits, face, size, align="centre")
    else:
        side = min(right - left, bottom - y) - 3
        _dots(page, chance, (left + 2, y, left + 2 + side, y + side))


def _bars(page: Page, chance: Chance, box: Box) -> None:
    left, top, right, bottom = box
    step = (right - left) / chance.py.randint(60, 110)
    x = left
    while x < right and bottom > top:
        wide = chance.pick((1, 1, 2, 3)) * step
        page.rectangle(x, top, min(x + wide, right), bottom, fill=(16, 16, 18))
        x += wide + chance.pick((1, 1, 2, 3)) * step


def _dots(page: Page, chance: Chance, box: Box) -> None:
    count = chance.pick((21, 25, 33))
    dots = chance.np.integers(0, 2, (count, count)).astype(np.uint8)
    corner = np.zeros((7, 7), np.uint8)
    corner[[0, 6], :] = corner[:, [0, 6]] = 1
    corner[2:5, 2:5] = 1
    for at in ((0, 0), (0, count - 7), (count - 7, 0)):
        dots[at[0] : at[0] + 7, at[1] : at[1] + 7] = corner
    left, top, right, bottom = box
    picture = Pictures.fromarray((1 - dots) * 235 + 15).resize(
        (count * 8, count * 8), Pictures.Resampling.NEAREST
    )
    if right - left > 1:
        page.picture(picture.convert("RGB"), left, top, right - left, bottom - top)


NEAR: Sequence[Look] = (*LOOKS, *(_goods,) * 6, *(_sticker,) * 4)
"""The usual looks and goods among them."""
