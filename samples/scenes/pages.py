"""Flat pages: drawn by the generator, with planes that say what stands where.

A page is pixels (BGR) and bits of the same size: PAPER where the sheet is, PRINT where lines of text stand, RED and GREY
within round seals, PORTRAIT, EMBLEM.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from samples.generator import people
from samples.generator.layouts import Layout, Order, choose_faces, load_all
from samples.generator.page import Page, drawn_small
from samples.generator.truth import Truth
from samples.scenes import looks
from samples.scenes.chance import Chance, Pixels, Points
from samples.scenes.looks import Look

PAPER, PRINT, RED, GREY, PORTRAIT, EMBLEM = 1, 2, 4, 8, 16, 32
MARKS = {"red_seal": RED, "grey_seal": GREY, "portrait": PORTRAIT, "emblem": EMBLEM}
COMMON = {"identity": 4.0, "diploma": 4.0, "institution_licence": 3.0, "degree": 2.0}  # others 1
UNRECOGNISED = "unrecognised"


@dataclass(frozen=True)
class About:
    """What is known of a page besides its pixels: the manifest's words for it."""

    kind: str = UNRECOGNISED
    view: str | None = None
    layout: str = ""
    slot: str = "diploma"
    held_out: bool = False
    typeface: str = ""
    registration: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Flat:
    """A page as it is before it is photographed. `truth` in pixels of the page."""

    pixels: Pixels
    bits: Pixels
    truth: Truth
    about: About = About()


def greyed(bits: Pixels) -> Pixels:
    """The bits of a page whose colours are gone: its red seals are grey."""
    return np.where(bits & RED, (bits & ~np.uint8(RED)) | GREY, bits).astype(np.uint8)


class Stock:
    """Pages drawn when they are asked for, `longest_px` at most; `held_out` None takes all layouts and typefaces.

    `strange` is the share of papers that no application asks for, each one of the `strangers` (`looks`).
    """

    def __init__(
        self,
        longest_px: int,
        held_out: bool | None = None,
        strange: float = 0.2,
        scenes: Sequence[str] = ("photo",),
        strangers: Sequence[Look] = looks.LOOKS,
    ) -> None:
        self.longest_px, self.held_out, self.strange, self.strangers = (
            longest_px,
            held_out,
            strange,
            strangers,
        )
        self.layouts: dict[str, list[Layout]] = {}
        for entry in load_all().values():
            if entry.scene in scenes and (held_out is None or entry.held_out == held_out):
                self.layouts.setdefault(entry.material, []).append(entry)

    def page(self, chance: Chance) -> Flat:
        """A page of a material, or of none."""
        if chance.often(self.strange):
            return strange(chance, self.longest_px, self.strangers)
        material = chance.weighted({name: COMMON.get(name, 1.0) for name in self.layouts})
        return drawn(chance, chance.pick(self.layouts[material]), self.longest_px, self.held_out)


def drawn(chance: Chance, layout: Layout, longest_px: int, held_out: bool | None) -> Flat:
    """One layout for a new candidate."""
    rng = chance.py
    person = people.candidate(rng.randrange(2**31), layout.study)
    with drawn_small(round(longest_px * 1.6)):
        page = layout.draw(Order(person, rng, choose_faces(rng, held_out)))
    about = About(
        layout.material,
        page.whole or layout.view or None,
        layout.name,
        layout.slot,
        layout.held_out,
        page.typeface,
        {**person.registration(), **page.declared},
    )
    return _flat(page, layout.view, longest_px, about)


def strange(chance: Chance, longest_px: int, strangers: Sequence[Look] = looks.LOOKS) -> Flat:
    """A paper that no application asks for."""
    with drawn_small(round(longest_px * 1.3)):
        page = looks.draw(chance, strangers)
    slot = chance.pick(("diploma", "identity", "institution_licence", "degree"))
    return _flat(page, "", longest_px, About(layout=page.typeface, slot=slot))


def _flat(page: Page, view: str, longest_px: int, about: About) -> Flat:
    factor = min(1.0, longest_px / max(page.image.size))
    size = (round(page.image.width * factor), round(page.image.height * factor))
    pixels = np.asarray(page.image.convert("RGB"))[:, :, ::-1]
    bits = np.full((size[1], size[0]), PAPER, np.uint8)
    if page.alpha is not None:
        bits[np.asarray(page.alpha.resize(size)) < 128] = 0
    truth = page.truth(view).mapped(lambda points: points * factor)
    planes: list[tuple[int, Points]] = [(PRINT, line.polygon) for line in truth.lines]
    planes += [(MARKS[mark.kind], mark.outline * factor) for mark in page.marks if mark.kind in MARKS]
    for bit, outline in planes:
        layer = np.zeros(bits.shape, np.uint8)
        cv2.fillPoly(layer, [np.round(outline).astype(np.int32)], bit)
        bits |= layer
    return Flat(
        np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), bits, truth, about
    )
