"""How declared values end, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from precheck.evaluation import curves
from precheck.evaluation.baselines import Answers
from precheck.evaluation.manifest import Labelled
from precheck.evaluation.observe import Compared, Observation
from precheck.evaluation.truth import Truth

NUMBER = "106311201505001234"


def seen(*compared: Compared, difficulty: str = "hard") -> Observation:
    truth = Truth.parse({"difficulty": difficulty, "defects": {}})
    labelled = Labelled("a.jpg", Path("a.jpg"), "diploma", None, truth)
    return Observation(labelled, (), (), 0, False, None, {}, (), compared, 0.0, Answers())


def ended(change: str, status: str, ratio: float | None = None, reader: str | None = None) -> Compared:
    return Compared("certificate_number", change, NUMBER, NUMBER, status, ratio, reader, "diploma_number")


OBSERVED = [
    seen(ended("true", "match", 0.0), ended("digit", "mismatch", -14.0), ended("lost", "unreadable", -6.0)),
    seen(ended("true", "unreadable", -3.0), ended("swap", "match", -1.0, "+tesseract"), difficulty="sharp"),
]


def test_outcomes_by_type_difficulty_and_side() -> None:
    found = {(o.type, o.grade, o.declared): o for o in curves.outcomes(OBSERVED)}
    wrong = found["diploma_number", "hard", "wrong"]
    assert (wrong.mismatch.hits, wrong.unreadable.hits, wrong.match.count) == (1, 1, 2)
    assert found["* number", "sharp", "true"].unreadable.hits == 1
    assert found["*", "sharp", "wrong"].match.hits == 1


def test_spreads_of_each_change() -> None:
    spread = next(s for s in curves.spreads(OBSERVED) if s.declared == "digit")
    assert (spread.kind, spread.grade, spread.count) == ("number", "hard", 1)
    assert spread.quantiles == pytest.approx((-14.0,) * len(curves.SHARES))


def test_what_the_second_reader_decided() -> None:
    true, wrong = curves.decided(OBSERVED)
    assert (true.match, true.unreadable) == (0, 0)
    assert (wrong.declared, wrong.match) == ("wrong", 1)
