"""``precheck eval``: how good the checks are on labelled pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.wiring import Precheck


def eval(
    manifests: Annotated[
        list[Path],
        typer.Argument(metavar="MANIFEST...", help="带真值的清单 · manifests (JSONL, TOML) or their folders"),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="结果目录 · where the results go")] = Path(
        "precheck-eval"
    ),
    jobs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="进程数 · processes [default: one a core]")
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="同时测其他工具 · run the other tools beside")
    ] = True,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="只测前 N 张 · the first N pictures only")
    ] = None,
    bench: Annotated[
        bool, typer.Option("--bench", help="只测速度与内存 · speed and memory only, one process")
    ] = False,
    curves: Annotated[
        bool,
        typer.Option(
            "--curves", help="只测申报值的比对 · only how true and wrong declared values end (no other tools)"
        ),
    ] = False,
    precision: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="识别模型的精度 · the recogniser's precision, emulated: f32, bf16, int8"
        ),
    ] = None,
    fit_confidence: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="由此拟合置信度曲线 · fit the curves of `confidence` and write them here"
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="保存识别结果，再测时不重读 · keep what was read here, so that it is read once and judged often",
        ),
    ] = None,
    engine: options.Engine = None,
) -> int:
    """评测 · Hit and false-alarm rates, curves and readings on labelled pictures, beside other tools.

    MANIFEST is as for scan (JSON lines: file, material, optional registration), each row with an object `truth`, all keys
    optional: what is not said is not judged. kind (the material it really is), view, rotation (0 90 180 270), mirrored,
    tilt_degrees, text_height_px, fields {name: {"value": ...}}, defects {name: {...}} ({} for a good picture; names:
    precheck/evaluation/defects.toml), readable (false: a person cannot read it), flags (the exact codes to expect, instead of
    defects), difficulty (a word to group by).

    写出 · Writes eval.html and eval.json; eval.json holds what was read, unmasked. 退出码 · Exit: 0 done; 2 bad usage.
    """
    import json
    import os
    from dataclasses import replace
    from functools import partial

    from precheck.domain.errors import Invalid
    from precheck.evaluation import manifest
    from precheck.wiring import Precheck

    pictures = [picture for path in manifests for picture in manifest.read(path)]
    if len(manifests) > 1:  # sets may use the same names
        pictures = [
            replace(picture, file=f"{picture.path.parent.name}/{picture.file}") for picture in pictures
        ]
    precheck = Precheck(engine)  # loads no engine: that is for the processes
    unknown = sorted({picture.material for picture in pictures} - set(precheck.materials))
    if unknown:
        options.say(f"没有这种材料，略过 (no such material, passed over): {', '.join(unknown)}")
    pictures = [picture for picture in pictures if picture.material in precheck.materials]
    pictures = pictures[:limit]
    missing = next((picture.path for picture in pictures if not picture.path.is_file()), None)
    if missing is not None or not pictures:
        raise Invalid(f"没有可测的图片 (no picture to look at): {missing or manifests[0]}")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"无法建立结果目录 (cannot make the folder): {out}: {error.strerror}") from None
    make = partial(_checker, engine, precision, keep, curves)
    if bench:
        from precheck.evaluation import bench as benchmark

        measured = benchmark.run(pictures, make, say=options.say)
        options.console().print(benchmark.view(measured))
        (out / "bench.json").write_text(json.dumps(measured.to_dict(), ensure_ascii=False, indent=1), "utf-8")
        return 0

    from importlib import metadata

    from precheck.evaluation import html, text
    from precheck.evaluation.run import run
    from precheck.evaluation.summary import summarise

    total = len(pictures)
    jobs = min(jobs or len(os.sched_getaffinity(0)), total)

    def seen(count: int) -> None:
        if count == total or count % max(1, total // 20) == 0:
            options.say(f"{count}/{total}")

    ran = run(pictures, make, jobs=jobs, baselines=baselines and not curves, seen=seen, fields_only=curves)
    named = {"precheck": metadata.version("precheck"), **({"recogniser": precision} if precision else {})}
    summary = summarise(ran, named)
    options.console().print(text.view(summary, curves_only=curves))
    if fit_confidence is not None:
        from precheck.evaluation import calibrate

        fit_confidence.write_text(calibrate.as_toml(calibrate.fit(ran.observations)), "utf-8")
    (out / "eval.json").write_text(json.dumps(summary.to_dict(), ensure_ascii=False, indent=1), "utf-8")
    (out / "eval.html").write_text(html.page(summary), "utf-8")
    options.say(f"报告 (report): {out / 'eval.html'}")
    return 0


def _checker(engine: str | None, precision: str | None, keep: Path | None, fields_only: bool) -> Precheck:
    """A checker, in a process of its own. ``fields_only``: without the checks, whose flags no curve looks at."""
    from dataclasses import replace

    from precheck.wiring import Precheck

    checker = Precheck(engine)
    if fields_only:
        checker.pipelines = {slug: replace(d, checks=()) for slug, d in checker.pipelines.items()}
    if precision is not None:
        from precheck.evaluation import precision as precisions

        checker.engine = precisions.engine(precision)
    if keep is not None:
        from precheck.evaluation.kept import KeptEngine

        checker.engine = KeptEngine(checker.engine, keep)
        if checker.second_reader is not None:
            checker.second_reader = KeptEngine(checker.second_reader, keep)
    return checker
