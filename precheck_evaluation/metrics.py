"""Figures over plain numbers: ranking, calibration, error curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from precheck.domain.rate import Rate


def rate(answers: Sequence[bool]) -> Rate:
    """The share of True."""
    return Rate(sum(answers), len(answers))


def auc(bad: Sequence[float], good: Sequence[float]) -> float | None:
    """Probability that a bad picture scores higher than a good one, ties counted half (Mann–Whitney's U / (m·n)).

    0.5 is guessing, 1 is perfect; None where one of the two is empty.
    """
    if not bad or not good:
        return None
    ranked = np.sort(np.asarray(good, dtype=np.float64))
    scores = np.asarray(bad, dtype=np.float64)
    below = np.searchsorted(ranked, scores, side="left")
    not_above = np.searchsorted(ranked, scores, side="right")
    return float((below + not_above).sum() / 2 / (len(scores) * len(ranked)))


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings whose confidence lies in ``low`` to ``high``: how many, the mean confidence, the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The reliability diagram: bins of equal width over 0..1, empty ones left out; 1.0 falls into the last."""
    found = []
    values = np.asarray(confidences, dtype=np.float64)
    truth = np.asarray(right, dtype=np.float64)
    places = np.minimum((values * bins).astype(int), bins - 1)
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        if count:
            mean, share = float(values[inside].mean()), float(truth[inside].mean())
            found.append(Bin(place / bins, (place + 1) / bins, count, mean, share))
    return found


def expected_calibration_error(bins: Sequence[Bin]) -> float | None:
    """Mean distance between confidence and share right, weighted by count (Guo et al., ICML 2017); None without readings."""
    total = sum(b.count for b in bins)
    if total == 0:
        return None
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / total


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At a threshold: the share of true values that fall below it, and of wrong ones that reach it."""

    threshold: float
    true_below: float
    wrong_reaching: float


def error_curve(
    true: Sequence[float], wrong: Sequence[float], thresholds: Sequence[float]
) -> list[CurvePoint]:
    """What a threshold on a score costs on both sides; empty where either side is."""
    if not true or not wrong:
        return []
    own, other = np.asarray(true), np.asarray(wrong)
    return [CurvePoint(t, float((own < t).mean()), float((other >= t).mean())) for t in thresholds]


def quantiles(values: Sequence[float], at: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> list[float]:
    """The values below which these shares of the sample lie; empty for an empty sample."""
    return [float(q) for q in np.quantile(np.asarray(values), at)] if values else []
