"""Is the text sharp enough to read?

Flags:
    ``blurred.text``: the page's text, or a field that matters, is out of focus, smeared or crushed by compression.
Why:
    The guide asks for sharp pictures (清晰) and gives no number. What counts is whether the text can be read.
Measures:
    How likely the fields that matter can be read, 0..1 (:mod:`precheck.reading.legibility`), from the steepness of the letters'
    edges in units of the text's height, the share of characters that the reader doubts, and the least certain character of the
    worst field. The table under the page, and the picture's resolution, have no say. A page that shows no word of its material
    owes none of its fields, and may be print in another script, or a hand: it is judged as print alone, and only with soft edges.
    Where nothing is read, the print that the segmenter sees on paper is looked at in its place.
Threshold and where it was measured:
    docs/evaluation/reading.md, docs/evaluation/checks.md; ``soft_below``: docs/evaluation/2026-11-28-blur-and-other-papers.md.
    Where the print as a whole is crisp (``crisp_from``) nothing is blurred, a number under a seal neither; of print lower than
    ``small_below_px`` in the middle its size is the likelier fault, unless the print alone is as bad.
"""

from collections.abc import Iterator
from statistics import median

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.imaging import sharpness
from precheck.reading import kind, legibility
from precheck.vision import overlap


class Params(CheckParams):
    """The least legibility that passes; the sharpness from which print is crisp; the steepness of edges below which they are
    soft; the height of small print; and the share of the picture in which the segmenter must see print of which nothing is read, and
    the steepness of edges below which that is why."""

    min_legibility: float = Field(ge=0, le=1)
    crisp_from: float = Field(default=1.0, ge=0, le=1)
    soft_below: float = Field(default=1.0, ge=0, le=1)
    small_below_px: float = Field(default=0.0, ge=0)
    min_seen: float = Field(default=1.0, ge=0, le=1)
    smeared_below: float = Field(default=0.0, ge=0, le=1)


FLAGS = {
    "blurred.text": FlagKind(
        Severity.REUPLOAD,
        "图片模糊，文字无法辨认，请对焦清晰后重新拍摄上传。",
        "The picture is blurred and its text cannot be made out: focus and take it again.",
        unit="how likely the fields that matter can be read 0..1, flagged below",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """One finding for the page, with its worst field as region, or its least sharp line."""
    print_, legible, ours = subject.sharpness, subject.legibility, _is_ours(subject)
    if print_ is None:
        yield from _smeared(subject, params)
        return
    if not ours:
        legible = legibility.measure(print_, {}, subject.material)
    if legible is None or legible.value >= params.min_legibility:
        return
    small = bool(print_.lines) and median(line.height_px for line in print_.lines) < params.small_below_px
    if print_.value >= (params.min_legibility if small else params.crisp_from):
        return
    if print_.softest >= params.soft_below and not ours:
        return
    least = min(print_.lines, key=lambda line: line.sharpness, default=None)
    yield Finding(
        "blurred.text",
        measured=legible.value,
        threshold=params.min_legibility,
        region=legible.worst or (least.box if least else None),
    )


def _is_ours(subject: Examined) -> bool:
    """Whether anything that was read speaks for this material or one of its views."""
    shown = any(page.view is not None for page in subject.pages)
    return shown or kind.shows_own_words(subject.kind, subject.material.slug)


def _smeared(subject: Examined, params: Params) -> Iterator[Finding]:
    """Print that is seen on paper and of which nothing is read, since it is soft in some direction."""
    share, patches = overlap.print_seen(subject.maps)
    if share < params.min_seen or sharpness.softest_edges(subject.image, patches) >= params.smeared_below:
        return
    yield Finding("blurred.text", measured=0.0, threshold=params.min_legibility, region=patches[0])
