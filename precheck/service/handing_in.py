"""What is missing when a candidate hands in: materials that the notice asks for, and pages of those that are there.

A check that still waits is never held against the candidate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precheck.domain.flag import Flag
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.service.review import Missing
from precheck.storage.values import StoredUpload
from precheck.submission.assess import assess
from precheck.submission.rules import Rules

PREFIX = "missing."


def missing(materials: Mapping[str, Material], rules: Rules | None = None) -> Missing:
    """Asks for what the table (``rules``) and the materials' own pages ask for."""

    def absent(
        registration: Registration | None, uploads: Sequence[StoredUpload], reports: Sequence[Report]
    ) -> Sequence[Flag]:
        waiting = still_waiting(uploads, reports)
        found = assess("", reports, materials, registration, rules, waiting)
        return [flag for flag in found.flags if flag.code.startswith(PREFIX)]

    return absent


def still_waiting(uploads: Sequence[StoredUpload], reports: Sequence[Report]) -> frozenset[str]:
    """The materials of which some upload has no report yet."""
    ready = {report.upload.id for report in reports}
    return frozenset(upload.material for upload in uploads if upload.id not in ready)
