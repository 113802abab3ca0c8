"""Is the picture turned by a quarter, a half or three quarters?

Flags:
    ``rotated.quarter_turn``: the content lies 90°, 180° or 270° clockwise from upright, and is no mirror image: of one that
    is turned besides, ``mirrored.reflected`` says so.
Why:
    The guide asks for upright pictures (画面保持正向，不得翻转旋转), and a reviewer should not have to turn the head.
Measures:
    How well sample lines read in each way the page could lie (:mod:`precheck.reading.orientation`). Raised only
    where the turned picture reads better than the picture as it is; pictures without text are never flagged,
    nor those whose pages disagree.
Threshold and where it was measured:
    ``better_by`` and ``reads_well`` in the pipeline's ``[reading]`` table: docs/evaluation/reading.md.
"""

from collections.abc import Iterator

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.reading import orientation


class Params(CheckParams):
    """Nothing to set: a turned picture is a turned picture."""


FLAGS = {
    "rotated.quarter_turn": FlagKind(
        Severity.REUPLOAD,
        "图片{lies}，请{remedy}。",
        "The picture is {lies_en}: {remedy_en}.",
        unit="degrees clockwise from upright",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    turn = subject.turn
    if turn.orientation is None or turn.orientation.rotation == 0 or turn.orientation.mirrored:
        return
    yield Finding(
        "rotated.quarter_turn",
        measured=turn.orientation.rotation,
        threshold=0,
        values=orientation.in_words(turn.orientation),
    )
