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
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.imaging import contrast


class Params(CheckParams):
    """The least contrast that passes, of the page and of a field that was not read with this certainty (``certain_from``);
    fewer lines than ``few_lines`` tell only where they are surely text (``sure_from``), since the grain of wood has no
    contrast either; a picture in which no line has as much as ``blank_below`` is blank where text was thought to be."""

    min_contrast: float = Field(ge=0, le=1)
    min_field_contrast: float = Field(ge=0, le=1)
    certain_from: float = Field(ge=0, le=1)
    sure_from: float = Field(ge=0, le=1)
    few_lines: int = Field(ge=0)
    blank_below: float = Field(ge=0, le=1)


FLAGS = {
    "low_contrast.text": FlagKind(
        Severity.REUPLOAD,
        "字迹过淡，与纸面难以分辨，请擦净镜头、避免雾光后重新拍摄；证件褪色的请用扫描仪扫描。",
        "The print hardly stands off the paper: wipe the lens and avoid hazy light; scan a faded document.",
        unit="contrast of ink and paper 0..1, flagged below",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """One finding for the page; else one for each field in doubt."""
    lines = [line for line in examined.lines if len(line.text) > 1]
    if len(lines) < params.few_lines:
        lines = [line for line in lines if line.confidence >= params.sure_from]
    measured = [contrast.of_ink(examined.image, line.box) for line in lines]
    if max(measured, default=0.0) < params.blank_below:
        return
    page = float(np.percentile(measured, 75))
    if page < params.min_contrast:
        worst = lines[int(np.argmin(measured))]
        yield Finding("low_contrast.text", measured=page, threshold=params.min_contrast, region=worst.box)
        return
    views = [page.view for page in examined.pages]
    for name, reading in examined.seen_fields.items():
        if reading.box is None or not examined.material.rule(name, views).required:
            continue
        if (reading.readability or 0.0) >= params.certain_from and not reading.problems:
            continue
        own = contrast.of_ink(examined.image, reading.box)
        if own < params.min_field_contrast:
            yield Finding(
                "low_contrast.text",
                field=name,
                measured=own,
                threshold=params.min_field_contrast,
                region=reading.box,
            )
