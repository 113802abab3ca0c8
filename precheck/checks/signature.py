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
    ``min_ink``. 76 generated forms and letters, slight to hard, half in typefaces held out: places left empty had 0 to 0.10
    of ink (32, but for one of 0.92), name seals and names that were not read 0.72 to 1.7; most names were read. Flagged: 31
    of 32 unsigned, none of 44 signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.domain.geometry import Quad, Region, height, quad
from precheck.domain.subject import Subject
from precheck.domain.text import TextLine
from precheck.imaging import contrast, seals, writing
from precheck.imaging.seals import Ink
from precheck.reading import labels


class Params(Strictness):
    """The words that ask for a signature, most specific first; words that are printed near it and are no names; and how
    much ink is one, in squares of the label's height."""

    labels: tuple[str, ...] = Field(min_length=1)
    printed: tuple[str, ...] = ()
    min_ink: float = Field(gt=0)


FLAGS = {
    "signature.missing": FlagKind(
        Severity.REVIEW,
        "未见签名，请本人签字后重新上传。",
        "No signature is seen: sign the paper and upload it again.",
        unit="ink where the signature belongs, in squares of the print's height: flagged below",
    )
}

BEFORE, ABOVE, BELOW = 1.0, 1.2, 5.5
"""How far from the label a signature may stand, in its heights: a name seal of 15 to 20 mm under a label of 4 to 5 mm."""

RING = 0.6
"""Share of a rim that must be seen to leave its inside out (:mod:`precheck.checks.seal`)."""

MIN_RING = 6.0
"""Seals of an employer are 35 to 45 mm across, seven to ten label heights; a round name seal is 10 to 18 mm."""

MIN_CONTRAST = 0.28
"""Where the label's own print stands off the paper less than this (as in :mod:`precheck.checks.low_contrast`), a pen's
strokes are not seen: of 46 held-out pictures the one false flag was on a page of 0.09."""

HIDDEN = 0.5
"""With this share of the place under a round seal nothing can be said."""

NOT_A_NAME = re.compile(r"[^\u3400-\u9fff·•・]")
A_DAY = re.compile(
    r"[〇○零一二三四五六七八九十\d\s./\-]*年[一二三四五六七八九十\d\s]*月?[一二三四五六七八九十\d\s]*日?"
)


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding: the first label that has no signature."""
    if subject.kind.slug not in (None, subject.material.slug):
        return
    for line, start, end in _labels(subject.lines, params):
        after = line.text.replace(" ", "")[end:]
        if _is_name(after, params):
            return
        label = line.part(*_spaced(line.text, start, end))
        if contrast.of_ink(subject.image, line.box) < MIN_CONTRAST:
            return
        place = _place(label, subject.lines, line, params, subject.image.shape[1], subject.image.shape[0])
        near = [other for other in subject.lines if other is not line and _inside(other.box, place)]
        if any(_is_name(other.text, params) for other in near):
            return
        rings = [
            seal.region
            for ink in Ink
            for seal in seals.find(subject.image, ink, _around(place))
            if seal.share >= RING and _across(seal.region) > MIN_RING * height(label)
        ]
        if max((writing.share_under(ring, place) for ring in rings), default=0.0) > HIDDEN:
            return
        # Name seals are found as lines that read as nothing, or as one character: these are no print.
        print_ = [
            _grown(other.box)
            for other in (*near, line)
            if other is line or (len(other.text.strip()) > 1 and other.confidence >= 0.5)
        ]
        ink = writing.amount(subject.image, place, height(label), (*print_, *map(_wider, rings)))
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
    x0, y0 = -BEFORE * unit, -ABOVE * unit
    ends = [float(((np.array(line.box) - origin) @ right).max()) for line in lines if line.confidence >= 0.5]
    # No further than the page's print reaches, or a little: beyond lie the page's edge and the table.
    x1, y1 = min(float((corners @ right).max()), max(ends) + 1.5 * unit), (1 + BELOW) * unit
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
    x1 = min(x1, float(np.linalg.norm(np.subtract(label[1], label[0]))) + 16 * unit)
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


def _around(place: Quad) -> Region:
    """The place and three quarters as much again on every side: a round seal is larger than such a place is high."""
    middle = np.mean(np.array(place), axis=0)
    return quad(middle + (np.array(place) - middle) * 2.5)


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


def _wider(ring: Region) -> Region:
    middle = np.mean(np.array(ring), axis=0)
    return tuple((float(x), float(y)) for x, y in middle + (np.array(ring) - middle) * 1.08)
