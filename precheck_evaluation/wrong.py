"""Wrong declared values that look right: what a slip of the finger, or worse, would have declared."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

DIGIT, SWAP, LOST, ADDED, CHARACTER, DROPPED, DAY = (
    "digit", "swap", "lost", "added", "character", "dropped", "day",
)  # fmt: skip
CHANGES = (DIGIT, SWAP, LOST, ADDED, CHARACTER, DROPPED, DAY)

_NUMBER = re.compile(r"[0-9A-Za-z]*\d{5,}[0-9A-Za-z]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HAN = re.compile(r"[\u3400-\u9fff]")

COMMON = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉"
)
"""Characters of given names: a changed character is one of these."""

EXCLUDED = (
    "sex",
    "ethnicity",
    "level",
    "category",
    "result",
    "validity",
    "period",
    "departments",
    "scope",
    "degree",
)
"""Fields with a small vocabulary, a span of time or a list: a changed character there is not a slip of this kind."""


def wrong_values(field: str, value: str, seed: str) -> Iterator[tuple[str, str]]:
    """Pairs of the kind of change and the wrong value, one of each kind; the same for the same seed. Nothing where none fits the
    field."""
    if field in EXCLUDED:
        return
    given = {value}
    for change, wrong in _once(field, value, seed):
        if wrong not in given:
            given.add(wrong)
            yield change, wrong


def _once(field: str, value: str, seed: str) -> Iterator[tuple[str, str]]:
    rng = random.Random(f"{seed} {field} {value}")
    if _DATE.fullmatch(value):
        yield DAY, value[:-2] + f"{int(value[-2:]) % 28 + 1:02d}"
    elif _NUMBER.fullmatch(value):
        yield from _number(value, rng)
    elif places := [i for i, character in enumerate(value) if _HAN.fullmatch(character)]:
        at = rng.choice(places)
        other = rng.choice([c for c in COMMON if c != value[at]])
        yield CHARACTER, value[:at] + other + value[at + 1 :]
        # A name of two characters that loses one is none.
        if len(places) > 2:
            at = rng.choice(places)
            yield DROPPED, value[:at] + value[at + 1 :]


def _number(value: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    digits = [i for i, character in enumerate(value) if character.isdigit()]
    at = rng.choice(digits)
    other = rng.choice([d for d in "0123456789" if d != value[at]])
    yield DIGIT, value[:at] + other + value[at + 1 :]
    unlike = [i for i in digits if i + 1 in digits and value[i] != value[i + 1]]
    if unlike:
        i = rng.choice(unlike)
        yield SWAP, value[:i] + value[i + 1] + value[i] + value[i + 2 :]
    at = rng.choice(digits)
    yield LOST, value[:at] + value[at + 1 :]
    at = rng.choice(digits)
    yield ADDED, value[:at] + rng.choice("0123456789") + value[at:]
