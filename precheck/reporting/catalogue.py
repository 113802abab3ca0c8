"""What there is, for listing: materials with their views and fields, checks with their codes. Rows, JSON, Markdown."""

import inspect
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from precheck import checks
from precheck.domain.flag import FlagKind
from precheck.domain.material import Material
from precheck.submission import duplicates, views


def materials(known: Iterable[Material]) -> list[dict[str, Any]]:
    return [
        {
            "slug": material.slug,
            "title": material.title,
            "title_en": material.title_en,
            "views": [
                {"name": view.name, "title": view.title, "title_en": view.title_en, "required": view.required}
                for view in material.views
            ],
            "fields": [
                {"name": rule.name, "label": rule.label, "label_en": rule.label_en, "declared": rule.declared}
                for rule in material.fields
            ],
        }
        for material in known
    ]


def codes() -> list[dict[str, Any]]:
    """One entry a flag code, as declared by its check; a pipeline file may change severity and words."""
    entries = []
    for name in checks.names():
        module = checks.load(name)
        entries += [_entry(name, code, kind, module.__doc__) for code, kind in module.FLAGS.items()]
    for part in (views, duplicates):
        entries += _submission_codes(part)
    return entries


def _submission_codes(part: ModuleType) -> list[dict[str, Any]]:
    kinds: Mapping[str, FlagKind] = part.FLAGS
    return [_entry(code.split(".")[0], code, kind, part.__doc__) for code, kind in kinds.items()]


def _entry(check: str, code: str, kind: FlagKind, doc: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "check": check,
        "severity": str(kind.severity),
        "message": kind.message,
        "message_en": kind.message_en,
        "remedy": str(kind.remedy),
        "audience": str(kind.audience),
        "unit": kind.unit or None,
        "about": first_line(doc),
    }


def first_line(doc: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = inspect.cleandoc(doc or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def markdown(entries: Iterable[Mapping[str, Any]]) -> str:
    lines = ["| code | severity | 说明 · message | measured in |", "|---|---|---|---|"]
    for entry in entries:
        message = f"{entry['message']}<br>{entry['message_en']}".replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{entry['code']}` | {entry['severity']} | {message} | {entry['unit'] or ''} |")
    return "\n".join(lines) + "\n"
