"""Is the form signed?

Flags:
    ``signature.missing``: beside and below the words that ask for a signature there is neither a name nor ink.
Why:
    A form of the employer counts only with its seal and the legal representative's signature or name seal (缺一不可); a letter
    of commitment with the candidate's own signature.
Measures:
    The label is found among the lines read (``labels``, data of the pipeline file). Signed is what shows a name after or
    near it (readers read most handwriting), or ink: strokes and name seals that are no print, no rule and no round seal
    (:mod:`precheck.imaging.writing`), in squares of the label's height. A page on which the label is not found, or whose
    place for the signature lies under a round seal, is not judged. Whose hand it is, or whether the name was typed, is not
    asked.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Region, height
from precheck.imaging import contrast, writing
from precheck.reading import signing
from precheck.vision import overlap


class Params(CheckParams):
    """The words that ask for a signature, most specific first; words that are printed near it and are no names; how surely a line
    must be read; and how much ink is a signature, in squares of the label's height. How far from the label it may stand
    (``before``, ``above``, ``below``, ``along``), in its heights; how wide a round seal is at least, in the same, and how much
    wider than its map its ink may reach; the share of the place under such a seal from which nothing can be said; and the
    contrast of the label's own print below which a pen's strokes are not seen."""

    labels: tuple[str, ...] = Field(min_length=1)
    min_confidence: float = Field(ge=0, le=1)
    printed: tuple[str, ...] = ()
    min_ink: float = Field(gt=0)
    before: float = Field(ge=0)
    above: float = Field(ge=0)
    below: float = Field(ge=0)
    along: float = Field(gt=0)
    min_seal: float = Field(ge=0)
    seal_wider: float = Field(ge=1)
    hidden_from: float = Field(gt=0, le=1)
    min_contrast: float = Field(ge=0, le=1)


FLAGS = {
    "signature.missing": FlagKind(
        Severity.REVIEW,
        "未见签名，请本人签字后重新上传。",
        "No signature is seen: sign the paper and upload it again.",
        unit="ink where the signature belongs, in squares of the print's height: flagged below",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    if examined.kind.slug not in (None, examined.material.slug):
        return
    lines = [line for line in examined.lines if line.confidence >= params.min_confidence]
    asked = signing.asking(lines, params.labels)
    if asked is None or signing.is_name(asked.after, params.printed):
        return
    if contrast.of_ink(examined.image, asked.line.box) < params.min_contrast:
        return
    reach = signing.Reach(params.before, params.above, params.below, params.along)
    place = signing.place(examined.image, asked, lines, params.printed, reach)
    near = [line for line in examined.lines if line is not asked.line and signing.is_inside(line.box, place)]
    if any(signing.is_name(line.text, params.printed) for line in near):
        return
    seals = [
        seal
        for name in ("red_seal", "grey_seal")
        for seal in overlap.regions(examined.maps, name)
        if _across(seal) > params.min_seal * height(asked.label)
    ]
    if max((writing.share_under(seal, place) for seal in seals), default=0.0) > params.hidden_from:
        return
    # Name seals are found as lines that read as nothing, or as one character: these are no print.
    print_ = [
        line for line in near if len(line.text.strip()) > 1 and line.confidence >= params.min_confidence
    ]
    without: list[Region] = [signing.grown(line.box) for line in (*print_, asked.line)]
    without += [_wider(seal, params.seal_wider) for seal in seals]
    ink = writing.amount(examined.image, place, height(asked.label), without)
    if ink < params.min_ink:
        yield Finding("signature.missing", measured=ink, threshold=params.min_ink, region=place)


def _across(ring: Region) -> float:
    points = np.array(ring)
    return float(2 * np.linalg.norm(points - points.mean(axis=0), axis=1).mean())


def _wider(ring: Region, times: float) -> Region:
    middle = np.mean(np.array(ring), axis=0)
    return tuple((float(x), float(y)) for x, y in middle + (np.array(ring) - middle) * times)
