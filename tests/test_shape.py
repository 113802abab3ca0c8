"""The size of modules and functions, so that the house stays one to live in. What a room holds, it keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path("precheck")
MOST_MODULE_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 60, 6
COMMANDS = ROOT / "entrypoints" / "cli"
"""Typer makes an option of each parameter."""

ROOMS = (
    *(
        "checks",
        "domain",
        "entrypoints",
        "fields",
        "imaging",
        "ocr",
        "reporting",
        "service",
        "storage",
        "submission",
    ),
    "vision",
)


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_lies_more_than_two_folders_deep() -> None:
    deep = [path for path in ROOT.rglob("*.py") if len(path.parts) > 4 and "migrations" not in path.parts]
    assert deep == []


@pytest.mark.parametrize("room", ROOMS)
def test_modules_are_read_in_one_sitting(room: str) -> None:
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(room)}
    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > MOST_MODULE_LINES} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_functions_fit_a_screen_and_take_few_values(room: str) -> None:
    long, greedy = [], []
    for path in modules(room):
        for function in functions(path):
            assert function.end_lineno is not None
            if function.end_lineno - function.lineno + 1 > MOST_FUNCTION_LINES:
                long.append(f"{path}: {function.name}")
            names = [
                one.arg
                for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            ]
            taken = [name for name in names if name not in ("self", "cls")]
            if len(taken) > MOST_PARAMETERS and COMMANDS not in path.parents:
                greedy.append(f"{path}: {function.name}")
    assert long == []
    assert greedy == []
