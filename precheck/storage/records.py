"""Decisions, messages to candidates, and the audit log, whose lines are chained by their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from precheck.storage import ids
from precheck.storage.cipher import Cipher
from precheck.storage.facts import Facts
from precheck.storage.migrating import NO_AUDIT
from precheck.storage.tables import audit, audit_end, decisions, messages, uploads
from precheck.storage.values import AuditLine, Decision, Level, Message, Outcome

COMMENT = "decisions.comment"
TEXT = "messages.text"


class Records:
    def __init__(self, connection: Connection, cipher: Cipher, facts: Facts) -> None:
        self._connection = connection
        self._cipher = cipher
        self._facts = facts

    def decide(
        self,
        upload_id: str,
        generation: int,
        level: Level,
        outcome: Outcome,
        comment: str | None,
        by: str,
        at: float,
    ) -> str:
        """Keep a reviewer's decision; its id."""
        id = ids.new(at)
        sealed = (
            None if comment is None else self._cipher.encrypt(comment.encode("utf-8", "replace"), COMMENT)
        )
        self._connection.execute(
            insert(decisions).values(
                id=id,
                upload_id=upload_id,
                generation=generation,
                level=level,
                outcome=outcome,
                comment=sealed,
                by=by,
                at=at,
            )
        )
        return id

    def decisions(self, upload_id: str, *, withdrawn: bool = False) -> list[Decision]:
        """An upload's decisions, oldest first; ``withdrawn``: those too that were taken back."""
        return self._decisions(decisions.c.upload_id == upload_id, withdrawn)

    def decisions_of(self, submission_id: str, *, withdrawn: bool = False) -> list[Decision]:
        """The decisions on all of a submission's uploads, oldest first."""
        own = select(uploads.c.id).where(uploads.c.submission_id == submission_id)
        return self._decisions(decisions.c.upload_id.in_(own), withdrawn)

    def withdraw(self, id: str, at: float) -> None:
        """A decision counts no longer."""
        self._connection.execute(update(decisions).where(decisions.c.id == id).values(withdrawn_at=at))

    def _decisions(self, condition: ColumnElement[bool], withdrawn: bool) -> list[Decision]:
        query = select(decisions).where(condition).order_by(decisions.c.at, decisions.c.id)
        if not withdrawn:
            query = query.where(decisions.c.withdrawn_at.is_(None))
        found = []
        for row in self._connection.execute(query):
            comment = None if row.comment is None else self._cipher.decrypt(row.comment, COMMENT).decode()
            values = {
                **row._mapping,
                "comment": comment,
                "level": Level(row.level),
                "outcome": Outcome(row.outcome),
            }
            found.append(Decision(**values))
        return found

    def tell(
        self, submission_id: str, text: str, at: float, *, upload_id: str | None, material: str | None
    ) -> str:
        """Leave a message for the candidate; its id."""
        id = ids.new(at)
        sealed = self._cipher.encrypt(text.encode("utf-8", "replace"), TEXT)
        self._connection.execute(
            insert(messages).values(
                id=id, submission_id=submission_id, upload_id=upload_id, material=material, text=sealed, at=at
            )
        )
        return id

    def messages(self, submission_id: str) -> list[Message]:
        """A submission's messages, newest first, as the guide shows them."""
        query = select(messages).where(messages.c.submission_id == submission_id)
        rows = self._connection.execute(query.order_by(messages.c.at.desc(), messages.c.id.desc()))
        return [
            Message(**{**row._mapping, "text": self._cipher.decrypt(row.text, TEXT).decode()}) for row in rows
        ]

    def note(
        self, actor: str, action: str, object: str, at: float, details: Mapping[str, Any] | None = None
    ) -> None:
        """Add a line to the audit log. ``details`` must hold no personal data: they are kept for ever."""
        end = self._connection.execute(select(audit_end).where(audit_end.c.id == 1).with_for_update()).one()
        text = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True)
        line = AuditLine(end.number + 1, at, actor, action, object, text, "")
        hash = _hash(end.hash, line)
        self._connection.execute(
            insert(audit).values(
                number=line.number, at=at, actor=actor, action=action, object=object, details=text, hash=hash
            )
        )
        self._connection.execute(
            update(audit_end).where(audit_end.c.id == 1).values(number=line.number, hash=hash)
        )

    def note_submission(
        self,
        actor: str,
        action: str,
        submission_id: str,
        at: float,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """As :meth:`note`, about a submission: the log is kept for ever, and holds its pseudonym only."""
        self.note(actor, action, self._facts.pseudonym(submission_id), at, details)

    def audit(
        self, *, object: str | None = None, before: int | None = None, limit: int | None = None
    ) -> list[AuditLine]:
        """The log, oldest first; of one object where named, a submission by its id. With ``limit`` the last so many lines,
        newest first, of those
        ``before`` a number."""
        query = select(audit).order_by(audit.c.number if limit is None else audit.c.number.desc())
        if object is not None:
            query = query.where(audit.c.object.in_((object, self._facts.pseudonym(object))))
        if before is not None:
            query = query.where(audit.c.number < before)
        if limit is not None:
            query = query.limit(limit)
        return [AuditLine(**row._mapping) for row in self._connection.execute(query)]

    def audit_after(self, number: int, limit: int) -> list[AuditLine]:
        """The next lines of the log behind a number."""
        query = select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(limit)
        return [AuditLine(**row._mapping) for row in self._connection.execute(query)]

    def broken_at(self) -> int | None:
        """The number of the first audit line that somebody changed, removed or put in; None where all is well."""
        before = NO_AUDIT
        expected = 1
        for row in self._connection.execute(select(audit).order_by(audit.c.number)):
            line = AuditLine(**row._mapping)
            if line.number != expected or line.hash != _hash(before, line):
                return expected
            before, expected = line.hash, expected + 1
        end = self._connection.execute(select(audit_end).where(audit_end.c.id == 1)).one()
        return None if (end.number, end.hash) == (expected - 1, before) else expected


def _hash(before: str, line: AuditLine) -> str:
    text = json.dumps([before, line.number, line.at, line.actor, line.action, line.object, line.details])
    return hashlib.sha256(text.encode()).hexdigest()
