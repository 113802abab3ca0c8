"""What is found about a picture never depends on what was declared."""

from __future__ import annotations

from typing import Any

import pytest

from precheck import Precheck
from precheck.domain.report import Report
from precheck.domain.upload import Upload
from precheck.ocr._remembered import Remembering
from tests.golden.conftest import CASES, SAMPLES

COMPARED = ("unreadable", "mismatch", "implausible", "incomplete", "expired", "expiring")
"""Checks of what was read: those may speak of what was declared."""

DECLARED: tuple[dict[str, Any], ...] = (
    {"birth_date": "1990-01-01"},
    {"name": "欧阳远山"},
    {"name": "某"},
    {"id_number": "510703199307194267", "diploma_number": "106341201005000203"},
    {"id_number": "65310119910417263X", "sex": "女", "birth_date": "1991-04-17"},
    {"diploma_number": "川中毕字第961273号", "school": "四川省宜宾卫生学校", "major": "护理"},
    {"institution_name": "凉山州西昌市中医医院", "institution_registration_number": "33611784351340112B1002"},
    {"legal_representative": "刘一", "principal": "陈二", "institution_address": "解放路1号"},
    {"sex": "男", "graduation_date": "2010-06-30", "education_level": "本科"},
    {"school": "川北医学院", "name": "周明宇", "sex": "女"},
)

PICTURES = {
    "inputs/base_card.jpg": "identity",
    "inputs/c01.jpg": "identity",
    "inputs/g03.jpg": "diploma",
    "inputs/g04.jpg": "institution_licence",
    "small/diploma/thumbnail.jpg": "diploma",
    "card-cut/identity/front-right-cut.jpg": "identity",
    "number-unreadable/diploma/number-smeared.jpg": "diploma",
    "out-of-focus/diploma/defocused.jpg": "diploma",
    "bad-light/institution_licence/overexposed.jpg": "institution_licence",
}


def _about_the_picture(report: Report) -> list[Any]:
    found = [
        (flag.code, flag.severity, flag.measured, flag.message, flag.region)
        for flag in report.flags
        if flag.code.partition(".")[0] not in COMPARED
    ]
    return [*found, report.image]


@pytest.mark.parametrize("name", PICTURES)
def test_ten_registrations_change_nothing_that_is_found_about_the_picture(
    name: str, precheck: Precheck
) -> None:
    data = ((CASES if name.startswith("inputs/") else SAMPLES) / name).read_bytes()
    upload = Upload.from_bytes(data, material=PICTURES[name])
    # What was read once is not read again.
    remembering = Remembering()
    alone = _about_the_picture(precheck.examine(upload, remembering=remembering).report)
    for declared in DECLARED:
        report = precheck.examine(upload, declared, remembering=remembering).report
        assert _about_the_picture(report) == alone, declared
