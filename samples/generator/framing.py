"""What becomes of the finished frame: cut off, too small, turned, mirrored; cut out to the sheet, set on a margin, shown
on a telephone and photographed off its screen's memory."""

import random
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.generator import fonts
from samples.generator.camera import Shot, shrunk
from samples.generator.defect import Defect, Parameters
from samples.generator.truth import box, through
from samples.generator.turning import cropped, mirrored, turned


def crop(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`cropped:left:0.15`: that share of the document lies outside of the frame's side."""
    side, share = wish.word(0, "right"), wish.number(1, 0.15)
    h, w = shot.image.shape[:2]
    low, high = shot.truth.document.min(axis=0), shot.truth.document.max(axis=0)
    cut = high - (high - low) * share if side in ("right", "bottom") else low + (high - low) * share
    x, y = round(float(cut[0])), round(float(cut[1]))
    edges = {"left": (x, 0, w, h), "right": (0, 0, x, h), "top": (0, y, w, h), "bottom": (0, 0, w, y)}[side]
    shot = cropped(shot, *edges)
    h, w = shot.image.shape[:2]
    lost = sorted(
        name
        for name, value in shot.truth.fields.items()
        if any(
            (b[:, 0] < -1).any() or (b[:, 1] < -1).any() or (b[:, 0] > w + 1).any() or (b[:, 1] > h + 1).any()
            for b in value.boxes
        )
    )
    return shot, {"side": side, "share": share, "cut_fields": lost}


def rotate(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`rotated:90`: clockwise."""
    degrees = int(wish.number(0, rng.choice((90, 180, 270))))
    return turned(shot, degrees), {"degrees": degrees}


def mirror(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`mirrored` left–right, `mirrored:vertical` top–bottom."""
    vertical = wish.word(0, "horizontal") == "vertical"
    return mirrored(shot, upside_down=vertical), {"axis": "vertical" if vertical else "horizontal"}


def too_small(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`too_small:400`: the longer side in pixels."""
    longest = wish.number(0, 400)
    factor = longest / max(shot.image.shape[:2])
    return (shrunk(shot, factor) if factor < 1 else shot), {"long_side_px": int(longest)}


def _straightened(shot: Shot, inset: float, margin: float, tone: tuple[int, int, int]) -> Shot:
    """The document set upright in a rectangle: without `inset` of its sides, with a `margin` of them in `tone` (BGR)."""
    if shot.rotation or shot.mirrored:
        raise ValueError("cutting out comes before turning and mirroring")
    corners = shot.truth.document
    w = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    h = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    edge = margin * max(w, h)
    x, y = edge - inset * w, edge - inset * h
    size = (round(w - 2 * inset * w + 2 * edge), round(h - 2 * inset * h + 2 * edge))
    target = box(x, y, x + w, y + h)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    cut = cv2.warpPerspective(
        shot.image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if edge:
        laid = np.full_like(cut, tone)
        rows, columns = slice(round(edge), size[1] - round(edge)), slice(round(edge), size[0] - round(edge))
        laid[rows, columns] = cut[rows, columns]
        cut = laid
    truth = shot.truth.mapped(through(np.asarray(matrix, np.float64)))
    return replace(shot, image=np.asarray(cut.clip(0, 255), np.float32), truth=truth)


def to_sheet(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`to_sheet`: cut out exactly along the sheet's edges, as a scanning app does."""
    return _straightened(shot, 0.0, 0.0, (0, 0, 0)), {}


def to_frame(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`to_frame`: cut out to the printed frame; the sheet's blank edge is not in the picture, nor what stands on it."""
    inset = wish.number(0, rng.uniform(0.018, 0.026))
    return _straightened(shot, inset, 0.0, (0, 0, 0)), {"inset": round(inset, 4)}


def margin(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`margin:white`, `margin:black`: the sheet on an even margin."""
    tone = wish.word(0, rng.choice(("white", "black")))
    share = rng.uniform(0.015, 0.09)
    level = (255, 255, 255) if tone == "white" else (0, 0, 0)
    return _straightened(shot, 0.0, share, level), {"tone": tone, "share": round(share, 3)}


def screenshot(shot: Shot, wish: Defect, rng: random.Random) -> tuple[Shot, Parameters]:
    """`screenshot`: the picture as a telephone's album shows it, black above and below, with icons in the bars."""
    w = 1080
    shown = shrunk(shot, w / shot.image.shape[1])
    h = shown.image.shape[0]
    total = max(round(w * rng.uniform(1.9, 2.2)), h + 420)
    top = (total - h) // 2
    dark = rng.random() < 0.8
    ground, ink = (0, 235) if dark else (250, 40)
    canvas = Image.new("RGB", (w, total), (ground,) * 3)
    draw = ImageDraw.Draw(canvas)
    small, icon = fonts.load("noto-sans-medium", 34), 46
    draw.text((48, 44), f"{rng.randint(7, 22)}:{rng.randint(0, 59):02d}", font=small, fill=(ink,) * 3)
    draw.text((w - 230, 44), f"5G  {rng.randint(12, 99)}%", font=small, fill=(ink,) * 3)
    draw.rounded_rectangle((w - 92, 50, w - 44, 76), 6, outline=(ink,) * 3, width=3)
    draw.line((70, 150, 46, 174, 70, 198), fill=(ink,) * 3, width=5)
    draw.text(
        (w / 2, 174), rng.choice(("今天", "昨天", "相册", "图片")), font=small, fill=(ink,) * 3, anchor="mm"
    )
    for i, word in enumerate(("发送", "编辑", "收藏", "删除")):
        x = w * (i + 0.5) / 4
        draw.rounded_rectangle(
            (x - icon / 2, total - 168, x + icon / 2, total - 168 + icon), 10, outline=(ink,) * 3, width=4
        )
        draw.text((x, total - 88), word, font=fonts.load("noto-sans", 28), fill=(ink,) * 3, anchor="mm")
    image = np.asarray(canvas, np.float32)[:, :, ::-1].copy()
    image[top : top + h] = shown.image[:, :w]
    moved = shown.truth.mapped(lambda points: points + np.array([0.0, top]))
    return replace(shown, image=image, truth=moved), {"bars_px": top}
