"""Reading a material's fields from a page and comparing them with what was declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from precheck import fields
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import Candidate, FieldReading, Page, Status
from precheck.domain.registration import Registration
from precheck.reading import verify
from precheck.reading.layout import Layout, Text
from precheck.reading.locate import Place, areas, places
from precheck.reading.settings import ReadingSettings


def read(
    material: Material, pages: Sequence[Page], registration: Registration | None, settings: ReadingSettings
) -> dict[str, FieldReading]:
    """Each field of the material, read from the page that shows it best and compared with the declaration.

    Where the registration lists several diplomas or employers, the page is compared with the one it fits best.
    """
    rules = _applicable(material, pages)
    shown = [(page, Layout(page.lines, page.orientation)) for page in pages if page.orientation is not None]
    found = {rule.name: _places(material, rule, shown) for rule in rules}
    versions = registration.versions(material.entries) if registration else [{}]
    results = [
        {rule.name: _compared(rule, found[rule.name], version, pages, shown, settings) for rule in rules}
        for version in versions
    ]
    return max(results, key=_fit)


def _applicable(material: Material, pages: Sequence[Page]) -> list[FieldRule]:
    """One rule a field: of several, the first whose view is shown."""
    chosen: dict[str, FieldRule] = {}
    for rule in material.fields:
        if rule.name not in chosen or (not carried(chosen[rule.name], pages) and carried(rule, pages)):
            chosen[rule.name] = rule
    return list(chosen.values())


def _fit(result: Mapping[str, FieldReading]) -> float:
    worth = {Status.MATCH: 1.0, Status.MISMATCH: -1.0}
    return sum(worth.get(reading.status, 0.0) for reading in result.values())


def _places(
    material: Material, rule: FieldRule, shown: Sequence[tuple[Page, Layout]]
) -> list[tuple[Place, Page]]:
    stops = [label for other in material.fields for label in other.labels]
    every = [
        (place, page)
        for page, layout in shown
        if carried(rule, [page])
        for place in places(layout, rule, stops)
    ]
    return sorted(every, key=lambda item: -item[0].score)


def carried(rule: FieldRule, pages: Sequence[Page]) -> bool:
    """Whether any page in the picture is one that carries the field."""
    return not rule.views or any(page.view in rule.views for page in pages)


def _compared(
    rule: FieldRule,
    found: Sequence[tuple[Place, Page]],
    declared: Mapping[str, Any],
    pages: Sequence[Page],
    shown: Sequence[tuple[Page, Layout]],
    settings: ReadingSettings,
) -> FieldReading:
    kind = fields.load(rule.type)
    expected = [
        str(declared[key]) for key in (rule.declared, *rule.alternatives) if key and declared.get(key)
    ]
    wanted = kind.normalise(expected[0]) or expected[0] if expected else None
    if not found:
        owing = [layout for page, layout in shown if carried(rule, [page])]
        missing = Status.UNREADABLE if rule.required and carried(rule, pages) else Status.ABSENT
        belongs = [area for layout in owing for area in areas(layout, rule)]
        return FieldReading(rule.name, missing, type=rule.type, expected=wanted, areas=tuple(belongs))
    place, page = found[0]
    for other, other_page in found:
        if expected and any(kind.agree(other.value, value) for value in expected):
            place, page = other, other_page
            break
    assert page.orientation is not None
    reading = FieldReading(
        name=rule.name,
        type=rule.type,
        status=Status.UNVERIFIED,
        value=place.value,
        confidence=place.text.least_certainty,
        expected=wanted,
        box=place.text.box(page.orientation),
        readability=place.text.least_certainty,
        problems=tuple(kind.problems(place.value)),
        text_height_px=place.text.height_px,
        candidates=tuple(_candidate(p, q) for p, q in found[:5]),
    )
    if not expected:
        doubtful = rule.required and place.text.least_certainty < settings.legible_from
        return replace(reading, status=Status.UNREADABLE) if doubtful else reading
    status, ratio = _verdict(kind, place, expected, settings)
    return replace(reading, status=status, log_ratio=ratio)


def _verdict(
    kind: fields.FieldType, place: Place, expected: Sequence[str], settings: ReadingSettings
) -> tuple[Status, float | None]:
    if any(kind.agree(place.value, value) for value in expected):
        return Status.MATCH, 0.0
    if any(fields.agree_partly(kind, place.value, value) for value in expected):
        return Status.UNVERIFIED, None
    ratio = _log_ratio(kind, place, expected)
    if ratio is not None:
        numeric = any(character.isdigit() for character in place.value)
        if ratio >= (settings.number_match_above if numeric else settings.match_above):
            return Status.MATCH, ratio
        if ratio > settings.mismatch_below:
            return Status.UNREADABLE, ratio
    # A reading that breaks its own structure says that something was misread, not what stands there.
    certain = place.text.least_certainty >= settings.certain_from and not kind.problems(place.value)
    return (Status.MISMATCH if certain else Status.UNREADABLE), ratio


def _log_ratio(kind: fields.FieldType, place: Place, expected: Sequence[str]) -> float | None:
    """log P(declared) − log P(read); None where the engine gives no probabilities.

    A declared value that breaks its own structure where the reading does not is never the likelier one, however
    close: one of two equal digits left out costs little along the line.
    """
    sound = not kind.problems(place.value)
    possible = [value for value in expected if not (sound and kind.problems(kind.normalise(value)))]
    forms = [form for value in possible for form in kind.printed_forms(value)]
    if not forms:
        return None
    posterior = verify.posterior_of(place.text)
    return None if posterior is None else verify.log_ratio(posterior, forms, place.text.string)


def _candidate(place: Place, page: Page) -> Candidate:
    assert page.orientation is not None
    return Candidate(
        place.value, place.text.string, place.label, place.how, place.score, place.text.box(page.orientation)
    )


def text_of(page: Page) -> Text | None:
    """A page's running text; None where nothing tells how it lies."""
    return None if page.orientation is None else Layout(page.lines, page.orientation).running
