"""``precheck eval``: how good the checks are on labelled pictures."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import options
from precheck.wiring import Precheck
from precheck_evaluation import command

Half = Literal["choosing", "judging", "both"]
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
    half: EvalHalf = "both",
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
    checker = Precheck(engine)  # loads no engine: that is for the processes
    pictures = command.read_sets(sets, None if half == "both" else half, material)[:limit]
    unknown = sorted({picture.material for picture in pictures} - set(checker.materials))
    if unknown:
        raise Invalid(f"没有这种材料 (no such material): {', '.join(unknown)}")
    if not pictures:
        raise Invalid(f"没有可测的图片 (no picture to look at): {', '.join(sets)}")
    options.folder(out)
    if reports:
        evaluation = command.judge_stored(pictures, reports, checker, options.say)
    else:
        missing = next((picture.path for picture in pictures if not picture.path.is_file()), None)
        if missing is not None:
            raise Invalid(f"没有这个文件 (no such file): {missing}")
        make = partial(command.make_checkers, engine, precision, keep, declare)
        ran = command.run_all(pictures, make, peers, jobs, options.say)
        if fit_confidence is not None:
            command.fit(ran, fit_confidence)
        evaluation = command.evaluate_run(pictures, ran, precision)
    options.console().print(command.view(evaluation))
    command.write(evaluation, out)
    options.say(f"报告 (report): {out / 'eval.html'}")
    return 0
