"""Encryption at rest of names, numbers and pictures: AES-256-GCM under ``PRECHECK_KEY``.

A sealed value is ``1``, four bytes that name the key, a nonce of twelve bytes, the ciphertext with its tag. Without a
key it is ``0`` and the value itself. A store is either or: the canary (:mod:`precheck.storage.facts`) sees to that, and
``precheck reseal`` changes it. ``purpose`` is authenticated along: a value copied into another column does not open."""

import base64
import binascii
import hashlib
import hmac
import json
import os
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator

from precheck.domain.errors import Invalid, Unusable

_PLAIN = b"\x00"
_SEALED = b"\x01"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class Cipher:
    """Encrypts with the first of ``keys``, decrypts with any: so that keys can be changed. No keys: plain."""

    def __init__(self, keys: tuple[bytes, ...] = ()) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._by_name = {_name(key): AESGCM(key) for key in keys}
        self._first = _name(keys[0]) if keys else None
        # Keys of their own, so that what can be compared says nothing about what is encrypted.
        self._digesting = [hashlib.sha256(b"precheck digest" + key).digest() for key in keys] or [b""]

    @property
    def encrypts(self) -> bool:
        """Whether what lies on the disk is unreadable without the key."""
        return self._first is not None

    def encrypt(self, value: bytes, purpose: str) -> bytes:
        if self._first is None:
            return _PLAIN + value
        nonce = os.urandom(_NONCE_BYTES)
        return (
            _SEALED + self._first + nonce + self._by_name[self._first].encrypt(nonce, value, purpose.encode())
        )

    @staticmethod
    def is_encrypted(sealed: bytes) -> bool:
        return sealed[:1] == _SEALED

    @property
    def mark(self) -> bytes:
        """What every value begins with that :meth:`encrypt` makes now."""
        return _PLAIN if self._first is None else _SEALED + self._first

    def decrypt(self, sealed: bytes, purpose: str) -> bytes:
        """The value. Raises Unusable: it was sealed with a key that is not here, or somebody changed it."""
        from cryptography.exceptions import InvalidTag

        if sealed[:1] == _PLAIN:
            return sealed[1:]
        cipher = self._by_name.get(sealed[1:5])
        if sealed[:1] != _SEALED or cipher is None:
            raise Unusable(
                "数据已加密，PRECHECK_KEY 未设置或不是它的密钥 (what is stored is encrypted; PRECHECK_KEY is not set or holds another key)"
            )
        nonce, text = sealed[5 : 5 + _NONCE_BYTES], sealed[5 + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, text, purpose.encode())
        except InvalidTag:
            raise Unusable("加密数据已损坏 (sealed data was changed)") from None

    def digests(self, value: bytes) -> list[str]:
        """Digests by which the value can be found again and not be read: one for each key, the present one first."""
        return [hmac.new(key, value, hashlib.sha256).hexdigest() for key in self._digesting]


def cipher_from_setting(text: str | None) -> Cipher:
    """A cipher from ``PRECHECK_KEY``: keys of 32 bytes in base64 (``openssl rand -base64 32``), by commas, newest first.
    Raises Invalid: a key is not base64 or not 32 bytes. The message never repeats it."""
    keys = []
    for part in (text or "").split(","):
        if not part.strip():
            continue
        try:
            key = base64.b64decode(part.strip().replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise Invalid(
                "PRECHECK_KEY: 须为 32 字节的 base64 (32 bytes in base64 wanted: openssl rand -base64 32)"
            )
        keys.append(key)
    return Cipher(tuple(keys))


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"precheck key name" + key).digest()[:4]


_CIPHERS: WeakKeyDictionary[Dialect, Cipher] = WeakKeyDictionary()


def seal_columns(engine: Engine, cipher: Cipher) -> None:
    """From now on the engine's sealed columns are encrypted and decrypted with this cipher."""
    _CIPHERS[engine.dialect] = cipher


def cipher_of(connection: Connection) -> Cipher:
    return _CIPHERS[connection.dialect]


class Sealed(TypeDecorator[Any]):
    """A column of sealed values; outside of the database they are bytes. ``purpose``: table and column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def dump(self, value: Any) -> bytes:
        return bytes(value)

    def load(self, data: bytes) -> Any:
        return data

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _CIPHERS[dialect].encrypt(self.dump(value), self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.load(_CIPHERS[dialect].decrypt(value, self.purpose))


class SealedText(Sealed):
    cache_ok = True

    def dump(self, value: str) -> bytes:
        return value.encode("utf-8", "replace")

    def load(self, data: bytes) -> str:
        return data.decode()


class SealedJson(Sealed):
    cache_ok = True

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    def load(self, data: bytes) -> Any:
        return json.loads(data)
