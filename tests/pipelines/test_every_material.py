"""Every material that has a pipeline file of its own, read by the real engine from one drawn page."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from precheck import Precheck, fields
from precheck.domain.upload import Upload
from samples.generator import people
from samples.generator.layouts import Order, choose_faces, load_all

LONG_SIDE_PX = 1600

# (layout, seed): chance decides the person, the faces and the wording.
PAGES = [
    ("degree_own_landscape", 1),
    ("filing_sheet", 2),
    ("army_permit", 3),
    ("registration_statement", 40),
    ("registration_print", 5),
    ("work_statement", 6),
    ("qualification_spread", 7),
    ("practice_spread", 3),
    ("practice_changes", 9),
    ("probation_form", 10),
    ("practice_period_form", 11),
    ("apprentice_sheet", 12),
    ("student_booklet", 13),
    ("training_statement", 1),
    ("graduate_letter", 15),
    ("personal_letter", 16),
    ("short_form", 17),
]


@pytest.mark.parametrize(("name", "seed"), PAGES, ids=[name for name, _ in PAGES])
def test_a_clean_page_is_known_and_says_what_it_says(precheck: Precheck, name: str, seed: int) -> None:
    layout = load_all()[name]
    rng = random.Random(f"{name} {seed}")
    person = people.candidate(seed, layout.study)
    page = layout.draw(Order(person, rng, choose_faces(rng, held_out=False)))
    shrink = LONG_SIDE_PX / max(page.image.size)
    pixels = np.asarray(page.image)[..., ::-1]
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    picture = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes()

    registration = {**person.registration(), **page.declared}
    examined = precheck.examine(Upload.from_bytes(picture, material=layout.material), registration)
    report = examined.report

    assert examined.subject.kind.slug == layout.material
    # Each flag a clean page raises would be a false one.
    assert [flag.code for flag in report.flags] == []
    rules = precheck.materials[layout.material]
    for field, truth in page.truth().fields.items():
        if field in {rule.name for rule in rules.fields}:
            kind = fields.load(rules.rule(field).type)
            read = report.fields[field].value
            assert read is not None, field
            assert kind.agree(read, kind.normalise(truth.value) or truth.value), (field, read, truth.value)
