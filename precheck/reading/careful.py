"""Which lines the careful tier reads once more, after the first has read the whole page: those whose words matter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from precheck import fields
from precheck.domain.geometry import Image, Quad, centre, height, slice_along, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Page, Status, Turn
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine
from precheck.reading import kind
from precheck.reading.fields import text_of
from precheck.reading.settings import ReadingSettings

Readings = Mapping[str, FieldReading]

WITHIN = 0.05
"""How far within a value's box its ends are looked for, as share of its width: boxes are a little wider than print."""

FILLERS = 3
"""So many ``<`` make a line one of a machine-readable zone."""


def read(
    careful: Callable[[], OcrEngine | None], image: Image, pages: tuple[Page, ...], chosen: Sequence[TextLine]
) -> tuple[Page, ...]:
    """The pages with the ``chosen`` lines read by the ``careful`` tier; as they were where there is none or nothing for it to
    read."""
    engine = careful() if chosen else None
    if engine is None:
        return pages
    again = dict(zip(chosen, engine.read(image, [line.box for line in chosen]), strict=True))
    return tuple(replace(page, lines=tuple(again.get(line, line) for line in page.lines)) for page in pages)


def read_headings(
    careful: Callable[[], OcrEngine | None],
    image: Image,
    lines: Sequence[TextLine],
    settings: ReadingSettings,
) -> tuple[TextLine, ...]:
    """The lines, the largest of them read by the careful tier where the first one was not sure: a title says which paper it is."""
    largest = sorted(lines, key=lambda line: -width(line.box) * height(line.box))[: settings.headings]
    unsure = [line for line in largest if line.confidence < settings.careful_below]
    engine = careful() if unsure else None
    if engine is None:
        return tuple(lines)
    again = dict(zip(unsure, engine.read(image, [line.box for line in unsure]), strict=True))
    return tuple(again.get(line, line) for line in lines)


def is_unsure(turn: Turn, lines: Sequence[TextLine], settings: ReadingSettings) -> bool:
    """Whether the first tier can hardly read a picture: it sees nothing, nothing tells it how the lines lie, or it is unsure of their
    characters. What is said of blur and of the paper then is the careful tier's word."""
    certain = [one for line in lines for one in line.characters]
    return turn.orientation is None or fmean(certain or [0.0]) < settings.looks_well


def lines_that_matter(
    pages: Sequence[Page], readings: Readings, material: Material, settings: ReadingSettings
) -> tuple[TextLine, ...]:
    """The lines for the careful tier, each for one of these reasons:

    - it holds a value that breaks its structure;
    - it holds the value of a field that is owed or compared, and that value was not surely read, or is words that are not what was
      declared (the first tier's alphabet lacks rare characters, and words have no structure that shows an error);
    - it stands where such a field's value belongs, and no value was found there (2000 read as 200 is no year);
    - it was not surely read itself, on a page that speaks for the material and owes a field of which nothing was found;
    - it is a machine-readable zone, 44 characters of which each counts.
    """
    matter = [r for r in readings.values() if _matters(r, material)]
    boxes = [r.box for r in matter if r.box is not None and _needs_care(r, settings)]
    boxes += [area for r in matter if r.value is None for area in r.areas]
    missing = any(r.value is None and r.status is Status.UNREADABLE for r in matter)
    missing = missing and kind.score("\n".join(text_of(page).string for page in pages), material) > 0
    return tuple(
        line
        for page in pages
        for line in page.lines
        if any(_holds(line, box) for box in boxes)
        or (missing and line.confidence < settings.careful_below)
        or line.text.count("<") >= FILLERS
    )


def _matters(reading: FieldReading, material: Material) -> bool:
    rule = reading.rule_in(material)
    return rule.required or rule.declared is not None or bool(reading.problems)


def _needs_care(reading: FieldReading, settings: ReadingSettings) -> bool:
    type_, expected = fields.load(reading.type), reading.expected
    unsure = bool(reading.problems) or (reading.readability or 0.0) < settings.careful_below
    other = (
        expected is not None and type_.structure is None and not type_.agree(reading.value or "", expected)
    )
    return unsure or other


def _holds(line: TextLine, box: Quad) -> bool:
    """Whether a value begins, ends or has its middle on a line, or a line its middle on a value that runs over several."""
    places = (slice_along(box, share - WITHIN, share + WITHIN) for share in (WITHIN, 0.5, 1 - WITHIN))
    return is_on(box, centre(line.box)) or any(is_on(line.box, centre(place)) for place in places)


def is_on(box: Quad, point: tuple[float, float]) -> bool:
    """Whether a point lies on a box, as far as boxes run across."""
    x, y = centre(box)
    return abs(point[0] - x) <= width(box) / 2 + 1 and abs(point[1] - y) <= height(box) / 2 + 1
