"""All figures of a run in one value, and as JSON (``precheck.eval/1``)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from precheck.evaluation import curves as ends
from precheck.evaluation import flags, readings, turns
from precheck.evaluation.baselines import RAPIDOCR
from precheck.evaluation.expectation import unknown
from precheck.evaluation.metrics import Rate
from precheck.evaluation.observe import Observation
from precheck.evaluation.run import Ran

SCHEMA = "precheck.eval/1"


@dataclass(frozen=True, slots=True)
class Times:
    """Processor seconds a picture of one material: ours (mean, median, N) and stock RapidOCR's on ``stock_count`` of the same
    pictures; ``ratio``: theirs over ours on those."""

    material: str
    count: int
    mean: float
    median: float
    stock_count: int
    stock_mean: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is printed, drawn and stored."""

    pictures: int
    seconds: float
    versions: Mapping[str, str]
    missing: Sequence[str]
    unknown_defects: Mapping[str, int]
    unable: Mapping[str, int]
    codes: Sequence[flags.CodeFigures]
    orientation: Sequence[turns.TurnFigures]
    views: Sequence[turns.ViewFigures]
    fields: Sequence[readings.FieldFigures]
    statuses: Sequence[readings.StatusFigures]
    curves: Sequence[readings.Curve]
    outcomes: Sequence[ends.Outcomes]
    spreads: Sequence[ends.Spread]
    decided: Sequence[ends.Decided]
    calibration: readings.Calibration
    prediction: readings.Prediction
    prediction_by_blur: readings.Prediction
    times: Sequence[Times]
    distributions: Sequence[flags.Distribution]
    examples: Sequence[readings.Example]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; rates as ``{hits, n, rate, low, high}``."""
        return {"schema": SCHEMA, **_plain(self)}


def summarise(ran: Ran, versions: Mapping[str, str]) -> Summary:
    """The figures of a run; ``versions`` names what was measured."""
    seen = ran.observations
    return Summary(
        pictures=len(seen),
        seconds=ran.seconds,
        versions={**versions, **ran.versions},
        missing=ran.missing,
        unknown_defects=Counter(name for o in seen for name in unknown(o.labelled.truth)),
        unable=Counter(name for o in seen for name in o.unable),
        codes=flags.by_code(seen),
        orientation=turns.orientation(seen),
        views=turns.views(seen),
        fields=readings.by_field(seen),
        statuses=readings.statuses(seen),
        curves=readings.curves(seen),
        outcomes=ends.outcomes(seen),
        spreads=ends.spreads(seen),
        decided=ends.decided(seen),
        calibration=readings.calibration(seen),
        prediction=readings.prediction(seen),
        prediction_by_blur=readings.prediction(seen, by_blur=True),
        times=times(seen),
        distributions=flags.distributions(seen),
        examples=readings.examples(seen),
    )


def times(observations: Sequence[Observation]) -> list[Times]:
    """By material, and "*" over all."""
    groups: dict[str, list[Observation]] = {}
    for observation in observations:
        for material in (observation.labelled.material, "*"):
            groups.setdefault(material, []).append(observation)
    return [_times(material, listed) for material, listed in sorted(groups.items())]


def _times(material: str, listed: Sequence[Observation]) -> Times:
    own = [o.cpu_seconds for o in listed]
    both = [(o.cpu_seconds, o.answers.seconds[RAPIDOCR]) for o in listed if RAPIDOCR in o.answers.seconds]
    stock = mean(theirs for _, theirs in both) if both else None
    ratio = sum(theirs for _, theirs in both) / sum(ours for ours, _ in both) if both else None
    return Times(material, len(own), mean(own), median(own), len(both), stock, ratio)


def _plain(value: Any) -> Any:
    if isinstance(value, Rate):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return round(value, 6) if isinstance(value, float) else value
