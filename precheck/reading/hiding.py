"""What hides a value that could not be read, a highlight or a thing on the page, makes it unreadable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from precheck.domain.geometry import Image
from precheck.domain.material import Material
from precheck.domain.quality import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.imaging.glare import Highlight
from precheck.reading import doubt, under_light, under_things
from precheck.reading.doubt import Doubt

LEAST_HEIGHTS, LEAST_SHARPNESS = 0.6, 0.45
"""As the checks ``glare`` and ``occluded`` are set: a character."""

LEFT = 0.05
"""How probable it is that what is left of a hidden value is the whole of it: of 15 read surely none was."""


def hidden(
    image: Image,
    lines: Sequence[TextLine],
    doubted: Doubt,
    sharp: Sharpness | None,
    bright: Callable[[], Sequence[Highlight]] | None = None,
) -> bool:
    """Whether anything hides at least a character of the value. Blurred print fades without any light on it.

    ``bright``: the picture's highlights, asked for only where nothing else hides the value; by default they are looked for.
    """
    thing = under_things.value(image, lines, doubted)
    if thing is not None and thing.heights >= LEAST_HEIGHTS:
        return True
    if sharp is not None and sharp.value < LEAST_SHARPNESS:
        return False
    light = under_light.value(
        image, doubted, under_light.highlights(image, lines) if bright is None else bright()
    )
    return light is not None and light.heights >= LEAST_HEIGHTS


def settled(
    image: Image,
    lines: Sequence[TextLine],
    material: Material,
    fields: Mapping[str, FieldReading],
    sharp: Sharpness | None,
    known: dict[Doubt, bool] | None = None,
) -> Mapping[str, FieldReading]:
    """The fields, with those that something hides as unreadable: what is left of a number under a finger contradicts nobody.

    Their readability is 0, since some of their characters cannot be seen at all, and their confidence :data:`LEFT` at most.
    ``known``: what was found of this picture before.
    """
    found = {} if known is None else known
    bright = cache(lambda: under_light.highlights(image, lines))
    hides = set()
    for doubted in doubt.of(material, fields, lines):
        if doubted not in found:
            found[doubted] = hidden(image, lines, doubted, sharp, bright)
        if found[doubted]:
            hides.add(doubted.field)
    return {name: _hidden(reading) if name in hides else reading for name, reading in fields.items()}


def _hidden(reading: FieldReading) -> FieldReading:
    certain = None if reading.confidence is None else min(reading.confidence, LEFT)
    return replace(reading, status=Status.UNREADABLE, readability=0.0, confidence=certain)
