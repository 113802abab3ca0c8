"""The list of layouts. A layout is one function: it draws a candidate's paper on a page and returns the page."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from samples.generator import fonts
from samples.generator.page import Page
from samples.generator.people import Candidate


@dataclass(frozen=True)
class Faces:
    """The typefaces of one document."""

    song: str
    song_bold: str
    hei: str
    hei_bold: str
    kai: str
    digits: str

    @property
    def body(self) -> str:
        """The document's main face, as truth records it."""
        return self.song


@dataclass(frozen=True)
class Order:
    """What to draw: for whom, with which chance and faces."""

    person: Candidate
    rng: random.Random
    faces: Faces


Draw = Callable[[Order], Page]


@dataclass(frozen=True)
class Layout:
    """A way a material looks.

    `scene`: photo (lies on a table), screen (a screenshot), whole (fills the frame). `study`: the kind of study it
    needs. `slot`: the material under which it is uploaded, where that is not what it is.
    """

    name: str
    material: str
    view: str
    draw: Draw
    held_out: bool
    scene: str
    flags: tuple[str, ...]
    study: str | None
    slot: str
    share: int


LAYOUTS: dict[str, Layout] = {}
MODULES = (
    "identity",
    "card_forms",
    "holding",
    "passport",
    "diploma_booklets",
    "diploma_sheets",
    "national_diplomas",
    "licence_pages",
    "licence_others",
    "ornate_licences",
    "honours",
    "physicians",
    "degree_forms",
    "work_certificates",
    "clinic_filing",
    "other_papers",
    "statements",
    "letters",
    "permits",
    "school_forms",
    "more_forms",
    "more_sheets",
    "strange_papers",
)


def layout(
    material: str,
    view: str,
    *,
    held_out: bool = False,
    scene: str = "photo",
    flags: tuple[str, ...] = (),
    study: str | None = None,
    slot: str | None = None,
    share: int = 1,
) -> Callable[[Draw], Draw]:
    """Register a layout under its function's name; `flags` are codes that even a good picture of it must raise."""

    def register(draw: Draw) -> Draw:
        name = draw.__name__
        LAYOUTS[name] = Layout(
            name, material, view, draw, held_out, scene, flags, study, slot or material, share
        )
        return draw

    return register


def load_all() -> dict[str, Layout]:
    """All layouts by name."""
    for module in MODULES:
        import_module(f"samples.generator.{module}")
    return LAYOUTS


def choose_faces(rng: random.Random, held_out: bool | None) -> Faces:
    """Typefaces for one document; `held_out` None mixes all of them."""

    def pick(kind: str, bold: bool | None) -> str:
        found = fonts.names(kind, held_out=held_out, bold=bold) or fonts.names(kind, bold=bold)
        return rng.choice(found)

    return Faces(
        pick("song", False),
        pick("song", True),
        pick("hei", False),
        pick("hei", True),
        pick("kai", None),
        pick("latin", None),
    )
