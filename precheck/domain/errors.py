"""The kinds of failure that are not a flag; and the known word that a misspelt one was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


class Invalid(Exception):
    """A wrong configuration or use: fail at once and say which file, which key and what is allowed."""


class Unusable(Invalid):
    """What is stored here cannot be worked with: damaged, made by a newer program, sealed with another key. Starting
    again does not help; a person has to look."""


class Transient(Exception):
    """A store or broker is away for the moment: the same call may succeed later."""


class Full(Transient):
    """There is no room left on the disk."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The closest known word, capitals and hyphens aside; None where none is close."""
    plain = {_plain(item): item for item in known}
    found = get_close_matches(_plain(word), plain, 1)
    return plain[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to add to a message about an unknown word; empty where nothing is close."""
    meant = nearest(word, known)
    return f"，是否应为 {meant}？(did you mean {meant}?)" if meant is not None else ""


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
