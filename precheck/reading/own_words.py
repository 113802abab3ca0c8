"""The words that a paper prints of itself: where nothing but these was read, nothing was filled in."""

from collections.abc import Sequence

from precheck import fields
from precheck.domain.material import FieldRule, Material
from precheck.domain.text import TextLine
from precheck.fields.field_type import LISTS
from precheck.reading import labels

PRINTED = (
    "民族",
    "学历",
    "专业",
    "类别",
    "出生",
    "电话",
    "职称",
    "学位",
    "照片",
    "手机",
    "岗位",
    "起止",
    "考核",
    "试用",
    "执业",
    "情况",
    "机构",
    "单位",
    "名称",
)
"""What forms print beside the blanks that we read, so that it is not taken for what was filled in."""


ORNATE_FROM, REPEATED, DIGITS_REPEATED, SURE = 8, 4, 6, 0.8
"""Characters of a border's pattern read as text; how many times as many as there are different ones, where most are digits too
(a number of 18 has five or more); and the certainty from which it is believed to be text."""


def is_ornament(line: TextLine) -> bool:
    """Whether what was read is a border's pattern (TETETTCTETETETTE): few letters, again and again, and not surely read."""
    text = line.text.replace("<", "").replace(" ", "")
    digits = sum(character.isdigit() for character in text)
    repeated = DIGITS_REPEATED if 2 * digits > len(text) else REPEATED
    again = len(text) >= ORNATE_FROM and repeated * len(set(text)) <= len(text)
    return again and text.isascii() and line.confidence < SURE


def field_labels(material: Material) -> tuple[str, ...]:
    """The labels of all fields, the longest first."""
    own = {label.lstrip("^") for rule in material.fields for label in (*rule.labels, *rule.filled_in)}
    return tuple(sorted(own, key=lambda label: (-len(label), label)))


def form_words(material: Material) -> tuple[str, ...]:
    """These, and what else forms print."""
    return tuple(sorted({*field_labels(material), *PRINTED}, key=lambda word: (-len(word), word)))


def without(value: str, words: Sequence[str]) -> str:
    """What is left of a value without these words, the longest taken out first."""
    for word in words:
        value = value.replace(word, "")
    return value


def is_no_value(rule: FieldRule, value: str, material: Material) -> bool:
    """Whether a value consists of a label, or labels, or the beginning of one (the next blank's, read for want of a value), or
    of what is printed above the title."""
    # A list may hold such a word: a specialty is a value, and tells the form by which it is applied for.
    listed = fields.load(rule.type).confidence_class == LISTS
    if value in material.words and not listed:
        return True
    if value and not without(value, tuple(sorted(material.headings, key=len, reverse=True))):
        return True
    words = form_words(material) if rule.filled_in else field_labels(material)
    rest = without(value, words)
    return labels.opens_one(value, words) or (len(rest) <= 1 and rest != value)
