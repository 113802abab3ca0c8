"""A subject of which only the file is known."""

from __future__ import annotations

from datetime import date

from precheck.checks import format as format_check
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding
from precheck.domain.upload import Upload
from precheck.imaging.decode import decode
from precheck.imaging.header import probe
from tests.doubles import DIPLOMA, MATERIALS


def examined(data: bytes, file: str | None = None) -> Examined:
    """Header and picture of some bytes, as far as they can be had."""
    found = Examined(
        Upload.from_bytes(data, material="diploma", file=file), None, DIPLOMA, MATERIALS, date(2026, 11, 23)
    )
    with found.stage("header", "header"):
        found.header = probe(data)
    with found.stage("decode", "image"):
        found.image = decode(data, found.header)
    return found


def findings(data: bytes, file: str | None = None, **params: int) -> list[Finding]:
    """What the check ``format`` finds."""
    return list(format_check.check(examined(data, file), format_check.Params(**params)))


def message(finding: Finding) -> str:
    """The Chinese sentence, filled in."""
    return format_check.FLAGS[finding.code].message.format(**finding.values)
