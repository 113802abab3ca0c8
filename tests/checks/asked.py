"""Asking one check about a made-up subject."""

from __future__ import annotations

from typing import Any, cast

from precheck import checks
from precheck.domain.flag import Finding
from precheck.domain.subject import Subject
from tests.doubles import SubjectDouble


def findings(name: str, subject: SubjectDouble, **params: Any) -> list[Finding]:
    """What the check finds in the subject with these settings."""
    module = checks.load(name)
    return list(module.check(cast(Subject, subject), module.Params(**params)))


def one(name: str, subject: SubjectDouble, **params: Any) -> Finding:
    """Its only finding."""
    (finding,) = findings(name, subject, **params)
    return finding


def message(finding: Finding, **label: str) -> str:
    """The Chinese sentence, filled in."""
    flags = checks.load(finding.code.partition(".")[0]).FLAGS
    return flags[finding.code].message.format(**{**finding.values, **label})
