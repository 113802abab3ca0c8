"""The forms as they really look: where heading, portrait, seals, numbers and cards stand."""

from __future__ import annotations

import random
from functools import lru_cache

import numpy as np
import pytest

from samples.generator import people
from samples.generator.card_forms import OFF
from samples.generator.identity import HEIGHT, WIDTH
from samples.generator.layouts import Order, choose_faces, load_all
from samples.generator.page import Page

SEEDS = range(4)
HEADINGS = {
    "diploma_national": "普通高等学校",
    "diploma_national_adult": "成人高等教育",
    "diploma_self_study": "高等教育自学考试",
    "diploma_national_network": "网络教育",
}


@lru_cache(maxsize=len(SEEDS) * len(HEADINGS))
def drawn(name: str, seed: int) -> Page:
    """The layout for the candidate of that seed; kept, since several tests look at the same pages."""
    layout = load_all()[name]
    rng = random.Random(seed)
    return layout.draw(Order(people.candidate(seed, layout.study), rng, choose_faces(rng, layout.held_out)))


def middle(page: Page, words: str) -> tuple[float, float]:
    """The middle of the first line that holds the words, as shares of the page."""
    line = next(line for line in page.truth().lines if words in line.text)
    x, y = line.polygon.mean(axis=0)
    return float(x) / page.image.width, float(y) / page.image.height


@pytest.mark.parametrize(("name", "heading"), HEADINGS.items())
def test_the_heading_stands_over_the_title_and_is_no_field(name: str, heading: str) -> None:
    for seed in SEEDS:
        page = drawn(name, seed)
        assert middle(page, heading)[1] < middle(page, "毕业证书")[1]
        assert all(line.field is None for line in page.truth().lines if heading in line.text)


@pytest.mark.parametrize("name", HEADINGS)
def test_number_and_query_stand_inside_and_below_the_frame(name: str) -> None:
    assert any("查询网址" in line.text for seed in SEEDS for line in drawn(name, seed).truth().lines)
    for seed in SEEDS:
        page = drawn(name, seed)
        number = page.boxes("certificate_number")[0]
        assert 15 < number[:, 0].min() < 0.4 * page.width
        assert number[:, 1].max() < page.height - 15
        below = [line for line in page.truth().lines if "查询网址" in line.text]
        for line in below:
            assert 0.97 < line.polygon[:, 1].mean() / page.image.height < 0.995


@pytest.mark.parametrize("name", HEADINGS)
def test_portrait_and_seal_of_the_national_form(name: str) -> None:
    for seed in SEEDS:
        page = drawn(name, seed)
        portrait = next(mark for mark in page.marks if mark.kind == "portrait")
        assert portrait.outline[:, 0].min() > 0.7 * page.image.width
        assert portrait.outline[:, 1].max() < 0.5 * page.image.height
        school = np.concatenate(page.boxes("school")) * page.scale
        seals = [mark.outline for mark in page.marks if mark.kind == "red_seal"]
        assert any(
            (seal.min(axis=0) < school.max(axis=0)).all() and (seal.max(axis=0) > school.min(axis=0)).all()
            for seal in seals
        )


def test_adult_forms_name_their_approval() -> None:
    for seed in SEEDS:
        assert any("批准文号" in line.text for line in drawn("diploma_national_adult", seed).truth().lines)
        assert not any("批准文号" in line.text for line in drawn("diploma_national", seed).truth().lines)


def test_the_date_is_in_chinese_numerals_with_gaps() -> None:
    line = next(
        line for line in drawn("diploma_national", 3).truth().lines if line.field == "graduation_date"
    )
    assert not any(character.isdigit() and character.isascii() for character in line.text)
    assert " 年 " in line.text.replace("  ", " ").replace("  ", " ")


def test_degrees_mostly_bear_no_red_seal_but_two_signatures() -> None:
    pages = [drawn(name, seed) for name in ("degree_national", "degree_own_landscape") for seed in range(6)]
    sealed = sum(any(mark.kind == "red_seal" for mark in page.marks) for page in pages)
    assert 0 < sealed < len(pages) / 2
    for page in pages:
        words = "".join(line.text for line in page.truth().lines)
        assert "学位评定委员会主席" in words
        assert any(head in words for head in ("校  长", "校长", "院  长"))


def test_displaced_print_stays_within_its_share_of_the_card() -> None:
    for seed in range(5):
        usual = drawn("id_front_waves", seed).boxes("id_number")[0].mean(axis=0)
        elsewhere = drawn("id_front_displaced", seed).boxes("id_number")[0].mean(axis=0)
        shift = np.abs(elsewhere - usual)
        assert shift[0] < OFF * WIDTH + 1.0  # the number's own width differs by up to a millimetre
        assert shift[1] < OFF * HEIGHT + 0.3


def test_a_held_card_takes_a_tenth_to_a_third_of_the_width_and_keeps_its_number_free() -> None:
    for seed in range(3):
        page = drawn("id_handheld_half", seed)
        corners = page.truth("handheld").document
        share = float(np.linalg.norm(corners[1] - corners[0])) / page.image.width
        assert 0.095 < share < 0.36
        number = page.truth().fields["id_number"].boxes[0]
        low, high = np.floor(number.min(axis=0)).astype(int), np.ceil(number.max(axis=0)).astype(int)
        pixels = np.asarray(page.image.crop((low[0], low[1], high[0], high[1])).convert("L"), np.float32)
        thirds = np.array_split(pixels, 3, axis=1)
        assert all(np.ptp(third) > 60 for third in thirds)


def test_postgraduates_papers_say_master() -> None:
    person = people.candidate(4, "postgraduate")
    assert (person.study.level, person.study.degree) == ("硕士", "医学硕士")
    assert person.study.number[10:12] == "02"
    assert person.study.degree_number.lstrip("C")[5] == "3"
    assert person.study.graduated.year >= 2021
