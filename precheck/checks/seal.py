"""Is the seal there that makes the paper valid?

Flags:
    ``seal.missing``: no round or oval seal is seen on a paper that needs one. ``seal.copy_only``: on a copy that says so
    only the red seal of who copied it is seen.
Why:
    Forms and statements count only with the seal of who issued them (缺一不可).
Measures:
    The share of a rim that is seen (:mod:`precheck.imaging.seals`): first in red (orange, purple) ink, then in grey, as a
    copying machine leaves it; looked for on the page and a little beyond its print, portraits left out. Where the file
    holds no colour at all (a scan, an app's "enhanced" picture), processing may have wiped the seal off: then only noted.
    On a black-and-white copy whose stamp says 与原件一致 red ink is the copier's: the issuer's seal must then be there in
    grey, and where it is not seen that is noted, no more, since copying wipes off faint seals. Copies that do not say so
    cannot be told from originals of black print: there a red seal counts. Embossed seals leave no ink: papers that
    carry only these (学生证) must not ask for this check.
Threshold and where it was measured:
    ``min_red_share``, ``min_grey_share``. 160 generated pictures of ten materials, sharp to hard, half in layouts held out:
    with a red seal 0.94 to 1, without 0 to 0.57 but for one of 0.69; photocopied with 0.81 to 1, without up to 0.73 but for
    one of 0.79. Seals drawn by another hand on 67 of the same pictures, rims of 2.5 to 8% of the radius: plain red, double,
    oval (to 1.5), purple, under a cast, at JPEG 40 and with a tenth to a third of the rim gone 469 of 469 found, dark 66,
    faint (15 to 35% of full ink) 64, blurred by 3 to 8% of the radius 63, grey 62 of 67. ``min_lines``: what holds less
    print is no whole page. From the file to the flag, 220 pictures of ten
    materials in held-out layouts, half of them without a seal: slight ones 50 of 50 flagged and of 50 with a seal none, hard
    ones 30 of 30 and 0 of 30, hard photocopies 29 of 30 (one taken for another view) and 0 of 30. On these very pictures two
    rules were mended: three were missed for arcs of a table's texture at the border, and all 14 of a clinic's filing, which
    names its issuer without a label.
    ``seal.copy_only``: 8 copies with the issuer's grey seal, none noted; 7 without it under a red seal, 3 noted (on the
    others the stamp was not read).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from pydantic import Field

from precheck.checks import Strictness
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.geometry import Image, Quad, Region, height, quad, width
from precheck.domain.subject import Subject
from precheck.domain.text import TextLine
from precheck.imaging import colour, seals
from precheck.imaging.seals import Ink, Seal


class Params(Strictness):
    """How much of a rim must be seen, 0..1, on a page of at least so many lines.

    ``views``: only pages of these views owe a seal; ``only_with``: only pages on which one of these words stands, because
    a paper of several pages is sealed where it is signed; empty: every page. ``copy_words``: words of a stamp that calls
    the paper a copy, which it is where no more than ``max_copy_coloured`` of it has a colour other than red. ``labels``:
    words that stand where the seal
    belongs, shown as the region.
    """

    min_red_share: float = Field(gt=0, le=1)
    min_grey_share: float = Field(gt=0, le=1)
    min_lines: int = Field(ge=1)
    views: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    copy_words: tuple[str, ...] = ()
    max_copy_coloured: float = Field(default=0.002, ge=0, le=1)


FLAGS = {
    "seal.missing": FlagKind(
        Severity.REVIEW,
        "未见公章。如未盖章，请补盖后上传；如已盖章，请将印章拍摄清楚。",
        "No seal is seen: where it was not sealed have it sealed and upload it again; where it was, take the picture so that "
        "the seal shows.",
        unit="share of a seal's rim that is seen, flagged below",
    ),
    "seal.copy_only": FlagKind(
        Severity.INFO,
        "此件为加盖了复印章的复印件，未见原件上发证机关的印章：可以接受，请核对。",
        "This is a copy with the seal of who copied it; the issuer's own seal is not seen on it. It is accepted; check it.",
        remedy=Remedy.NONE,
        unit="share of a grey seal's rim that is seen, flagged below",
    ),
}

ABOVE, BESIDE, BELOW = 0.03, 0.1, 0.14
"""A seal may stand beyond the outermost print by these shares of the page's longer side: below by 40 mm of A4. Wider
margins take in the table, whose texture is full of arcs."""


AROUND = 4.5
"""Half a seal's width in heights of the print around it: 42 mm beside print of 4 to 5 mm."""

ELSEWHERE = 0.12
"""So much more of a rim must be seen away from the print, where tables have textures."""


NEARLY_ALL = 0.9
"""Where the page takes up this share of the picture, looking anywhere would be looking twice."""


def check(subject: Subject, params: Params) -> Iterator[Finding]:
    """At most one finding: one seal anywhere in the picture is enough."""
    lines = [line for line in subject.lines if len(line.text) > 1 and line.confidence >= 0.5]
    if len(lines) < params.min_lines:
        return
    if subject.kind.slug not in (None, subject.material.slug):
        return
    if subject.kind.scores.get(subject.material.slug, 0.0) < 0:
        return  # words that this material never prints: another paper, which owes a seal to nobody here
    if params.views and not any(page.view in params.views for page in subject.pages):
        return
    said = "".join(line.text for line in subject.lines).replace(" ", "")
    if params.only_with and not any(word in said for word in params.only_with):
        return
    # What could not be read counts as well: a seal lies on it.
    page = _page(subject.lines)
    if any(word in said for word in params.copy_words) and _is_copy(subject, params):
        copiers = _reds(subject, page, params)
        if copiers:
            share = _best(seals.find(subject.image, Ink.GREY, page, copiers, params.min_grey_share))
            if share < params.min_grey_share:
                yield Finding("seal.copy_only", measured=share, threshold=params.min_grey_share)
            return
    seen = 0.0
    for share, enough in _shares(subject, page, params):
        if share >= enough:
            return
        seen = max(seen, share / enough)
    yield Finding(
        "seal.missing",
        measured=seen * params.min_red_share,
        threshold=params.min_red_share,
        region=_place(lines, params.labels),
        severity=Severity.INFO if seals.is_colourless(subject.image) else None,
        remedy=Remedy.NONE if seals.is_colourless(subject.image) else None,
    )


def _shares(subject: Subject, page: Quad, params: Params) -> Iterator[tuple[float, float]]:
    """How much of a rim is seen and how much would be enough, search by search, the cheapest and likeliest first."""
    image = subject.image

    def faces_about(region: Region) -> tuple[Quad, ...]:
        return tuple(face.box for face in subject.faces_about(region))

    # Most seals are red and are found at once: faces in the whole picture are looked for only after that.
    found = seals.find(image, Ink.RED, page, enough=params.min_red_share, faces_about=faces_about)
    yield _best(found), params.min_red_share
    portraits = tuple(face.box for face in subject.faces)
    yield _best(seals.find(image, Ink.GREY, page, portraits, params.min_grey_share)), params.min_grey_share
    # On a dim page print may go unseen, and with it where the page ends: then anywhere, but more of the rim.
    if _share_of(image, page) < NEARLY_ALL:
        for ink, enough in ((Ink.RED, params.min_red_share), (Ink.GREY, params.min_grey_share)):
            # Arcs of a table's texture that the border cuts have few rays to be judged by.
            whole = [seal for seal in seals.find(image, ink, None, portraits, 2.0) if seal.lies_in(image)]
            yield _best(whole) - ELSEWHERE, enough


def _reds(subject: Subject, page: Quad, params: Params) -> tuple[Quad, ...]:
    """Boxes around all red seals: red ink is dark enough to be found among the grey as well."""
    found = seals.find(subject.image, Ink.RED, page, enough=2.0)
    return tuple(_around(seal.region) for seal in found if seal.share >= params.min_red_share)


def _around(region: Region) -> Quad:
    (x0, y0), (x1, y1) = np.min(np.array(region), axis=0), np.max(np.array(region), axis=0)
    return quad(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))


def _is_copy(subject: Subject, params: Params) -> bool:
    """Whether the print's surroundings have no colour but red."""
    points = np.array([point for line in subject.lines for point in line.box], np.float32)
    hull = cv2.convexHull(points).reshape(-1, 2)
    found = colour.of(subject.image, [tuple((float(x), float(y)) for x, y in hull)])
    return found is not None and found.other <= params.max_copy_coloured


def _best(found: Sequence[Seal]) -> float:
    return found[0].share if found else 0.0


def _share_of(image: Image, page: Quad) -> float:
    """How much of the picture the page takes up, 0..1."""
    rows, columns = image.shape[:2]
    frame = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    common, _ = cv2.intersectConvexConvex(frame, np.array(page, np.float32))
    return float(np.float64(common) / (rows * columns))


def _page(lines: Sequence[TextLine]) -> Quad:
    """The box around all print, along its own direction, with a margin."""
    long = [line.box for line in lines if width(line.box) > 3 * height(line.box)] or [
        line.box for line in lines
    ]
    ways = np.array([np.subtract(box[1], box[0]) / max(width(box), 1e-6) for box in long])
    right = np.median(ways, axis=0)
    right = right / max(float(np.linalg.norm(right)), 1e-6)
    down = np.array([-right[1], right[0]])
    if float(np.median([np.subtract(box[3], box[0]) @ down for box in long])) < 0:
        down = -down
    corners = np.array([point for line in lines for point in line.box])
    (x0, x1), (y0, y1) = ((float(at.min()), float(at.max())) for at in (corners @ right, corners @ down))
    side = max(x1 - x0, y1 - y0)
    x0, x1, y0, y1 = x0 - BESIDE * side, x1 + BESIDE * side, y0 - ABOVE * side, y1 + BELOW * side
    return quad(np.array([right * x + down * y for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]))


def _place(lines: Sequence[TextLine], labels: Sequence[str]) -> Region | None:
    """About a seal's size around the words that ask for it, along their own direction."""
    for label in labels:
        for line in lines:
            at = line.text.find(label)
            if at >= 0:
                word = np.array(line.part(at, at + len(label)))
                tall = height(line.box)
                right = np.subtract(line.box[1], line.box[0]) / max(width(line.box), 1e-6) * AROUND * tall
                down = np.subtract(line.box[3], line.box[0]) / max(tall, 1e-6) * AROUND * tall
                middle = word.mean(axis=0)
                signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
                return quad(np.array([middle + right * x + down * y for x, y in signs]))
    return None
