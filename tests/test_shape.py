"""The shape of the house, so that it stays one to live in. Parameters are ruff's to count (PLR0913), layers import-linter's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from precheck import ocr

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("precheck", "precheck_evaluation")
MOST_MODULE_LINES, MOST_FUNCTION_LINES, MOST_FOLDERS = 400, 60, 2
WITHOUT_NUMBERS = ("checks", "vision")
"""Rooms whose modules hold no number that decides: limits stand in the pipeline files, of vision in its limits.toml."""
FORMATS = {"faces.py": {"RESULT_BYTES", "NUMBERS_A_FACE"}}
"""What another's library writes decides nothing."""
NAMES_AN_ENGINE = {"config.py": {"tiered"}}
"""The default."""


def modules(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def every_module() -> list[Path]:
    found = [path for package in PACKAGES for path in modules(ROOT / package)]
    assert len(found) > 200
    return found


def engines_named(tree: ast.Module, engines: set[str]) -> set[str]:
    """Engines whose name is a text of its own or is imported; sentences may speak of them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value.lower())
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(node.module.split("."), (alias.name for alias in node.names))
        elif isinstance(node, ast.Import):
            found.update(part for alias in node.names for part in alias.name.split("."))
    return found & engines


def number_in(value: ast.expr) -> bool:
    """Whether an expression holds a number; a truth value is none."""
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        for node in ast.walk(value)
    )


def numbers_of_module(tree: ast.Module) -> list[str]:
    """The names to which a module gives numbers."""
    return [
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and number_in(node.value)
    ]


def test_no_module_lies_more_than_two_folders_deep() -> None:
    deep = [path for path in every_module() if len(path.relative_to(ROOT).parts) - 2 > MOST_FOLDERS]
    assert deep == []


def test_modules_are_read_in_one_sitting() -> None:
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in every_module()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_MODULE_LINES} == {}


def test_functions_fit_a_screen() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in every_module()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_FUNCTION_LINES} == {}


def test_every_package_says_what_is_inside_and_what_may_be_imported() -> None:
    rooms = [path for path in (ROOT / "precheck").iterdir() if (path / "__init__.py").is_file()]
    assert len(rooms) > 10
    for room in rooms:
        text = ast.get_docstring(parsed(room / "__init__.py")) or ""
        assert len(text.splitlines()) >= 3, room.name


def test_no_engine_is_named_outside_its_room() -> None:
    # "null" is an empty value's name too; what is compared with it says nothing about an engine.
    engines = {*ocr.names(), "pytesseract"} - {"null"}
    assert len(engines) >= 3
    named = {
        str(path.relative_to(ROOT / "precheck")): found
        for path in modules(ROOT / "precheck")
        if path.parent.name != "ocr" and (found := engines_named(parsed(path), engines))
    }
    assert named == NAMES_AN_ENGINE


@pytest.mark.parametrize("room", WITHOUT_NUMBERS)
def test_no_number_that_decides_stands_in_code(room: str) -> None:
    found = {
        path.name: set(numbers_of_module(parsed(path))) - FORMATS.get(path.name, set())
        for path in modules(ROOT / "precheck" / room)
    }
    assert len(found) > 5
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ('if engine == "tiered": pass', {"tiered"}),
        ("from precheck.ocr import tiered", {"tiered"}),
        ("import precheck.ocr.tesseract", {"tesseract"}),
        ('"""Tesseract works in 1.5 GB."""', set()),
    ],
)
def test_an_engine_s_name_is_noticed(code: str, named: set[str]) -> None:
    assert engines_named(ast.parse(code), {"tiered", "tesseract"}) == named


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("NEAR = 0.3", ["NEAR"]),
        ("LIMITS: tuple[float, ...] = (1.5, 2)", ["LIMITS"]),
        ("FRESH = days * -3", ["FRESH"]),
        ("STOPS = True", []),
        ("def check(): near = 0.3", []),
    ],
)
def test_a_module_s_number_is_noticed(code: str, named: list[str]) -> None:
    assert numbers_of_module(ast.parse(code)) == named
