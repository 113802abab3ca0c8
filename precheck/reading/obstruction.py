"""What lies on the place of a field: light that has taken the print away, or a thing.

Where a field belongs is known from its value, from its label, or from the card's layout; so it counts as hidden too where
nothing of it was read. Nothing here depends on what was declared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from precheck.domain.geometry import Image, Quad, height, quad, slice_along, width
from precheck.domain.picture import Exposure, PageMaps, Sharpness
from precheck.domain.reading import FieldReading, Hidden, Page, Status
from precheck.domain.text import TextLine
from precheck.reading.settings import ReadingSettings
from precheck.vision import overlap

BESIDE = 2.0
"""Heights by which a value's place reaches beyond what was read of it."""

LEFT = 0.05
"""How probable it is that what is left of a hidden value is the whole of it: of 15 read surely none was."""


def causes(light: Exposure, sharp: Sharpness | None, settings: ReadingSettings) -> tuple[str, ...]:
    """What may hide print here: in a picture darker than ``settings.shines_from`` nothing shines, and print more blurred than
    ``settings.fades_below`` fades of itself."""
    blurred = sharp is not None and sharp.value < settings.fades_below
    return ("cover",) if blurred or light.brightness < settings.shines_from else ("glare", "cover")


def find(
    maps: PageMaps,
    pages: Sequence[Page],
    located: Mapping[str, FieldReading],
    lines: Sequence[TextLine],
    causes: Sequence[str],
    settings: ReadingSettings,
) -> dict[str, tuple[Hidden, ...]]:
    """What hides each field, and the portrait or emblem of a card, from ``settings.hidden_from`` of its place on."""
    masks = {cause: mask for cause in causes if (mask := overlap.binary(maps, cause)).any()}
    places = {name: place for page in pages for name, place in page.places.items()}
    known = any(reading.value is not None for reading in located.values())
    found: dict[str, tuple[Hidden, ...]] = {}
    for name in {**located, **places}:
        reading = located.get(name)
        if reading is not None and reading.box is not None:
            # Where the value itself should stand comes first: what was read elsewhere may be another's.
            hides = [
                _place(maps, cause, mask, reading.areas, settings)
                or _value(maps, cause, mask, reading, reading.box, settings)
                for cause, mask in masks.items()
            ]
        else:
            areas = reading.areas if reading is not None and reading.areas else ()
            areas = areas or ((places[name],) if name in places else ())
            hides = [_place(maps, cause, mask, areas, settings) for cause, mask in masks.items()]
            if known and not areas and reading is not None and reading.status is Status.UNREADABLE:
                hides = [_anywhere(maps, cause, lines, settings) for cause in masks]
        if any(hides):
            found[name] = tuple(hidden for hidden in hides if hidden is not None)
    return found


def _place(
    maps: PageMaps, cause: str, mask: Image, areas: Sequence[Quad], settings: ReadingSettings
) -> Hidden | None:
    """The place that is hidden most."""
    shares = [(overlap.share(maps, mask, area), area) for area in areas]
    share, area = max(shares, key=lambda item: item[0], default=(0.0, None))
    if area is None or share < settings.hidden_from:
        return None
    region = overlap.patch_at(maps, mask, area)
    return Hidden(cause, share, region, threshold=settings.hidden_from, place=area)


def _anywhere(
    maps: PageMaps, cause: str, lines: Sequence[TextLine], settings: ReadingSettings
) -> Hidden | None:
    """What hides a field whose label was not read either: the largest patch among the page's print."""
    share, outlines = overlap.page_share(maps, cause, tuple(line.box for line in lines))
    if share < settings.anywhere_from or not outlines:
        return None
    return Hidden(cause, share, outlines[0], threshold=settings.anywhere_from)


def _value(
    maps: PageMaps, cause: str, mask: Image, reading: FieldReading, box: Quad, settings: ReadingSettings
) -> Hidden | None:
    """None where the value was read whole: print that is surely read is not hidden, and a number or a day tells by itself
    whether it is whole."""
    before, after = _beside(box)
    strip = quad(np.array([before[0], after[1], after[2], before[3]]))
    sure = (reading.readability or 0.0) >= settings.certain_from and not reading.problems
    whole = sure and any(character.isdigit() for character in reading.value or "")
    share = overlap.share(maps, mask, box)
    if share >= settings.hidden_from and not sure:
        return Hidden(cause, share, overlap.patch_at(maps, mask, strip), threshold=settings.hidden_from)
    beside = max(overlap.share(maps, mask, end) for end in (before, after))
    # What is surely read under it all is not torn by it: the page has faded as a whole.
    if beside >= settings.torn_from and not whole and not (sure and share >= settings.torn_from):
        region = overlap.patch_at(maps, mask, strip)
        return Hidden(cause, beside, region, torn=True, threshold=settings.torn_from)
    return None


def _beside(box: Quad) -> tuple[Quad, Quad]:
    """The places before and after a value."""
    share = BESIDE * height(box) / max(1.0, width(box))
    return slice_along(box, -share, 0.0), slice_along(box, 1.0, 1.0 + share)


def apply(
    fields: Mapping[str, FieldReading], hidden: Mapping[str, Sequence[Hidden]]
) -> dict[str, FieldReading]:
    """The fields, with those that something hides as unreadable: what is left of a number under a finger contradicts nobody,
    and what is left of a name is no name. Text that stands near a hidden place never takes the value's place.

    Their readability is 0, since some of their characters cannot be seen at all, and their confidence :data:`LEFT` at most.
    """
    return {
        name: _lost(reading, hidden[name])
        if name in hidden and reading.status is not Status.MATCH
        else reading
        for name, reading in fields.items()
    }


def _lost(reading: FieldReading, hides: Sequence[Hidden]) -> FieldReading:
    if reading.status is Status.ABSENT:
        return reading
    if reading.value is not None and any(hidden.place in reading.areas for hidden in hides):
        return FieldReading(
            reading.name,
            Status.UNREADABLE,
            reading.type,
            expected=reading.expected,
            areas=reading.areas,
            rule=reading.rule,
        )
    certain = None if reading.confidence is None else min(reading.confidence, LEFT)
    return replace(reading, status=Status.UNREADABLE, readability=0.0, confidence=certain)
