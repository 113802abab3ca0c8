"""Hidden characters are written out."""

from precheck.reporting.masking import visible


def test_controls_and_direction_marks_are_written_out() -> None:
    assert visible("a\x00b\x1b[31m\u202egpj.exe\n") == "a\\u0000b\\u001b[31m\\u202egpj.exe\\u000a"


def test_lone_surrogates_can_be_encoded_afterwards() -> None:
    assert visible("\ud800").encode() == b"\\ud800"


def test_long_text_ends_in_an_ellipsis() -> None:
    assert visible("x" * 300, limit=10) == "x" * 10 + "…"


def test_chinese_stays() -> None:
    assert visible("毕业证书（一）.jpg") == "毕业证书（一）.jpg"
