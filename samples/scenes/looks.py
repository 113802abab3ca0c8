"""Papers that no application asks for, so that other people's print has been seen: prose, books, receipts, magazines,
forms, other makers' certificates, plates, labels, covers, handwriting, business cards."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from samples.generator import figures, fonts, seals
from samples.generator.glyphs import Colour
from samples.generator.page import Page
from samples.scenes.chance import Chance
from samples.scenes.wording import HAN, han, words

Ink = Colour
Look = Callable[[Chance], Page]


def draw(chance: Chance, among: Sequence[Look]) -> Page:
    """One of them."""
    make = chance.pick(among)
    page = make(chance)
    page.typeface = make.__name__.removeprefix("_")
    return page


def _ink(chance: Chance) -> Ink:
    level = chance.py.randint(10, 70)
    return chance.pick(((level, level, level), (level, level, level), (30, 40, level + 60), (70, 45, 25)))


def _sheet(chance: Chance, width: float, height: float) -> Page:
    tones = (
        (252, 252, 250),
        (255, 255, 255),
        (246, 243, 234),
        (232, 222, 196),
        (214, 196, 160),
        (236, 240, 244),
    )
    return Page(width, height, chance.py, paper=chance.pick(tones), scale=8)


def _prose(
    page: Page, chance: Chance, area: tuple[float, float, float, float], size: float, latin: bool
) -> float:
    """Paragraphs within left, top, right, bottom; returns where the last line ends."""
    left, top, right, bottom = area
    kind = "latin" if latin else chance.pick(("song", "song", "hei", "kai"))
    face = chance.pick(fonts.names(kind, held_out=False, bold=False) or fonts.names(kind))
    ink, leading = _ink(chance), size * chance.uniform(1.3, 2.0)
    y = top + size
    while y < bottom:
        last = chance.often(0.14)
        width = (right - left) * (chance.uniform(0.2, 0.8) if last else 1.0)
        page.text(left, y, words(chance, width, size, latin), face, size, fill=ink)
        y += leading * (chance.uniform(1.0, 1.8) if last else 1.0)
    return y


def _heading(page: Page, chance: Chance, y: float, size: float, text: str = "") -> None:
    face = chance.pick(fonts.names("hei", held_out=False) + fonts.names("song", held_out=False, bold=True))
    ink = chance.pick(((20, 20, 20), (180, 30, 30), (20, 50, 120), (20, 20, 20)))
    page.text(
        page.width / 2,
        y,
        text or han(chance, chance.py.randint(4, 10)),
        face,
        size,
        fill=ink,
        align="centre",
    )


def _page_of_text(chance: Chance) -> Page:
    width = chance.uniform(120, 210)
    page = _sheet(chance, width, width * chance.uniform(1.25, 1.5))
    edge, size, latin = width * chance.uniform(0.04, 0.16), chance.uniform(2.6, 6), chance.often(0.5)
    top = edge * chance.uniform(0.8, 1.5)
    if chance.often(0.4):
        _heading(page, chance, top + 4, chance.uniform(5, 10))
        top += 14
    bottom = page.height * (1 if chance.often(0.75) else chance.uniform(0.3, 0.9)) - edge
    columns = chance.pick((1, 1, 1, 2, 3))
    step = (width - 2 * edge + 5) / columns
    for k in range(columns):
        left = edge + k * step
        _prose(page, chance, (left, top, left + step - 5, bottom), size, latin)
    if chance.often(0.5):
        page.text(
            width / 2,
            page.height - edge * 0.5,
            str(chance.py.randint(1, 400)),
            "noto-sans",
            size,
            align="centre",
        )
    return page


def _book(chance: Chance) -> Page:
    width = chance.uniform(220, 300)
    page = _sheet(chance, width, width * chance.uniform(0.6, 0.75))
    size, latin = chance.uniform(2.8, 4.6), chance.often(0.5)
    edge = chance.uniform(8, 20)
    for left in (edge, width / 2 + edge):
        _prose(page, chance, (left, edge, left + width / 2 - 2 * edge, page.height - edge), size, latin)
    x = np.abs(np.linspace(-1, 1, page.image.width, dtype=np.float32))
    dark = 1 - chance.uniform(0.1, 0.6) * np.exp(-x / chance.uniform(0.01, 0.12))
    layer = np.broadcast_to(dark[None, :, None], (page.image.height, page.image.width, 3))
    page.multiply(np.ascontiguousarray(layer), 0, 0)
    return page


def _receipt(chance: Chance) -> Page:
    width = chance.uniform(54, 84)
    page = _sheet(chance, width, width * chance.uniform(1.4, 3.6))
    edge, size = chance.uniform(2, 6), chance.uniform(2.4, 3.6)
    face = chance.pick(("noto-sans", "microhei", "liberation-mono", "noto-sans-medium"))
    ink = chance.pick(((40, 40, 44), (70, 70, 80), (60, 60, 110)))
    _heading(page, chance, edge + 6, chance.uniform(4, 6))
    y = edge + 14
    while y < page.height - edge - chance.uniform(0, 12):
        if chance.often(0.12):
            page.text(edge, y, "-" * int((width - 2 * edge) / size / 0.5), "liberation-mono", size, fill=ink)
        else:
            page.text(edge, y, han(chance, chance.py.randint(2, 8)), face, size, fill=ink)
            number = f"{chance.py.uniform(1, 900):.2f}"
            page.text(width - edge, y, number, face, size, fill=ink, align="right")
        y += size * 1.7
    return page


def _magazine(chance: Chance) -> Page:
    page = _sheet(chance, 200, 270)
    for _ in range(chance.py.randint(1, 4)):
        x, y = chance.uniform(-10, 140), chance.uniform(-10, 200)
        tone = chance.colour().astype(int).tolist()
        page.rectangle(
            x, y, x + chance.uniform(30, 150), y + chance.uniform(20, 120), fill=(tone[0], tone[1], tone[2])
        )
    _heading(page, chance, chance.uniform(20, 60), chance.uniform(10, 24))
    for _ in range(chance.py.randint(1, 3)):
        left, top = chance.uniform(6, 110), chance.uniform(50, 180)
        _prose(
            page, chance, (left, top, left + 80, top + chance.uniform(30, 80)), chance.uniform(3, 5), False
        )
    return page


def _form(chance: Chance) -> Page:
    across = chance.often(0.4)
    page = _sheet(chance, *((297, 210) if across else (210, 297)))
    edge, size = chance.uniform(8, 26), chance.uniform(3.2, 5)
    face = chance.pick(fonts.names("song", held_out=False, bold=False))
    top = edge
    if chance.often(0.7):
        _heading(page, chance, edge + 6, chance.uniform(6, 10))
        top += 16
    rows, columns = chance.py.randint(4, 22), chance.py.randint(2, 7)
    high = (page.height - top - edge) / rows
    tone: Colour = chance.pick(((40, 40, 40), (40, 40, 40), (150, 60, 60), (60, 90, 150)))
    xs = sorted(
        [edge, page.width - edge, *(chance.uniform(edge, page.width - edge) for _ in range(columns - 1))]
    )
    for k in range(rows + 1):
        page.line(edge, top + k * high, page.width - edge, top + k * high, fill=tone, weight=0.3)
    for x in xs:
        page.line(x, top, x, page.height - edge, fill=tone, weight=0.3)
    for k in range(rows):
        for left, right in pairwise(xs):
            count = int((right - left - 2) / size)
            if count > 1 and chance.often(0.7):
                text = han(chance, min(count, chance.py.randint(2, 9)))
                page.text(left + 1.5, top + (k + 0.5) * high + size * 0.35, text, face, min(size, high * 0.8))
    if chance.often(0.3):
        seals.round_seal(page, chance.uniform(edge, page.width - edge), page.height * 0.8, 40, han(chance, 9))
    return page


def _certificate(chance: Chance) -> Page:
    """Another maker's: an ornamental frame, a title, few lines, perhaps a seal, an emblem, a portrait."""
    across = chance.often(0.65)
    page = _sheet(chance, *((280, 200) if across else (200, 280)))
    tone = _tone(chance)
    _fine_lines(page, chance)
    _ornament(page, chance, tone)
    if chance.often(0.35):
        page.picture(figures.emblem(300), page.width / 2 - 12, page.height * 0.12, 24, 24)
    _heading(page, chance, page.height * chance.uniform(0.24, 0.34), chance.uniform(12, 24))
    size, y = chance.uniform(5, 9), page.height * 0.45
    face = chance.pick(fonts.names("kai", held_out=False) + fonts.names("song", held_out=False))
    for _ in range(chance.py.randint(2, 5)):
        text = words(chance, page.width * chance.uniform(0.3, 0.66), size, chance.often(0.15))
        page.text(page.width * 0.16, y, text, face, size)
        y += size * chance.uniform(1.4, 2.2)
    if chance.often(0.3):
        picture = figures.portrait(
            chance.py.randrange(10**6), 260, 360, (90, 150, 220), male=chance.often(0.5)
        )
        page.picture(picture, page.width * chance.uniform(0.1, 0.75), page.height * 0.15, 30, 41)
    if chance.often(0.7):
        red: Colour = chance.pick(((214, 30, 38), (196, 40, 60), (120, 120, 126)))
        seals.round_seal(
            page, page.width * 0.7, page.height * 0.78, chance.uniform(34, 46), han(chance, 10), colour=red
        )
    page.text(page.width * 0.62, page.height * 0.84, han(chance, 10), face, size)
    return page


def _tone(chance: Chance) -> Colour:
    tones: tuple[Colour, ...] = (
        (190, 150, 60),
        (170, 60, 60),
        (90, 120, 90),
        (110, 110, 120),
        (200, 170, 90),
        (70, 100, 160),
    )
    return chance.pick(tones)


def _fine_lines(page: Page, chance: Chance) -> None:
    """A pattern of fine waves over the whole sheet, such as turns into moiré when it is reduced."""
    h, w = page.image.height, page.image.width
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / page.scale
    pitch, bend = chance.uniform(0.5, 2.4), chance.uniform(3, 30)
    phase = y / pitch + chance.uniform(0.3, 3) * np.sin(x / bend + y / (bend * chance.uniform(1, 4)))
    wave = np.clip(np.sin(2 * math.pi * phase) * 2 - 0.6, 0, 1) * chance.uniform(0.04, 0.3)
    ink = np.array(_tone(chance), np.float32) / 255
    page.multiply((1 - wave[..., None] * (1 - ink)).astype(np.float32), 0, 0)


def _ornament(page: Page, chance: Chance, tone: Colour) -> None:
    """A frame of arcs round the sheet."""
    edge, deep = chance.uniform(2, 14), chance.uniform(3, 12)
    w, h = page.width, page.height
    for inset in (edge, edge + deep):
        page.rectangle(inset, inset, w - inset, h - inset, outline=tone, weight=chance.uniform(0.4, 1.4))
    step, s, radius = chance.uniform(2, 9), page.scale, deep * chance.uniform(0.3, 0.7)
    along = [(x, y) for x in np.arange(edge, w - edge, step) for y in (edge + deep / 2, h - edge - deep / 2)]
    along += [(x, y) for y in np.arange(edge, h - edge, step) for x in (edge + deep / 2, w - edge - deep / 2)]
    for x, y in along:
        where = ((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s)
        page.draw.ellipse(where, outline=tone, width=max(1, round(0.3 * s)))


def _plate(chance: Chance) -> Page:
    """Brass, steel or lacquer with few large words."""
    page = Page(
        chance.uniform(200, 320),
        chance.uniform(120, 220),
        chance.py,
        scale=6,
        paper=chance.pick(((190, 160, 90), (200, 200, 205), (150, 24, 30), (40, 36, 34), (212, 180, 110))),
    )
    h, w = page.image.height, page.image.width
    streaks = chance.np.normal(1, chance.uniform(0.01, 0.05), (h, 1, 1)).astype(np.float32)
    page.multiply(np.ascontiguousarray(np.broadcast_to(np.clip(streaks, 0, 1), (h, w, 3))), 0, 0)
    dark = sum(page.image.getpixel((w // 2, h // 2))[:3]) < 330  # type: ignore[index]
    ink: Colour = (
        chance.pick(((230, 190, 100), (240, 236, 220)))
        if dark
        else chance.pick(((160, 20, 24), (30, 28, 26)))
    )
    page.rectangle(5, 5, page.width - 5, page.height - 5, outline=ink, weight=1)
    size = page.width / chance.uniform(8, 14)
    for k in range(chance.py.randint(1, 3)):
        text, y = han(chance, chance.py.randint(3, 7)), page.height * (0.35 + 0.25 * k)
        page.text(
            page.width / 2,
            y,
            text,
            chance.pick(fonts.names("kai", held_out=False) + fonts.names("hei", held_out=False)),
            size,
            fill=ink,
            align="centre",
        )
        size *= chance.uniform(0.5, 0.9)
    return page


def _cover(chance: Chance) -> Page:
    """A folder's or a book's cover: dark, with golden words."""
    grounds = ((120, 16, 28), (30, 50, 110), (20, 70, 50), (40, 40, 44), (90, 50, 30))
    page = Page(150, 205, chance.py, scale=6, paper=chance.pick(grounds))
    gold: Colour = chance.pick(((214, 180, 96), (230, 206, 150), (235, 235, 235)))
    if chance.often(0.5):
        page.picture(figures.emblem(300), 55, 40, 40, 40)
    for k in range(chance.py.randint(1, 3)):
        text = han(chance, chance.py.randint(3, 6))
        page.text(
            75,
            110 + 26 * k,
            text,
            chance.pick(fonts.names("kai", held_out=False)),
            18 - 4 * k,
            fill=gold,
            align="centre",
        )
    return page


def _label(chance: Chance) -> Page:
    """A tag, a ticket, a business card."""
    width = chance.uniform(60, 120)
    tones: tuple[Colour, ...] = (
        (255, 255, 255),
        (250, 236, 200),
        (30, 30, 34),
        (220, 60, 50),
        (120, 180, 220),
        (240, 220, 90),
    )
    page = Page(width, width * chance.uniform(0.45, 1.0), chance.py, scale=10, paper=chance.pick(tones))
    dark = sum(page.image.getpixel((3, 3))[:3]) < 330  # type: ignore[index]
    ink: Colour = (240, 240, 236) if dark else (24, 24, 30)
    y = chance.uniform(6, 14)
    while y < page.height - 4:
        size = chance.pick((3.0, 3.6, 4.4, 7.0))
        latin, text_width = chance.often(0.4), width * chance.uniform(0.2, 0.85)
        face = chance.pick(fonts.names("latin" if latin else "hei", held_out=False))
        page.text(width * 0.06, y + size * 0.6, words(chance, text_width, size, latin), face, size, fill=ink)
        y += size * chance.uniform(1.4, 2.6)
    return page


def _handwriting(chance: Chance) -> Page:
    """Lines by hand, on ruled or blank paper."""
    page = _sheet(chance, 180, 180 * chance.uniform(0.6, 1.45))
    leading, ink = chance.uniform(7, 13), chance.pick(((30, 40, 120), (30, 30, 34), (60, 60, 70)))
    if chance.often(0.5):
        for y in np.arange(18, page.height - 6, leading):
            page.line(4, float(y), 176, float(y), fill=(170, 190, 214), weight=0.25)
    face, size = chance.pick(fonts.names("kai", held_out=False)), leading * chance.uniform(0.5, 0.8)
    for y in np.arange(18, page.height * chance.uniform(0.4, 1) - 8, leading):
        x = chance.uniform(6, 16)
        while x < 176 - size and not chance.often(0.03):
            squeeze = chance.uniform(0.7, 1.15)
            character = chance.pick(HAN)
            page.text(
                x,
                float(y) - chance.uniform(0, 1.6),
                character,
                face,
                size * chance.uniform(0.8, 1.1),
                fill=ink,
                squeeze=squeeze,
            )
            x += size * squeeze
    return page


LOOKS: tuple[Look, ...] = (
    _page_of_text,
    _page_of_text,
    _book,
    _receipt,
    _receipt,
    _magazine,
    _form,
    _form,
    _certificate,
    _certificate,
    _certificate,
    _plate,
    _cover,
    _label,
    _handwriting,
)
