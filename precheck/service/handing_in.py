"""What is missing when a candidate hands in. A check that still waits is never held against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precheck.domain.flag import Flag
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.service.review import Missing
from precheck.storage.values import StoredUpload
from precheck.submission.assess import assess

PREFIX = "missing."


def missing(materials: Mapping[str, Material]) -> Missing:
    """Asks for the pages that the uploaded materials owe, where all uploads of that material were checked."""

    def absent(
        registration: Registration | None, uploads: Sequence[StoredUpload], reports: Sequence[Report]
    ) -> Sequence[Flag]:
        if not uploads:
            return ()
        ready = {report.upload.id for report in reports}
        waiting = {upload.material for upload in uploads if upload.id not in ready}
        found = assess(uploads[0].submission_id, reports, materials, registration)
        return [
            flag
            for flag in found.flags
            if flag.code.startswith(PREFIX) and flag.code.split(".")[1] not in waiting
        ]

    return absent
