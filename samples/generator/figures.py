"""Drawn figures: invented faces, the red emblem, a hand, a cat. Simple shapes, softened as in a photograph."""

import math
import random

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SKIN: tuple[Colour, ...] = ((236, 200, 172), (224, 184, 152), (243, 212, 186), (212, 170, 138))
HAIR: tuple[Colour, ...] = ((28, 24, 24), (42, 33, 30), (22, 22, 28), (58, 44, 36))


def portrait(
    seed: int, width: int, height: int, background: Colour, *, male: bool, grey: bool = False
) -> Image.Image:
    """A head and shoulders, looking at us."""
    rng = random.Random(f"face {seed}")
    image = Image.new("RGB", (width, height), background)
    shoulders(image, rng, width / 2, height * 0.42, height * 0.27, male=male)
    image = image.filter(ImageFilter.GaussianBlur(height / 220))
    image = image.convert("L").convert("RGB") if grey else image
    image.info["shows"] = "portrait"
    return image


def shoulders(image: Image.Image, rng: random.Random, x: float, y: float, head: float, *, male: bool) -> None:
    """Draw a person whose face is centred at (x, y); `head` is half the face's height in pixels."""
    draw = ImageDraw.Draw(image)
    skin, hair = rng.choice(SKIN), rng.choice(HAIR)
    dark = tuple(int(c * 0.86) for c in skin)
    shirt = rng.choice(
        ((238, 240, 244), (52, 62, 92), (36, 38, 44), (120, 140, 170), (164, 52, 60), (88, 110, 96))
    )
    wide = head * rng.uniform(0.72, 0.82)
    top, low = y + head * 1.25, image.height + head
    draw.polygon(
        [
            (x - head * 1.75, low),
            (x - head * 1.6, top + head * 0.55),
            (x - head * 0.5, top),
            (x + head * 0.5, top),
            (x + head * 1.6, top + head * 0.55),
            (x + head * 1.75, low),
        ],
        fill=shirt,
    )
    draw.ellipse((x - head * 1.75, top + head * 0.2, x - head * 0.6, top + head * 2.0), fill=shirt)
    draw.ellipse((x + head * 0.6, top + head * 0.2, x + head * 1.75, top + head * 2.0), fill=shirt)
    if not male:
        draw.rounded_rectangle(
            (x - wide * 1.22, y - head * 0.6, x + wide * 1.22, y + head * rng.uniform(0.5, 1.5)),
            wide * 0.4,
            fill=hair,
        )
        draw.ellipse((x - wide * 1.22, y - head * 1.25, x + wide * 1.22, y + head * 0.6), fill=hair)
    else:
        draw.ellipse((x - wide * 1.1, y - head * 1.2, x + wide * 1.1, y + head * 0.45), fill=hair)
    draw.polygon(
        [
            (x - head * 0.38, y + head * 0.6),
            (x + head * 0.38, y + head * 0.6),
            (x + head * 0.46, top + head * 0.1),
            (x, top + head * 0.55),
            (x - head * 0.46, top + head * 0.1),
        ],
        fill=dark,
    )
    draw.ellipse((x - wide * 1.1, y - head * 0.2, x - wide * 0.85, y + head * 0.3), fill=dark)
    draw.ellipse((x + wide * 0.85, y - head * 0.2, x + wide * 1.1, y + head * 0.3), fill=dark)
    draw.ellipse((x - wide, y - head * 0.98, x + wide, y + head), fill=skin)
    fringe = rng.uniform(-0.62, -0.4)
    draw.chord(
        (x - wide * 1.02, y - head * 1.12, x + wide * 1.02, y + head * 0.3), 180 + 18, 360 - 18, fill=hair
    )
    draw.ellipse((x - wide * 0.8, y + head * fringe, x + wide * 0.8, y + head * (fringe + 0.75)), fill=skin)
    for side in (-1, 1):
        ex = x + side * wide * 0.42
        draw.ellipse(
            (ex - head * 0.15, y - head * 0.1, ex + head * 0.15, y + head * 0.08), fill=(246, 244, 240)
        )
        draw.ellipse(
            (ex - head * 0.075, y - head * 0.1, ex + head * 0.075, y + head * 0.07), fill=(30, 24, 22)
        )
        draw.arc(
            (ex - head * 0.2, y - head * 0.36, ex + head * 0.2, y - head * 0.08),
            200,
            340,
            fill=hair,
            width=max(1, int(head * 0.07)),
        )
    draw.line(
        [(x - head * 0.02, y), (x + head * 0.07, y + head * 0.3), (x - head * 0.06, y + head * 0.32)],
        fill=dark,
        width=max(1, int(head * 0.05)),
    )
    draw.chord(
        (x - head * 0.24, y + head * 0.42, x + head * 0.24, y + head * 0.66), 10, 170, fill=(186, 92, 90)
    )
    if rng.random() < 0.3:
        for side in (-1, 1):
            ex = x + side * wide * 0.42
            draw.rounded_rectangle(
                (ex - head * 0.26, y - head * 0.2, ex + head * 0.26, y + head * 0.18),
                head * 0.08,
                outline=(40, 40, 46),
                width=max(1, int(head * 0.05)),
            )
        draw.line((x - wide * 0.14, y, x + wide * 0.14, y), fill=(40, 40, 46), width=max(1, int(head * 0.05)))


def finger(
    image: Image.Image,
    rng: random.Random,
    tip: tuple[float, float],
    direction: float,
    thickness: float,
    length: float,
) -> None:
    """A finger whose tip lies at `tip`, pointing the way of `direction` (radians); sizes in pixels."""
    skin = rng.choice(SKIN)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    bx, by = tip[0] - math.cos(direction) * length, tip[1] - math.sin(direction) * length
    half = thickness / 2
    cx, cy = tip[0] - math.cos(direction) * half, tip[1] - math.sin(direction) * half
    for shade, grow in (
        (tuple(int(c * 0.72) for c in skin), 1.0),
        (skin, 0.9),
        (tuple(min(255, int(c * 1.04)) for c in skin), 0.55),
    ):
        r = half * grow
        nx, ny = -math.sin(direction) * r, math.cos(direction) * r
        draw.polygon(
            [
                (cx + nx, cy + ny),
                (bx + nx * 1.25, by + ny * 1.25),
                (bx - nx * 1.25, by - ny * 1.25),
                (cx - nx, cy - ny),
            ],
            fill=(*shade, 255),
        )
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(*shade, 255))
    nail = half * 0.55
    nx, ny = cx + math.cos(direction) * half * 0.3, cy + math.sin(direction) * half * 0.3
    draw.ellipse((nx - nail, ny - nail, nx + nail, ny + nail), fill=(*(min(255, c + 12) for c in skin), 255))
    layer = layer.filter(ImageFilter.GaussianBlur(max(0.6, thickness / 40)))
    image.paste(layer.convert("RGB"), (0, 0), layer.getchannel("A"))


def emblem(size: int) -> Image.Image:
    """A red disc with five gold stars, a gate and a wheat-like ring: a sketch, not the real emblem. RGBA."""
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    red, gold = (200, 38, 34, 255), (222, 178, 60, 255)
    m = size / 2
    draw.ellipse(
        (size * 0.04, size * 0.02, size * 0.96, size * 0.94), fill=red, outline=gold, width=max(2, size // 26)
    )
    for i in range(28):
        angle = math.pi * (0.62 + 1.76 * i / 27)
        x, y = m + m * 0.8 * math.cos(angle), m * 0.96 - m * 0.8 * math.sin(angle + math.pi)
        r = size * 0.035
        draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=gold)
    _star(draw, m, size * 0.3, size * 0.11, gold)
    for dx, dy in ((-0.19, 0.4), (-0.07, 0.46), (0.07, 0.46), (0.19, 0.4)):
        _star(draw, m + dx * size, dy * size, size * 0.045, gold)
    draw.rectangle((size * 0.27, size * 0.62, size * 0.73, size * 0.74), fill=gold)
    draw.polygon(
        [
            (size * 0.24, size * 0.62),
            (size * 0.76, size * 0.62),
            (size * 0.66, size * 0.55),
            (size * 0.34, size * 0.55),
        ],
        fill=gold,
    )
    for i in range(5):
        x = size * (0.31 + 0.085 * i)
        draw.rectangle((x, size * 0.66, x + size * 0.03, size * 0.74), fill=red)
    draw.ellipse((size * 0.38, size * 0.8, size * 0.62, size * 0.99), outline=gold, width=max(2, size // 30))
    image.info["shows"] = "emblem"
    return image


def _star(
    draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: tuple[int, int, int, int]
) -> None:
    points = []
    for i in range(10):
        r = radius if i % 2 == 0 else radius * 0.4
        points.append((x + r * math.sin(i * math.pi / 5), y - r * math.cos(i * math.pi / 5)))
    draw.polygon(points, fill=fill)
