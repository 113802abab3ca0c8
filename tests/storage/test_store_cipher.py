from __future__ import annotations

import base64

import pytest

from precheck.domain.errors import Invalid
from precheck.storage import Cipher, cipher_from_setting

OLD, NEW = bytes(32), bytes(range(32))


def test_a_sealed_value_opens_and_shows_nothing() -> None:
    cipher = Cipher((NEW,))
    sealed = cipher.encrypt("张三".encode(), "names")
    assert cipher.decrypt(sealed, "names") == "张三".encode()
    assert "张三".encode() not in sealed
    assert cipher.encrypt("张三".encode(), "names") != sealed


def test_keys_can_be_changed() -> None:
    before = Cipher((OLD,)).encrypt(b"x", "p")
    changed = Cipher((NEW, OLD))
    assert changed.decrypt(before, "p") == b"x"
    with pytest.raises(Invalid, match="PRECHECK_KEY"):
        Cipher((NEW,)).decrypt(before, "p")
    assert Cipher((NEW,)).decrypt(changed.encrypt(b"y", "p"), "p") == b"y"


def test_what_was_written_without_a_key_stays_readable() -> None:
    assert Cipher((NEW,)).decrypt(Cipher().encrypt(b"x", "p"), "p") == b"x"


def test_a_value_opens_only_where_it_belongs_and_unchanged() -> None:
    cipher = Cipher((NEW,))
    sealed = cipher.encrypt(b"x", "p")
    with pytest.raises(Invalid):
        cipher.decrypt(sealed, "q")
    with pytest.raises(Invalid):
        cipher.decrypt(sealed[:-1] + bytes([sealed[-1] ^ 1]), "p")


def test_the_setting() -> None:
    new, old = (base64.b64encode(key).decode() for key in (NEW, OLD))
    assert cipher_from_setting(f"{new}, {old}").decrypt(Cipher((OLD,)).encrypt(b"x", "p"), "p") == b"x"
    assert not cipher_from_setting(None).encrypts
    for bad in ("secret-word", base64.b64encode(b"short").decode()):
        with pytest.raises(Invalid) as caught:
            cipher_from_setting(bad)
        assert bad not in str(caught.value)
