"""What reviewers say beside deciding: comments for each other, and whether a flag was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage import ids
from precheck.storage.cipher import Cipher
from precheck.storage.tables import comments, judgements

TEXT = "comments.text"


@dataclass(frozen=True, slots=True)
class Comment:
    """For staff only. ``upload_id`` None: on the submission as a whole."""

    id: str
    submission_id: str
    upload_id: str | None
    text: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a flag on a picture was right."""

    upload_id: str
    generation: int
    code: str
    right: bool
    severity: str
    measured: float | None
    threshold: float | None
    by: str
    at: float


class Remarks:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def comment(self, submission_id: str, upload_id: str | None, text: str, by: str, at: float) -> str:
        """Keep a comment; its id."""
        id = ids.new(at)
        sealed = self._cipher.encrypt(text.encode("utf-8", "replace"), TEXT)
        self._connection.execute(
            insert(comments).values(
                id=id, submission_id=submission_id, upload_id=upload_id, text=sealed, by=by, at=at
            )
        )
        return id

    def comments(self, submission_id: str) -> list[Comment]:
        """A submission's comments, oldest first."""
        query = select(comments).where(comments.c.submission_id == submission_id).order_by(comments.c.id)
        return [
            Comment(**{**row._mapping, "text": self._cipher.decrypt(row.text, TEXT).decode()})
            for row in self._connection.execute(query)
        ]

    def judge(self, judgement: Judgement) -> None:
        """Keep what a reviewer says of a flag; the last word counts."""
        row = {name: getattr(judgement, name) for name in judgement.__slots__}
        keys = ["upload_id", "generation", "code"]
        self._connection.execute(
            self._dialect.insert(judgements)
            .values(row)
            .on_conflict_do_update(
                index_elements=keys, set_={name: row[name] for name in row if name not in keys}
            )
        )

    def unjudge(self, upload_id: str, generation: int, code: str) -> None:
        """Nothing is said of a flag any more."""
        self._connection.execute(
            delete(judgements).where(
                judgements.c.upload_id == upload_id,
                judgements.c.generation == generation,
                judgements.c.code == code,
            )
        )

    def judged(self, upload_id: str, generation: int) -> dict[str, bool]:
        """What was said of a picture's flags, by code."""
        query = select(judgements.c.code, judgements.c.right).where(
            judgements.c.upload_id == upload_id, judgements.c.generation == generation
        )
        return {row.code: row.right for row in self._connection.execute(query)}

    def judgements(self) -> Iterator[Judgement]:
        """All that was said, oldest first."""
        query = select(judgements).order_by(judgements.c.at).execution_options(yield_per=500)
        for row in self._connection.execute(query):
            yield Judgement(**row._mapping)
