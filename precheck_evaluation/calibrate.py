"""Fitting the curves of ``confidence``: logistic regression whose weights may not be negative, one curve a kind of field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precheck import fields
from precheck.reading import confidence
from precheck_evaluation.observe import FieldSeen, Observation

ROUNDS, PACE, SHRINKAGE = 4000, 0.5, 1e-3
"""Steps of gradient descent over standardised features, their size, and the weight of the squared coefficients."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One kind's coefficients, with how many readings they rest on and how many of those were right."""

    kind: str
    count: int
    right: int
    coefficients: Mapping[str, float]


def fit(observations: Sequence[Observation]) -> list[Fitted]:
    """A curve for each kind of field that has readings both right and wrong; for another, its rate of right ones (one more
    of each added)."""
    return fit_seen([s for o in observations for s in o.fields])


def fit_seen(seen: Sequence[FieldSeen]) -> list[Fitted]:
    """The same from fields as they were read."""
    whole = [s for s in seen if usable(s)]
    return [
        _fit(kind, [s for s in whole if fields.load(s.type).confidence_class == kind])
        for kind in fields.CONFIDENCE_CLASSES
    ]


def usable(seen: FieldSeen) -> bool:
    """Whether a field has a value and what the curve asks for."""
    reading = seen.reading
    return reading is not None and None not in (seen.value, reading.readability, reading.mean_certainty)


def features_of(seen: FieldSeen) -> dict[str, float]:
    """What speaks for a value that is :func:`usable`."""
    reading = seen.reading
    assert reading is not None
    return confidence.features(
        seen.value or "",
        reading.readability or 0.0,
        reading.mean_certainty or 0.0,
        reading.margin,
        reading.text_height_px or 0.0,
        len(reading.problems),
    )


def _fit(kind: str, listed: Sequence[FieldSeen]) -> Fitted:
    right = np.array([s.right for s in listed], dtype=np.float64)
    hits, count = int(right.sum()), len(listed)
    if hits in (0, count):
        rate = (hits + 1) / (count + 2)
        return Fitted(kind, count, hits, {"intercept": float(np.log(rate / (1 - rate)))})
    table = np.array([[features_of(s)[name] for name in confidence.FEATURES] for s in listed])
    middle, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    weights, intercept = _descend((table - middle) / spread, right)
    plain = weights / spread
    coefficients = {"intercept": float(intercept - (plain * middle).sum())}
    coefficients |= {name: float(w) for name, w in zip(confidence.FEATURES, plain, strict=True) if w > 0}
    return Fitted(kind, count, hits, coefficients)


def _descend(table: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    weights, intercept = np.zeros(table.shape[1]), 0.0
    for _ in range(ROUNDS):
        wrong = 1 / (1 + np.exp(-(table @ weights + intercept))) - right
        weights = np.maximum(0.0, weights - PACE * (table.T @ wrong / len(right) + SHRINKAGE * weights))
        intercept -= PACE * float(wrong.mean())
    return weights, intercept


def as_toml(fitted: Sequence[Fitted]) -> str:
    """The file that :mod:`precheck.reading.confidence` reads."""
    lines = [
        "# How probable a value is right: intercept and weights of a logistic curve, by kind of field.",
        "# Written by `precheck eval SETS --fit-confidence FILE`; see precheck/reading/confidence.py.",
    ]
    for curve in fitted:
        lines += ["", f"# {curve.right} of {curve.count} readings right", f"[{curve.kind}]"]
        lines += [f"{name} = {value:.4f}" for name, value in curve.coefficients.items()]
    return "\n".join(lines) + "\n"
