"""For every code: how often it is raised where it should be, and where it should not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from precheck import checks
from precheck.evaluation import measures
from precheck.evaluation.expectation import Expectation, codes_of, expect, grouped
from precheck.evaluation.metrics import Rate, auc, quantiles, rate
from precheck.evaluation.observe import Observation


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """One code. ``on_good``: false alarms on pictures without any defect; ``on_others``: on those with defects of another
    kind. ``auc`` of the measure behind it over the same pictures, ``auc_laplacian`` of the frame's Laplacian (blur only).
    ``missed`` and ``false`` name pictures. ``exists``: some check can raise it."""

    code: str
    exists: bool
    hit: Rate
    on_good: Rate
    on_others: Rate
    auc: float | None = None
    auc_laplacian: float | None = None
    missed: tuple[str, ...] = ()
    false: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """A measure over bad pictures (the flag is owed) and good ones (no defect of any kind)."""

    name: str
    code: str
    title: str
    low_is_bad: bool
    bad: tuple[float, ...]
    good: tuple[float, ...]
    bad_quantiles: tuple[float, ...]
    good_quantiles: tuple[float, ...]


def by_code(observations: Sequence[Observation]) -> list[CodeFigures]:
    """Every code that a check can raise or a picture should, in the order of their names."""
    expectations = [expect(o.labelled.truth, o.labelled.material) for o in observations]
    known = {grouped(code) for name in checks.names() for code in checks.load(name).FLAGS}
    raised = {grouped(code) for o in observations for code in o.codes}
    wanted = sorted(known | raised | codes_of(expectations))
    return [_one(code, code in known, observations, expectations) for code in wanted]


def _one(
    code: str, exists: bool, observations: Sequence[Observation], expectations: Sequence[Expectation]
) -> CodeFigures:
    hits: list[bool] = []
    good: list[bool] = []
    others: list[bool] = []
    missed: list[str] = []
    false: list[str] = []
    for observation, expectation in zip(observations, expectations, strict=True):
        raised = {c for c in observation.codes if grouped(c) == code}
        wanted = expectation.of(code)
        if wanted is None:
            continue
        if wanted:
            owed = {c for c in expectation.must if grouped(c) == code}
            hits.append(bool(raised & owed))
            if not hits[-1]:
                missed.append(observation.labelled.file)
        else:
            (others if expectation.must or expectation.may else good).append(bool(raised))
            if raised:
                false.append(observation.labelled.file)
    bad, fine, laplacian_bad, laplacian_fine = _scores(code, observations, expectations)
    return CodeFigures(
        code,
        exists,
        rate(hits),
        rate(good),
        rate(others),
        auc(bad, fine),
        auc(laplacian_bad, laplacian_fine) if code == "blurred.text" else None,
        tuple(missed),
        tuple(false),
    )


def _scores(
    code: str, observations: Sequence[Observation], expectations: Sequence[Expectation]
) -> tuple[list[float], list[float], list[float], list[float]]:
    measure = next((m for m in measures.MEASURES if m.code == code), None)
    bad: list[float] = []
    fine: list[float] = []
    laplacian_bad: list[float] = []
    laplacian_fine: list[float] = []
    for observation, expectation in zip(observations, expectations, strict=True):
        wanted = expectation.of(code)
        if wanted is None or measure is None:
            continue
        value = observation.measures.get(measure.name)
        laplacian = observation.measures.get(measures.LAPLACIAN)
        if value is not None:
            (bad if wanted else fine).append(-value if measure.low_is_bad else value)
        if laplacian is not None:
            (laplacian_bad if wanted else laplacian_fine).append(-laplacian)
    return bad, fine, laplacian_bad, laplacian_fine


def distributions(observations: Sequence[Observation]) -> list[Distribution]:
    """Each measure over bad and good pictures."""
    expectations = [expect(o.labelled.truth, o.labelled.material) for o in observations]
    found = []
    for measure in measures.MEASURES:
        values: Mapping[bool, list[float]] = {True: [], False: []}
        for observation, expectation in zip(observations, expectations, strict=True):
            wanted = expectation.of(measure.code)
            value = observation.measures.get(measure.name)
            if value is None or wanted is None or (not wanted and (expectation.must or expectation.harmed)):
                continue
            values[wanted].append(value)
        bad, good = values[True], values[False]
        found.append(
            Distribution(
                measure.name,
                measure.code,
                measure.title,
                measure.low_is_bad,
                tuple(bad),
                tuple(good),
                tuple(quantiles(bad)),
                tuple(quantiles(good)),
            )
        )
    return found
