"""Orientation and views: confusion tables, beside what two other tools say of the same pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from precheck.evaluation.expectation import NO_TURN_TOLD, expect
from precheck.evaluation.metrics import Rate, confusion, rate
from precheck.evaluation.observe import Observation
from precheck.evaluation.truth import way

PRECHECK = "precheck"


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """One tool. ``right``: of all eight ways on pictures whose text was not damaged; ``false_turn``: upright pictures called
    turned or mirrored, damaged ones included; ``missed``: turned or mirrored ones not called so. ``damaged``: as ``right``, on
    damaged ones. ``right_unmirrored``: over the four ways that the other tools know."""

    tool: str
    right: Rate
    right_unmirrored: Rate
    false_turn: Rate
    missed: Rate
    damaged: Rate
    confusion: Mapping[str, Mapping[str, int]]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewFigures:
    """Views named right, by material, with the confusion table; ``-`` is no view."""

    material: str
    right: Rate
    confusion: Mapping[str, Mapping[str, int]]
    wrong: tuple[str, ...] = ()


def orientation(observations: Sequence[Observation]) -> list[TurnFigures]:
    """Ours first, then each tool that was asked."""
    judged = [o for o in observations if o.labelled.truth.way and o.labelled.truth.kind not in NO_TURN_TOLD]
    judged = [o for o in judged if "format" not in (o.labelled.truth.defects or {})]
    tools = sorted({tool for o in judged for tool in o.answers.rotations})
    found = [_tool(PRECHECK, judged, lambda o: way(o.rotation, o.mirrored))]
    for tool in tools:
        asked = [o for o in judged if tool in o.answers.rotations]
        found.append(_tool(tool, asked, lambda o, tool=tool: way(o.answers.rotations[tool], False)))  # type: ignore[misc]
    return found if judged else []


def _tool(tool: str, judged: Sequence[Observation], answer: Callable[[Observation], str]) -> TurnFigures:
    whole = [o for o in judged if not expect(o.labelled.truth, o.labelled.material).harmed]
    damaged = [o for o in judged if expect(o.labelled.truth, o.labelled.material).harmed]
    upright = [o for o in judged if o.labelled.truth.way == "0"]
    turned = [o for o in whole if o.labelled.truth.way != "0"]

    def right(o: Observation) -> bool:
        return answer(o) == o.labelled.truth.way

    return TurnFigures(
        tool,
        rate([right(o) for o in whole]),
        rate([right(o) for o in whole if not o.labelled.truth.mirrored]),
        rate([answer(o) not in ("0", "-") for o in upright]),
        rate([answer(o) in ("0", "-") for o in turned]),
        rate([right(o) for o in damaged]),
        confusion([(str(o.labelled.truth.way), answer(o)) for o in judged]),
        tuple(f"{o.labelled.file}: {o.labelled.truth.way} → {answer(o)}" for o in whole if not right(o)),
    )


def views(observations: Sequence[Observation]) -> list[ViewFigures]:
    """By material, over pictures of the right kind whose view is known and whose text was not damaged."""
    judged: dict[str, list[Observation]] = {}
    for observation in observations:
        truth, material = observation.labelled.truth, observation.labelled.material
        if truth.view is None or truth.kind not in (None, material) or truth.view in ("original", "other"):
            continue
        if not expect(truth, material).harmed:
            judged.setdefault(material, []).append(observation)
    return [_views(material, listed) for material, listed in sorted(judged.items())]


def _views(material: str, listed: Sequence[Observation]) -> ViewFigures:
    pairs = [(str(o.labelled.truth.view), o.view or "-") for o in listed]
    return ViewFigures(
        material,
        rate([truth == answer for truth, answer in pairs]),
        confusion(pairs),
        tuple(f"{o.labelled.file}: {t} → {a}" for o, (t, a) in zip(listed, pairs, strict=True) if t != a),
    )
