"""The holder's name in a passport's machine readable zone: ICAO 9303-4, line 1, ``SURNAME<<GIVEN<NAMES``.

A value is surname and given names in capitals with spaces between. Readers see the letters O and I as digits there;
names have none, so digits that look like letters are taken as letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold

_LINE = re.compile(r"[PV][A-Z<][A-Z0-9<]{3}(?P<name>[A-Z0-9<]{20,39})")
_BARE = re.compile(r"(?P<name>[A-Z0-9]+(?:<+[A-Z0-9]+)+)<*")
"""The name without the head of its line, as where a reader lost it."""
_NUMBERS = re.compile(r"[0-9]{5}")
"""Line 2 of the zone, which no name is: a day and its check digit are seven."""
_LETTER_FOR = str.maketrans("015826", "OISBZG")


def find(text: str) -> Sequence[Found]:
    """The name alone, without what stands before it and the fillers behind."""
    places = [place for place, char in enumerate(text) if not char.isspace()]
    plain = "".join("<" if text[place] == "«" else fold(text[place]).upper()[:1] for place in places)
    match = _LINE.match(plain) or _BARE.fullmatch(plain)
    if match is None or _NUMBERS.search(match["name"]):
        return []
    value = normalise(match["name"].translate(_LETTER_FOR).replace("<", " "))
    inked = [place for place in range(*match.span("name")) if plain[place] != "<"]
    return [Found(places[inked[0]], places[inked[-1]] + 1, value)] if value else []


def normalise(text: str) -> str:
    """Letters only, in capitals, one space between words."""
    return " ".join(re.sub(r"[^A-Z\u3400-\u9fff]+", " ", fold(text).upper()).split())


def problems(value: str) -> Sequence[str]:
    return [] if len(value) >= 2 else ["未能识别出姓名"]


def printed_forms(declared: str) -> Sequence[str]:
    """The surname apart from the given names, and (which of the words it is may be unknown) all alike."""
    name = normalise(declared)
    return (
        list(dict.fromkeys((name.replace(" ", "<<", 1).replace(" ", "<"), name.replace(" ", "<"))))
        if name
        else []
    )


def agree(read: str, declared: str) -> bool:
    """Letter by letter; the order of surname and given names does not matter."""
    seen, wanted = normalise(read).split(), normalise(declared).split()
    return bool(wanted) and ("".join(seen) == "".join(wanted) or sorted(seen) == sorted(wanted))
