"""Does the print stand off the paper?

Flags:
    ``low_contrast.text``: faded print, a foggy lens, a picture drawn through a grey veil: over the whole page, or on a field
    that could not be read.
Why:
    What a reader just makes out on a screen is lost in the next copy, and numbers are misread first.
Measures:
    The share of the paper's light that the ink takes away, 0..1 (:mod:`precheck.imaging.contrast`): of the better printed
    quarter of the lines, so that pale labels and watermarks have no say; and of each field that the page owes and that is in doubt.
Threshold and where it was measured:
    ``min_contrast``: of 350 generated pictures without defect the least had 0.39 (small, strongly compressed ones), of 33
    faded or veiled ones (a fifth of their contrast left, or less) the most 0.22. ``min_field_contrast``: the least of the
    fields on the same 350 had 0.24.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.imaging import contrast
from precheck.reading import doubt


class Params(Strictness):
    """The least contrast that passes, of the page and of a field that could not be read."""

    min_contrast: float = Field(ge=0, le=1)
    min_field_contrast: float = Field(ge=0, le=1)


FLAGS = {
    "low_contrast.text": FlagKind(
        Severity.REUPLOAD,
        "字迹过淡，与纸面难以分辨，请擦净镜头、避免雾光后重新拍摄；证件褪色的请用扫描仪扫描。",
        "The print hardly stands off the paper: wipe the lens and avoid hazy light; scan a faded document.",
        unit="contrast of ink and paper 0..1, flagged below",
    )
}

SURE, FEW = 0.8, 3
"""Fewer lines than this tell only where they are surely text: the grain of wood has no contrast either."""

NOTHING = 0.02
"""A picture in which no line has as much as this is blank where text was thought to be."""


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """One finding for the page; else one for each field in doubt."""
    lines = [line for line in subject.lines if len(line.text) > 1]
    if len(lines) < FEW:
        lines = [line for line in lines if line.confidence >= SURE]
    measured = [contrast.of_ink(subject.image, line.box) for line in lines]
    if max(measured, default=0.0) < NOTHING:
        return
    page = float(np.percentile(measured, 75))
    if page < params.min_contrast:
        worst = lines[int(np.argmin(measured))]
        yield Finding("low_contrast.text", measured=page, threshold=params.min_contrast, region=worst.box)
        return
    for doubted in doubt.of(subject.material, subject.seen_fields, subject.lines):
        reading = subject.seen_fields[doubted.field]
        box = reading.box
        if box is None or not reading.rule_in(subject.material).required:
            continue
        own = contrast.of_ink(subject.image, box)
        if own < params.min_field_contrast:
            yield Finding(
                "low_contrast.text",
                field=doubted.field,
                measured=own,
                threshold=params.min_field_contrast,
                region=box,
            )
