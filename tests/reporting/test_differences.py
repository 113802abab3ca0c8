"""Two values side by side: what differs is marked, and masking never makes different values look equal."""

from hypothesis import given
from hypothesis import strategies as st

from precheck.reporting.masking import Pieces, compare


def marked(pieces: Pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.differs]


def shown(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def test_one_wrong_digit_is_one_mark() -> None:
    mine, theirs = compare("certificate_number", "988371200705003588", "988371200705003558", unmasked=True)
    assert (marked(mine), marked(theirs)) == (["8"], ["5"])
    assert (shown(mine), shown(theirs)) == ("988371200705003588", "988371200705003558")


def test_masked_values_show_what_differs_and_nothing_else() -> None:
    mine, theirs = compare("certificate_number", "988371200705003588", "988371200705003558")
    assert shown(mine) == "988*************88"
    assert shown(theirs) == "988*************58"
    inner, other = compare("certificate_number", "988371200705003588", "988371900705003588")
    assert (marked(inner), marked(other)) == (["2"], ["9"])
    assert shown(inner) != shown(other)


def test_a_value_without_another_is_marked_nowhere() -> None:
    assert marked(compare("name", "丁国枫", None)[0]) == []
    assert compare("name", None, None) == ((), ())


@given(
    st.text(alphabet="0123456789X丁国枫苏明", max_size=20),
    st.text(alphabet="0123456789X丁国枫苏明", max_size=20),
)
def test_different_values_never_look_equal(value: str, other: str) -> None:
    for field in ("name", "id_number", "school"):
        mine, theirs = compare(field, value, other)
        if value and other:
            assert (mine == theirs) == (value == other)
