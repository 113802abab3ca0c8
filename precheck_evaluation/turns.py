"""Orientation and views, beside what two other tools say of the same pictures."""

from collections.abc import Callable, Sequence

from precheck_evaluation.expectation import NO_TURN_TOLD, expect
from precheck_evaluation.figures import Figure, Figures, rate
from precheck_evaluation.observe import Observation, harmed
from precheck_evaluation.truth import way

PRECHECK = "Precheck"
SECTION = "方向与其他工具 Orientation, beside other tools"
VIEWS = "页面 Views"


def figures(observations: Sequence[Observation]) -> Figures:
    """Ours over all pictures, then each tool that was asked, with ours on the same ones; then the views."""
    judged = [o for o in observations if o.labelled.truth.way and o.labelled.truth.kind not in NO_TURN_TOLD]
    judged = [o for o in judged if "format" not in (o.labelled.truth.defects or {})]
    # Of real pictures many have no text that tells; drawn ones are made to be told.
    drawn = [o for o in judged if o.labelled.half is None]
    found = _tool(PRECHECK, drawn, own_orientation)[:1] if drawn else []
    for tool in sorted({tool for o in judged for tool in o.answers.rotations}):
        asked = [o for o in judged if tool in o.answers.rotations]
        found += _tool(tool, asked, lambda o, tool=tool: way(o.answers.rotations[tool], False))[1:]  # type: ignore[misc]
        found += _tool(f"{PRECHECK}（与 {tool} 同图 on the same）", asked, own_orientation)[1:]
    return [*found, *views(observations)]


def own_orientation(observation: Observation) -> str:
    return way(observation.report.image.rotation, observation.report.image.mirrored)


def _tool(tool: str, judged: Sequence[Observation], answer: Callable[[Observation], str]) -> list[Figure]:
    whole = [o for o in judged if not harmed(o.labelled)]
    upright = [o for o in judged if o.labelled.truth.way == "0"]
    four = [o for o in whole if not o.labelled.truth.mirrored]

    def right(o: Observation) -> bool:
        return answer(o) == o.labelled.truth.way

    def named(
        listed: Sequence[Observation], good: Callable[[Observation], bool]
    ) -> tuple[tuple[str, str], ...]:
        return tuple(
            (o.labelled.file, f"{o.labelled.truth.way} → {answer(o)}") for o in listed if not good(o)
        )

    def straight(o: Observation) -> bool:
        return answer(o) in ("0", "-")

    return [
        Figure(
            SECTION, f"{tool}: 八向正确 right of eight", rate([*map(right, whole)]), True, named(whole, right)
        ),
        Figure(SECTION, f"{tool}: 四向正确 right of four", rate([*map(right, four)]), True),
        Figure(
            SECTION,
            f"{tool}: 正图误判 upright called turned",
            rate([not straight(o) for o in upright]),
            False,
            named(upright, straight),
        ),
    ]


def views(observations: Sequence[Observation]) -> list[Figure]:
    """By material, over pictures of the right kind whose view is known and whose text was not damaged; the hand-held apart."""
    judged: dict[str, list[Observation]] = {}
    for observation in observations:
        truth, material = observation.labelled.truth, observation.labelled.material
        if truth.view is None or truth.kind not in (None, material) or truth.view in ("original", "other"):
            continue
        if not expect(truth, material).harmed:
            name = f"{material} handheld" if truth.view == "handheld" else material
            judged.setdefault(name, []).append(observation)
    return [
        Figure(
            VIEWS,
            name,
            rate([o.report.image.view == o.labelled.truth.view for o in listed]),
            True,
            tuple(
                (o.labelled.file, f"{o.labelled.truth.view} → {o.report.image.view or '-'}")
                for o in listed
                if o.report.image.view != o.labelled.truth.view
            ),
        )
        for name, listed in sorted(judged.items())
    ]
