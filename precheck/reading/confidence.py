"""How probable it is that a value is right: a logistic curve over what was seen of it.

The least sure character alone says too much, and a sure value may stand beside the wrong label. Each kind of field
(its ``confidence``) has its own curve, rising in everything that speaks for the value; the coefficients stand in
``confidence.toml`` and are fitted by ``precheck eval --fit-confidence`` on pictures with known truth. How well they hold:
``docs/evaluation/``.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from precheck import fields

FEATURES = ("certain", "mean", "margin", "height", "short", "sound", "whole")
CLEAR_MARGIN = 14.0
"""Natural logarithm: one character that the picture speaks against. Where no other reading is known there is none nearer."""

LOWEST, HIGHEST = 0.01, 0.995
"""Nothing is sure either way beyond what was measured."""


def features(
    value: str,
    readability: float,
    mean_certainty: float,
    margin: float | None,
    text_height_px: float,
    problems: int,
) -> dict[str, float]:
    """What speaks for a value, each rising with it: certainties as −log of what they leave, the margin to the next reading,
    the print's height, shortness, soundness, and whether a date is whole."""
    return {
        "certain": -math.log(1 - min(readability, 1.0) + 1e-4),
        "mean": -math.log(1 - min(mean_certainty, 1.0) + 1e-4),
        "margin": CLEAR_MARGIN if margin is None else min(CLEAR_MARGIN, max(0.0, -margin)),
        "height": min(1.5, max(-1.5, math.log(max(1.0, text_height_px) / 20))),
        "short": -math.log(max(1, len(value))),
        "sound": 0.0 if problems else 1.0,
        "whole": 0.0 if len(value) == len("YYYY-MM") and value[4:5] == "-" else 1.0,
    }


def estimate(type: str, seen: Mapping[str, float]) -> float:
    """The probability, 0..1, that a value of this field type with these features is right."""
    return probability(_coefficients()[fields.load(type).confidence_class], seen)


def probability(coefficients: Mapping[str, float], seen: Mapping[str, float]) -> float:
    """The logistic curve, kept within what was measured."""
    score = coefficients["intercept"] + sum(coefficients.get(name, 0.0) * seen[name] for name in FEATURES)
    return min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))))


@cache
def _coefficients() -> Mapping[str, Mapping[str, float]]:
    text = resources.files("precheck.reading").joinpath("confidence.toml").read_text(encoding="utf-8")
    return {kind: table for kind, table in tomllib.loads(text).items() if kind in fields.CONFIDENCE_CLASSES}
