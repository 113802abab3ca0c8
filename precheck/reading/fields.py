"""Reading a material's fields from a page and comparing them with what was declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from precheck import fields
from precheck.domain.geometry import Orientation, Quad
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import Candidate, FieldReading, Page, Status
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine, readers
from precheck.reading import confidence, own_words
from precheck.reading.fuse import Best, fits
from precheck.reading.judge import Judged, is_number, judge, stands_within
from precheck.reading.layout import Layout, Text
from precheck.reading.locate import Place, areas, standing
from precheck.reading.remembered import Remembered
from precheck.reading.settings import ReadingSettings

OTHER_PLACES = 6
"""Places that are tried for a declared value: label, pattern and structure rarely give more."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a page: its rule, and with what it is judged. ``expected``: what was declared for it, as declared."""

    rule: FieldRule
    expected: Sequence[str]
    settings: ReadingSettings
    memory: Remembered

    @property
    def kind(self) -> fields.FieldType:
        return fields.load(self.rule.type)


def read(
    material: Material,
    pages: Sequence[Page],
    registration: Registration | None,
    settings: ReadingSettings,
    remembered: Remembered | None = None,
) -> dict[str, FieldReading]:
    """Each field of the material, read from the page that shows it best and compared with the declaration.

    Where the registration lists several diplomas or employers, the page is compared with the one it fits best.
    ``remembered``: what was made of this picture's lines before, and is kept for the next time.
    """
    known = remembered or Remembered()
    rules = _applicable(material, pages)
    found = {rule.name: _places(material, rule, pages, known) for rule in rules}
    versions = registration.versions(material.entries) if registration else [{}]

    def compared(rule: FieldRule, declared: Mapping[str, Any]) -> FieldReading:
        field = _Field(rule, _declared(rule, declared), settings, known)
        seen = _compared(field, found[rule.name], pages)
        if seen.value is not None or seen.expected is None:
            return seen
        others = _confirming(material, rule, seen.expected, pages, known)
        there = _compared(field, others, pages)
        return there if there.status is Status.MATCH else seen

    results = [{rule.name: compared(rule, version) for rule in rules} for version in versions]
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
    material: Material, rule: FieldRule, pages: Sequence[Page], remembered: Remembered
) -> list[tuple[Place, Page]]:
    stops = [label for other in material.fields for label in other.labels]
    every = [
        (place, page)
        for page in pages
        if page.orientation is not None and carried(rule, [page])
        for place in remembered.places(page, rule, stops)
        if not own_words.is_no_value(rule, place.value, material)
    ]
    return sorted(every, key=lambda item: -item[0].score)


def _confirming(
    material: Material, rule: FieldRule, expected: str, pages: Sequence[Page], remembered: Remembered
) -> list[tuple[Place, Page]]:
    """Places that may say what was declared, and say nothing against it where they do not: a seal may lie on the label."""
    if rule.instead:
        return _places(material, replace(rule, labels=rule.instead, patterns=(), rows=()), pages, remembered)
    forms = fields.load(rule.type).printed_forms(expected)
    return [
        (place, page)
        for page, layout in _showing(rule, pages, remembered)
        for place in standing(layout, rule, forms)
    ]


def _showing(rule: FieldRule, pages: Sequence[Page], remembered: Remembered) -> list[tuple[Page, Layout]]:
    """The pages that carry the field, as far as something tells how they lie."""
    return [
        (page, layout)
        for page in pages
        if carried(rule, [page]) and (layout := remembered.layout(page)) is not None
    ]


def carried(rule: FieldRule, pages: Sequence[Page]) -> bool:
    """Whether any page in the picture is one that carries the field."""
    return not rule.views or any(page.view in rule.views for page in pages)


def _owed(rule: FieldRule, pages: Sequence[Page]) -> bool:
    """Whether the picture should carry the field: also where nothing tells which page it is, so that it is never passed."""
    if carried(rule, pages):
        return True
    return all(page.view is None for page in pages) and _shows_print(
        [x for page in pages for x in page.lines]
    )


SPECKS, SEEN_CHARACTERS, SEEN = 3, 4, 0.8
"""More lines than the first, or so many characters of such certainty, are print, read or not: what textures and drawings give
(:mod:`precheck.checks.wrong_material` measured it) is less."""


def _shows_print(lines: Sequence[TextLine]) -> bool:
    seen = sum(len(line.text) for line in lines if line.confidence >= SEEN and len(line.text) > 1)
    return len(lines) > SPECKS or seen >= SEEN_CHARACTERS


def _declared(rule: FieldRule, declared: Mapping[str, Any]) -> list[str]:
    """What was declared for a field, under its own name or another that holds it."""
    return [str(declared[key]) for key in (rule.declared, *rule.alternatives) if key and declared.get(key)]


def _compared(field: _Field, found: Sequence[tuple[Place, Page]], pages: Sequence[Page]) -> FieldReading:
    rule, kind, expected = field.rule, field.kind, field.expected
    wanted = kind.normalise(expected[0]) or expected[0] if expected else None
    if not found:
        due = rule.required or (rule.printed and wanted is not None)
        missing = Status.UNREADABLE if due and _owed(rule, pages) else Status.ABSENT
        belongs = [area for _, layout in _showing(rule, pages, field.memory) for area in areas(layout, rule)]
        return FieldReading(
            rule.name, missing, type=rule.type, expected=wanted, areas=tuple(belongs), rule=rule
        )
    place, page, seen, judged = _place_that_fits(field, found)
    assert page.orientation is not None
    problems = tuple(kind.problems(seen.value))
    reading = FieldReading(
        name=rule.name,
        type=rule.type,
        rule=rule,
        status=judged.status if judged else Status.UNVERIFIED,
        value=seen.value,
        confidence=confidence.estimate(rule.type, _seen_of(place, seen, problems)),
        expected=wanted,
        box=place.text.box(page.orientation),
        readability=place.text.least_certainty,
        mean_certainty=place.text.certainty,
        log_ratio=judged.log_ratio if judged else None,
        margin=seen.margin,
        why=judged.why if judged else "",
        problems=problems,
        text_height_px=place.text.height_px,
        areas=_beside_label(place, page, rule, field.memory),
        candidates=tuple(_candidate(p, q) for p, q in found[:5]),
        readings=((seen.value, 0.0), *seen.others),
        reader=readers(glyph.placed.line for glyph in place.text.glyphs),
    )
    legible = field.settings.legible_from
    if judged is None and rule.required and place.text.least_certainty < legible:
        faint = f"未申报，且最不清的字把握不足 {legible:g} (not declared, and not seen surely enough)"
        return replace(reading, status=Status.UNREADABLE, why=faint)
    return reading


def _beside_label(place: Place, page: Page, rule: FieldRule, remembered: Remembered) -> tuple[Quad, ...]:
    """Where the value should stand, if it was found elsewhere: something may hide it there, and what stands near be another's."""
    layout = remembered.layout(page)
    # Under its label a value of the type's own structure is at home.
    elsewhere = place.how == "structure" or (
        place.how == "below" and not fits(fields.load(rule.type), place.value)
    )
    if not elsewhere or layout is None:
        return ()
    found = areas(layout, rule)
    return tuple(found[::2] if rule.below else found)


def _seen_of(place: Place, seen: Best, problems: Sequence[str]) -> Mapping[str, float]:
    """What speaks for a value: its characters' certainty, the next reading, its height, its structure."""
    text = place.text
    return confidence.features(
        seen.value, text.least_certainty, text.certainty, seen.margin, text.height_px, len(problems)
    )


def _place_that_fits(
    field: _Field, found: Sequence[tuple[Place, Page]]
) -> tuple[Place, Page, Best, Judged | None]:
    """The likeliest place and how it ends; where that is no match, the first other place that is one."""
    (place, page), rule, kind, expected = found[0], field.rule, field.kind, field.expected
    first = field.memory.best(kind, place.text, place.value)
    if not expected:
        return place, page, first, None
    judged = judge(rule, kind, first, place.text, expected, field.settings)
    if judged.status is not Status.MATCH:
        for other, other_page in found[1:OTHER_PLACES]:
            seen = field.memory.best(kind, other.text, other.value)
            again = judge(rule, kind, seen, other.text, expected, field.settings)
            if again.status is Status.MATCH and not _lacks_its_last(seen.value, first.value):
                return other, other_page, seen, again
            if judged.status is Status.MISMATCH and stands_within(kind, other.text, expected):
                elsewhere = "申报值见于另一处 (what was declared stands at another place)"
                judged = Judged(Status.UNREADABLE, judged.log_ratio, elsewhere)
    return place, page, first, judged


def _lacks_its_last(part: str, whole: str) -> bool:
    """Whether a value is the other without its last character: 晏垚 is another person than 晏垚舒, whose third character stood
    apart. What a seal has beside a value is more."""
    return part == whole[:-1] and not is_number(whole)


def _candidate(place: Place, page: Page) -> Candidate:
    assert page.orientation is not None
    return Candidate(
        place.value, place.text.string, place.label, place.how, place.score, place.text.box(page.orientation)
    )


def text_of(page: Page) -> Text:
    """A page's running text, as it lies where nothing tells how."""
    return Layout(page.lines, page.orientation or Orientation()).running
