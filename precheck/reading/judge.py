"""How a declared value ends: match, mismatch or unreadable, by the ratio of its probability to the best reading's.

Measured: docs/evaluation/reading.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from precheck.domain.geometry import height
from precheck.domain.material import FieldRule
from precheck.domain.reading import Status
from precheck.fields import FieldType
from precheck.fields.glyphs import squeeze
from precheck.reading import verify
from precheck.reading.fuse import Best
from precheck.reading.layout import Text
from precheck.reading.settings import ReadingSettings

STROKES = frozenset("一二三")


@dataclass(frozen=True, slots=True)
class Judged:
    """``log_ratio``: log P(declared) − log P(best reading), at most 0; None where the engine gives no probabilities."""

    status: Status
    log_ratio: float | None
    why: str = ""


def judge(
    rule: FieldRule,
    kind: FieldType,
    best: Best,
    text: Text,
    expected: Sequence[str],
    settings: ReadingSettings,
) -> Judged:
    """Compare the best reading of a place, whose characters are ``text``, with what was declared."""
    agree = kind.agree if rule.strict else kind.agree_loosely
    if any(agree(best.value, value) for value in expected):
        return Judged(Status.MATCH, 0.0, "读作申报值 (reads as declared)")
    ratio, form = _log_ratio(rule, kind, best, expected)
    strict = is_number(best.value) or (form is not None and _omits(form, text.string))
    limit = settings.number_match_above if strict else settings.match_above
    if ratio is not None and ratio >= limit and form is not None and _differs_by_strokes(form, text.string):
        return Judged(
            Status.UNREADABLE,
            ratio,
            "一、二、三仅差一画，须读作申报值 (a stroke apart: only the reading itself counts)",
        )
    if ratio is not None and ratio >= limit:
        return Judged(Status.MATCH, ratio, f"对数比不低于 {limit:g} (the ratio reaches this)")
    if any(kind.agree_partly(best.value, value) for value in expected):
        return Judged(Status.UNVERIFIED, ratio, "只读到申报值的一部分 (only part of it was read)")
    if ratio is not None and ratio > settings.mismatch_below:
        between = f"对数比介于 {settings.mismatch_below:g} 与 {limit:g} 之间 (the ratio lies between)"
        return Judged(Status.UNREADABLE, ratio, between)
    if (
        ratio is not None
        and form is not None
        and ratio > settings.mismatch_each_below * _apart(form, text.string)
    ):
        # Two characters that the picture half supports are no contradiction, though together they cost as much.
        return Judged(Status.UNREADABLE, ratio, "没有一处明显不符 (no character is clearly another)")
    doubt = _doubt(kind, best, text, expected, settings)
    if doubt is not None:
        return Judged(Status.UNREADABLE, ratio, doubt)
    return Judged(Status.MISMATCH, ratio, "读得清楚，且是别的值 (clearly read, and something else)")


def _doubt(
    kind: FieldType, best: Best, text: Text, expected: Sequence[str], settings: ReadingSettings
) -> str | None:
    """Why a reading that differs from what was declared is not held against it; None where it is."""
    if text.least_certainty < settings.certain_from:
        return f"最不清的字把握不足 {settings.certain_from:g} (a character was not seen surely enough)"
    if min((height(line.box) for line, _ in text.lines()), default=0.0) < settings.contradicts_from_px:
        return f"字高不足 {settings.contradicts_from_px:g} 像素 (print too small to contradict anybody)"
    if kind.problems(best.value):
        # A reading that breaks its own structure says that something was misread, not what stands there.
        return "读出的值不合结构，可能误读 (it breaks its structure, so may be misread)"
    if not _as_read(kind, best.value, text.string):
        return "字母当作数字才合结构 (only with letters taken for digits)"
    if _other_form(kind, best.value, expected):
        return "读出的号码与申报的不是同一种格式 (a number of another form than the declared one)"
    if _cut(kind, text.string, expected) or _is_fragment(kind, best.value, expected):
        return "只读到申报值的一段 (a piece of what was declared)"
    if _one_short(kind, best.value, text.string, expected):
        return "只比申报值少一个字 (one character short of what was declared)"
    return None


def _as_read(kind: FieldType, value: str, string: str) -> bool:
    """Whether a number's characters were read as they stand: where letters had to be taken for digits (PDY…A… without its
    first letters is eighteen digits) the reading may be another number's."""
    if kind.structure is None or not is_number(value):
        return True
    letters = _letters(string)
    return any(_letters(form) in letters for form in (value, *kind.printed_forms(value)))


def _other_form(kind: FieldType, value: str, expected: Sequence[str]) -> bool:
    """Whether the declared number has the type's structure and the reading has not: what stands there may be another
    number, or a date, beside the label."""
    structure = kind.structure
    if structure is None:
        return False
    fits = [
        any(re.fullmatch(structure, form) for form in kind.printed_forms(one)) for one in (value, *expected)
    ]
    return not fits[0] and any(fits[1:])


def _cut(kind: FieldType, string: str, expected: Sequence[str]) -> bool:
    """Whether what was read is the declared value without its beginning, its end or a piece between: the rest may lie beside
    the line, in a crease or under a thumb. Of a name of several parts each is such a piece."""
    read = _letters(string)
    printed = [form for value in expected for form in kind.printed_forms(value)]
    parts = {_letters(part) for form in printed for part in re.split("[·•]", form) if part != form}
    return read in parts or any(_lacks_a_piece(read, _letters(form)) for form in printed)


def _lacks_a_piece(read: str, form: str) -> bool:
    """A single digit is no piece: a number that lacks one is another number."""
    missing = len(form) - len(read)
    if missing > 0 and len(read) >= 2 and not is_number(form) and read in form:
        return True
    if missing < (2 if is_number(form) and read not in form else 1) or len(read) < 0.5 * len(form):
        return False
    return read in form or any(
        form.startswith(read[:gap]) and form.endswith(read[gap:]) for gap in range(1, len(read))
    )


def _is_fragment(kind: FieldType, value: str, expected: Sequence[str]) -> bool:
    """Whether a number of no known structure has not half the characters that were declared: a seal or a thumb left so little of it."""
    structure = kind.structure
    if structure is None or any(re.fullmatch(structure, form) for form in kind.printed_forms(value)):
        return False
    return all(2 * len(_letters(value)) < len(_letters(one)) for one in expected)


def _one_short(kind: FieldType, value: str, string: str, expected: Sequence[str]) -> bool:
    """Whether a date was read as declared but for one character that is missing: a seal on 二十日 leaves 十日 (of 101
    held-out hard pictures one true date was contradicted so). Only as it is printed: in numerals or in digits."""
    plain = is_number(string)
    printed = kind.printed_forms(value)
    if not any("年" in form for form in printed):
        return False
    own = [form for form in printed if is_number(form) is plain]
    reads = {_letters(form) for form in (string, *own)}
    forms = {
        _letters(form) for one in expected for form in kind.printed_forms(one) if is_number(form) is plain
    }
    return any(form[:gap] + form[gap + 1 :] in reads for form in forms for gap in range(len(form)))


def _letters(text: str) -> str:
    return "".join(character for character in squeeze(text).upper() if character.isalnum())


def _apart(form: str, read: str) -> int:
    """How many characters have to be changed, left out or put in (Levenshtein), at least 1."""
    return max(1, Levenshtein.distance(form, read))


def _omits(form: str, read: str) -> bool:
    """Whether a declared form has fewer characters than were read. The recogniser hardly charges for leaving one out: it
    counts as blank where it was not sure (16 of 847 shortened names came within 6 of the reading)."""
    return len(form) < len(read)


def _differs_by_strokes(form: str, read: str) -> bool:
    """Whether a declared form is what was read but for 一, 二 and 三 in each other's places. A fold or a border is a stroke, so the
    recogniser supports both; of words nobody declares the one that has a number more."""
    pairs = [(own, other) for own, other in zip(form, read, strict=False) if own != other]
    return len(form) == len(read) and bool(pairs) and all({*pair} <= STROKES for pair in pairs)


def is_number(value: str) -> bool:
    """Whether a value is compared as a number: any digit in it, since words have no use for them."""
    return any(character.isdigit() for character in value)


def stands_within(kind: FieldType, text: Text, expected: Sequence[str]) -> bool:
    """Whether what was declared stands in a place's text with more around it: then another place's clear reading is no
    contradiction (a page of changes names the old institution and the new)."""
    return any(form and form in text.string for value in expected for form in kind.printed_forms(value))


def _log_ratio(
    rule: FieldRule, kind: FieldType, best: Best, expected: Sequence[str]
) -> tuple[float | None, str | None]:
    """The ratio and the declared form that is likeliest.

    A declared value that breaks its own structure where the reading does not is never the likelier one, however
    close: one of two equal digits left out costs little along the line.
    """
    if best.posterior is None or best.log_probability is None:
        return None, None
    sound = best.sound(kind)
    possible = [value for value in expected if not (sound and kind.problems(kind.normalise(value)))]
    forms = [
        form
        for value in possible
        for form in (kind.printed_forms(value) if rule.strict else kind.loose_forms(value))
    ]
    if not forms:
        return None, None
    likely = {form: verify.log_probability(best.posterior, form) for form in dict.fromkeys(forms)}
    form = max(likely, key=lambda form: likely[form])
    return min(0.0, likely[form] - best.log_probability), form
