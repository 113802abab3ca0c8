"""Is the document burnt out?

Flags:
    ``overexposed.document``: the paper is at full white and the ink has faded into it.
Why:
    Flash and direct sun wash thin print away.
Measures:
    Ink against paper around the text, 0..1, where the paper is at the sensor's limit. White paper alone is not
    overexposure: a clean scan is white and its ink is black.
Threshold and where it was measured:
    ``min_contrast`` with ``from_brightness``: ``make eval`` (set of overexposed pictures and of scans). ``min_clipped``: what
    light has washed out is at full white; of the pixels around the text 0.33 to 0.68 were on 8 overexposed pictures, 0.0004
    on one that a veil had paled, called overexposed before.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.reading import legibility, outline


class Params(Strictness):
    """How white the paper must be to be judged, how much of it at full white, and the least contrast that passes then; the
    same where no field that matters was found."""

    from_brightness: float = Field(ge=0, le=1)
    min_clipped: float = Field(default=0.05, ge=0, le=1)
    min_contrast: float = Field(ge=0, le=1)
    min_clipped_lost: float = Field(default=1.0, ge=0, le=1)
    min_contrast_lost: float = Field(default=0.0, ge=0, le=1)


FLAGS = {
    "overexposed.document": FlagKind(
        Severity.REUPLOAD,
        "图片过曝发白，字迹变淡，请关闭闪光灯、避开强光后重新拍摄。",
        "The picture is overexposed and its print has faded: switch the flash off, avoid strong light, take it again.",
        unit="contrast of ink and paper 0..1, flagged below",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding, with the page as region."""
    light = subject.exposure
    if (
        light.contrast is None
        or light.brightness < params.from_brightness
        or light.clipped < params.min_clipped
    ):
        return
    limit = params.min_contrast
    if (
        light.clipped >= params.min_clipped_lost
        and light.contrast < params.min_contrast_lost
        and _lost(subject)
    ):
        limit = params.min_contrast_lost
    if light.contrast < limit:
        yield Finding(
            "overexposed.document",
            measured=light.contrast,
            threshold=limit,
            region=outline.of(subject.pages, subject.image),
        )


def _lost(subject: Subject) -> bool:
    """Whether no field was found on a page that says it is this material: a white scan of another paper has lost nothing."""
    if subject.kind.scores.get(subject.material.slug, 0.0) <= 0:
        return False
    owed = legibility.owed(subject.seen_fields, subject.material)
    return bool(owed) and not any(reading.value for reading in owed)
