"""Fingerprints of pictures in the database: kept by bands, so that a close one is found without looking at all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from precheck.storage.tables import fingerprint_bands, fingerprints

MOST_KEYS = 2000
"""In one statement."""

_CLOSE = "SELECT fingerprint_id, bits FROM fingerprint_bands WHERE band IN ({})"
"""With whole numbers written out: a thousand parameters take longer to bind than the index to answer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose fingerprint it is."""

    upload_id: str
    submission_id: str


class Fingerprints:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, kept: Kept, bits: bytes, bands: Sequence[int]) -> None:
        """An upload's present fingerprint, in place of an earlier one."""
        self.forget([kept.upload_id])
        made = self._connection.execute(
            insert(fingerprints).values(upload_id=kept.upload_id, submission_id=kept.submission_id, bits=bits)
        )
        assert made.inserted_primary_key is not None
        id = made.inserted_primary_key[0]
        rows = [{"band": band, "fingerprint_id": id, "bits": bits} for band in bands]
        self._connection.execute(insert(fingerprint_bands), rows)

    def forget(self, upload_ids: Collection[str]) -> None:
        """Take out the fingerprints of these uploads; their bands go with them."""
        self._connection.execute(delete(fingerprints).where(fingerprints.c.upload_id.in_(upload_ids)))

    def sharing_a_band(self, bands: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Ids and fingerprints that agree with one of these bands, some of them several times."""
        for start in range(0, len(bands), MOST_KEYS):
            keys = ",".join(map(str, map(int, bands[start : start + MOST_KEYS])))
            yield from self._connection.exec_driver_sql(_CLOSE.format(keys)).all()

    def of(self, ids: Sequence[int]) -> dict[int, Kept]:
        """Whose these are."""
        query = select(fingerprints.c.id, fingerprints.c.upload_id, fingerprints.c.submission_id)
        rows = self._connection.execute(query.where(fingerprints.c.id.in_(ids)))
        return {row.id: Kept(row.upload_id, row.submission_id) for row in rows}
