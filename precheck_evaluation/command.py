"""What ``precheck eval`` does: sets into pictures, pictures through checkers in processes, figures into files."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from rich.console import RenderableType

from precheck.wiring import Precheck
from precheck_evaluation import calibrate, html, manifest, stored, text
from precheck_evaluation import precision as precisions
from precheck_evaluation.evaluation import Evaluation, evaluate
from precheck_evaluation.kept import KeptEngine
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.run import MakeCheckers, Plan, Ran, run

Say = Callable[[str], None]


def read_sets(sets: Sequence[str], half: str | None, material: str) -> list[Labelled]:
    """All pictures of all sets (``[NAME=]PATH``); file names carry their folder's where there are several sets. ``half``: of
    the pictures that people labelled this half only."""
    found = []
    for given in sets:
        name, named, path = given.partition("=")
        for picture in manifest.read(Path(path if named else given), material):
            if half is not None and picture.half not in (None, half):
                continue
            if named and picture.half is None:
                picture = replace(picture, group=name)
            if len(sets) > 1:
                picture = replace(picture, file=f"{picture.path.parent.name}/{picture.file}")
            found.append(picture)
    return found


def run_all(pictures: Sequence[Labelled], make: MakeCheckers, peers: int, jobs: int | None, say: Say) -> Ran:
    """Every picture through a checker, ``jobs`` at a time (None: one a core), with some words on the way."""
    total = len(pictures)

    def seen(count: int) -> None:
        if count == total or count % max(1, total // 20) == 0:
            say(f"{count}/{total}")

    return run(pictures, Plan(make, peers, min(jobs or len(os.sched_getaffinity(0)), total)), seen)


def evaluate_run(pictures: Sequence[Labelled], ran: Ran, precision: str | None) -> Evaluation:
    """The figures of a run."""
    versions = {"precheck": metadata.version("precheck"), **ran.versions}
    if precision:
        versions["recogniser"] = precision
    return Evaluation(evaluate(ran.observations), _hands(pictures), ran.seconds, versions, ran.missing)


def judge_stored(
    pictures: Sequence[Labelled], reports: Sequence[Path], checker: Precheck, say: Say
) -> Evaluation:
    """The figures of reports that were made before."""
    known = {key: report for path in reports for key, report in stored.read(path).items()}
    seen, missing = stored.observe(pictures, known, checker.materials)
    if missing:
        say(f"没有报告，未计 (no report, not counted): {len(missing)}: {', '.join(missing[:5])}")
    versions = {"precheck": ", ".join(sorted({o.report.provenance.precheck for o in seen}))}
    return Evaluation(evaluate(seen), _hands(pictures), versions=versions)


def fit(ran: Ran, path: Path) -> None:
    """Fit the curves of ``confidence`` and write them."""
    path.write_text(calibrate.as_toml(calibrate.fit(ran.observations)), "utf-8")


def view(evaluation: Evaluation) -> RenderableType:
    """The figures for a terminal."""
    return text.view(evaluation)


def write(evaluation: Evaluation, out: Path) -> None:
    """``eval.json``, ``eval.html``, ``eval.md``, and ``wrong.csv`` with the pictures that went wrong."""
    (out / "eval.json").write_text(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1), "utf-8")
    (out / "eval.html").write_text(html.page(evaluation), "utf-8")
    (out / "eval.md").write_text(text.markdown(evaluation), "utf-8")
    (out / "wrong.csv").write_text(text.wrong(evaluation), "utf-8-sig")


def make_checkers(
    engine: str | None, precision: str | None, keep: Path | None, declare: bool
) -> tuple[Precheck, Precheck | None]:
    """A checker for a process, and one with the same readers but no checks, that declared values are tried with."""
    checker = Precheck(engine)
    if precision is not None:
        checker.engine, checker.careful_reader = precisions.tiers(precision)
    if keep is not None:
        checker.engine = KeptEngine(checker.engine, keep)
    if not declare:
        return checker, None
    comparer = Precheck(engine)
    comparer.pipelines = {slug: replace(d, checks=()) for slug, d in checker.pipelines.items()}
    comparer.engine, comparer.careful_reader = checker.engine, checker.careful_reader
    return checker, comparer


def _hands(pictures: Sequence[Labelled]) -> list[str]:
    """The groups that were drawn: their figures should agree."""
    return list(dict.fromkeys(picture.group for picture in pictures if picture.half is None))
