"""Corners, measured against the true ones."""

import pytest

from precheck_evaluation import corners
from precheck_evaluation.figures import Figure, Quantity
from tests.evaluation.observed import observation

TRUE = ((100.0, 100.0), (500.0, 100.0), (500.0, 400.0), (100.0, 400.0))  # a diagonal of 500 px


def test_the_error_is_a_share_of_the_diagonal_whichever_corner_comes_first() -> None:
    moved = tuple((x + 3, y + 4) for x, y in TRUE)
    assert corners.error(TRUE, moved) == pytest.approx(0.01)
    assert corners.error(TRUE, (*moved[2:], *moved[:2])) == pytest.approx(0.01)
    assert corners.error(TRUE, None) is None


def test_only_documents_wholly_in_the_frame_are_judged() -> None:
    inside = observation({"document": [list(p) for p in TRUE]}, document=TRUE)
    missed = observation({"document": [list(p) for p in TRUE]})
    outside = observation({"document": [[-50, 0], [500, 100], [500, 400], [100, 400]]}, document=TRUE)
    found = corners.figures([inside, missed, outside])
    rates = [(f.rate.hits, f.rate.count) for f in found if isinstance(f, Figure)]
    assert rates == [(1, 2), (1, 2)]
    assert [(q.value, q.count) for q in found if isinstance(q, Quantity)] == [(0.0, 1), (0.0, 1)]
