"""What was made of the same lines is not made again, and never taken for another line's."""

from dataclasses import replace

from precheck.domain.material import FieldRule
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.reading.orientation import UPRIGHT
from precheck.reading.remembered import Remembered

RULE = FieldRule("name", "姓名", "name", "person_name", labels=("姓名",))


def line(text: str) -> TextLine:
    return TextLine(((10.0, 10.0), (110.0, 10.0), (110.0, 30.0), (10.0, 30.0)), text, 0.99)


def test_the_same_lines_are_looked_at_once() -> None:
    known, one = Remembered(), line("姓名张秀英")
    places = known.places(Page(None, UPRIGHT, (one,)), RULE, ("姓名",))
    assert [place.value for place in places][:1] == ["张秀英"]
    assert known.places(Page(None, UPRIGHT, (one,)), RULE, ("姓名",)) is places


def test_a_line_read_anew_is_another() -> None:
    known, one = Remembered(), line("姓名张秀英")
    known.places(Page(None, UPRIGHT, (one,)), RULE, ("姓名",))
    other = known.places(Page(None, UPRIGHT, (replace(one, text="姓名李雪梅"),)), RULE, ("姓名",))
    assert other[0].value == "李雪梅"


def test_nothing_tells_how_the_page_lies() -> None:
    assert Remembered().layout(Page(None, None, (line("姓名"),))) is None
