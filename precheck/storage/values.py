"""What the store gives out and takes in: plain values."""

from dataclasses import dataclass
from enum import StrEnum

from precheck.domain.registration import Registration


class Status(StrEnum):
    """How far an upload is. ``failed``: it was tried as often as allowed; its report says ``unable``."""

    QUEUED = "queued"
    CHECKING = "checking"
    CHECKED = "checked"
    FAILED = "failed"


class Queue(StrEnum):
    """A re-scan waits in a queue of its own, so that it never delays a candidate."""

    UPLOADS = "uploads"
    RESCAN = "rescan"


class Reason(StrEnum):
    UPLOAD = "upload"
    REPLACED = "replaced"
    REGISTRATION = "registration"
    RESCAN = "rescan"


class OrderState(StrEnum):
    """An order's life: waiting → claimed → done, back to waiting where its worker was lost."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """A reviewer decides; an administrator also sees to users, the audit log and re-scans."""

    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Ticket(StrEnum):
    ADMINISTRATOR = "administrator"
    CANDIDATE = "candidate"


class State(StrEnum):
    """Where a submission is. ``open``: the candidate has yet to hand it in; ``site``, ``district``: it waits for that level;
    ``again``: the candidate was asked for other pictures; ``accepted``, ``rejected``: decided."""

    OPEN = "open"
    SITE = "site"
    AGAIN = "again"
    DISTRICT = "district"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Event(StrEnum):
    UPLOAD_CHECKED = "upload.checked"
    SUBMISSION_LOCKED = "submission.locked"
    MATERIAL_UNLOCKED = "material.unlocked"
    DECISION_MADE = "decision.made"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Scope(StrEnum):
    """What a key may do: hand in (a portal), review (staff), everything, or only see how the service fares."""

    UPLOAD = "upload"
    REVIEW = "review"
    ADMIN = "admin"
    MONITOR = "monitor"


class RescanState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Level(StrEnum):
    """Who decides: the examination site (考点) first, then the district (考区)."""

    SITE = "site"
    DISTRICT = "district"


class Outcome(StrEnum):
    """A reviewer's decision. ``again`` asks for another picture and opens the material."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """``version`` counts every change and is what an ETag is made of. ``unlocked``: materials opened again."""

    id: str
    locked_at: float | None
    unlocked: frozenset[str]
    registration: Registration | None
    registration_version: int
    version: int
    created_at: float
    updated_at: float

    def locks(self, material: str) -> bool:
        return self.locked_at is not None and material not in self.unlocked


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """``generation`` counts the pictures it had, ``turn`` the orders to check it, ``version`` every change."""

    id: str
    submission_id: str
    material: str
    file: str | None
    picture: str
    bytes: int
    created_at: float
    updated_at: float
    generation: int = 1
    turn: int = 0
    status: Status = Status.QUEUED
    version: int = 1
    deleted_at: float | None = None
    erased_at: float | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order to check one upload. ``fence`` grows with every claim: a result with an older one is refused."""

    id: str
    upload_id: str
    generation: int
    turn: int
    reason: Reason
    queue: Queue
    rescan_id: str | None
    state: OrderState
    attempts: int
    fence: int
    owner: str | None
    lease_until: float | None
    published_at: float | None
    not_before: float
    created_at: float
    trouble: str | None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report's row. ``data`` is the report's JSON, None once it was erased."""

    id: str
    upload_id: str
    generation: int
    turn: int
    current: bool
    verdict: str
    precheck: str
    pipeline: str | None
    ocr: str | None
    created_at: float
    data: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which uploads a re-scan takes; all that are given must hold. ``flag``: a code or its first part; ``since``:
    uploaded at or after, seconds since 1970; ``outdated``: for each material the SHA-256 of its present pipeline: only
    reports made with another one."""

    material: str | None = None
    flag: str | None = None
    since: float | None = None
    outdated: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StoredRescan:
    """A re-scan of one ``site``'s submissions or of all. ``left`` are not yet ordered, ``under_way`` ordered, ``done`` have
    a new report."""

    id: str
    state: RescanState
    filters: Filters
    site: str | None
    total: int
    left: int
    under_way: int
    done: int
    created_at: float
    finished_at: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    upload_id: str
    generation: int
    level: Level
    outcome: Outcome
    comment: str | None
    by: str
    at: float
    withdrawn_at: float | None = None


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    submission_id: str
    upload_id: str | None
    material: str | None
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit log; ``hash`` covers the line and the one before it."""

    number: int
    at: float
    actor: str
    action: str
    object: str
    details: str
    hash: str
