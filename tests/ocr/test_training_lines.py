"""Lines for the reader's training that are cut out of whole pages: what truly stands in a detector's box."""

from models.line_reader.train import pages
from precheck.domain.geometry import Quad

NAME = {"text": "姓名", "polygon": [[10, 10], [50, 10], [50, 30], [10, 30]]}
VALUE = {"text": "张伟", "polygon": [[60, 10], [100, 10], [100, 30], [60, 30]]}
NEXT = {"text": "性别 男", "polygon": [[10, 40], [100, 40], [100, 60], [10, 60]]}
LINES = [VALUE, NEXT, NAME]


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def test_words_in_a_box_stand_from_left_to_right() -> None:
    assert pages.text_inside(box(8, 8, 104, 32), LINES) == "姓名张伟"


def test_a_box_that_cuts_a_word_is_left_out() -> None:
    assert pages.text_inside(box(8, 8, 80, 32), LINES) == ""


def test_a_box_over_half_a_lines_height_is_left_out() -> None:
    assert pages.text_inside(box(8, 20, 104, 32), LINES) == ""


def test_nothing_stands_where_no_word_is() -> None:
    assert pages.text_inside(box(200, 200, 300, 220), LINES) == ""


def test_spaces_are_kept_between_latin_words_alone() -> None:
    assert pages.spelt("姓 名： Passport No.  12") == "姓名：Passport No. 12"


def test_a_character_that_the_reader_lacks_leaves_the_line_out() -> None:
    assert pages.spelt("王嬭") == ""
