"""What an evaluation says: figures, each a rate with its N or a number, the same for every group of pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from precheck.domain.rate import Rate


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate of one group. ``good``: whether a high one is good (None: neither); ``wrong`` names the pictures that speak
    against it, with what was said of them."""

    section: str
    name: str
    rate: Rate
    good: bool | None = None
    wrong: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.section, self.name

    def shown(self) -> str:
        value, interval = self.rate.value, self.rate.interval
        if value is None or interval is None:
            return "–"
        low, high = interval
        return f"{self.rate.hits}/{self.rate.count} {100 * value:.1f}% [{100 * low:.1f}–{100 * high:.1f}]"

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        wrong = [{"file": file, "said": said} for file, said in self.wrong]
        return {
            "section": self.section,
            "name": self.name,
            **self.rate.to_dict(),
            "good": self.good,
            "wrong": wrong,
        }


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of one group, over ``count`` pictures or readings; None where there were none."""

    section: str
    name: str
    value: float | None
    count: int
    digits: int = 3

    @property
    def key(self) -> tuple[str, str]:
        return self.section, self.name

    def shown(self) -> str:
        return "–" if self.value is None else f"{self.value:.{self.digits}f} (N={self.count})"

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        value = None if self.value is None else round(self.value, 6)
        return {"section": self.section, "name": self.name, "value": value, "n": self.count}


Figures = Sequence[Figure | Quantity]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of all groups side by side. ``apart``: two groups differ by more than their intervals. ``quiet``: never once
    did what should not happen."""

    section: str
    name: str
    shown: Mapping[str, str]
    apart: bool
    quiet: bool


def side_by_side(groups: Mapping[str, Figures], compared: Sequence[str]) -> list[Row]:
    """Every figure that some group has, in the order of first appearance. ``compared``: the groups whose intervals should
    meet."""
    by_group = {group: {figure.key: figure for figure in figures} for group, figures in groups.items()}
    keys = dict.fromkeys(figure.key for figures in groups.values() for figure in figures)
    rows = []
    for key in keys:
        shown = {group: held[key].shown() if key in held else "–" for group, held in by_group.items()}
        found = {group: held[key] for group, held in by_group.items() if key in held}
        rates = {group: f for group, f in found.items() if isinstance(f, Figure)}
        quiet = bool(rates) and all(f.good is False and f.rate.hits == 0 for f in rates.values())
        rows.append(
            Row(*key, shown, apart([f.rate for group, f in rates.items() if group in compared]), quiet)
        )
    return [row for row in rows if any(cell != "–" for cell in row.shown.values())]


def apart(rates: Sequence[Rate]) -> bool:
    """Whether two of the rates have 95% intervals that do not meet."""
    intervals = [interval for rate in rates if (interval := rate.interval) is not None]
    return bool(intervals) and max(low for low, _ in intervals) > min(high for _, high in intervals)


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
