"""A declared number that is still in doubt: read in several views by both tiers, where the whole of it must stand.

Each place is read with and without seal ink by the careful tier and, in colour, by the first one, which was trained on small
sealed numbers; what they say together decides (:func:`precheck.reading.fuse.fuse_lines`).

Measured: docs/evaluation/reading.md.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from precheck import fields
from precheck.domain import text
from precheck.domain.geometry import Image, Quad, height, slice_along, trim_height, width
from precheck.domain.reading import FieldReading, Page, Status
from precheck.fields import FieldType
from precheck.ocr import OcrEngine
from precheck.reading import fuse, reach
from precheck.reading.fuse import Fused
from precheck.reading.settings import ReadingSettings

log = logging.getLogger(__name__)

FusedReading = tuple[Fused | None, str]
"""What the views say together, and who read them."""

AROUND = 0.4
"""Heights added at either end of a number."""

TALL, CLOSE, CLOSER = 3.0, 2.6, 2.1
"""How high a number is cut out, in the width that one of its characters takes: digits are 1.5 widths high. Detectors' boxes
of small print are up to twice as high."""


@dataclass(frozen=True, slots=True)
class _Rereader:
    """The readers, the best first, and the views of the picture that they are shown."""

    readers: Sequence[OcrEngine]
    views: Sequence[Callable[[], Image]]

    def read(self, kind: FieldType, box: Quad, digits: float, free: bool = False) -> FusedReading:
        """What they say of a place that holds a number as wide as so many digits, and its margins."""
        high = width(box) / (2 * reach.MARGIN + digits)
        best, *others = self.readers
        lines = [best.read(view(), [trim_height(box, TALL * high)])[0] for view in self.views]
        for reader in others:
            try:
                boxes = [trim_height(box, CLOSE * high), trim_height(box, CLOSER * high)]
                lines += reader.read(self.views[0](), boxes)
            except Exception as error:
                log.warning("the second reader failed: %s", type(error).__name__)
        return fuse.fuse_lines(kind, lines, free), text.readers(lines)


def verify_number(
    readers: Sequence[OcrEngine],
    views: Sequence[Callable[[], Image]],
    pages: Sequence[Page],
    reading: FieldReading,
    settings: ReadingSettings,
) -> FieldReading:
    """The reading as all views leave it: a match where the declared value is likely enough, in doubt where it was called
    something else or all views together read something else; the same one where nothing comes of it. ``readers``: the best
    first; ``views``: the picture, and the picture without seal ink."""
    kind, rereader = fields.load(reading.type), _Rereader(readers, views)
    if reading.expected is None:
        return _reread_undeclared(rereader, reading, settings)
    if reading.status is Status.MATCH:
        return _confirm_match(rereader, reading, settings)
    expected = reading.expected
    free = not fuse.fits(kind, kind.normalise(expected))
    for box in _boxes(reading, pages):
        fused, name = rereader.read(kind, box, _digits(kind, expected), free)
        ratio = None if fused is None else fused.declared_ratio(kind, expected)
        if fused is None or ratio is None or ratio < settings.number_match_above:
            continue
        value = fused.readings[0][0]
        why = "多次合读支持申报值 (several readings together speak for it)"
        if reading.status is Status.MISMATCH:
            return replace(reading, status=Status.UNREADABLE, reader=name, why=why)
        return replace(
            reading,
            status=Status.MATCH,
            value=value,
            log_ratio=ratio,
            problems=tuple(kind.problems(value)),
            reader=name,
            why=why,
            readings=fused.readings,
            box=reading.box or box,
            text_height_px=reading.text_height_px or height(box),
            areas=(),
        )
    return reading


def _confirm_match(rereader: _Rereader, reading: FieldReading, settings: ReadingSettings) -> FieldReading:
    """The match, unless what all views read together has no room for the declared value: one of a run of equal digits was
    left out, or a digit lies under a seal.

    Held-out pictures, 61 sharp and 85 hard, 12 matches asked: the true values were within 0.8 of what was read together, or
    stood in it; both wrong ones were not among the readings at all.
    """
    kind = fields.load(reading.type)
    expected = kind.normalise(reading.expected or "")
    [box] = _boxes(reading, ())
    fused, name = rereader.read(kind, box, _digits(kind, expected))
    if fused is None or any(expected in value for value, _ in fused.readings if value != expected):
        return reading
    ratio = fused.declared_ratio(kind, expected)
    if ratio is not None and ratio >= settings.number_match_above:
        value = fused.readings[0][0]
        return replace(reading, value=value, problems=tuple(kind.problems(value)), readings=fused.readings)
    return replace(
        reading,
        status=Status.UNREADABLE,
        value=fused.readings[0][0],
        reader=name,
        why="多次合读不支持申报值 (several readings together do not speak for it)",
        readings=fused.readings,
    )


def _reread_undeclared(rereader: _Rereader, reading: FieldReading, settings: ReadingSettings) -> FieldReading:
    """With the value that all views make likeliest, where they make one of the type's structure; read, where that is what was read
    not surely enough and no other is nearly as likely."""
    kind = fields.load(reading.type)
    [box] = _boxes(reading, ())
    # A number of a form of its own, without problems, is not bent into the usual one.
    own_form = not reading.problems and not fuse.fits(kind, reading.value or "")
    fused, name = rereader.read(kind, box, reach.wide(reading.value or ""), own_form)
    if fused is None:
        return reading
    (value, _), *others = fused.readings
    clear = not others or others[0][1] <= settings.mismatch_each_below
    sound = own_form or fuse.fits(kind, value)
    if value == reading.value and clear and sound and reading.status is Status.UNREADABLE:
        why = "多次合读一致 (several readings together agree)"
        return replace(reading, status=Status.UNVERIFIED, reader=name, readings=fused.readings, why=why)
    # Nor is one that the views see clearly, whatever its check digit.
    likely = max(map(fused.log_ratio, kind.printed_forms(value)), default=fuse.CAP) >= -fuse.WITHIN
    if value == reading.value or own_form or not likely or not sound:
        return reading
    return replace(reading, value=value, problems=(), readings=fused.readings, reader=name)


def _digits(kind: FieldType, value: str) -> float:
    """The width of a value as printed, in digits."""
    return max(map(reach.wide, kind.printed_forms(value)), default=1.0)


def _boxes(reading: FieldReading, pages: Sequence[Page]) -> list[Quad]:
    own = [] if reading.box is None else [_lengthened(reading.box)]
    lying = [page for page in pages if page.orientation is not None]
    return [*own, *(box for page in lying for box in reach.boxes(reading, page.lines))]


def _lengthened(box: Quad) -> Quad:
    """The box with :data:`AROUND` added at either end."""
    share = AROUND * height(box) / max(width(box), 1e-6)
    return slice_along(box, -share, 1 + share)
