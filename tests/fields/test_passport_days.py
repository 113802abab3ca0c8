"""Days of a passport: the zone's with their check digits, the printed ones beside their labels."""

from __future__ import annotations

import pytest

from precheck.fields.passports import check_digit, passport_birth, passport_expiry, passport_name

# Line 2 of the specimen of ICAO 9303-4, appendix B.
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.mark.parametrize(
    "line",
    [
        SECOND,
        SECOND[:28],
        SECOND.replace("7408122", "74O8I22"),
        SECOND[:30] + "<<<",
        "L898902C36 UTO " + SECOND[13:],
    ],
    ids=["whole", "without its end", "letters for digits", "fillers lost", "with gaps"],
)
def test_the_zone_says_when(line: str) -> None:
    assert passport_birth.find(line)[0].value == "1974-08-12"
    found = passport_expiry.find(line)[0]
    assert found.value == "-2012.04.15"
    assert line[found.start : found.end].replace(" ", "").endswith("120415" + "9")


@pytest.mark.parametrize(
    ("line", "born", "ends"),
    [
        (SECOND.replace("740812", "740813"), None, "-2012.04.15"),
        (SECOND.replace("120415", "120475"), "1974-08-12", None),
        ("L898902C36UTO7408122", None, None),
    ],
    ids=["birth misread", "expiry misread", "half a line"],
)
def test_a_day_whose_check_digit_does_not_fit_is_none(line: str, born: str | None, ends: str | None) -> None:
    assert next((found.value for found in passport_birth.find(line)), None) == born
    assert next((found.value for found in passport_expiry.find(line)), None) == ends


def test_the_holder_is_grown_up_before_the_passport_expires() -> None:
    born = "040813" + check_digit("040813")
    assert passport_birth.find(f"L898902C36UTO{born}F3104158")[0].value == "2004-08-13"
    assert passport_birth.find(f"L898902C36UTO{born}F1904158")[0].value == "1904-08-13"
    # At sixteen.
    assert passport_birth.find(f"L898902C36UTO{born}F2004158")[0].value == "2004-08-13"


def test_printed_days() -> None:
    assert passport_birth.find("12 AUG 1974")[0].value == "1974-08-12"
    # The day of issue stands before that of expiry.
    assert passport_expiry.find("15 APR 2002 15 APR 2012")[0].value == "-2012.04.15"
    assert passport_expiry.find("APR 2012") == []


def test_only_the_end_of_a_period_counts() -> None:
    assert passport_expiry.agree("-2012.04.15", "2002.04.15-2012.04.15")
    assert not passport_expiry.agree("-2012.04.15", "2002.04.15-2012.04.16")
    assert not passport_expiry.agree("", "")


def test_the_zones_second_line_is_no_name() -> None:
    assert passport_name.find("EH1234567<1UT08009043F2909288<<<<<<<<<<<<<<6") == []
    assert passport_name.find("P<UT0WANG<<XIA0<MING<<<<<<<<<<<<<<<<<<<<<<<<")[0].value == "WANG XIAO MING"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("P<UTO" + "WANG<<XIAO<MING".ljust(39, "<"), "WANG XIAO MING"),
        ("P<UTO" + "WANG«XIAO<MING".ljust(38, "<"), "WANG XIAO MING"),
        ("P < UTO" + "WANG<<X1A0<M1NG".ljust(39, "<"), "WANG XIAO MING"),
        ("WANG<<XIAO<MING<<<<", "WANG XIAO MING"),
        ("WANG", None),
        ("王小明", None),
        ("12345<<67890", None),
    ],
)
def test_the_name_of_the_first_line(line: str, name: str | None) -> None:
    found = passport_name.find(line)
    assert [one.value for one in found] == ([] if name is None else [name])
    for one in found:
        assert line[one.start] == "W"
        assert line[one.end - 1] == "G"
