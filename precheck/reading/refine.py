"""Second looks: what could still change how a field ends is looked at again, what is worth most first, until the budget is spent.

Each pair of a look (:mod:`precheck.reading.looks`) and a doubt (:mod:`precheck.reading.doubts`) has a worth: how probably the look
made the fields end rightly that did not before, for each millisecond of a processor, as measured by
``python -m precheck_evaluation.looks``. A pair without a worth is not taken, but for those whose answer may accuse or pass somebody
wrongly. What is open when the budget is spent is unreadable: a person looks at it.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from math import inf
from time import process_time

from precheck.domain.errors import Invalid
from precheck.domain.reading import FieldReading, Status
from precheck.reading.doubts import Doubt, Question
from precheck.reading.looks import LOOKS, Scene, Seen

Pair = tuple[str, Doubt]
Option = tuple[str, Question]
"""A look by its name, and the question that it may answer."""

Watch = Callable[[Option, Seen, Seen, float], None]
"""Is told of each look that is taken: what was seen before and after, and the processor's milliseconds."""

FIRST = {("verify", Doubt.CONTRADICTS): inf, ("verify", Doubt.UNLIKELY): inf}
"""Taken before all others, however seldom they change anything: a true number that is contradicted, or a wrong one that matches, is
worse than any that is not read."""

HOPELESS = 0.01
"""Sharpness of the print below which a closer look finds nothing: of 65 such pictures none had a required field read."""


def unwatched(option: Option, before: Seen, after: Seen, spent: float) -> None:
    """Nobody watches."""


def refine(scene: Scene, seen: Seen, watch: Watch = unwatched) -> Seen:
    """What is seen after all looks that were worth it; as it was where no question was open or nothing came of it."""
    worths = measured_worths()
    taken: set[tuple[str, str]] = set()
    while (options := open_options(scene, seen, worths, taken)) and scene.readers.meter.leaves_room:
        look, question = max(options, key=lambda option: _rank(option, worths))
        taken.add((look, LOOKS[look].concerns(question)))
        before, started = seen, process_time()
        seen = LOOKS[look].take(scene, seen, question)
        watch((look, question), before, seen, 1000 * (process_time() - started))
    left = {question.name: _left_open(question) for _, question in options}
    return replace(seen, readings={**seen.readings, **left})


def _rank(option: Option, worths: Mapping[Pair, float]) -> tuple[bool, bool, float]:
    """What answers all questions of a kind at once comes before what answers one: that one answered, the others would not be asked."""
    worth = worths[option[0], option[1].doubt]
    return worth == inf, LOOKS[option[0]].at_once, worth


def open_options(
    scene: Scene, seen: Seen, worths: Mapping[Pair, float], taken: Collection[tuple[str, str]] = ()
) -> list[Option]:
    """The looks with a worth that were not taken yet, for each open question."""
    return [
        (look, question)
        for question in scene.questions(seen)
        for look, one in LOOKS.items()
        if worths.get((look, question.doubt), 0.0) > 0
        and (look, one.concerns(question)) not in taken
        and one.fits(question)
    ]


def _left_open(question: Question) -> FieldReading:
    """A declared value that wanted another look and had none is neither confirmed nor contradicted; one that was read as declared,
    however faint, is."""
    reading = question.reading
    if reading.status is not Status.MISMATCH and question.doubt is not Doubt.UNLIKELY:
        return reading
    spent = "复看预算已用完 (the budget of second looks is spent)"
    return replace(reading, status=Status.UNREADABLE, why=spent)


@cache
def measured_worths() -> Mapping[Pair, float]:
    """The worths of ``looks.toml``: how many more pictures' fields a look set right than wrong, for each time taken and
    millisecond.
    Raises Invalid: it names a look or a doubt that there is none of."""
    text = resources.files("precheck.reading").joinpath("looks.toml").read_text(encoding="utf-8")
    rows = {
        (look, doubt): (row["better"] - row["worse"]) / row["taken"] / row["milliseconds"]
        for look, by_doubt in tomllib.loads(text).items()
        for doubt, row in by_doubt.items()
    }
    if strange := [f"{look}.{doubt}" for look, doubt in rows if look not in LOOKS or doubt not in set(Doubt)]:
        raise Invalid(f"looks.toml: 没有这种复看 (no such look): {', '.join(strange)}")
    return {**{(look, Doubt(doubt)): worth for (look, doubt), worth in rows.items()}, **FIRST}
