"""A holder without a card, a card held up without a holder; cards alone and pictures of both raise nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image, Quad
from precheck.domain.material import ViewRule
from precheck.domain.picture import Face, PageMaps
from precheck.domain.reading import Page
from precheck.vision import faces
from tests.checks.asked import FROM, about, findings, one
from tests.doubles import IDENTITY, SubjectDouble, box, line, page_maps

LIMITS = {
    "max_card": 0.2,
    "min_held": 0.02,
    "max_specks": 3,
    "min_characters": 4,
}
MATERIAL = replace(
    IDENTITY,
    views=(*IDENTITY.views, ViewRule("handheld", "手持照片", "held", min_face=0.15)),
)
CARD = box(300, 800, 720, 1065)
PRINT = tuple(line("公民身份号码", 320, 820 + 40 * i, 18) for i in range(6))
PORTRAIT = Face(box(600, 850, 680, 930), 80, 0.9)
HOLDER = Face(box(350, 200, 700, 600), 400, 0.9)


PICTURE: Image = np.full((1400, 1000, 3), (90, 80, 70), np.uint8)


def thumbs(card: Quad = CARD) -> PageMaps:
    """What two thumbs over a card's lower corners look like."""
    (left, _), _, (right, bottom), _ = card
    over = [box(x - 60, bottom - 90, x + 60, bottom - 20) for x in (left, right)]
    return page_maps(1000, 1400, {"cover": over})


def subject(fingers: bool = True, **more: object) -> SubjectDouble:
    given: dict[str, Any] = {
        "material": MATERIAL,
        "image": PICTURE,
        "maps": thumbs() if fingers else page_maps(1000, 1400),
        "lines": PRINT,
        "pages": (Page("front", EIGHT_WAYS[0], document=CARD),),
        "faces": (PORTRAIT,),
    }
    given |= more
    holder = faces.holder(given["faces"], given["maps"], given["material"], ())
    return SubjectDouble(**{"holder": holder, **given})


def test_a_small_card_under_fingers_without_a_face_beside_it() -> None:
    finding = one("handheld", subject(), **LIMITS)
    assert finding.code == "handheld.no_face"
    assert finding.region == CARD


def test_a_card_on_a_table_is_its_front() -> None:
    assert findings("handheld", subject(fingers=False), **LIMITS) == []


def test_a_card_held_by_hand_that_fills_the_picture_is_its_front() -> None:
    large = box(60, 300, 940, 855)
    page = Page("front", EIGHT_WAYS[0], document=large)
    assert findings("handheld", subject(maps=thumbs(large), pages=(page,), faces=()), **LIMITS) == []


def test_with_the_holder_s_face_nothing_is_missing() -> None:
    assert findings("handheld", subject(faces=(HOLDER, PORTRAIT)), **LIMITS) == []


def test_a_face_and_no_print_is_no_card() -> None:
    finding = one("handheld", subject(lines=(), pages=(Page("handheld", None),), faces=(HOLDER,)), **LIMITS)
    assert finding.code == "handheld.no_card"
    assert finding.region == HOLDER.box


def test_an_illegible_card_whose_portrait_is_seen_is_there() -> None:
    blurred = subject(lines=(), pages=(Page("handheld", None),), faces=(HOLDER, PORTRAIT))
    assert findings("handheld", blurred, **LIMITS) == []


def test_materials_without_a_view_of_a_person_are_left_alone() -> None:
    assert findings("handheld", subject(material=IDENTITY, lines=(), faces=(HOLDER,)), **LIMITS) == []


def test_a_holder_whose_card_cannot_be_read_is_no_wrong_paper() -> None:
    shown = subject(lines=(), pages=(Page("handheld", None),), faces=(HOLDER,))
    given = {
        "lead": 2.0,
        "max_specks": 3,
        "min_characters": 4,
        "min_page": 30,
        "crisp_from": 0.5,
        "min_print_px": 12.0,
    }
    rest = {"legible": 0.9, "page_of_text": 40, "max_mark": 4, "max_marked": 12, "mark_near": 3.0}
    assert findings("wrong_material", shown, **given, **rest) == []
    assert [flag.code for flag in findings("handheld", shown, **LIMITS)] == ["handheld.no_card"]
    far = replace(HOLDER, height_px=100)
    distant = subject(lines=(), pages=(Page("handheld", None),), faces=(far,))
    found = findings("wrong_material", distant, **given, **rest)
    assert [flag.code for flag in found] == ["wrong_material.not_a_document"]


@pytest.mark.parametrize(
    ("text", "confidence", "missing"),
    [("仅供报名", 0.99, False), ("仅供报", 0.99, True), ("仅供报名使用", 0.2, True), ("", 0.99, True)],
)
def test_a_card_is_there_where_its_print_is_read(text: str, confidence: float, missing: bool) -> None:
    specks = tuple(line("名", 20, 20 + 40 * n, 18) for n in range(2))
    seen = subject(False, faces=(HOLDER,), lines=(*specks, line(text, 20, 600, 18, confidence)))
    found = findings("handheld", seen, **{**LIMITS, "min_confidence": 0.7})
    assert [finding.code for finding in found] == (["handheld.no_card"] if missing else [])


def test_a_second_face_is_a_card_s_portrait_only_where_it_is_small_beside_the_holder_s() -> None:
    def beside(high: float) -> SubjectDouble:
        return subject(
            lines=(), pages=(Page("handheld", None),), faces=(HOLDER, replace(PORTRAIT, height_px=high))
        )

    assert findings("handheld", beside(199.9), **LIMITS, portrait_within=0.5) == []
    assert one("handheld", beside(200.0), **LIMITS, portrait_within=0.5).code == "handheld.no_card"


def test_the_finding_says_how_much_is_read_and_four_lines_are_more_than_specks() -> None:
    few = (line("仅供报", 20, 20, 18, 0.7), *(line("名", 20, 60 + 40 * n, 18) for n in range(2)))
    finding = one("handheld", subject(lines=few, faces=(HOLDER,)), **LIMITS, min_confidence=0.7)
    assert (finding.measured, finding.threshold) == (3, 4)
    more = (*few, line("名", 20, 300, 18))
    assert findings("handheld", subject(lines=more, faces=(HOLDER,)), **LIMITS, min_confidence=0.7) == []


def test_only_one_page_whose_place_is_known_is_a_card_held_up() -> None:
    (page,) = subject().pages
    for pages in ((page, page), (), (replace(page, document=None),), (replace(page, orientation=None),)):
        assert findings("handheld", subject(pages=pages), **LIMITS) == []


def test_a_card_as_large_as_the_limit_is_still_held_up() -> None:
    large = box(250, 800, 750, 1150)
    given = subject(maps=thumbs(large), pages=(Page("front", EIGHT_WAYS[0], document=large),), faces=())
    assert about("handheld", given, "max_card", 0.125, **LIMITS) == (0, 1, 1)


@pytest.mark.parametrize(
    ("covers", "share"),
    [
        ([box(0, 0, 1000, 1400)], 1.0),
        ([box(0, 0, 510, 1400)], 0.5),
        ([box(400, 880, 620, 985)], 0.0),
        (
            [box(0, 0, 200, 1400), box(820, 0, 1000, 1400), box(0, 0, 1000, 700), box(0, 1165, 1000, 1400)],
            0.0,
        ),
    ],
    ids=["all", "the left half", "the card's middle", "all about it"],
)
def test_fingers_are_what_covers_the_rim(covers: list[Quad], share: float) -> None:
    held = subject(maps=page_maps(1000, 1400, {"cover": covers}), faces=())
    found = findings("handheld", held, **LIMITS, rim=0.2)
    assert [finding.measured for finding in found] == ([pytest.approx(share, abs=0.03)] if share else [])


def test_the_rim_counts_from_its_limit_on() -> None:
    held = one("handheld", subject(), **LIMITS)
    assert held.measured is not None
    assert held.threshold == LIMITS["min_held"]
    assert about("handheld", subject(), "min_held", held.measured, **LIMITS) == FROM


def test_any_face_beside_the_card_is_somebody_s_and_one_on_its_edge_is_the_card_s() -> None:
    stranger = Face(box(100, 100, 140, 140), 40, 0.9)
    assert findings("handheld", subject(faces=(PORTRAIT, stranger)), **LIMITS) == []
    edge = Face(box(280, 900, 320, 940), 40, 0.9)
    assert len(findings("handheld", subject(faces=(PORTRAIT, edge)), **LIMITS)) == 1
