"""Passwords: which are taken, and what is kept of them (argon2id)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from precheck.service.errors import Unacceptable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST_PASSWORD = 200
"""argon2id takes as long as its settings say; a longer password would only cost memory before it."""

LEAST_SCORE = 3
"""The least of zxcvbn's five steps that it calls safely unguessable (10^8 guesses). What it finds in its lists of the
30,000 commonest passwords and of words, on the keyboard, in rows, dates and repeats, written backwards or with digits for
letters, is below."""

JUDGED_CHARACTERS = 72
"""zxcvbn takes no more."""

PRODUCT_WORDS = ("precheck",)
SHORTEST_WORD = 3
"""A shorter word of Latin letters stands in too many passwords; of Chinese ones two characters are a word."""


class Passwords:
    """Takes passwords. ``words``: the office's own, which no password may hold."""

    def __init__(self, shortest: int, words: Sequence[str] = ()) -> None:
        self.shortest = shortest
        self._words = (*PRODUCT_WORDS, *words)

    def hash_password(self, password: str, *about: str) -> str:
        """What is kept. ``about``: the account's login and name, of which the password must not hold any either.
        Raises Unacceptable: too short or too long, easily guessed, or it holds such a word."""
        if not self.shortest <= len(password) <= LONGEST_PASSWORD:
            raise Unacceptable(
                f"密码至少 {self.shortest} 个字符 (a password: at least {self.shortest} characters)"
            )
        words = [word.casefold() for word in (*self._words, *about) if _is_word(word)]
        held = next((word for word in words if word in password.casefold()), None)
        if held is not None:
            raise Unacceptable(f"密码不能含有“{held}” (a password must not hold {held!r})")
        if _is_easily_guessed(password):
            raise Unacceptable("密码太常见，容易被猜到 (a password that is easily guessed)")
        return _hasher().hash(password)


def verify(hashed: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed or _dummy_hash(), password[:LONGEST_PASSWORD]) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _is_word(word: str) -> bool:
    return len(word) >= (SHORTEST_WORD if word.isascii() else SHORTEST_WORD - 1)


def _is_easily_guessed(password: str) -> bool:
    from zxcvbn import zxcvbn

    return bool(zxcvbn(password[:JUDGED_CHARACTERS])["score"] < LEAST_SCORE)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # argon2id, RFC 9106's second recommended parameters


@cache
def _dummy_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())
