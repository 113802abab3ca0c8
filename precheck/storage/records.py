"""What is said and done: decisions, messages to candidates, the audit log (its lines chained by their hashes), comments
for colleagues, and whether a flag was right."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from precheck.storage import ids
from precheck.storage.facts import Facts
from precheck.storage.migrating import NO_AUDIT
from precheck.storage.office_tables import audit, audit_end, comments, decisions, judgements, messages
from precheck.storage.repository import Repository
from precheck.storage.tables import uploads
from precheck.storage.values import AuditLine, Decision, Message


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
    upload_id: str
    generation: int
    code: str
    right: bool
    severity: str
    measured: float | None
    threshold: float | None
    by: str
    at: float


class Records(Repository):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._facts = Facts(connection)

    def decide(self, decision: Decision) -> None:
        self._execute(insert(decisions).values(asdict(decision)))

    def decisions(self, upload_id: str, *, withdrawn: bool = False) -> list[Decision]:
        """An upload's decisions, oldest first; ``withdrawn``: those too that were taken back."""
        return self._decisions(decisions.c.upload_id == upload_id, withdrawn)

    def decisions_of(self, submission_id: str, *, withdrawn: bool = False) -> list[Decision]:
        """The decisions on all of a submission's uploads, oldest first."""
        own = select(uploads.c.id).where(uploads.c.submission_id == submission_id)
        return self._decisions(decisions.c.upload_id.in_(own), withdrawn)

    def withdraw(self, id: str, at: float) -> None:
        self._execute(update(decisions).where(decisions.c.id == id).values(withdrawn_at=at))

    def _decisions(self, condition: ColumnElement[bool], withdrawn: bool) -> list[Decision]:
        query = select(decisions).where(condition).order_by(decisions.c.at, decisions.c.id)
        if not withdrawn:
            query = query.where(decisions.c.withdrawn_at.is_(None))
        return self._all(Decision, query)

    def send_message(
        self, submission_id: str, text: str, at: float, *, upload_id: str | None, material: str | None
    ) -> str:
        """Leave a message for the candidate; its id."""
        message = Message(ids.new(at), submission_id, upload_id, material, text, at)
        self._execute(insert(messages).values(asdict(message)))
        return message.id

    def messages(self, submission_id: str) -> list[Message]:
        """A submission's messages, newest first, as the guide shows them."""
        query = select(messages).where(messages.c.submission_id == submission_id)
        return self._all(Message, query.order_by(messages.c.at.desc(), messages.c.id.desc()))

    def note(
        self, actor: str, action: str, object: str, at: float, details: Mapping[str, Any] | None = None
    ) -> None:
        """Add a line to the audit log. ``details`` must hold no personal data: they are kept for ever."""
        end = self._execute(select(audit_end).where(audit_end.c.id == 1).with_for_update()).one()
        text = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True)
        line = AuditLine(end.number + 1, at, actor, action, object, text, "")
        line = replace(line, hash=_hash(end.hash, line))
        self._execute(insert(audit).values(asdict(line)))
        self._execute(update(audit_end).where(audit_end.c.id == 1).values(number=line.number, hash=line.hash))

    def note_submission(
        self, actor: str, action: str, submission_id: str, at: float, details: Mapping[str, Any] | None = None
    ) -> None:
        """As :meth:`note`, about a submission: the log is kept for ever, and holds its pseudonym only."""
        self.note(actor, action, self._facts.pseudonym(submission_id), at, details)

    def audit(
        self, *, object: str | None = None, before: int | None = None, limit: int | None = None
    ) -> list[AuditLine]:
        """The log, oldest first; of one object where named, a submission by its id. With ``limit`` the last so many
        lines, newest first, of those ``before`` a number."""
        query = select(audit).order_by(audit.c.number if limit is None else audit.c.number.desc())
        if object is not None:
            query = query.where(audit.c.object.in_((object, self._facts.pseudonym(object))))
        if before is not None:
            query = query.where(audit.c.number < before)
        if limit is not None:
            query = query.limit(limit)
        return self._all(AuditLine, query)

    def audit_after(self, number: int, limit: int) -> list[AuditLine]:
        """The next lines of the log behind a number."""
        query = select(audit).where(audit.c.number > number).order_by(audit.c.number).limit(limit)
        return self._all(AuditLine, query)

    def broken_at(self) -> int | None:
        """The number of the first audit line that somebody changed, removed or put in; None where all is well."""
        before = NO_AUDIT
        expected = 1
        for row in self._execute(select(audit).order_by(audit.c.number)):
            line = AuditLine(**row._mapping)
            if line.number != expected or line.hash != _hash(before, line):
                return expected
            before, expected = line.hash, expected + 1
        end = self._execute(select(audit_end).where(audit_end.c.id == 1)).one()
        return None if (end.number, end.hash) == (expected - 1, before) else expected


class Remarks(Repository):
    def comment(self, submission_id: str, upload_id: str | None, text: str, by: str, at: float) -> str:
        """Keep a comment; its id."""
        made = Comment(ids.new(at), submission_id, upload_id, text, by, at)
        self._execute(insert(comments).values(asdict(made)))
        return made.id

    def comments(self, submission_id: str) -> list[Comment]:
        query = select(comments).where(comments.c.submission_id == submission_id)
        return self._all(Comment, query.order_by(comments.c.id))

    def judge(self, judgement: Judgement) -> None:
        """Keep what a reviewer says of a flag; the last word counts."""
        self._put(judgements, asdict(judgement), keys=("upload_id", "generation", "code"))

    def unjudge(self, upload_id: str, generation: int, code: str) -> None:
        self._execute(
            delete(judgements).where(
                judgements.c.upload_id == upload_id,
                judgements.c.generation == generation,
                judgements.c.code == code,
            )
        )

    def judgements_on(self, upload_id: str, generation: int) -> dict[str, bool]:
        query = select(judgements.c.code, judgements.c.right).where(
            judgements.c.upload_id == upload_id, judgements.c.generation == generation
        )
        return {row.code: row.right for row in self._execute(query)}

    def judgements(self) -> Iterator[Judgement]:
        query = select(judgements).order_by(judgements.c.at).execution_options(yield_per=500)
        for row in self._execute(query):
            yield Judgement(**row._mapping)


def _hash(before: str, line: AuditLine) -> str:
    text = json.dumps([before, line.number, line.at, line.actor, line.action, line.object, line.details])
    return hashlib.sha256(text.encode()).hexdigest()
