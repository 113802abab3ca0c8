"""Was a screen photographed?

Flags:
    ``recaptured.screen``: the picture shows a display's pixel grid, or the coloured bands of moiré.
Why:
    The guide wants pictures of the document itself. A photographed screen shows some other picture, from wherever it came; a
    person should see it. A screenshot of an electronic licence has no grid and is none.
Measures:
    How far one frequency of the blank paper, off the picture's axes, stands above its surroundings, in powers of ten of
    energy (:mod:`precheck.imaging.display`): in brightness for the grid, in colour for moiré.
Threshold and where it was measured:
    ``min_grid``, ``min_bands`` with ``min_band_share``: of 702 pictures of documents (train and held-out layouts, with and
    without other defects, guilloche on many) the most had 1.65 and 2.26, of 41 real photographs and scans 1.64 and 2.48
    where the bands had their share. Above either were 26 of 28 generated screens (13 at half of the usual strength) and 21
    of 24 displays simulated apart from the generator: striped pixels of 1.1 to 4.2 camera pixels, turned by 0.7 to 8
    degrees, through a lens and a Bayer sensor, reduced and compressed.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.subject import Subject
from precheck.imaging import display
from precheck.reading import outline


class Params(Strictness):
    """From how much on a grid, and moiré that makes up at least this share of all changes of colour, is taken for one."""

    min_grid: float = Field(gt=0)
    min_bands: float = Field(gt=0)
    min_band_share: float = Field(ge=0, le=1)


FLAGS = {
    "recaptured.screen": FlagKind(
        Severity.REVIEW,
        "图片疑似翻拍屏幕（有屏幕纹），请直接拍摄证件原件后重新上传；电子证照请上传截图。",
        "This looks like a photograph of a screen: photograph the document itself; of an electronic licence upload a screenshot.",
        unit="energy of one frequency over its surroundings, powers of ten, flagged from",
    )
}


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding, with the page as region."""
    lines = [line.box for line in subject.lines if len(line.text) > 1]
    found = display.traces(subject.image, lines)
    if found is None:
        return
    seen = [(found.grid, params.min_grid)]
    if found.band_share >= params.min_band_share:
        seen.append((found.bands, params.min_bands))
    measured, threshold = max(seen, key=lambda pair: pair[0] - pair[1])
    if measured >= threshold:
        yield Finding(
            "recaptured.screen",
            measured=measured,
            threshold=threshold,
            region=outline.of(subject.pages, subject.image),
        )
