"""Does a picture of the holder with the card show both?

Flags:
    ``handheld.no_card``: a person's face, but nothing of a card. ``handheld.no_face``: a card held up for such a picture,
    but no face beside it.
Why:
    The picture shows that card and candidate belong together; either alone shows nothing. The card's other views are fine
    without a face, and candidates do not say which view they upload.
Measures:
    A picture is meant as one of the holder where a face is far larger than a portrait printed beside such print (view with
    ``face_heights``), or where a hand covers the edge of a card that takes only a small part of the picture: who
    photographs the card alone fills the picture with it. The portrait printed on the card lies inside its outline and is
    nobody's face. A card held by hand that fills the picture is simply its front; that the holder's picture is missing is
    then said of the submission (``missing.identity.handheld``). Mirrored, too small or blurred print of the card is told by
    the checks of these names.
Threshold and where it was measured:
    46 generated pictures of holders, sharp to hard: ``min_face``: faces took 0.23 to 0.32 of the picture's longer side.
    ``max_card``: the cards 0.06 to 0.12 of its area; cards alone 0.4 and more. ``min_held``: 0.033 to 0.075 of the card's
    outline lay under two fingers; of 200 cards laid small on five kinds of table under coloured light at most 0.008.
    ``max_specks``, ``min_characters``: textures read as up to two specks, a card as seven lines. From the
    file to the flag: no_face 12 of 12, no_card 8 of 8, false 0 of 206 identity pictures (cards, sheets, passports, holders).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.face import Face
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, area, centre
from precheck.domain.subject import Subject
from precheck.imaging import skin


class Params(Strictness):
    """What makes a holder's picture: least height of a face as share of the longer side, largest share of the area that the
    card takes, least and largest share of the card's outline under fingers; and how little print is no card."""

    min_face: float = Field(gt=0, le=1)
    max_card: float = Field(gt=0, le=1)
    min_held: float = Field(gt=0, le=1)
    max_held: float = Field(gt=0, le=1)
    max_specks: int = Field(ge=0)
    min_characters: int = Field(ge=1)


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
        unit="share of the card's outline under fingers, flagged from",
    ),
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding; nothing for materials without a view of a person."""
    if not any(view.face_heights for view in subject.material.views):
        return
    long_side = max(subject.image.shape[:2])
    large = [face for face in subject.faces if face.height_px >= params.min_face * long_side]
    readable = sum(len(line.text) for line in subject.lines if line.confidence >= 0.8 and len(line.text) > 1)
    if large and len(subject.lines) <= params.max_specks and readable < params.min_characters:
        # The card's own portrait, where it is found, shows that a card is there, only not legible.
        if not any(_is_beside(face, large[0]) for face in subject.faces):
            yield Finding(
                "handheld.no_card", measured=readable, threshold=params.min_characters, region=large[0].box
            )
        return
    for page in subject.pages:
        if page.document is None or page.orientation is None:
            continue
        if area(page.document) > params.max_card * subject.image.shape[0] * subject.image.shape[1]:
            continue
        if len(subject.pages) > 1 or any(not _is_within(face, page.document) for face in subject.faces):
            continue
        held = skin.held_share(subject.image, page.document)
        if params.min_held <= held <= params.max_held:
            yield Finding("handheld.no_face", measured=held, threshold=params.min_held, region=page.document)
            return


def _is_beside(face: Face, other: Face) -> bool:
    return face is not other and face.height_px < 0.5 * other.height_px


def _is_within(face: Face, card: Quad) -> bool:
    """Whether a face's middle lies in the card's outline (convex)."""
    x, y = centre(face.box)
    corners = np.array(card)
    following = np.roll(corners, -1, axis=0)
    sides = (following[:, 0] - corners[:, 0]) * (y - corners[:, 1]) - (following[:, 1] - corners[:, 1]) * (
        x - corners[:, 0]
    )
    return bool((sides >= 0).all() or (sides <= 0).all())
