"""Every structure of every number: a letter in the place of any of its digits is understood, and its end is its end."""

from __future__ import annotations

import pytest

from precheck import fields
from precheck.fields.glyphs import DIGIT_FOR

NUMBERS = {
    "degree_number": [
        *("1053442018000123", "1053442018S00123", "1053442018E00123", "1053442018Z00123", "1053442018K00123"),
        *("C1053442018000123", "Z1053432018S00123", "Q1053442018E00123", "T1053432018Z00123", "L1053442018K00123"),
    ],
    "diploma_number": ["105341201805001234", "10534520020500123"],
    "licence_number": [
        *("45070832151172211A1001", "PDY10001X51172211D1101", "12511722450708321L", "510105001201"),
        "510105200100120134",
    ],
    "organisation_code": ["450708321"],
    "passport_number": ["EA1234567", "E12345678", "H1234567890", "12345678"],
    "practice_number": ["110510000012345"],
    "qualification_number": ["201951110510107199003072343", "200251110510107900307234", "20195111011010519491231002X"],
    "resident_id": ["510107199003072343", "11010519491231002X", "510107900307234"],
    "social_credit_code": ["12511722450708321L", "12100000400000624D"],
}  # fmt: skip
CASES = [(name, number) for name, numbers in NUMBERS.items() for number in numbers]
LETTERS_FOR = {
    digit: [letter for letter, digits in DIGIT_FOR.items() if digits[0] == digit] for digit in "0123456789"
}
"""Of each digit the letters that are likeliest to be it."""
LETTERS_TOO = {"licence_number": range(8), "organisation_code": range(8), "passport_number": (1,)}
"""Places at which a letter may stand for itself."""


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_number_ends_where_a_gap_follows(name: str, number: str) -> None:
    best = fields.load(name).find(f"{number} 99")[0]
    modern = fields.load(name).normalise(number)
    assert (best.value, best.start, best.end) == (modern, 0, len(number))


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_letter_in_the_place_of_a_digit_is_understood(name: str, number: str) -> None:
    kind = fields.load(name)
    for place, digit in enumerate(number):
        for letter in LETTERS_FOR.get(digit, ()) if place not in LETTERS_TOO.get(name, ()) else ():
            read = f"{number[:place]}{letter}{number[place + 1 :]}"
            assert kind.find(read)[0].value == kind.normalise(number), read
            assert kind.normalise(read) == kind.normalise(number), read
