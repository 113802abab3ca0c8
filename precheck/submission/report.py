"""The report on one submission, and its JSON form (``precheck.submission/1``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from pydantic import TypeAdapter

from precheck.domain.flag import Flag, Unable
from precheck.domain.verdict import Verdict

SCHEMA = "precheck.submission/1"


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """What only several uploads together can show.

    ``verdict`` covers the submission's own flags and those of all its uploads. ``uploads`` are ids, or files
    where there are none. ``rules_off``: the rules that a province removed.
    ``flags`` and ``unable`` are the submission's own: those of an upload stand in its report.
    """

    submission: str
    verdict: Verdict
    uploads: tuple[str, ...]
    flags: tuple[Flag, ...]
    unable: tuple[Unable, ...]
    rules_off: tuple[str, ...] = ()
    schema: str = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, never masked."""
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return {"schema": plain.pop("schema"), **plain}

    def to_json(self) -> str:
        """One line of JSON, never masked."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """A report from its JSON form.

        Raises:
            pydantic.ValidationError: the data is no submission report.
        """
        report = _adapter().validate_python(dict(data))
        assert isinstance(report, cls)
        return report


@cache
def _adapter() -> TypeAdapter[SubmissionReport]:
    return TypeAdapter(SubmissionReport)
