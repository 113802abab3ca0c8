"""Field types: one kind of value each, named as in a pipeline file (``type = "resident_id"``).

A field type is a :class:`FieldType`; every one that a module here defines by name is registered by that name, and installed
packages add some by entry points of the group ``precheck.fields``. From outside: :func:`load`, :class:`FieldType` and
:mod:`glyphs`, which folds characters; a type of one's own may derive from :mod:`numbers`, :mod:`words` or :mod:`choices`.
"""

from functools import cache

from precheck.domain.errors import Invalid
from precheck.fields import (
    choices,
    dates,
    diploma_numbers,
    institution_numbers,
    names,
    passports,
    people_numbers,
    spans,
    words,
)
from precheck.fields.field_type import CONFIDENCE_CLASSES, FieldType
from precheck.plugins import Registry

__all__ = ["CONFIDENCE_CLASSES", "REGISTRY", "FieldType", "load"]

_FAMILIES = (
    choices,
    dates,
    diploma_numbers,
    institution_numbers,
    names,
    passports,
    people_numbers,
    spans,
    words,
)

REGISTRY = Registry(
    {
        name: value
        for family in _FAMILIES
        for name, value in vars(family).items()
        if isinstance(value, FieldType)
    },
    group="precheck.fields",
    what="field type",
    offers=("find", "normalise", "problems", "printed_forms", "agree"),
)


@cache
def load(name: str) -> FieldType:
    """The field type of this name.
    Raises Invalid: there is none, and the message lists what there is; or a package's does not offer what a type must."""
    kind = REGISTRY.load(name)
    if not isinstance(kind, FieldType) or kind.confidence_class not in CONFIDENCE_CLASSES:
        raise Invalid(f"field type {name!r}: a FieldType, confidence one of {', '.join(CONFIDENCE_CLASSES)}")
    return kind
