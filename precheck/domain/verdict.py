"""The one place where a verdict is computed."""

from collections.abc import Iterable
from enum import StrEnum

from precheck.domain.flag import Flag, Severity, Unable


class Verdict(StrEnum):
    """What should happen to an upload or a submission."""

    PASS = "pass"
    REVIEW = "review"
    REUPLOAD = "reupload"


def verdict(flags: Iterable[Flag], unable: Iterable[Unable]) -> Verdict:
    """The worst flag decides; what could not be checked is never passed."""
    severities = {flag.severity for flag in flags}
    if Severity.REUPLOAD in severities:
        return Verdict.REUPLOAD
    if Severity.REVIEW in severities or any(True for _ in unable):
        return Verdict.REVIEW
    return Verdict.PASS
