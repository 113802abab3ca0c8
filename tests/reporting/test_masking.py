"""What is hidden and what stays."""

import pytest

from precheck.reporting import masking
from tests.reporting import made


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "张小三", "张*三"),
        ("legal_representative", "欧阳小红", "欧**红"),
        ("principal", "李", "李"),
        ("id_number", "51010119900307123X", "510*************3X"),
        ("certificate_number", "106311201505001234", "106*************34"),
        ("registration_number", "PDY1234", "*****34"),
        ("birth_date", "1990-03-07", "1990-03-07"),
        ("validity", "2010.05.01-2030.05.01", "2010.05.01-2030.05.01"),
        ("school", "四川医科大学", "四川医科大学"),
    ],
)
def test_fields(field: str, value: str, shown: str) -> None:
    assert masking.mask_value(field, value) == shown
    assert masking.show_value(field, value) == value


def test_nothing_stays_nothing() -> None:
    assert masking.mask_value("name", None) is None


def test_a_message_hides_the_names_and_numbers_of_its_report() -> None:
    said = masking.mask_message("图片上是张小三，编号106311201505001234，2026年11月。", made.report())
    assert said == "图片上是张*三，编号106*************34，2026年11月。"


def test_long_numbers_in_running_text_are_hidden_words_are_not() -> None:
    assert masking.mask_text("号码 51010119900307123X") == "号码 510*************3X"
    assert masking.mask_text("diploma practice 2026-11-23") == "diploma practice 2026-11-23"
