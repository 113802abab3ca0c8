"""What the store knows of itself: a canary that shows whether the key is the right one, the key of its pseudonyms, its
own id."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from precheck.domain.errors import Unusable
from precheck.storage.cipher import Cipher
from precheck.storage.tables import metadata, store_facts

PURPOSE = "store_facts.value"
CANARY, PSEUDONYM_KEY, STORE_ID = "canary", "pseudonym_key", "store_id"
PSEUDONYM_SIGN = "~"
"""Every pseudonym begins with it, and no submission's id."""

_CANARY = b"precheck"
_KEY_BYTES = 32


class Facts:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def pseudonym(self, submission_id: str) -> str:
        """What stands for a submission where its id must not: a keyed hash. Writes, where there is no key yet."""
        key = self._get(PSEUDONYM_KEY) or self._put_new(PSEUDONYM_KEY, secrets.token_bytes(_KEY_BYTES))
        digest = hmac.new(key, submission_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return PSEUDONYM_SIGN + digest[:32]

    def establish(self) -> str:
        """Leave the canary and the pseudonyms' key in a store that has none; the store's id.

        Raises:
            Unusable: as for :meth:`verify`.
        """
        self.verify()
        if self._sealed(CANARY) is None:
            self.reseal_canary()
        self.pseudonym("")
        return (self._get(STORE_ID) or self._put_new(STORE_ID, secrets.token_hex(8).encode())).decode()

    def verify(self, *, resealing: bool = False) -> None:
        """Whether the present key is this store's. ``resealing``: what is plain may be about to be encrypted.

        Raises:
            Unusable: it is not, there is none where there should be, or one where there was none.
        """
        for sealed, purpose in self._samples():
            if self._cipher.encrypts and not self._cipher.is_encrypted(sealed) and not resealing:
                raise Unusable(
                    "数据未加密，却设置了 PRECHECK_KEY：停止服务后运行 precheck reseal "
                    "(PRECHECK_KEY is set, but what is stored is not encrypted: stop the service, run precheck reseal)"
                )
            self._cipher.decrypt(sealed, purpose)

    def reseal_canary(self) -> None:
        """Write the canary under the present key."""
        row = {"name": CANARY, "value": self._cipher.encrypt(_CANARY, PURPOSE)}
        new = self._dialect.insert(store_facts).values(row)
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value})
        )

    def _samples(self) -> Iterator[tuple[bytes, str]]:
        """The canary; in a store from before there was one, a value of each kind."""
        canary = self._sealed(CANARY)
        if canary is not None:
            yield canary, PURPOSE
            return
        for table in metadata.sorted_tables:
            for column in table.columns:
                if purpose := column.info.get("sealed"):
                    found = select(column).where(column.is_not(None)).limit(1)
                    if (value := self._connection.execute(found).scalar()) is not None:
                        yield value, purpose

    def _get(self, name: str) -> bytes | None:
        sealed = self._sealed(name)
        return None if sealed is None else self._cipher.decrypt(sealed, PURPOSE)

    def _put_new(self, name: str, value: bytes) -> bytes:
        """Keep a fact that was not there; what is there now: somebody may have been faster."""
        row = {"name": name, "value": self._cipher.encrypt(value, PURPOSE)}
        self._connection.execute(self._dialect.insert(store_facts).values(row).on_conflict_do_nothing())
        found = self._get(name)
        assert found is not None
        return found

    def _sealed(self, name: str) -> bytes | None:
        found: bytes | None = self._connection.execute(
            select(store_facts.c.value).where(store_facts.c.name == name)
        ).scalar()
        return found
