"""The words for what helps."""

from __future__ import annotations

import pytest

from precheck.domain.flag import Remedy, Severity
from precheck.reporting import words


@pytest.mark.parametrize("remedy", list(Remedy))
@pytest.mark.parametrize("severity", list(Severity))
def test_only_a_mere_note_needs_nothing(remedy: Remedy, severity: Severity) -> None:
    said = words.remedy(remedy, severity)
    assert (said == "无需处理") == (remedy is Remedy.NONE and severity is Severity.INFO)
