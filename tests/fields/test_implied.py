"""What numbers say about other fields of their page."""

from __future__ import annotations

import pytest

from precheck import fields

HOLDER = "510107199003072343"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("resident_id", HOLDER, {"birth_date": "1990-03-07", "sex": "女"}),
        ("resident_id", "510107900307234", {"birth_date": "1990-03-07", "sex": "女"}),
        ("resident_id", HOLDER[:-1] + "4", {}),
        ("resident_id", HOLDER[:-1], {}),
        (
            "qualification_number",
            "201951110" + HOLDER,
            {"id_number": HOLDER, "birth_date": "1990-03-07", "sex": "女"},
        ),
        ("qualification_number", "201951110" + HOLDER[:-1] + "4", {}),
        ("diploma_number", "105341201805001234", {"level": "本科", "graduation_date": "2018"}),
        ("diploma_number", "川卫校毕字(1998)第0123号", {}),
        ("degree_number", "1053442018000123", {"degree": "学士"}),
        ("degree_number", "12345", {}),
        ("sex", "男", {}),
    ],
)
def test_implied_values(name: str, value: str, said: dict[str, str]) -> None:
    assert fields.load(name).implies(value) == said


@pytest.mark.parametrize(
    ("name", "printed", "implied"),
    [
        ("date", "二〇一八年六月三十日", "2018"),
        ("level", "硕士研究生", "硕士"),
        ("level", "研究生", "硕士"),
        ("degree", "医学学士学位", "学士"),
    ],
)
def test_what_is_printed_agrees_with_what_is_implied(name: str, printed: str, implied: str) -> None:
    assert fields.load(name).agree(printed, implied)


@pytest.mark.parametrize(
    ("name", "printed", "implied"),
    [
        ("date", "二〇一八年六月三十日", "2017"),
        ("level", "本科", "专科"),
        ("degree", "医学学士", "硕士"),
        ("level", "研究生", "本科"),
    ],
)
def test_what_is_printed_contradicts(name: str, printed: str, implied: str) -> None:
    assert not fields.load(name).agree(printed, implied)
