"""What the pages say, in one file a language: ``zh.toml`` and ``en.toml`` hold the same keys, which a test keeps true."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh", "en")


class Words:
    """``words("queue.title")``; ``words("queue.ago", n=3)`` fills ``{n}`` in.

    Raises:
        KeyError: there are no such words.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._words = _words(self.language)

    def __call__(self, key: str, /, **values: Any) -> str:
        text = self._words[key]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._words


@cache
def _words(language: str) -> Mapping[str, str]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def keys(language: str) -> set[str]:
    """Every key of a language."""
    return set(_words(language))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, str(value)
