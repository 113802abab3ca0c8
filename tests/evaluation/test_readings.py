"""Whether sharpness foretells that a field cannot be read."""

from __future__ import annotations

from pathlib import Path

from precheck.evaluation import measures, readings
from precheck.evaluation.baselines import Answers
from precheck.evaluation.manifest import Labelled
from precheck.evaluation.observe import FieldSeen, Observation
from precheck.evaluation.truth import Truth


def seen(
    sharpness: float, read: bool, right: bool | None = None, **defects: dict[str, object]
) -> Observation:
    truth = Truth.parse({"difficulty": "slight", "defects": defects})
    labelled = Labelled("a.jpg", Path("a.jpg"), "diploma", None, truth)
    right = read if right is None else right
    number = FieldSeen("certificate_number", None, None, "unreadable", right, required=True, on_page=read)
    taken = {"sharpness": sharpness, measures.LAPLACIAN: 1 - sharpness}
    return Observation(labelled, (), (), 0, False, None, taken, (number,), (), 0.0, Answers())


OBSERVED = [
    seen(0.1, False, defocus={"text_heights": 0.25}),
    seen(0.8, True, defocus={"text_heights": 0.08}),
    seen(0.9, True),
    seen(0.95, False),  # no blur: a seal on the number
    seen(0.2, False, occluded={"field": "certificate_number"}),
]


def test_what_is_unread_without_any_blur_counts_only_among_all() -> None:
    every, blurred = readings.prediction(OBSERVED), readings.prediction(OBSERVED, by_blur=True)
    assert (every.unread, every.read, every.sharpness, every.laplacian) == (2, 2, 0.5, 0.5)
    assert (blurred.unread, blurred.read, blurred.sharpness, blurred.laplacian) == (1, 2, 1.0, 0.0)


def test_what_a_second_look_read_right_is_read() -> None:
    every = readings.prediction([*OBSERVED, seen(0.7, False, right=True), seen(0.7, True, right=False)])
    assert (every.unread, every.read) == (2, 4)
