"""Is the picture a mirror image?

Flags:
    ``mirrored.reflected``: left and right (or top and bottom) are exchanged; one flag where the picture is turned besides.
Why:
    Selfie cameras mirror what they see; a mirrored document cannot be compared, by a person or a machine.
Measures:
    Whether the text reads better in the mirror (:mod:`precheck.reading.orientation`): the characters decide, so
    a symmetrical layout misleads nobody. Pictures without readable text are never flagged.
Threshold and where it was measured:
    As for ``rotated``.
"""

from collections.abc import Iterator

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.reading import orientation


class Params(CheckParams):
    """Nothing to set: a mirror image is a mirror image."""


FLAGS = {
    "mirrored.reflected": FlagKind(
        Severity.REUPLOAD,
        "图片{lies}，请{remedy}。",
        "The picture is {lies_en}: {remedy_en}.",
        unit="reading certainty 0..1 as it is, in the mirror: threshold",
    )
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding."""
    turn = subject.turn
    way = turn.orientation
    if way is None or not way.mirrored:
        return
    yield Finding(
        "mirrored.reflected",
        measured=turn.scores.get((way.rotation, False)),
        threshold=turn.scores.get((way.rotation, True)),
        values=orientation.in_words(way),
    )
