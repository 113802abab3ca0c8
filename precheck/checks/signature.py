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

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, Region, height, quad
from precheck.domain.text import TextLine
from precheck.imaging import contrast, writing
from precheck.reading import labels
from precheck.vision import overlap


class Params(CheckParams):
    """The words that ask for a signature, most specific first; words that are printed near it and are no names; and how
    much ink is one, in squares of the label's height. How far from the label it may stand (``before``, ``above``, ``below``,
    ``along``), in its heights; how wide a round seal is at least, in the same, and how much
    wider than its map its ink may reach; the share of the place under such a seal
    from which nothing can be said; and the contrast of the label's own print below which a pen's strokes are not seen."""

    labels: tuple[str, ...] = Field(min_length=1)
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

NOT_A_NAME = re.compile(r"[^\u3400-\u9fff·•・]")
A_DAY = re.compile(
    r"[〇○零一二三四五六七八九十\d\s./\-]*年[一二三四五六七八九十\d\s]*月?[一二三四五六七八九十\d\s]*日?"
)


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding: the first label that has no signature."""
    if examined.kind.slug not in (None, examined.material.slug):
        return
    for line, start, end in _labels(examined.lines, params):
        after = line.text.replace(" ", "")[end:]
        if _is_name(after, params):
            return
        label = line.part(*_spaced(line.text, start, end))
        if contrast.of_ink(examined.image, line.box) < params.min_contrast:
            return
        place = _place(label, examined.lines, line, params, examined.image.shape[1], examined.image.shape[0])
        near = [other for other in examined.lines if other is not line and _inside(other.box, place)]
        if any(_is_name(other.text, params) for other in near):
            return
        rings = [
            ring
            for name in ("red_seal", "grey_seal")
            for ring in overlap.regions(examined.maps, name)
            if _across(ring) > params.min_seal * height(label)
        ]
        if max((writing.share_under(ring, place) for ring in rings), default=0.0) > params.hidden_from:
            return
        # Name seals are found as lines that read as nothing, or as one character: these are no print.
        print_ = [
            _grown(other.box)
            for other in (*near, line)
            if other is line or (len(other.text.strip()) > 1 and other.confidence >= 0.5)
        ]
        ink = writing.amount(
            examined.image,
            place,
            height(label),
            (*print_, *(_wider(ring, params.seal_wider) for ring in rings)),
        )
        if ink >= params.min_ink:
            return
        yield Finding("signature.missing", measured=ink, threshold=params.min_ink, region=place)
        return


def _labels(lines: Sequence[TextLine], params: Params) -> list[tuple[TextLine, int, int]]:
    """Where the words stand, as line, start and end in its text without spaces; the most specific ones alone."""
    for label in params.labels:
        found = [
            (line, hit.start, hit.end)
            for line in lines
            if line.confidence >= 0.5
            for hit in labels.find(line.text.replace(" ", ""), (label,))
        ]
        if found:
            # Forms mention a signature in their explanations as well; where one is given is last.
            return [max(found, key=lambda entry: entry[0].box[3][1])]
    return []


def _spaced(text: str, start: int, end: int) -> tuple[int, int]:
    """Indices in the text as read for indices in the text without spaces."""
    kept = [index for index, character in enumerate(text) if character != " "]
    return kept[start], kept[end - 1] + 1


def _is_name(text: str, params: Params) -> bool:
    """Whether something that may be a name is left when days, printed words and signs are taken away."""
    rest = A_DAY.sub("", text.replace(" ", ""))
    for word in sorted(params.printed, key=len, reverse=True):
        rest = rest.replace(word, "")
    name = NOT_A_NAME.sub("", rest)
    return 2 <= len(name) <= (12 if "·" in name or "•" in name else 4) and len(rest) <= len(name) + 2


def _place(
    label: Quad, lines: Sequence[TextLine], own: TextLine, params: Params, wide: int, tall: int
) -> Quad:
    """Beside and below the label, as far as the next print that is neither a name nor a day."""
    origin, unit = np.array(label[0]), height(label)
    right = np.subtract(label[1], label[0]) / max(np.linalg.norm(np.subtract(label[1], label[0])), 1e-6)
    down = np.subtract(label[3], label[0]) / max(np.linalg.norm(np.subtract(label[3], label[0])), 1e-6)
    corners = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)]) - origin
    x0, y0 = -params.before * unit, -params.above * unit
    ends = [float(((np.array(line.box) - origin) @ right).max()) for line in lines if line.confidence >= 0.5]
    # No further than the page's print reaches, or a little: beyond lie the page's edge and the table.
    x1, y1 = min(float((corners @ right).max()), max(ends) + 1.5 * unit), (1 + params.below) * unit
    for line in lines:
        if line is own or len(line.text) < 2 or line.confidence < 0.5:
            continue
        at = np.array(line.box) - origin
        (left, top), (end, bottom) = (
            np.stack([at @ right, at @ down]).min(axis=1),
            np.stack([at @ right, at @ down]).max(axis=1),
        )
        if _is_name(line.text, params) or not NOT_A_NAME.sub("", A_DAY.sub("", line.text)):
            continue
        if top < unit and bottom > 0.2 * unit and left > np.linalg.norm(np.subtract(label[1], label[0])):
            x1 = min(x1, float(left))
        elif top >= 0.8 * unit and end > x0 and left < x1:
            y1 = min(y1, float(top))
    x1 = min(x1, float(np.linalg.norm(np.subtract(label[1], label[0]))) + params.along * unit)
    points = [origin + right * x + down * y for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    return quad(np.array(points))


def _inside(box: Quad, place: Quad) -> bool:
    """Whether the middle of a box lies in the place."""
    origin, along, below = (
        np.array(place[0]),
        np.subtract(place[1], place[0]),
        np.subtract(place[3], place[0]),
    )
    at = np.mean(np.array(box), axis=0) - origin
    return bool(0 <= at @ along <= along @ along and 0 <= at @ below <= below @ below)


def _grown(box: Quad) -> Quad:
    middle = np.mean(np.array(box), axis=0)
    points = np.array(box)
    return quad(
        points
        + (points - middle) / np.linalg.norm(points - middle, axis=1, keepdims=True) * height(box) * 0.35
    )


def _across(ring: Region) -> float:
    points = np.array(ring)
    return float(2 * np.linalg.norm(points - points.mean(axis=0), axis=1).mean())


def _wider(ring: Region, times: float) -> Region:
    middle = np.mean(np.array(ring), axis=0)
    return tuple((float(x), float(y)) for x, y in middle + (np.array(ring) - middle) * times)
