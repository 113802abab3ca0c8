"""What second looks are worth: each kind of look tried at each kind of doubt, on pictures with known truth.

``python -m precheck_evaluation.looks SET... --out looks.toml`` tries every look by itself on what the first one left open, nothing
declared, the true values, and a wrong one of each field; ``--in-turn`` follows the looks as they are really taken, one after the
other, and says what the budget and the order leave of them. A look is for the better where the picture's fields end better than
before it: read right where nothing is declared, a match of a true value; a wrong one that matches, or a true one that is
contradicted, is worse than one that is left open.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import cv2
from rich.console import Console

from precheck import fields
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Status
from precheck.domain.registration import Registration
from precheck.domain.upload import Upload
from precheck.pipeline import stages
from precheck.reading import doubts, refine
from precheck.reading.looks import LOOKS, Scene, Seen
from precheck.reading.refine import Option, Pair
from precheck.wiring import Precheck
from precheck_evaluation import manifest
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.observe import wrong_values

EVERY: Mapping[Pair, float] = {(look, doubt): 1.0 for look in LOOKS for doubt in doubts.Doubt}


@dataclass
class Tally:
    """How often a look was taken at a doubt, what came of it, and the processor's milliseconds in all."""

    taken: int = 0
    better: int = 0
    worse: int = 0
    milliseconds: float = 0.0

    def add(self, gain: int, milliseconds: float) -> None:
        """One more time; ``gain``: how much better the fields ended."""
        self.taken += 1
        self.better += gain > 0
        self.worse += gain < 0
        self.milliseconds += milliseconds


@dataclass
class Trials:
    """Second looks at one picture, counted. ``in_turn``: those that are really taken; else each by itself."""

    in_turn: bool
    tallies: dict[Pair, Tally] = field(default_factory=lambda: defaultdict(Tally))
    truth: Mapping[str, str] = field(default_factory=dict)
    declared: bool = False

    def refine(self, scene: Scene, seen: Seen) -> Seen:
        """As :func:`precheck.reading.refine.refine`, counting."""
        counts = self.declared == any(r.expected is not None for r in seen.readings.values())
        if not self.in_turn and counts:
            self._try_each(scene, seen)
        watch = self._count if self.in_turn and counts else refine.unwatched
        return refine.refine(scene, seen, watch=watch)

    def _try_each(self, scene: Scene, seen: Seen) -> None:
        meter, tried = scene.readers.meter, set[tuple[str, str]]()
        before = meter.spent
        for name, question in refine.open_options(scene, seen, EVERY):
            look = LOOKS[name]
            if (name, look.concerns(question)) in tried:
                continue
            tried.add((name, look.concerns(question)))
            started = time.process_time()
            after = look.take(scene, seen, question)
            spent = 1000 * (time.process_time() - started)
            self._count((name, question), seen, after, spent)
        meter.spent = before

    def _count(self, option: Option, before: Seen, after: Seen, spent: float) -> None:
        gain = sum(self._score(after.readings[n]) - self._score(before.readings[n]) for n in before.readings)
        self.tallies[option[0], option[1].doubt].add(gain, spent)

    def _score(self, reading: FieldReading) -> int:
        true = self.truth.get(reading.name)
        if true is None:
            return 0
        kind = fields.load(reading.type)
        if reading.expected is None:
            return int(kind.normalise(reading.value or "") == kind.normalise(true) != "")
        if kind.agree(true, reading.expected):
            return {Status.MATCH: 1, Status.MISMATCH: -1}.get(reading.status, 0)
        return -1 if reading.status is Status.MATCH else 0


def measure(pictures: Sequence[Labelled], in_turn: bool) -> dict[Pair, Tally]:
    """The tallies of all pictures: nothing and the true values declared, then wrong ones."""
    checker, trials = Precheck(), Trials(in_turn)
    for picture in pictures:
        known = checker.materials.get(picture.material)
        if known is None or picture.truth.kind not in (None, picture.material):
            continue
        trials.truth = picture.truth.fields
        for trials.declared, declared in ((False, None), *((True, one) for one in _declared(picture, known))):
            pipeline = checker.pipelines[picture.material]
            tools = stages.Tools(
                checker.engine, checker.segmenter, lambda: checker.careful_reader, trials.refine
            )
            upload = Upload.from_bytes(
                picture.path.read_bytes(), material=picture.material, file=picture.file
            )
            stages.examine(upload, declared, pipeline, checker.materials, date.today(), tools)
    return dict(trials.tallies)


def _declared(picture: Labelled, material: Material) -> Iterator[Registration]:
    """What was registered; and one wrong value of each field that is declared."""
    if picture.registration is None:
        return
    yield picture.registration
    wrong = {}
    for rule in material.fields:
        true = picture.truth.fields.get(rule.name)
        if rule.declared and true is not None:
            wrong[rule.declared] = next((w for _, w in wrong_values(rule.name, true, picture.file)), true)
    yield Registration.parse(wrong)


def as_toml(tallies: Mapping[Pair, Tally]) -> str:
    """``looks.toml``: the pairs of a look and a doubt by what they are worth, those that are worth nothing left out."""
    rows = ["# Measured: docs/evaluation/reading.md; written by python -m precheck_evaluation.looks.", ""]
    for (look, doubt), tally in sorted(tallies.items(), key=lambda item: (item[0][0], -_worth(item[1]))):
        if _worth(tally) > 0:
            each = tally.milliseconds / tally.taken
            rows.append(
                f"{look}.{doubt} = {{ taken = {tally.taken}, better = {tally.better}, worse = {tally.worse}, "
                f"milliseconds = {each:.1f} }}"
            )
    return "\n".join(rows) + "\n"


def table(tallies: Mapping[Pair, Tally]) -> str:
    """All pairs for people, in Markdown."""
    rows = [
        "| look | doubt | taken | better | worse | ms each | better a second |",
        "|---|---|---|---|---|---|---|",
    ]
    for (look, doubt), tally in sorted(tallies.items(), key=lambda item: -_worth(item[1])):
        rows.append(
            f"| {look} | {doubt} | {tally.taken} | {tally.better} | {tally.worse} "
            f"| {tally.milliseconds / tally.taken:.1f} | {1000 * _worth(tally):.2f} |"
        )
    return "\n".join(rows)


def _worth(tally: Tally) -> float:
    return (tally.better - tally.worse) / max(tally.milliseconds, 1e-9)


def main() -> None:
    """Measures, prints, writes."""
    parser = argparse.ArgumentParser(prog="precheck_evaluation.looks", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--in-turn", action="store_true", help="the looks as they are really taken")
    parser.add_argument("--out", type=Path, help="where the worths are written")
    options = parser.parse_args()
    cv2.setNumThreads(1)  # processes are the unit of parallelism
    tallies = measure([p for folder in options.sets for p in manifest.read(folder)], options.in_turn)
    Console().print(table(tallies), markup=False)
    if options.out:
        options.out.write_text(as_toml(tallies), "utf-8")


if __name__ == "__main__":
    main()
