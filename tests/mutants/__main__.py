"""Changes one thing in the code, runs the tests that are about it, and counts how many changes they notice.

``make mutants`` does so for a sample, the same one for the same seed, of what cosmic-ray can change in ``checks/``,
``fields/``, ``submission/`` and the judging of declared values. A place is drawn first and one of its changes then, so that an
operator with many replacements weighs no more than one with a single one. Annotations, which are never evaluated, and
decorators that only make things frozen or remembered are left alone, as is equality for identity. Everything happens in copies of the tree.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

from precheck.domain.rate import wilson

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("precheck", "precheck_evaluation", "tests", "pipelines", "models", "samples", "pyproject.toml")
JUDGING = ("judge", "verify", "fuse", "careful", "reach", "own_words")
LEFT_ALONE = re.compile(
    r"core/(RemoveDecorator|ReplaceComparisonOperator_(Eq_Is|NotEq_IsNot|Is_Eq|IsNot_NotEq))$"
)
"""``==`` and ``is`` say the same of members of an enumeration and of single characters and small numbers as CPython keeps
them: no test could tell them apart."""


def modules() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every module that is changed, with the tests that are to notice."""
    for path in sorted((ROOT / "precheck/checks").glob("[a-z]*.py")):
        own = [str(test.relative_to(ROOT)) for test in (ROOT / "tests/checks").glob(f"test_{path.stem}*.py")]
        yield (
            path,
            (*own, *(f"tests/checks/test_{every}.py" for every in ("settings", "every_check", "recorded"))),
        )
    for path in sorted((ROOT / "precheck/fields").glob("*.py")):
        yield path, ("tests/fields",)
    for path in sorted((ROOT / "precheck/submission").glob("*.py")):
        table = ("tests/pipeline/test_requirements.py",) if path.stem == "rules" else ()
        yield path, ("tests/submission", *table)
    for name in JUDGING:
        tests = [str(test.relative_to(ROOT)) for test in (ROOT / "tests/reading").glob(f"test_{name}.py")]
        yield (
            ROOT / f"precheck/reading/{name}.py",
            (*tests, "tests/reading/test_judge.py", "tests/reading/test_fields.py"),
        )


def annotated_lines(path: Path) -> set[int]:
    """The lines on which annotations stand."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for given in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(given, ast.expr):
                found.update(range(given.lineno, (given.end_lineno or given.lineno) + 1))
    return found


def mutants(path: Path) -> dict[tuple[int, int], list[MutationSpec]]:
    """All changes to a module, by the place that they change."""
    with (
        tempfile.TemporaryDirectory() as folder,
        use_db(str(Path(folder) / "work.sqlite"), WorkDB.Mode.create) as db,
    ):
        init([path], db, {})
        every = [item.mutations[0] for item in db.work_items]
    lines, typed = path.read_text(encoding="utf-8").splitlines(), annotated_lines(path)
    found: dict[tuple[int, int], list[MutationSpec]] = defaultdict(list)
    for spec in every:
        line, column = spec.start_pos
        of_type = spec.operator_name.startswith("core/ReplaceBinaryOperator_BitOr") and line in typed
        if (
            not LEFT_ALONE.match(spec.operator_name)
            and not of_type
            and not re.match(r"\s*(log\.|@dataclass\()", lines[line - 1])
        ):
            found[line, column].append(spec)
    return found


def sample(count: int, seed: int, only: Sequence[str]) -> list[tuple[MutationSpec, tuple[str, ...]]]:
    """This many changes, each with the tests that are about it."""
    places = [
        (specs, tests)
        for path, tests in modules()
        if not only or any(word in str(path.relative_to(ROOT)) for word in only)
        for specs in mutants(path).values()
    ]
    chance = random.Random(seed)
    chosen = chance.sample(places, min(count, len(places)))
    print(f"{len(places)} places, {len(chosen)} drawn (seed {seed})", flush=True)
    return [(chance.choice(specs), tests) for specs, tests in chosen]


def copy_tree(folder: Path) -> Path:
    """A copy of what the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def run_tests(
    tree: Path, tests: Sequence[str], spec: MutationSpec | None, seconds: float
) -> tuple[bool, str]:
    """Whether the tests fail, or take too long, with this change made in the tree; and the change."""
    command = f"{sys.executable} -B -m pytest -x -q -n0 -p no:cacheprovider --rootdir {tree} " + " ".join(
        f"{tree}/{test}" for test in tests
    )
    mutations = []
    if spec is not None:
        moved = tree / Path(spec.module_path).resolve().relative_to(ROOT)
        mutations = [
            MutationSpec(
                moved, spec.operator_name, spec.occurrence, spec.start_pos, spec.end_pos, spec.operator_args
            )
        ]
    result = mutate_and_test(mutations, f"env -C {tree} PYTHONPATH={tree} {command}", seconds)
    if result.worker_outcome != "normal":
        raise RuntimeError(result.output)
    return result.test_outcome != TestOutcome.SURVIVED, result.diff or result.output or ""


def main() -> int:
    """Prints each survivor, then the rate of those killed with Wilson's 95% interval."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--minutes", type=float, default=60.0, help="no new mutant is begun after that")
    parser.add_argument("--only", nargs="*", default=(), help="parts of paths, as checks/glare")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    drawn = sample(chosen.count, chosen.seed, chosen.only)
    ends = time.monotonic() + 60 * chosen.minutes
    killed: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(chosen.processes):
            trees.put(copy_tree(Path(folder) / str(number)))

        def attempt(entry: tuple[MutationSpec, tuple[str, ...]]) -> None:
            spec, tests = entry
            if time.monotonic() > ends:
                return
            tree = trees.get()
            try:
                noticed, change = run_tests(tree, tests, spec, seconds=180)
            finally:
                trees.put(tree)
            killed[Path(spec.module_path).resolve().relative_to(ROOT / "precheck").parts[0]].append(noticed)
            print("." if noticed else "!", end="", flush=True)
            if not noticed:
                print(f"\nsurvived: {change}", flush=True)

        tree = trees.get()
        failed, said = run_tests(
            tree, sorted({test for _, tests in drawn for test in tests}), None, seconds=900
        )
        if failed:
            print(f"the tests fail as they are:\n{said}")
            return 1
        trees.put(tree)
        with ThreadPoolExecutor(chosen.processes) as pool:
            list(pool.map(attempt, drawn))
    for room, outcomes in sorted(killed.items()):
        say(room, outcomes)
    say("all", [noticed for outcomes in killed.values() for noticed in outcomes])
    return 0


def say(what: str, outcomes: Sequence[bool]) -> None:
    """How many were noticed, with Wilson's 95% interval."""
    if outcomes:
        low, high = wilson(sum(outcomes), len(outcomes))
        share = sum(outcomes) / len(outcomes)
        print(
            f"{what}: {sum(outcomes)} of {len(outcomes)} killed, {share:.0%} ({low:.0%}-{high:.0%})",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
