"""Does the page lie askew?

Flags:
    ``tilted.skew``: the lines of text run uphill or downhill by more than the limit.
Why:
    The guide asks for upright pictures. A small tilt disturbs nobody; a large one wastes the 200K on background.
Measures:
    The slope of the text lines after quarter turns and mirroring are undone, in degrees, clockwise positive.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity


class Params(CheckParams):
    """The largest tilt that passes."""

    max_degrees: float = Field(gt=0, lt=45)


FLAGS = {
    "tilted.skew": FlagKind(
        Severity.REVIEW,
        "图片倾斜约{degrees}°，请摆正后重新拍摄。",
        "The picture is askew by about {degrees}°: straighten it and take it again.",
        unit="degrees, flagged above",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding, for the page that lies most askew."""
    tilts = [page for page in subject.pages if page.tilt_degrees is not None and page.orientation is not None]
    if not tilts:
        return
    worst = max(tilts, key=lambda page: abs(page.tilt_degrees or 0.0))
    degrees = abs(worst.tilt_degrees or 0.0)
    if degrees > params.max_degrees:
        yield Finding(
            "tilted.skew",
            measured=degrees,
            threshold=params.max_degrees,
            region=worst.document,
            values={"degrees": round(degrees)},
        )
