"""Asking one check about a made-up subject, to try where exactly a limit lies. What checks make of real pictures with the
settings that are shipped: ``test_recorded.py``."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from precheck import checks
from precheck.domain.flag import Finding
from precheck.domain.resources import packaged_folder
from precheck.pipeline import definition
from tests.doubles import SubjectDouble


@cache
def packaged_settings(name: str) -> dict[str, Any]:
    """The check's settings in the first packaged pipeline that has it."""
    loaded = definition.load([packaged_folder("pipelines")]).values()
    found = next(check for pipeline in loaded for check in pipeline.checks if check.name == name)
    return dict(found.params.model_dump())


def findings(name: str, subject: SubjectDouble, **params: Any) -> list[Finding]:
    """What the check finds in the subject with these settings, and the packaged ones for what is not given."""
    module = checks.load(name)
    return list(module.check(subject.examined(), module.Params(**{**packaged_settings(name), **params})))


def one(name: str, subject: SubjectDouble, **params: Any) -> Finding:
    """Its only finding."""
    (finding,) = findings(name, subject, **params)
    return finding


def message(finding: Finding, **label: str) -> str:
    """The Chinese sentence, filled in."""
    flags = checks.load(finding.code.partition(".")[0]).FLAGS
    return flags[finding.code].message.format(**{**finding.values, **label})


FROM, UP_TO, BELOW, ABOVE = (1, 1, 0), (0, 1, 1), (0, 0, 1), (1, 0, 0)
"""What :func:`about` gives where a value is flagged from a limit on, up to it, below it, above it."""


def about(name: str, subject: SubjectDouble, setting: str, value: float, **params: Any) -> tuple[int, ...]:
    """How many findings there are with the limit just below a value, exactly at it, and just above it."""
    limits = (math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf))
    return tuple(len(findings(name, subject, **{**params, setting: limit})) for limit in limits)
