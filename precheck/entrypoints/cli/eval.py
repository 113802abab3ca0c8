"""``precheck eval``: how good the checks are on labelled pictures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.wiring import Precheck
    from precheck_evaluation.evaluation import Evaluation
    from precheck_evaluation.manifest import Labelled
    from precheck_evaluation.run import MakeCheckers, Ran


class Half(StrEnum):
    """Which half of the pictures that people labelled."""

    CHOOSING = "choosing"
    JUDGING = "judging"
    BOTH = "both"


Sets = Annotated[
    list[str],
    typer.Argument(
        metavar="[NAME=]SET...",
        help="带真值的清单 · manifests (JSONL, TOML, labels.csv) or their folders; NAME puts their figures in a column of "
        "its own",
    ),
]
Reports = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="已有的报告 · judge these reports.jsonl instead of checking again"),
]
EvalHalf = Annotated[
    Half,
    typer.Option(
        help="标注图片的哪一半 · which half of a labels.csv: choose limits on one, judge on the other"
    ),
]
Material = Annotated[
    str,
    typer.Option(
        metavar="SLUG", help="labels.csv 未写明时的材料 · the material where a labels.csv names none"
    ),
]
Jobs = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="进程数 · processes [default: one a core]")
]
Peers = Annotated[
    int,
    typer.Option(
        metavar="N", min=0, help="其他工具测多少张 · on how many pictures the other tools are asked"
    ),
]
Declare = Annotated[
    bool, typer.Option("--declare/--no-declare", help="试真假申报值 · try true and wrong declared values")
]
Limit = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="只测前 N 张 · the first N pictures only")
]
Precision = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="识别模型的精度 · the recogniser's precision, emulated: f32, bf16, int8"
    ),
]
FitConfidence = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="由此拟合置信度曲线 · fit the curves of `confidence` and write them here"
    ),
]
Keep = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="保存识别结果，再测时不重读 · keep what was read here, so that it is read once and judged often",
    ),
]


def eval(
    sets: Sets,
    out: Annotated[Path, typer.Option(metavar="DIR", help="结果目录 · where the results go")] = Path(
        "precheck-eval"
    ),
    reports: Reports = None,
    half: EvalHalf = Half.BOTH,
    material: Material = "diploma",
    jobs: Jobs = None,
    peers: Peers = 0,
    declare: Declare = True,
    limit: Limit = None,
    precision: Precision = None,
    fit_confidence: FitConfidence = None,
    keep: Keep = None,
    engine: options.Engine = None,
) -> int:
    """评测 · Hit and false-alarm rates and readings on labelled pictures, one column a group.

    A SET is a folder with labels.csv (file, and of what was seen by eye: kind, turn_clockwise_to_upright, sharp, cut,
    fills_frame, glare, covered, display, papers; source, material, half, decision: accepted or returned), or a manifest as
    for scan, each row with an object `truth`, all keys optional: what is not said is not judged. Its keys:
    precheck_evaluation/truth.py and defects.toml.

    写出 · Writes eval.html, eval.md, eval.json, and wrong.csv with the pictures that went wrong. 退出码 · Exit: 0 done; 2 bad
    usage.
    """
    from precheck.wiring import Precheck

    checker = Precheck(engine)  # loads no engine: that is for the processes
    pictures = _pictures(sets, half, material)[:limit]
    unknown = sorted({picture.material for picture in pictures} - set(checker.materials))
    if unknown:
        raise Invalid(f"没有这种材料 (no such material): {', '.join(unknown)}")
    if not pictures:
        raise Invalid(f"没有可测的图片 (no picture to look at): {', '.join(sets)}")
    options.folder(out)
    if reports:
        return _judge_stored(pictures, reports, checker, out)
    missing = next((picture.path for picture in pictures if not picture.path.is_file()), None)
    if missing is not None:
        raise Invalid(f"没有这个文件 (no such file): {missing}")
    ran = _run(pictures, partial(_checkers, engine, precision, keep, declare), peers, jobs)
    if fit_confidence is not None:
        from precheck_evaluation import calibrate

        fit_confidence.write_text(calibrate.as_toml(calibrate.fit(ran.observations)), "utf-8")

    from precheck_evaluation.evaluation import Evaluation, evaluate

    versions = {"precheck": metadata.version("precheck"), **ran.versions}
    if precision:
        versions["recogniser"] = precision
    hands = _hands(pictures)
    _write(Evaluation(evaluate(ran.observations), hands, ran.seconds, versions, ran.missing), out)
    return 0


def _pictures(sets: Sequence[str], half: Half, material: str) -> list[Labelled]:
    """All pictures of all sets; file names carry their folder's where there are several sets."""
    from precheck_evaluation import manifest

    found = []
    for given in sets:
        name, named, path = given.partition("=")
        for picture in manifest.read(Path(path if named else given), material):
            if half != Half.BOTH and picture.half not in (None, half.value):
                continue
            if named and picture.half is None:
                picture = replace(picture, group=name)
            if len(sets) > 1:
                picture = replace(picture, file=f"{picture.path.parent.name}/{picture.file}")
            found.append(picture)
    return found


def _hands(pictures: Sequence[Labelled]) -> list[str]:
    """The groups that were drawn: their figures should agree."""
    return list(dict.fromkeys(picture.group for picture in pictures if picture.half is None))


def _run(pictures: Sequence[Labelled], make: MakeCheckers, peers: int, jobs: int | None) -> Ran:
    from precheck_evaluation.run import Plan, run

    total = len(pictures)

    def seen(count: int) -> None:
        if count == total or count % max(1, total // 20) == 0:
            options.say(f"{count}/{total}")

    return run(pictures, Plan(make, peers, min(jobs or len(os.sched_getaffinity(0)), total)), seen)


def _judge_stored(pictures: Sequence[Labelled], reports: Sequence[Path], checker: Precheck, out: Path) -> int:
    from precheck_evaluation import stored
    from precheck_evaluation.evaluation import Evaluation, evaluate

    known = {key: report for path in reports for key, report in stored.read(path).items()}
    seen, missing = stored.observe(pictures, known, checker.materials)
    if missing:
        options.say(f"没有报告，未计 (no report, not counted): {len(missing)}: {', '.join(missing[:5])}")
    versions = {"precheck": ", ".join(sorted({o.report.provenance.precheck for o in seen}))}
    _write(Evaluation(evaluate(seen), _hands(pictures), versions=versions), out)
    return 0


def _write(evaluation: Evaluation, out: Path) -> None:
    import json

    from precheck_evaluation import html, text

    options.console().print(text.view(evaluation))
    (out / "eval.json").write_text(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1), "utf-8")
    (out / "eval.html").write_text(html.page(evaluation), "utf-8")
    (out / "eval.md").write_text(text.markdown(evaluation), "utf-8")
    (out / "wrong.csv").write_text(text.wrong(evaluation), "utf-8-sig")
    options.say(f"报告 (report): {out / 'eval.html'}")


def _checker(engine: str | None, precision: str | None, keep: Path | None) -> Precheck:
    """A checker in a process of its own."""
    from precheck.wiring import Precheck

    checker = Precheck(engine)
    if precision is not None:
        from precheck_evaluation import precision as precisions

        checker.engine = precisions.engine(precision)
    if keep is not None:
        from precheck_evaluation.kept import KeptEngine

        checker.engine = KeptEngine(checker.engine, keep)
    return checker


def _checkers(
    engine: str | None, precision: str | None, keep: Path | None, declare: bool
) -> tuple[Precheck, Precheck | None]:
    """A checker, and one with the same readers but no checks, that declared values are tried with."""
    from precheck.wiring import Precheck

    checker = _checker(engine, precision, keep)
    if not declare:
        return checker, None
    comparer = Precheck(engine)
    comparer.pipelines = {slug: replace(d, checks=()) for slug, d in checker.pipelines.items()}
    comparer.engine, comparer.number_reader = checker.engine, checker.number_reader
    return checker, comparer
