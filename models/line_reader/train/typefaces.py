"""Typefaces of the training lines. What the generator holds out is held out here, and three Latin families besides."""

from __future__ import annotations

import random
from functools import lru_cache

from PIL import ImageFont

from samples.generator import fonts

URW = "opentype/urw-base35"
LATIN = (
    *(f"{URW}/{name}.otf" for name in ("NimbusRoman-Regular", "NimbusRoman-Bold", "NimbusSans-Regular")),
    *(f"{URW}/{name}.otf" for name in ("NimbusSans-Bold", "NimbusMonoPS-Regular", "NimbusMonoPS-Bold")),
    *(
        f"{URW}/{name}.otf"
        for name in ("NimbusSansNarrow-Regular", "NimbusSansNarrow-Bold", "URWGothic-Book")
    ),
    *(f"{URW}/{name}.otf" for name in ("NimbusSans-Oblique", "NimbusRoman-Italic", "URWGothic-Demi")),
    "opentype/ocr-b/OCRBL.otf",
    "truetype/dejavu/DejaVuSans-Oblique.ttf",
    "truetype/dejavu/DejaVuSansCondensed.ttf",
    "truetype/dejavu/DejaVuSansCondensed-Bold.ttf",
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/dejavu/DejaVuSerif.ttf",
    "truetype/dejavu/DejaVuSerif-Bold.ttf",
    "truetype/dejavu/DejaVuSerifCondensed.ttf",
    "truetype/liberation/LiberationSans-Italic.ttf",
    "truetype/droid/DroidSansFallbackFull.ttf",
)
LATIN_HELD_OUT = (
    f"{URW}/C059-Roman.otf",
    f"{URW}/C059-Bold.otf",
    f"{URW}/P052-Roman.otf",
    f"{URW}/P052-Bold.otf",
    f"{URW}/URWBookman-Light.otf",
    f"{URW}/URWBookman-Demi.otf",
)

Face = tuple[str, int]
"""A file and the number of the face in it."""


def _there(paths: tuple[str, ...]) -> list[Face]:
    return [(str(fonts.ROOT / path), 0) for path in paths if (fonts.ROOT / path).exists()]


@lru_cache(maxsize=2)
def for_numbers(held_out: bool) -> list[Face]:
    """Faces that digits are set in. The generator's count twice in training: Chinese certificates use their like."""
    drawn = [
        (str(fonts.ROOT / face.path), face.index)
        for face in fonts.TYPEFACES.values()
        if face.held_out == held_out and (fonts.ROOT / face.path).exists()
    ]
    return drawn + _there(LATIN_HELD_OUT) if held_out else 2 * drawn + _there(LATIN)


@lru_cache(maxsize=2)
def for_han(held_out: bool) -> list[Face]:
    """Faces for labels and seals."""
    return [
        (str(fonts.ROOT / face.path), face.index)
        for face in fonts.TYPEFACES.values()
        if face.kind != "latin" and face.held_out == held_out and (fonts.ROOT / face.path).exists()
    ]


@lru_cache(maxsize=512)
def load(face: Face, em: int) -> ImageFont.FreeTypeFont:
    """The face at an em of so many pixels."""
    return ImageFont.truetype(face[0], em, index=face[1], layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def digit_share(face: Face) -> float:
    """A digit's height as a share of the em."""
    _, top, _, bottom = load(face, 100).getbbox("0", anchor="ls")
    return float(bottom - top) / 100


def choose_face(rng: random.Random, faces: list[Face]) -> Face:
    """One of them."""
    return rng.choice(faces)
