"""What the pipeline files say of a material, as plain values: how it is recognised, what is read from it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

_STRICT = ConfigDict(extra="forbid")
"""Pipeline files are read into these values: a key that is not known is refused."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a material and how it is found on the page.

    ``type`` names a module of :mod:`precheck.fields`. ``declared`` is the registration's key it is compared with (none:
    only read). ``labels`` are the printed labels, most specific first; a value stands beside its label, or under it
    where ``below`` is set; a label written ``^学校`` counts only where a piece of text begins with it or a colon
    follows. ``patterns`` are regular expressions over the page's running text without spaces, with one group named
    ``value``; ``rows`` are such expressions that must fit a whole row. ``lines`` is how many lines a value may run
    over. ``views`` limits the field to some views; empty means all. ``required``: the page owes it, so that not finding
    it is ``unreadable``; ``printed``: a page of these views always prints it, so that not finding it is ``unreadable``
    where it was declared. ``filled_in``: the words of a form beside which somebody has to write it, so that it may have
    been left empty. ``unlabelled``: the type's structure is telling enough to be found without its label. ``strict``:
    the page must print the value as it was registered (the notice's rule for the licence); else one of an institution's
    names, or its name with its city, counts as well. ``instead``: labels beside which some papers print the value and
    others another one (the day of issue, where a certificate was never issued again): what stands there counts where it
    is as declared, and is never held against it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    label: str
    label_en: str
    type: str
    declared: str | None = None
    labels: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    lines: Annotated[int, Field(ge=1, le=8)] = 1
    below: bool = False
    required: bool = False
    printed: bool = False
    unlabelled: bool = False
    filled_in: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    strict: bool = False
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLayout:
    """A document that always looks the same: its size, and where texts stand on it. ``size_mm`` is width and height.
    ``anchors_mm``: for a regular expression, the left end, the middle's height and the right end of the text that it
    matches, from the document's top-left corner. ``places_mm``: the left, top, right and bottom of where a field's
    value belongs, by the field's name, or of the ``portrait`` or ``emblem``."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    size_mm: tuple[float, float]
    anchors_mm: dict[str, tuple[float, float, float]]
    places_mm: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewRule:
    """One view (face or page) and the words and ``patterns`` (regular expressions) that tell it. ``id_types``: owed
    only where one of these was declared as ``id_type`` (none declared counts as the first kind named by any view).
    ``min_face``: the view shows a person, whose face is at least this share of the picture's longer side tall.
    ``enough`` of them must be seen; where several views qualify, the one named first in the file wins. ``apart``: a
    thing of its own (a face of a card), so that a picture of two of them shows two pages."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    title: str
    title_en: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    required: bool = False
    min_face: Annotated[float, Field(gt=0, le=1)] | None = None
    id_types: tuple[str, ...] = ()
    layout: PrintedLayout | None = None
    apart: bool = False
    enough: Annotated[int, Field(ge=1)] = 2


@dataclass(frozen=True, slots=True)
class Material:
    """A kind of document. ``titles`` are printed headings any of which names the material; ``words`` are expressions
    that speak for it, ``not_words`` for something else. ``headings`` stand above the title and are no value.
    ``entries`` names the registration's list (``diplomas``, ``employers``) one entry of which a page is compared with."""

    slug: str
    title: str
    title_en: str
    titles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    views: tuple[ViewRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    entries: str | None = None

    @property
    def quoted(self) -> str:
        """The title in one pair of brackets, as sentences name it: 《毕业证书》, 《医疗机构执业许可证》副本."""
        return self.title if "《" in self.title else f"《{self.title}》"

    @property
    def person(self) -> ViewRule | None:
        """The view of somebody who holds the card, if there is one."""
        return next((view for view in self.views if view.min_face is not None), None)

    def shows_a_person(self, view: str | None) -> bool:
        """Whether this view is of somebody who holds the card."""
        return any(rule.min_face is not None for rule in self.views if rule.name == view)

    def rule(self, name: str, views: Collection[str | None] = ()) -> FieldRule:
        """The rule of a field; of several, the first for one of these ``views`` (a passport's number is no ID card's).
        Raises KeyError: the material has no such field."""
        rules = [rule for rule in self.fields if rule.name == name]
        if not rules:
            raise KeyError(name)
        return next((rule for rule in rules if any(view in views for view in rule.views)), rules[0])
