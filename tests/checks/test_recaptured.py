"""A photographed display is noted, and nobody turned away for it."""

from __future__ import annotations

from precheck.checks import recaptured
from precheck.domain.flag import Remedy, Severity
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble, page_maps


def test_a_likely_display_is_noted() -> None:
    assert one("recaptured", SubjectDouble(maps=page_maps(display=0.9)), min_chance=0.8).measured == 0.9
    assert one("recaptured", SubjectDouble(maps=page_maps(display=0.8)), min_chance=0.8).threshold == 0.8
    assert findings("recaptured", SubjectDouble(maps=page_maps(display=0.79)), min_chance=0.8) == []


def test_it_asks_for_nothing() -> None:
    kind = recaptured.FLAGS["recaptured.screen"]
    assert (kind.severity, kind.remedy) == (Severity.INFO, Remedy.NONE)
