"""Flags: what is wrong with a picture, how badly, and what helps; and the one place where a verdict is computed."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from precheck.domain.geometry import Region


class Severity(StrEnum):
    """How badly: ``reupload`` asks the candidate, ``review`` a reviewer, ``info`` nobody."""

    INFO = "info"
    REVIEW = "review"
    REUPLOAD = "reupload"


WORST_FIRST = (Severity.REUPLOAD, Severity.REVIEW, Severity.INFO)


class Remedy(StrEnum):
    REUPLOAD = "reupload"
    MOVE = "move"
    FIX_REGISTRATION = "fix_registration"
    CONTACT_SITE = "contact_site"
    NONE = "none"


class Audience(StrEnum):
    """Who may see it: flags for staff are never shown to a candidate."""

    CANDIDATE = "candidate"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class FlagKind:
    """One code a check may raise, as the check declares it; a pipeline file may change severity and words. ``message``
    and ``message_en`` are :meth:`str.format` templates over a finding's ``values`` and, for findings about a field,
    ``{label}`` and ``{label_en}``. ``message_none``: used instead where a finding's remedy is none, so that nothing is
    asked of anybody whom it would not help. ``stops``: the picture cannot be looked at, so no later check is run."""

    severity: Severity
    message: str
    message_en: str
    remedy: Remedy = Remedy.REUPLOAD
    audience: Audience = Audience.CANDIDATE
    unit: str = ""
    stops: bool = False
    message_none: str = ""
    message_none_en: str = ""

    def flag(self, code: str, words: Mapping[str, Any], words_en: Mapping[str, Any] | None = None) -> "Flag":
        """A flag of this kind with its words filled in; ``words_en`` where the English ones differ."""
        message, message_en = self.message.format(**words), self.message_en.format(**(words_en or words))
        return Flag(code, self.severity, message, message_en, remedy=self.remedy, audience=self.audience)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields: a code with its evidence, not yet dressed in words. ``code`` is a key of the check's
    ``FLAGS``. ``subcode`` completes a code that ends in ``.*`` (``unreadable.*`` with ``certificate_number``).
    ``stops``: as in :class:`FlagKind`, where it depends on the picture and not on the code."""

    code: str
    subcode: str | None = None
    measured: float | None = None
    threshold: float | None = None
    field: str | None = None
    region: Region | None = None
    severity: Severity | None = None
    remedy: Remedy | None = None
    other_upload: str | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """One defect of one upload or submission, as reported."""

    code: str
    severity: Severity
    message: str
    message_en: str
    field: str | None = None
    remedy: Remedy = Remedy.REUPLOAD
    audience: Audience = Audience.CANDIDATE
    measured: float | None = None
    threshold: float | None = None
    unit: str | None = None
    region: Region | None = None
    other_upload: str | None = None


@dataclass(frozen=True, slots=True)
class Unable:
    """A check that could not run: our failure, not the document's, and never a pass."""

    check: str
    reason: str


class Verdict(StrEnum):
    """What should happen to an upload or a submission."""

    PASS = "pass"
    REVIEW = "review"
    REUPLOAD = "reupload"


WORST_VERDICTS_FIRST = (Verdict.REUPLOAD, Verdict.REVIEW, Verdict.PASS)


def verdict(flags: Iterable[Flag], unable: Iterable[Unable]) -> Verdict:
    """The worst flag decides; what could not be checked is never passed."""
    severities = {flag.severity for flag in flags}
    if Severity.REUPLOAD in severities:
        return Verdict.REUPLOAD
    if Severity.REVIEW in severities or any(True for _ in unable):
        return Verdict.REVIEW
    return Verdict.PASS
