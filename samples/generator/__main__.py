"""`python -m samples.generator`: sets of fictional pictures, the committed samples, contact sheets, examples."""

import argparse
import sys
from pathlib import Path

from samples.generator import batch, committed, examples, fonts, sheets
from samples.generator.camera import DIFFICULTIES


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when all pictures are written, 2 on bad usage or missing fonts."""
    parser = argparse.ArgumentParser(prog="python -m samples.generator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("set", help="pictures and manifest.jsonl, the same for the same seed")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--count", type=int, default=60)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--materials", default="identity,diploma,institution_licence")
    one.add_argument("--layouts", choices=("train", "held_out", "all"), default="all")
    one.add_argument("--difficulty", choices=tuple(DIFFICULTIES), default="sharp")
    one.add_argument(
        "--defects", default="", help="given out in turn, e.g. none,rotated:90,dark:0.2+glare:main"
    )
    one.add_argument("--processes", type=int, default=1)
    commands.add_parser("samples", help="the committed samples, over what is there")
    shown = commands.add_parser("sheets", help="contact sheets, and the page that says what each imitates")
    shown.add_argument("--out", type=Path, required=True)
    specimens = commands.add_parser("examples", help="the examples on the candidate's page")
    specimens.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    try:
        fonts.require()
        if chosen.command == "samples":
            root = Path(__file__).resolve().parents[1]
            print(f"{committed.write(root)} pictures in {root}", file=sys.stderr)
            return 0
        if chosen.command == "sheets":
            print(f"{sheets.write(chosen.out)} sheets in {chosen.out}", file=sys.stderr)
            return 0
        if chosen.command == "examples":
            print(f"{examples.write(chosen.out)} examples in {chosen.out}", file=sys.stderr)
            return 0
        listed = batch.jobs(
            chosen.count,
            chosen.seed,
            chosen.materials.split(","),
            chosen.layouts,
            chosen.difficulty,
            [d for d in chosen.defects.split(",") if d],
        )
    except (fonts.FontsMissing, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    count = batch.write(batch.produce(listed, chosen.processes), chosen.out)
    print(f"{count} pictures in {chosen.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
