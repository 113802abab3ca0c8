from __future__ import annotations

import base64

import pytest

from precheck.domain.errors import Invalid
from precheck.storage import KeySeal, from_setting

OLD, NEW = bytes(32), bytes(range(32))


def test_a_sealed_value_opens_and_shows_nothing() -> None:
    seal = KeySeal((NEW,))
    sealed = seal.close("张三".encode(), "names")
    assert seal.open(sealed, "names") == "张三".encode()
    assert "张三".encode() not in sealed
    assert seal.close("张三".encode(), "names") != sealed


def test_keys_can_be_changed() -> None:
    before = KeySeal((OLD,)).close(b"x", "p")
    changed = KeySeal((NEW, OLD))
    assert changed.open(before, "p") == b"x"
    with pytest.raises(Invalid, match="PRECHECK_KEY"):
        KeySeal((NEW,)).open(before, "p")
    assert KeySeal((NEW,)).open(changed.close(b"y", "p"), "p") == b"y"


def test_what_was_written_without_a_key_stays_readable() -> None:
    assert KeySeal((NEW,)).open(KeySeal().close(b"x", "p"), "p") == b"x"


def test_a_value_opens_only_where_it_belongs_and_unchanged() -> None:
    seal = KeySeal((NEW,))
    sealed = seal.close(b"x", "p")
    with pytest.raises(Invalid):
        seal.open(sealed, "q")
    with pytest.raises(Invalid):
        seal.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "p")


def test_the_setting() -> None:
    new, old = (base64.b64encode(key).decode() for key in (NEW, OLD))
    assert from_setting(f"{new}, {old}").open(KeySeal((OLD,)).close(b"x", "p"), "p") == b"x"
    assert not from_setting(None).encrypts
    for bad in ("secret-word", base64.b64encode(b"short").decode()):
        with pytest.raises(Invalid) as caught:
            from_setting(bad)
        assert bad not in str(caught.value)
