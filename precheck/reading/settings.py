"""How pictures are read and values compared: the ``[reading]`` table of a pipeline file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ReadingSettings(BaseModel):
    """Defaults are the measured ones; each says from where."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    detection_px: int = Field(default=960, ge=320, le=2560)
    """Long side at which text is first looked for. Trials on 72 hard pictures found the number on 61, 64, 65, 64
    of them at 640, 800, 960, 1280 px (DESIGN trials, autumn 2026)."""
    second_detection_px: int = Field(default=1440, ge=320, le=2560)
    """Long side at which text is looked for again where a required field was not found."""
    sample_lines: int = Field(default=4, ge=1, le=12)
    """Lines read to settle how the picture lies, before all are read."""
    reads_well: float = Field(default=0.9, gt=0, le=1)
    """Mean confidence from which an upright reading needs no rival."""
    better_by: float = Field(default=0.12, gt=0, le=1)
    """How much better another way must read before a turn is believed."""
    match_above: float = Field(default=-9.5, lt=0)
    """log P(declared) − log P(best reading) from which a declared value counts as standing there."""
    mismatch_below: float = Field(default=-12.0, lt=0)
    """Ratio below which the picture speaks clearly for something else."""
    certain_from: float = Field(default=0.8, gt=0, le=1)
    """Least certain character from which a reading may contradict a declaration."""
    legible_from: float = Field(default=0.6, gt=0, le=1)
    """Least certain character from which a reading counts as read where nothing was declared."""
