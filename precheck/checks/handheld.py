"""Does a picture of the holder with the card show both?

Flags:
    ``handheld.no_card``: a person's face, but nothing of a card. ``handheld.no_face``: a card held up for such a picture,
    but no face beside it.
Why:
    The picture shows that card and candidate belong together; either alone shows nothing. The card's other views are fine
    without a face, and candidates do not say which view they upload.
Measures:
    A picture is meant as one of the holder where a large face (the view's ``min_face``) lies beside the card as its print tells
    where that lies, or, where nothing of it is read, is no portrait on the segmenter's map; or where a hand covers the edge of
    a card that takes only a small part of the picture: who photographs the card alone fills the picture with it. A card held by
    hand that fills the picture is simply its front; that the holder's picture is missing is then said of the submission
    (``missing.identity.handheld``). Mirrored, too small or blurred print of the card is told by the checks of these names.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, area, quad
from precheck.domain.picture import PageMaps
from precheck.vision import faces, overlap


class Params(CheckParams):
    """What makes a picture of a held card: largest share of the area that the card takes, least share of the card's rim (so wide,
    as share of the card) under fingers; how little print, read how surely, is no card; and how much smaller than the holder's
    face the card's own portrait is."""

    max_card: float = Field(gt=0, le=1)
    min_held: float = Field(gt=0, le=1)
    rim: float = Field(gt=0, lt=1)
    max_specks: int = Field(ge=0)
    min_characters: int = Field(ge=1)
    min_confidence: float = Field(ge=0, le=1)
    portrait_within: float = Field(gt=0, le=1)


FLAGS = {
    "handheld.no_card": FlagKind(
        Severity.REUPLOAD,
        "手持照片中未见身份证。请手持身份证（人像面朝向镜头），将面部与证件一并拍入后重新上传。",
        "No ID card is seen beside the face: hold the card's face with the portrait so that both are in the picture.",
        unit="characters read, flagged below",
    ),
    "handheld.no_face": FlagKind(
        Severity.REVIEW,
        "手持照片中未见本人面部。请手持身份证（人像面朝向镜头），将面部与证件一并拍入后重新上传。如需上传身份证人像面，请单独拍摄证件，使其占满画面。",
        "No face is seen beside the card: take the picture so that both are in it. If the card alone was meant, let it fill "
        "the picture.",
        unit="证件边缘被手指遮住的比例 share of the card's rim under fingers, flagged from",
    ),
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding; nothing for materials without a view of a person."""
    if examined.material.person is None:
        return
    lines = examined.lines
    holder = examined.holder
    readable = sum(
        len(line.text) for line in lines if line.confidence >= params.min_confidence and len(line.text) > 1
    )
    if holder and len(lines) <= params.max_specks and readable < params.min_characters:
        # The card's own portrait, where it is found, shows that a card is there, only not legible.
        if not any(
            face.height_px < params.portrait_within * holder.height_px
            for face in examined.faces
            if face is not holder
        ):
            yield Finding(
                "handheld.no_card", measured=readable, threshold=params.min_characters, region=holder.box
            )
        return
    if len(examined.pages) != 1:
        return
    (page,) = examined.pages
    if page.document is None or page.orientation is None:
        return
    if area(page.document) > params.max_card * examined.image.shape[0] * examined.image.shape[1]:
        return
    if any(not faces.is_on(face, page.document) for face in examined.faces):
        return
    held = _held(examined.maps, page.document, params.rim)
    if held >= params.min_held:
        yield Finding("handheld.no_face", measured=held, threshold=params.min_held, region=page.document)


def _held(maps: PageMaps, card: Quad, rim: float) -> float:
    """The share of the card's rim that lies under what covers it."""
    cover = overlap.binary(maps, "cover")
    corners = np.array(card)
    middle = corners.mean(axis=0)
    ring = overlap.inside(maps, cover, quad(middle + (corners - middle) * (1 + rim))) & (
        1 - overlap.inside(maps, cover, quad(middle + (corners - middle) * (1 - rim)))
    )
    return float((cover & ring).sum()) / max(1, int(ring.sum()))
