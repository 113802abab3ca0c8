"""Defects of the finished frame: cut off, too small, turned, mirrored."""

import random

from samples.generator.camera import Shot, shrunk
from samples.generator.turning import cropped, mirrored, turned
from samples.generator.wish import Defect, Parameters


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
