"""How often scenes show what: the usual mix, of which sets are drawn, and a nearer one, of which more is trained than seen.

The nearer mix is of what a network misses when it has learned from the usual one: print that fills the frame and shows no edge
of its paper, thumbs as near as the page, strong light over much of it, displays with an app's windows.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Mix:
    """`kinds` of framing and ways of `light` by weight; `zoom`: how many times the page's picture is wider than the frame;
    `thick`: a finger beside the page's diagonal, and `thickest` beside the frame; `things`: how many, each as often; shares
    of scenes that are `shone` upon, off `displays`, with an app's `windows` there, and of things with a `texture`."""

    kinds: Mapping[str, float]
    light: Mapping[str, float]
    zoom: tuple[float, float]
    thick: tuple[float, float]
    thickest: float
    things: tuple[int, ...]
    shone: float
    displays: float
    windows: float = 0.0
    textured: float = 0.0


USUAL = Mix(
    kinds={
        "photo": 30.0,
        "cut": 18.0,
        "zoom": 6.0,
        "held": 7.0,
        "scan": 10.0,
        "trimmed": 11.0,
        "scan_cut": 6.0,
        "two": 4.0,
        "two_sheet": 3.0,
        "app": 4.0,
        "none": 5.0,
    },
    light={"any": 4.0, "spot": 4.0, "large": 2.0},
    zoom=(1.05, 2.2),
    thick=(0.06, 0.22),
    thickest=0.2,
    things=(0, 0, 1, 1, 2),
    shone=0.5,
    displays=0.1,
)
NEARER = Mix(
    kinds={
        "photo": 22.0,
        "cut": 16.0,
        "zoom": 24.0,
        "held": 5.0,
        "scan": 6.0,
        "trimmed": 12.0,
        "scan_cut": 6.0,
        "two": 2.0,
        "two_sheet": 1.0,
        "none": 6.0,
    },
    light={"any": 2.0, "spot": 4.0, "large": 4.0},
    zoom=(1.05, 3.6),
    thick=(0.08, 0.4),
    thickest=0.4,
    things=(0, 0, 1, 1, 1, 2),
    shone=0.55,
    displays=0.16,
    windows=0.5,
    textured=0.4,
)
