"""Finding numbers in a line as read: those of a known structure, and those without a common form.

A structure is a *template*, one letter a position:

- ``d`` a digit; a letter that looks like one is taken for it
- ``x`` a digit or X
- ``u`` a character of the alphabet of GB 32100 (digits and letters without I O S V Z)
- ``c`` a digit or any letter (GB 11714 knows them all)
- ``a`` a letter
- ``k`` a letter; a digit that looks like one is taken for it
- any other character stands for itself

Nothing is invented or dropped: a value has exactly the characters that were read, a misread *letter* may
become the digit that the structure asks for, and a digit never becomes another digit.
"""

import itertools
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from precheck.domain.text import Found
from precheck.fields.dates import scan
from precheck.fields.field_type import FieldType
from precheck.fields.glyphs import DIGIT_FOR, fold, is_han, squeeze

# What a recogniser gives for a letter, where only a letter can stand.
_LETTER_FOR = {"8": "B", "0": "D", "4": "A", "6": "G"}
# Small letters do not occur in these numbers: these are misread digits rather than capitals.
_SMALL_DIGITS = "lbgq"
# Letters that a recogniser gives for digits so often that no structure is needed to know.
_NEARLY_DIGITS = "OoIil|〇ZzSsB"
_NOT_IN_GB32100 = "IOSVZ"
_READINGS = 64
_HAN_DASH = re.compile(r"(?<=[0-9A-Za-z])一(?=[0-9A-Za-z])")

# Numbers without a common form: 川卫校毕字(1998)第0123号, 川中医备510105-0012, PDY…
_NUMERO = re.compile(r"\s*N[o0]\s*\.?\s*(?=\S*\d)", re.IGNORECASE)
_LABEL_ENDS = ":;|"
_INSIDE = "()-/·.#第号字"

Problems = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters and digits that stand together: ``chars[i]`` was read at ``places[i]``; a gap (space or
    dash) stands before each index in ``gaps``, which holds 0 and ``len(chars)`` as well."""

    chars: str
    places: tuple[int, ...]
    gaps: frozenset[int]

    def found(self, value: str, start: int = 0, end: int | None = None) -> Found:
        """``value`` as what ``chars[start:end]`` means."""
        last = (len(self.chars) if end is None else end) - 1
        return Found(self.places[start], self.places[last] + 1, value)


def _folded(text: str) -> str:
    """Folded, with a 一 between letters or digits taken for the dash that it was printed as."""
    return _HAN_DASH.sub("-", fold(text))


def _belongs(char: str) -> bool:
    return (char.isascii() and char.isalnum()) or char in "|〇"


def runs(text: str, inner: str = " ") -> list[Run]:
    """The runs of letters and digits of a line, in order; characters of ``inner`` may stand inside one."""
    found: list[Run] = []
    chars: list[str] = []
    places: list[int] = []
    gaps: set[int] = {0}

    def close() -> None:
        if chars:
            found.append(Run("".join(chars), tuple(places), frozenset(gaps | {len(chars)})))
        chars.clear()
        places.clear()
        gaps.clear()
        gaps.add(0)

    for place, char in enumerate(_folded(text)):
        if _belongs(char):
            chars.append(char)
            places.append(place)
            # 'No' before a number is no part of it.
            if "".join(chars[-2:]).upper() in ("NO", "N0") and len(chars) - 2 in gaps:
                gaps.add(len(chars))
        elif char in inner:
            gaps.add(len(chars))
        else:
            close()
    close()
    return found


def _options(kind: str, char: str) -> str:
    """What a character as read may be at a position of this kind, likeliest first; '' if nothing."""
    upper = char.upper()
    digits = char if char.isdigit() else DIGIT_FOR.get(char, "")
    letter = upper if upper.isascii() and upper.isalpha() else ""
    if kind == "d":
        return digits
    if kind == "x":
        return "X" if upper == "X" else digits
    if kind == "u":
        if char.isdigit() or upper in _NOT_IN_GB32100 or not letter:
            return digits
        return digits + letter if char in _SMALL_DIGITS else letter + digits
    if kind == "c":
        return digits + letter if upper in "OIZS" or char in _SMALL_DIGITS or not letter else letter + digits
    if kind in "ak":
        return letter or (_LETTER_FOR.get(char, "") if kind == "k" else "")
    return kind if upper == kind else ""


def readings(template: str, chars: str) -> Iterator[str]:
    """What ``chars`` may mean under a template of the same length, likeliest first, 64 at most."""
    if len(template) != len(chars):
        return
    options = [_options(kind, char) for kind, char in zip(template, chars, strict=True)]
    if all(options):
        for choice in itertools.islice(itertools.product(*options), _READINGS):
            yield "".join(choice)


def best_reading(template: str, chars: str, problems: Problems) -> str | None:
    """The first reading without problems, else the first; None where the structure does not allow any."""
    first: str | None = None
    for reading in readings(template, chars):
        if not problems(reading):
            return reading
        first = first or reading
    return first


def canonical(text: str, templates: Sequence[str], problems: Problems, inner: str = " ") -> str:
    """A value as one word in capitals, its look-alike letters settled where a template fits; characters
    that belong to no number are kept as they are."""
    chars = "".join(char for char in _folded(squeeze(text)) if char not in inner)
    candidates = [r for template in templates if (r := best_reading(template, chars, problems)) is not None]
    sound = [candidate for candidate in candidates if not problems(candidate)]
    return (sound or candidates or [chars.upper()])[0]


def search(
    text: str, templates: Sequence[str], problems: Problems, *, inner: str = " ", shortest: int | None = 8
) -> list[Found]:
    """Values in a line, best first: those without problems, then those of the right shape, then whatever has at least
    ``shortest`` characters, mostly digits (a digit was lost or gained: a person should look); nothing of the kind where
    ``shortest`` is None. A value begins and ends at a gap or at the end of a run, so that a number with a digit too
    many is not cut down to a plausible one."""
    ranked: list[tuple[int, int, Found]] = []
    for run in runs(text, inner):
        for priority, template in enumerate(templates):
            size = len(template)
            for start in sorted(run.gaps):
                if start + size not in run.gaps:
                    continue
                reading = best_reading(template, run.chars[start : start + size], problems)
                if reading is not None:
                    rank = 1 if problems(reading) else 0
                    ranked.append((rank, priority, run.found(reading, start, start + size)))
        if shortest is not None:
            ranked.extend((2, 0, found) for found in _leftover(run, shortest))
    ranked.sort(key=lambda item: (item[0], item[1], item[2].start))
    best: list[Found] = []
    for _, _, found in ranked:
        if all((found.start, found.end) != (other.start, other.end) for other in best):
            best.append(found)
    return best


def _leftover(run: Run, shortest: int) -> Iterator[Found]:
    start = 0
    for gap in sorted(run.gaps - {0, len(run.chars)}):
        # Words before the number ('No', 'ID') are left out, however many.
        if not any(char.isdigit() for char in run.chars[:gap]):
            start = gap
    if run.chars[:2].upper() in ("NO", "N0") and 2 in run.gaps:
        start = max(start, 2)
    chars = run.chars[start:]
    if len(chars) >= shortest and 2 * sum(char.isdigit() for char in chars) >= len(chars):
        yield run.found(mostly_digits(chars), start)


def mostly_digits(chars: str) -> str:
    """Look-alike letters taken for digits where three quarters are digits; X, other letters and a prefix
    of two letters or more are kept."""
    if 4 * sum(char.isdigit() for char in chars) < 3 * len(chars):
        return chars.upper()
    prefix = len(chars) - len(chars.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    kept = prefix if prefix > 1 else 0
    settled = (DIGIT_FOR[char][0] if char in _NEARLY_DIGITS else char.upper() for char in chars[kept:])
    return chars[:kept] + "".join(settled)


def leading_free_number(text: str, fewest_digits: int = 3, letters: bool = False) -> list[Found]:
    """What stands after the last colon of the label, up to the next punctuation, as one value without
    spaces; nothing where it has fewer than ``fewest_digits`` digits or is a date. At most one value. With ``letters``,
    letters among digits are kept."""
    folded = fold(text)
    start = 0
    for place, char in enumerate(folded):
        if char in _LABEL_ENDS:
            start = place + 1
        elif char.isdigit():
            break
    label = folded.find("编号", start)
    if label >= 0 and not any(char.isdigit() for char in folded[start:label]):
        start = label + 2
    numero = _NUMERO.match(folded, start)
    start = numero.end() if numero else start
    while start < len(folded) and not _is_inside(folded[start]):
        start += 1
    end = start
    while end < len(folded) and (folded[end] == " " or _is_inside(folded[end])):
        end += 1
    value = tidy(folded[start:end], letters)
    if any(seen.day is not None for seen in scan(folded[start:end])):
        return []
    end = start + len(folded[start:end].rstrip(" -/·.#"))
    return [Found(start, end, value)] if sum(char.isdigit() for char in value) >= fewest_digits else []


def tidy(text: str, letters: bool) -> str:
    """A free number as one word in capitals; letters that stand for digits among many are taken for them,
    unless ``letters`` are to be kept."""
    word = fold(text).replace(" ", "").strip("-/·.#")
    return mostly_digits(word) if word.isalnum() and word.isascii() and not letters else word.upper()


def _is_inside(char: str) -> bool:
    return char in _INSIDE or (char.isascii() and char.isalnum()) or is_han(char)


class Number(FieldType):
    """A number of one of the structures of ``templates``, likeliest first. ``inner``: what may stand between its characters;
    ``shortest``: from so many characters on a number of no structure is one that lost or gained a digit; None: never."""

    templates: tuple[str, ...]
    inner = " "
    shortest: int | None = 8

    def find(self, text: str) -> Sequence[Found]:
        return search(text, self.templates, self.problems, inner=self.inner, shortest=self.shortest)

    def normalise(self, text: str) -> str:
        """As one word in capitals."""
        return canonical(text, self.templates, self.problems, self.inner)


class MostlyStructuredNumber(Number):
    """One that may have no common form as well. ``letters``: such a one keeps letters among its digits."""

    shortest = None
    letters = False

    def find(self, text: str) -> Sequence[Found]:
        found = super().find(text)
        free = leading_free_number(text, letters=self.letters)
        return [*found, *(f for f in free if not any(f.start <= g.start and g.end <= f.end for g in found))]

    def normalise(self, text: str) -> str:
        """As one word in capitals; one without a common form as it stands."""
        number = super().normalise(text)
        return number if self.is_structured(number) else tidy(text, self.letters)

    @abstractmethod
    def is_structured(self, number: str) -> bool:
        """Whether a number has one of the structures."""
