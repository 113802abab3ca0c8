"""The house's measures: how long functions are. How many parameters they have is ruff's to say (PLR0913)."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60
"""Lines of a function from its first statement to its last; the parameters, of which a command has one an option, and the
docstring are not counted."""


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    documented = ast.get_docstring(function) is not None and len(function.body) > 1
    return (function.end_lineno or 0) - function.body[documented].lineno + 1


def test_no_function_is_longer_than_a_page() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {node.name}": lines_of(node)
        for room in ("precheck", "precheck_evaluation")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(found) > 100
    assert {name: count for name, count in found.items() if count > LONGEST} == {}


def test_every_package_says_what_is_inside_and_what_may_be_imported() -> None:
    rooms = [path for path in (ROOT / "precheck").iterdir() if (path / "__init__.py").is_file()]
    assert len(rooms) > 10
    for room in rooms:
        text = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert len(text.splitlines()) >= 3, room.name
