"""Reading fields and comparing them: what the picture says, and whether it settles the matter."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.material import FieldRule
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.registration import Registration
from precheck.domain.text import Posterior, TextLine
from precheck.reading import fields
from precheck.reading.settings import ReadingSettings
from tests.doubles import DIPLOMA, IDENTITY, line

UPRIGHT = EIGHT_WAYS[0]
SETTINGS = ReadingSettings()
NUMBER = "106311201505001234"
OTHER = "106311201505001284"


def with_posterior(text: TextLine, rivals: dict[int, tuple[str, float]] | None = None) -> TextLine:
    """Each character on a step of its own, sure; ``rivals`` gives another character a share at some place."""
    alphabet = "".join(sorted({*text.text, *"0123456789", *(c for c, _ in (rivals or {}).values())}))
    rows = np.full((2 * len(text.text), len(alphabet) + 1), 1e-6)
    rows[1::2, 0] = 0.999
    for index, character in enumerate(text.text):
        rival, share = (rivals or {}).get(index, ("", 0.0))
        rows[2 * index, alphabet.index(character) + 1] = 0.999 - share
        if rival:
            rows[2 * index, alphabet.index(rival) + 1] = share
    table = Posterior(alphabet, np.log(rows).astype(np.float32), math.log(1e-6))
    steps = tuple((2 * index, 2 * index + 1) for index in range(len(text.text)))
    return replace(text, posterior=table, steps=steps)


def read(lines: list[TextLine], material: Any = DIPLOMA, **declared: Any) -> dict[str, FieldReading]:
    view = "front" if material is IDENTITY else None
    registration = Registration.parse(declared) if declared else None
    return fields.read(material, [Page(view, UPRIGHT, tuple(lines))], registration, SETTINGS)


def number(text: TextLine, **declared: Any) -> FieldReading:
    return read([text], **declared)["certificate_number"]


PLAIN = line(f"证书编号：{NUMBER}", 100, 100)
KNOWN = with_posterior(PLAIN)


def test_read_and_nothing_declared_is_unverified() -> None:
    reading = number(PLAIN)
    assert (reading.status, reading.value) == (Status.UNVERIFIED, NUMBER)
    assert reading.expected is None
    assert reading.box is not None
    assert reading.box[0] == pytest.approx((200, 100))
    assert reading.candidates[0].value == NUMBER


def test_what_was_declared_is_a_match() -> None:
    reading = number(KNOWN, diploma_number=NUMBER)
    assert (reading.status, reading.expected, reading.log_ratio) == (Status.MATCH, NUMBER, 0.0)


def test_what_the_picture_clearly_contradicts_is_a_mismatch() -> None:
    reading = number(KNOWN, diploma_number="106311201505009876")
    assert (reading.status, reading.value) == (Status.MISMATCH, NUMBER)
    assert reading.log_ratio is not None
    assert reading.log_ratio < SETTINGS.mismatch_below


def test_a_rival_character_that_the_picture_allows_is_a_match_to_what_was_declared() -> None:
    place = len(PLAIN.text) - 2  # reads 3, and with a share of 0.3 reads 8 as OTHER has it
    doubtful = with_posterior(PLAIN, {place: ("8", 0.3)})
    seen = number(doubtful, diploma_number=OTHER)
    assert (seen.status, seen.value) == (Status.MATCH, NUMBER)  # the value is what the picture alone says


def test_an_unsure_reading_never_contradicts() -> None:
    unsure = with_posterior(line(PLAIN.text, 100, 100, confidence=SETTINGS.certain_from - 0.05))
    assert number(unsure, diploma_number="106311201505009876").status is Status.UNREADABLE


def test_without_probabilities_the_reading_alone_decides() -> None:
    assert number(PLAIN, diploma_number=NUMBER).status is Status.MATCH
    reading = number(PLAIN, diploma_number=OTHER)
    assert (reading.status, reading.log_ratio) == (Status.MISMATCH, None)


def test_the_value_is_the_picture_s_whatever_was_declared() -> None:
    declared = ("", NUMBER, OTHER, "别的")
    assert {number(KNOWN, diploma_number=value).value for value in declared} == {NUMBER}


def test_a_faint_reading_is_unreadable_where_nothing_was_declared() -> None:
    faint = line(PLAIN.text, 100, 100, confidence=SETTINGS.legible_from - 0.05)
    assert number(faint).status is Status.UNREADABLE
    assert number(faint).value == NUMBER


def test_a_required_field_without_a_line_is_unreadable_another_absent() -> None:
    found = read([line("毕业证书", 0, 0)], diploma_number=NUMBER)
    assert found["certificate_number"].status is Status.UNREADABLE
    assert found["certificate_number"].value is None
    assert found["certificate_number"].expected == NUMBER
    assert found["name"].status is Status.ABSENT


def test_a_field_of_another_view_is_absent() -> None:
    found = read([line("公民身份号码", 0, 0), line("有效期限2020.01.01-2040.01.01", 0, 60)], IDENTITY)
    assert found["id_number"].status is Status.UNREADABLE
    assert found["validity"].status is Status.ABSENT


def test_where_nothing_tells_which_page_it_is_no_required_field_is_absent() -> None:
    """Else a licence of which a title alone is left would pass with nothing read."""
    unknown = Page(None, UPRIGHT, (line("居民身份证", 100, 100),))
    shown = Page("back", UPRIGHT, (line("居民身份证", 100, 100),))
    for pages, status in (
        ([unknown], Status.UNREADABLE),
        ([unknown, shown], Status.ABSENT),
        ([], Status.ABSENT),
    ):
        found = fields.read(IDENTITY, pages, None, SETTINGS)
        assert found["id_number"].status is status
        assert found["validity"].status is Status.ABSENT


def test_of_several_diplomas_the_one_that_fits_is_compared() -> None:
    entries = [{"diploma_number": OTHER}, {"diploma_number": NUMBER}]
    assert number(KNOWN, diplomas=entries).status is Status.MATCH


def test_a_page_that_nobody_knows_how_to_turn_gives_no_values() -> None:
    found = fields.read(DIPLOMA, [Page(None, None, (PLAIN,))], None, SETTINGS)
    assert found["certificate_number"].value is None
    assert fields.text_of(Page(None, None, (PLAIN,))).string == PLAIN.text


def test_running_text_of_a_page() -> None:
    text = fields.text_of(Page(None, UPRIGHT, (PLAIN,)))
    assert text.string == PLAIN.text


def test_a_declared_value_that_stands_at_another_place_is_not_contradicted() -> None:
    rule = FieldRule(
        "institution", "执业地点", "place", "institution_name", "institution_name", labels=("变更为",)
    )
    material = replace(DIPLOMA, fields=(rule,))
    lines = [
        with_posterior(line("变更为：龙潭县梅岭乡卫生院", 0, 0)),
        with_posterior(line("变更为：清水湾区社区卫生服务中心市", 0, 60)),
    ]
    reading = read(lines, material, institution_name="清水湾区社区卫生服务中心")["institution"]
    assert (reading.value, reading.status) == ("龙潭县梅岭乡卫生院", Status.UNREADABLE)
    assert read(lines, material, institution_name="白河县中医院")["institution"].status is Status.MISMATCH


def test_the_next_blanks_label_is_no_value() -> None:
    form = replace(
        DIPLOMA,
        fields=(
            FieldRule(
                "school",
                "单位",
                "employer",
                "institution_name",
                "institution_name",
                ("单位名称",),
                below=True,
                required=True,
            ),
            FieldRule("post", "岗位", "post", "scope", labels=("试用岗位",)),
        ),
    )
    registration = Registration.parse({"institution_name": "云岭县人民医院"})
    lines = (line("单位名称", 10, 10), line("试用岗位", 10, 50))
    found = fields.read(form, [Page(None, UPRIGHT, lines)], registration, ReadingSettings())
    assert (found["school"].status, found["school"].value) == (Status.UNREADABLE, None)


ISSUED = replace(
    DIPLOMA,
    fields=(
        FieldRule(
            "registered",
            "首次注册日期",
            "day",
            "date",
            "first_registered_on",
            ("首次注册日期",),
            instead=("签发日期",),
        ),
    ),
)


@pytest.mark.parametrize(
    ("printed", "value", "status"),
    [
        ("签发日期:2019年8月6日", "2019-08-06", Status.MATCH),
        ("签发日期:2021年3月1日", None, Status.ABSENT),
        ("首次注册日期:2021年3月1日", "2021-03-01", Status.MISMATCH),
    ],
    ids=["issued once", "issued again", "another day of registration"],
)
def test_what_stands_there_instead_only_ever_confirms(
    printed: str, value: str | None, status: Status
) -> None:
    found = read([line(printed, 10, 10)], ISSUED, first_registered_on="2019-08-06")["registered"]
    assert (found.value, found.status) == (value, status)


def test_nothing_declared_nothing_taken_instead() -> None:
    found = read([line("签发日期:2019年8月6日", 10, 10)], ISSUED)["registered"]
    assert (found.value, found.status) == (None, Status.ABSENT)


@pytest.mark.parametrize(
    ("printed", "declared", "value", "status"),
    [
        ("138462137393", "138462137393", "138462137393", Status.MATCH),
        ("138462137393", "138462137398", None, Status.UNREADABLE),
        ("2004-871", "2004-871", "2004-871", Status.MATCH),
        ("2004-871", "2004-87", None, Status.UNREADABLE),
    ],
    ids=["as declared", "another", "short", "short and another"],
)
def test_a_number_without_its_label_only_ever_confirms(
    printed: str, declared: str, value: str | None, status: Status
) -> None:
    """The seal lies on 登记号; twelve digits alone say nothing of themselves."""
    licence = replace(
        DIPLOMA,
        fields=(
            FieldRule(
                "number",
                "登记号",
                "number",
                "licence_number",
                "institution_registration_number",
                ("登记号",),
                unlabelled=True,
                required=True,
            ),
        ),
    )
    registration = {"institution_registration_number": declared}
    found = read([with_posterior(line(printed, 10, 10))], licence, **registration)["number"]
    assert (found.value, found.status) == (value, status)


ADDRESS = replace(
    DIPLOMA,
    fields=(
        FieldRule("address", "地址", "address", "address", "institution_address", ("^地址",), strict=True),
        FieldRule("owner", "法定代表人", "owner", "person_name", "legal_representative", ("法定代表人",)),
    ),
)


def test_words_without_their_label_only_ever_confirm() -> None:
    lines = [with_posterior(line("云岭县人民路12号", 10, 10)), with_posterior(line("张秀英", 10, 50))]
    same = read(lines, ADDRESS, institution_address="云岭县人民路12号", legal_representative="张秀英")
    assert same["address"].status is Status.MATCH
    assert same["owner"].status is Status.ABSENT  # another's name may stand there
    other = read(lines, ADDRESS, institution_address="云岭县人民路13号")
    assert (other["address"].status, other["address"].value) == (Status.ABSENT, None)
    part = read(lines, ADDRESS, institution_address="云岭县人民路12")
    assert part["address"].status is Status.ABSENT


def test_a_declared_field_that_the_page_always_prints_is_never_absent() -> None:
    printed = replace(
        DIPLOMA, fields=tuple(replace(rule, printed=rule.name == "sex") for rule in DIPLOMA.fields)
    )
    page = [line("毕业证书", 100, 0), line("证书编号：" + NUMBER, 0, 100)]
    assert read(page, printed, sex="女")["sex"].status is Status.UNREADABLE
    assert read(page, printed)["sex"].status is Status.ABSENT
    assert read(page, DIPLOMA, sex="女")["sex"].status is Status.ABSENT


def test_the_rule_is_the_one_of_the_view_shown() -> None:
    other = replace(DIPLOMA.fields[0], label="Name", views=("info",), type="passport_name")
    material = replace(DIPLOMA, fields=(replace(DIPLOMA.fields[0], views=("front",)), other))
    shown = fields.read(material, [Page("info", UPRIGHT, (line("x", 0, 0),))], None, SETTINGS)
    assert shown["name"].rule_in(material) is other


def test_a_number_found_away_from_its_label_says_where_it_should_stand() -> None:
    material = replace(
        DIPLOMA, fields=tuple(replace(rule, unlabelled=True) for rule in DIPLOMA.fields if rule.required)
    )
    away = read([line("证书编号：", 0, 100), line(NUMBER, 300, 400)], material)["certificate_number"]
    assert (away.value, len(away.areas)) == (NUMBER, 1)
    beside = read([line("证书编号：" + NUMBER, 0, 100)], material)["certificate_number"]
    assert (beside.value, beside.areas) == (NUMBER, ())


@pytest.mark.parametrize(("declared", "status"), [("晏垚舒", Status.MATCH), ("晏垚", Status.UNREADABLE)])
def test_a_name_whose_last_character_stands_apart_is_not_the_shorter_one(
    declared: str, status: Status
) -> None:
    apart = [
        line("姓名：", 100, 100),
        with_posterior(line("晏垚", 220, 100)),
        with_posterior(line("舒", 330, 100)),
    ]
    assert read(apart, name=declared)["name"].status is status
