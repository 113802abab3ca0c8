"""The state in which papers are found: ribbons, folders, sleeves, folds, behind glass, values hidden, specimens."""

import math
import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from samples.generator import fonts
from samples.generator.defect import Defect, Parameters
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order
from samples.generator.page import Page
from samples.generator.paper import noise
from samples.generator.truth import Points

Array = NDArray[np.float32]
RIBBONS: tuple[Colour, ...] = ((178, 24, 32), (244, 240, 232), (226, 190, 70), (196, 40, 44))
COVERS: tuple[Colour, ...] = ((110, 14, 22), (34, 30, 34), (24, 34, 70), (70, 18, 20), (90, 84, 78))


def ribbons(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`ribbons`: silk bands hold the sheet at two or four corners; print may lie under them."""
    tone = rng.choice(RIBBONS)
    reach, width = rng.uniform(0.09, 0.17) * page.width, rng.uniform(3.5, 8)
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    chosen = (
        corners if rng.random() < 0.5 else rng.choice((corners[::2], corners[1::2], corners[:2], corners[2:]))
    )
    for right, low in chosen:
        x, y = right * page.width, low * page.height
        dx, dy = (-1 if right else 1) * reach, (-1 if low else 1) * reach
        _band(page, (x + dx, y - dy * 0.06), (x - dx * 0.06, y + dy), width, tone)
    return {"corners": len(chosen)}


def _band(
    page: Page, start: tuple[float, float], end: tuple[float, float], width: float, tone: Colour
) -> None:
    s = page.scale
    mask = np.zeros((page.image.height, page.image.width), np.uint8)
    ends = (np.array([start, end]) * s * 16).round().astype(np.int32)
    cv2.line(mask, tuple(ends[0]), tuple(ends[1]), 255, round(width * s), cv2.LINE_AA, 4)
    shade = cv2.GaussianBlur(mask, (0, 0), 0.5 * s)
    page.multiply(np.repeat((1 - 0.35 * shade[..., None] / 255).astype(np.float32), 3, axis=2), 0.3, 0.5)
    along = (
        np.arange(mask.shape[1], dtype=np.float32)[None, :]
        + np.arange(mask.shape[0], dtype=np.float32)[:, None]
    )
    sheen = 1 + 0.07 * np.sin(along / (0.35 * s)) + 0.1 * np.sin(along / (9 * s))
    silk = np.clip(np.array(tone, np.float32) * sheen[..., None], 0, 255).astype(np.uint8)
    page.image.paste(Image.fromarray(silk), (0, 0), Image.fromarray(mask))
    page.refresh()


def folder(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`folder`: the sheet lies in an open folder, whose cover shows all round, often with a thumb notch."""
    tone = rng.choice(COVERS)
    left, top, right, bottom = (rng.uniform(5, 16) for _ in range(4))
    page.surround(left, top, right, bottom, tone)
    s, image = page.scale, page.image
    leather = 1 + noise(rng, image.height, image.width, 4) * 0.06
    sheet = np.zeros((image.height, image.width), bool)
    sheet[
        round(top * s) : round((page.height - bottom) * s), round(left * s) : round((page.width - right) * s)
    ] = True
    pixels = np.asarray(image, np.float32)
    cover = np.clip(pixels * leather[..., None], 0, 255)
    shadow = cv2.GaussianBlur(sheet.astype(np.float32), (0, 0), 0.9 * s)[..., None]
    cover = cover * (1 - 0.45 * shadow)
    page.image = Image.fromarray(np.where(sheet[..., None], pixels, cover).astype(np.uint8))
    page.refresh()
    notch = rng.random() < 0.5
    if notch:
        radius, middle = rng.uniform(7, 11), left + (page.width - left - right) / 2
        edge = top if rng.random() < 0.5 else page.height - bottom
        page.draw.ellipse(
            tuple(
                v * s for v in (middle - radius, edge - radius * 0.7, middle + radius, edge + radius * 0.7)
            ),
            fill=tone,
        )
    return {"notch": notch}


def sleeve(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`sleeve`: a clear sleeve whose plastic is a little milky, with soft reflections and a welded edge."""
    h, w = page.image.height, page.image.width
    milky = np.full((h, w), rng.uniform(0.03, 0.08), np.float32)
    x, y = np.meshgrid(np.linspace(0, 1, w, dtype=np.float32), np.linspace(0, 1, h, dtype=np.float32))
    wave = noise(rng, h, w, max(h, w) / 5) * 0.05
    for _ in range(rng.randint(2, 5)):
        angle, at = rng.uniform(0, math.pi), rng.uniform(-0.2, 1.2)
        away = x * math.cos(angle) + y * math.sin(angle) + wave - at
        milky += rng.uniform(0.05, 0.16) * np.exp(-((away / rng.uniform(0.01, 0.05)) ** 2))
    pixels = np.asarray(page.image, np.float32)
    page.image = Image.fromarray(np.clip(pixels + (255 - pixels) * milky[..., None], 0, 255).astype(np.uint8))
    page.refresh()
    inset = rng.uniform(1.0, 3.0)
    for shift, tone in ((0.0, (255, 255, 255)), (0.5, (196, 198, 200))):
        e = inset + shift
        page.rectangle(e, e, page.width - e, page.height - e, outline=tone, weight=0.25)
    return {}


def folds(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`folds`: folded to half or quarter and opened again: a bright ridge, a dark flank, each field lit on its own."""
    h, w = page.image.height, page.image.width
    light: Array = np.ones((h, w), np.float32)
    lines = rng.choice(((0.5, None), (None, 0.5), (0.5, 0.5), (1 / 3, None), (None, 1 / 3)))
    for axis, share in enumerate(lines):
        if share is None:
            continue
        length = w if axis == 0 else h
        along = np.arange(length, dtype=np.float32)
        for at in (share, 1 - share) if share < 0.5 else (share,):
            ridge = at * length + noise(rng, 2, h if axis == 0 else w, 80)[0] * 0.6
            near = (along[None, :] - ridge[:, None]) / page.scale
            crease = 0.14 * np.exp(-((near / 0.25) ** 2)) - 0.13 * np.exp(-(((near - 0.9) / 1.3) ** 2))
            crease += np.where(near > 0, 0.025, -0.02)
            light += crease if axis == 0 else crease.T
    page.multiply(np.repeat(light[..., None], 3, axis=2), 0, 0)
    return {"fields": "x".join(str(2 if s == 0.5 else 3 if s else 1) for s in lines)}


def crumpled(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`crumpled`: pressed flat again after it was crumpled: facets of light between sharp creases."""
    h, w = page.image.height, page.image.width
    small = (max(2, w // 6), max(2, h // 6))
    source = np.random.default_rng(rng.randrange(2**32))
    y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32)
    height = np.zeros((small[1], small[0]), np.float32)
    for _ in range(rng.randint(18, 34)):
        angle, at = source.uniform(0, math.pi), source.uniform(-0.1, 1.1)
        away = x / small[0] * math.cos(angle) + y / small[1] * math.sin(angle) - at
        height += np.abs(away) * source.uniform(0.3, 1.0) * source.choice((-1, 1))
    down, across = np.gradient(cv2.GaussianBlur(height, (0, 0), 0.7))
    facets = (down * small[1] + across * small[0]) * 0.035
    edges = np.abs(cv2.Laplacian(np.asarray(facets, np.float32), cv2.CV_32F))
    light = 1 + np.clip(facets - facets.mean(), -0.2, 0.16) - np.clip(edges * 1.2, 0, 0.18)
    full = cv2.resize(np.asarray(light, np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    page.multiply(np.repeat(full[..., None], 3, axis=2), 0, 0)
    return {}


def behind_glass(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`behind_glass`: framed on a wall: a moulding with a mount, a window's pale reflection over part of the glass."""
    tone = rng.choice(((60, 40, 26), (30, 28, 28), (186, 150, 80), (120, 84, 50)))
    broad, mount = rng.uniform(8, 16), rng.choice((0.0, rng.uniform(4, 12)))
    if mount:
        page.surround(mount, mount, mount, mount, rng.choice(((240, 238, 230), (232, 226, 210))))
    page.surround(broad, broad, broad, broad, tone)
    s = page.scale
    for k in range(5):
        e = broad * (0.1 + 0.2 * k)
        shade = 1.35 if k in (1, 2) else 0.8
        light: Colour = (
            min(255, int(tone[0] * shade)),
            min(255, int(tone[1] * shade)),
            min(255, int(tone[2] * shade)),
        )
        page.rectangle(e, e, page.width - e, page.height - e, outline=light, weight=broad * 0.14)
    h, w = page.image.height, page.image.width
    glare = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(glare)
    x, y = rng.uniform(0.05, 0.6) * w, rng.uniform(0.05, 0.5) * h
    a, b, lean = rng.uniform(0.15, 0.35) * w, rng.uniform(0.25, 0.5) * h, rng.uniform(-0.15, 0.15) * w
    for i in range(2):
        for j in range(2):
            u, v = x + i * a * 0.54, y + j * b * 0.54
            draw.polygon(
                ((u + lean, v), (u + a / 2 + lean, v), (u + a / 2, v + b / 2), (u, v + b / 2)), fill=255
            )
    soft = np.asarray(glare.filter(ImageFilter.GaussianBlur(1.2 * s)), np.float32) / 255
    inner = round(broad * s)
    within = np.zeros_like(soft)
    within[inner : h - inner, inner : w - inner] = 1
    strength = rng.uniform(0.14, 0.36)
    pixels = np.asarray(page.image, np.float32)
    page.image = Image.fromarray(
        np.clip(pixels + (255 - pixels) * (soft * within * strength)[..., None], 0, 255).astype(np.uint8)
    )
    page.refresh()
    return {"reflection": round(strength, 2)}


def redacted(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`redacted:name`: that value (`portrait` the face) blacked out, in squares or blurred on purpose."""
    target = wish.word(0, "name")
    boxes = (
        [mark.outline / page.scale for mark in page.marks if mark.kind == "portrait"]
        if target == "portrait"
        else page.boxes(target)
    )
    how = wish.word(1, rng.choice(("black", "squares", "blur")))
    for box in boxes:
        _hide(page, box, how)
    return {"field": target if boxes else None, "how": how}


def _hide(page: Page, box: Points, how: str) -> None:
    s, pad = page.scale, 0.4
    x0, y0 = (max(0, round(float(v - pad) * s)) for v in box.min(axis=0))
    x1, y1 = (round(float(v + pad) * s) for v in box.max(axis=0))
    cut = page.image.crop((x0, y0, x1, y1))
    if how == "black":
        cut = Image.new("RGB", cut.size, (8, 8, 8))
    elif how == "squares":
        cell = max(6, min(cut.size) // 3)
        small = (max(1, cut.width // cell), max(1, cut.height // cell))
        cut = cut.resize(small, Image.Resampling.BOX).resize(cut.size, Image.Resampling.NEAREST)
    else:
        cut = cut.filter(ImageFilter.GaussianBlur(min(cut.size) * 0.35))
    page.image.paste(cut, (x0, y0))
    page.refresh()


def specimen(page: Page, order: Order, wish: Defect, rng: random.Random) -> Parameters:
    """`specimen`: 样本 in large pale letters across the page."""
    words = rng.choice(("样本", "样 本", "样张", "样本 SPECIMEN"))
    em = round(min(page.image.size) * rng.uniform(0.2, 0.36) * (2 / max(2, len(words) / 2)))
    font = fonts.load(rng.choice(("noto-sans-bold", "noto-serif-bold")), em)
    side = max(page.image.size)
    layer = Image.new("L", (side, side), 0)
    ImageDraw.Draw(layer).text((side / 2, side / 2), words, font=font, fill=255, anchor="mm")
    layer = layer.rotate(rng.uniform(10, 35), resample=Image.Resampling.BICUBIC)
    left, top = (side - page.image.width) // 2, (side - page.image.height) // 2
    alpha = (
        np.asarray(layer.crop((left, top, left + page.image.width, top + page.image.height)), np.float32)
        / 255
    )
    colour = np.array(rng.choice(((200, 60, 60), (130, 130, 130))), np.float32) / 255
    strength = rng.uniform(0.15, 0.4)
    page.multiply(1 - (alpha * strength)[..., None] * (1 - colour), 0, 0)
    return {"words": words, "strength": round(strength, 2)}


State = Callable[[Page, Order, Defect, random.Random], Parameters]
STATES: dict[str, State] = {
    "ribbons": ribbons,
    "folder": folder,
    "sleeve": sleeve,
    "folds": folds,
    "crumpled": crumpled,
    "behind_glass": behind_glass,
    "redacted": redacted,
    "specimen": specimen,
}
