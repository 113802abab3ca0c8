"""Reading a registration from a file: a JSON object, or a CSV with one row."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration


def read_registration(path: Path) -> Registration:
    """The registration in a file.

    Raises:
        Invalid: the file cannot be read or holds no registration. The message never repeats its content.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        raise Invalid(f"登记信息文件无法读取 (cannot read the registration): {path}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    if path.suffix.lower() == ".csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        if len(rows) != 1:
            raise Invalid(
                f"登记信息 CSV 须有列名和一行数据 (a heading and one row wanted, {len(rows)} found): {path}"
            )
        return Registration.parse({(key or "").strip(): value for key, value in rows[0].items() if key})
    try:
        return Registration.parse(json.loads(text))
    except ValueError:
        raise Invalid(f"登记信息不是 JSON (the registration is no JSON): {path}") from None
