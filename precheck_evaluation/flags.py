"""For every code: how often it is raised where it is owed, and where it is not."""

from collections.abc import Sequence

from precheck import checks
from precheck_evaluation.expectation import Expectation, codes_of, expect, grouped
from precheck_evaluation.figures import Figure, Figures, rate
from precheck_evaluation.observe import Observation

OWED = "应标而标 Flags owed and raised"
ON_GOOD = "误报：无缺陷的图片 Flags on good pictures"
ON_OTHERS = "误报：有其他缺陷的图片 Flags on pictures with other defects"


def figures(observations: Sequence[Observation]) -> Figures:
    """Every code that a check can raise or a picture should, in the order of their names. Pictures without known defects are
    not judged."""
    pairs = [(o, expect(o.labelled.truth, o.labelled.material)) for o in observations]
    pairs = [(o, expectation) for o, expectation in pairs if expectation.judged]
    if not pairs:
        return []
    known = {grouped(code) for name in checks.names() for code in checks.load(name).FLAGS}
    raised = {grouped(code) for o, _ in pairs for code in o.codes}
    wanted = sorted(known | raised | codes_of(expectation for _, expectation in pairs))
    by_code = [figure for code in wanted for figure in _code(code, pairs)]
    order = (OWED, ON_GOOD, ON_OTHERS)
    return [*sorted(by_code, key=lambda figure: order.index(figure.section)), _any(pairs)]


def _code(code: str, pairs: Sequence[tuple[Observation, Expectation]]) -> list[Figure]:
    answers: dict[str, list[bool]] = {OWED: [], ON_GOOD: [], ON_OTHERS: []}
    wrong: dict[str, list[tuple[str, str]]] = {section: [] for section in answers}
    for observation, expectation in pairs:
        owed = expectation.requires(code)
        if owed is None:
            continue
        section = OWED if owed else (ON_OTHERS if expectation.must or expectation.may else ON_GOOD)
        given = {c for c in observation.codes if grouped(c) == code}
        hit = bool(given & expectation.must) if owed else bool(given)
        answers[section].append(hit)
        if hit is not owed:
            wrong[section].append((observation.labelled.file, " ".join(dict.fromkeys(observation.codes))))
    return [
        Figure(section, code, rate(listed), section == OWED, tuple(wrong[section]))
        for section, listed in answers.items()
    ]


def _any(pairs: Sequence[tuple[Observation, Expectation]]) -> Figure:
    """Of the pictures that owe nothing: how many bear any flag that they may not."""
    good = [(o, e) for o, e in pairs if not e.must and not e.may]
    flagged = [(o.labelled.file, " ".join(o.codes)) for o, _ in good if o.codes]
    return Figure(ON_GOOD, "任一标记 any flag", rate([bool(o.codes) for o, _ in good]), False, tuple(flagged))
