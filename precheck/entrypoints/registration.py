"""Reading a registration from a file: a JSON object, or a CSV with one row."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from precheck.domain.errors import Invalid
from precheck.domain.registration import BadRegistration, Change, Fault, Registration


def read_registration(path: Path) -> tuple[Registration, tuple[Change, ...]]:
    """The registration in a file, and what was changed in it.

    Raises:
        Invalid: the file cannot be read or holds no registration. The message never repeats its content.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        raise Invalid(f"登记信息文件无法读取 (cannot read the registration): {path}") from None
    text = decode(data)
    try:
        if path.suffix.lower() == ".csv":
            return Registration.declare(_only_row(text, path))
        return Registration.declare(parse_json(text))
    except BadRegistration:
        raise
    except (ValueError, RecursionError):
        raise Invalid(f"登记信息不是 JSON (the registration is no JSON): {path}") from None


def decode(data: bytes) -> str:
    """Text as programs in China write it: UTF-8, UTF-16 with its mark, else GB 18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def parse_json(text: str) -> Any:
    """A JSON value.

    Raises:
        BadRegistration: a key stands twice in one object.
        ValueError, RecursionError: it is no JSON.
    """
    return json.loads(text, object_pairs_hook=_object)


def repeated(headings: Sequence[str]) -> str | None:
    """The first heading that stands twice; None where each is its own."""
    return next((name for place, name in enumerate(headings) if name and name in headings[:place]), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = repeated([key for key, _ in pairs])
    if twice is not None:
        raise BadRegistration(Fault(twice[:60], "出现两次 (stands twice)"))
    return dict(pairs)


def _only_row(text: str, path: Path) -> dict[str, Any]:
    rows = list(csv.DictReader(io.StringIO(text)))
    if len(rows) != 1:
        raise Invalid(
            f"登记信息 CSV 须有列名和一行数据 (a heading and one row wanted, {len(rows)} found): {path}"
        )
    if None in rows[0]:
        raise BadRegistration(Fault("", "数据比列名多 (more cells than headings)"))
    return {key.strip(): value for key, value in rows[0].items() if key.strip()}
