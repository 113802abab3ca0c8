"""A subject that knows its file and nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from precheck.checks import format as format_check
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding
from precheck.domain.geometry import Image
from precheck.domain.upload import Header, Upload
from precheck.imaging.decode import decode
from precheck.imaging.header import probe


class FileSubject:
    """Header and picture of some bytes, each computed once."""

    def __init__(self, data: bytes, file: str | None = None) -> None:
        self.upload = Upload.from_bytes(data, material="diploma", file=file)

    @cached_property
    def header(self) -> Header:
        return probe(self.upload.data)

    @cached_property
    def image(self) -> Image:
        return decode(self.upload.data, self.header)


def findings(data: bytes, file: str | None = None, **params: int) -> list[Finding]:
    """What the check ``format`` finds."""
    subject = cast(Examined, FileSubject(data, file))
    return list(format_check.check(subject, format_check.Params(**params)))


def message(finding: Finding) -> str:
    """The Chinese sentence, filled in."""
    return format_check.FLAGS[finding.code].message.format(**finding.values)
