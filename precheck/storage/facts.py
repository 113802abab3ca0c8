"""What the store knows of itself: a canary that shows whether the key is the right one, the key of its pseudonyms, its
own id, which programs work on it; and writing under another key what is sealed."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, and_, delete, func, select, type_coerce

from precheck.domain.errors import Unusable
from precheck.storage.cipher import Sealed, cipher_of
from precheck.storage.repository import Repository
from precheck.storage.tables import heartbeats, metadata, store_facts

PURPOSE = "store_facts.value"
CANARY, PSEUDONYM_KEY, STORE_ID = "canary", "pseudonym_key", "store_id"
PSEUDONYM_SIGN = "~"
"""Every pseudonym begins with it, and no submission's id."""

_CANARY = b"precheck"
_KEY_BYTES = 32


class Facts(Repository):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._cipher = cipher_of(connection)

    def pseudonym(self, submission_id: str) -> str:
        """What stands for a submission where its id must not: a keyed hash. Writes, where there is no key yet."""
        key = self._get_or_make(PSEUDONYM_KEY, secrets.token_bytes(_KEY_BYTES))
        digest = hmac.new(key, submission_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return PSEUDONYM_SIGN + digest[:32]

    def establish(self) -> str:
        """Leave the canary and the pseudonyms' key in a store that has none; the store's id.
        Raises Unusable: as for :meth:`verify`."""
        self.verify()
        if self._sealed(CANARY) is None:
            self.reseal_canary()
        self.pseudonym("")
        return self._get_or_make(STORE_ID, secrets.token_hex(8).encode()).decode()

    def verify(self, *, resealing: bool = False) -> None:
        """Whether the present key is this store's. ``resealing``: what is plain may be about to be encrypted.
        Raises Unusable: it is not, there is none where there should be, or one where there was none."""
        for sealed, purpose in self._samples():
            if self._cipher.encrypts and not self._cipher.is_encrypted(sealed) and not resealing:
                raise Unusable(
                    "数据未加密，却设置了 PRECHECK_KEY：停止服务后运行 precheck reseal "
                    "(PRECHECK_KEY is set, but what is stored is not encrypted: stop the service, run precheck reseal)"
                )
            self._cipher.decrypt(sealed, purpose)

    def reseal_canary(self) -> None:
        self._put(store_facts, {"name": CANARY, "value": _CANARY}, keys=("name",))

    def reseal(self, column: Column[Any], limit: int) -> int:
        """Write up to ``limit`` values of a column that are not under the present key anew; how many, 0: all are. What is
        done already shows by itself, so that it may be interrupted.
        Raises Unusable: a value is sealed with a key that is not here."""
        table, keys = column.table, list(column.table.primary_key.columns)
        mark = self._cipher.mark
        old = and_(column.is_not(None), func.substr(_raw(column), 1, len(mark)) != mark)
        rows = self._execute(select(*keys, column).where(old).limit(limit).with_for_update()).all()
        for *key, value in rows:
            chosen = and_(*(one == held for one, held in zip(keys, key, strict=True)))
            self._execute(table.update().where(chosen).values({column.name: value}))
        return len(rows)

    def _samples(self) -> Iterator[tuple[bytes, str]]:
        """The canary; in a store from before there was one, a value of each kind."""
        canary = self._sealed(CANARY)
        if canary is not None:
            yield canary, PURPOSE
            return
        for column in sealed_columns():
            found = select(_raw(column)).where(column.is_not(None)).limit(1)
            if (value := self._execute(found).scalar()) is not None:
                assert isinstance(column.type, Sealed)
                yield value, column.type.purpose

    def _get(self, name: str) -> bytes | None:
        query = select(store_facts.c.value).where(store_facts.c.name == name)
        return self._scalar(bytes, query)

    def _get_or_make(self, name: str, value: bytes) -> bytes:
        """A fact, kept first where it was not there; what is there now: somebody may have been faster."""
        if (found := self._get(name)) is None:
            self._put_new(store_facts, {"name": name, "value": value})
            found = self._get(name)
        assert found is not None
        return found

    def _sealed(self, name: str) -> bytes | None:
        query = select(_raw(store_facts.c.value)).where(store_facts.c.name == name)
        return self._scalar(bytes, query)


def sealed_columns() -> Iterator[Column[Any]]:
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, Sealed))


def _raw(column: Column[Any]) -> ColumnElement[bytes]:
    """A sealed column's bytes as they lie in the database."""
    return type_coerce(column, LargeBinary())


KEPT_SECONDS = 86_400.0


class Heartbeats(Repository):
    """When each of the service's programs last said that it works, in the database's time."""

    def beat(self, program: str, at: float) -> None:
        self._put(heartbeats, {"program": program, "at": at}, keys=("program",))

    def newest(self, kind: str) -> float | None:
        """The last beat of any program of a kind (the name's part before ``@``), seconds since 1970; None: never."""
        query = select(func.max(heartbeats.c.at)).where(
            heartbeats.c.program.startswith(f"{kind}@", autoescape=True)
        )
        return self._scalar(float, query)

    def forget(self, before: float) -> None:
        self._execute(delete(heartbeats).where(heartbeats.c.at < before))
