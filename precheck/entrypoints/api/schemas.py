"""What requests and answers look like. Times are ISO 8601 in China's time; a submission's id is the portal's own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from precheck.storage.values import Level, Outcome, RescanState, Status
from precheck.storage.webhooks import DeliveryState, Event

JsonReport = dict[str, Any]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["diploma"])]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,127}$", examples=["blurred"])]
Line = Annotated[str, Field(min_length=1, max_length=1000)]


class Answer(BaseModel):
    """What is sent back."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """What is sent in; a key that is not known is refused, so that a typing error is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Answer):
    """An error, RFC 9457."""

    type: str = Field(examples=["urn:precheck:problem:locked"])
    title: str
    status: int
    detail: str
    request_id: str


class MessageAnswer(Answer):
    """What the candidate is told. ``shown``: as the guide shows it."""

    at: datetime
    text: str
    shown: str = Field(examples=["2022/3/12 22:02:08 毕业证编号无法识别，请重新上传！"])
    upload: str | None
    material: str | None


class UploadAnswer(Answer):
    """An upload. ``report`` is null until it is checked; ``version`` is what the ETag holds."""

    id: str
    submission: str
    material: str
    status: Status
    report: JsonReport | None = Field(description="precheck.report/1")
    file: str | None
    bytes: int
    locked: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ChangedValue(Answer):
    """A declared value that was cleaned: its key, and how."""

    at: str = Field(examples=["id_number"])
    how: str = Field(examples=["去除不可见字符 (invisible characters)"])


class SubmissionAnswer(Answer):
    """A submission. ``cleaned`` stands in the answer to a registration only.

    ``state``: 未锁定 or 已锁定; ``unlocked``: the materials of a locked one that were opened again."""

    id: str
    state: Literal["未锁定", "已锁定"]
    locked: bool
    locked_at: datetime | None
    unlocked: list[str]
    registration: dict[str, Any] | None
    uploads: list[UploadAnswer]
    report: JsonReport | None = Field(description="precheck.submission/1 over what is checked so far")
    messages: list[MessageAnswer]
    version: int
    cleaned: list[ChangedValue] = []


class SubmitBody(Asked):
    acknowledge_missing: bool = Field(False, description="Submit although something is missing.")


class UnlockBody(Asked):
    materials: list[Slug] | None = Field(
        None,
        min_length=1,
        max_length=50,
        description="Which; all of them where not given.",
        examples=[["diploma"]],
    )
    message: Line | None = Field(None, examples=["毕业证编号无法识别，请重新上传！"])


class DecisionBody(Asked):
    """``again`` opens the material and tells the candidate ``comment``."""

    level: Level
    outcome: Outcome
    comment: Line | None = Field(None, examples=["毕业证编号无法识别，请重新上传！"])


class DecisionAnswer(Answer):
    id: str
    upload: str
    level: Level
    outcome: Outcome
    comment: str | None
    by: str
    at: datetime


class RescanBody(Asked):
    """Which uploads; all that are given must hold."""

    material: Slug | None = None
    flag: Code | None = None
    since: datetime | None = Field(None, examples=["2026-03-01T00:00:00+08:00"])
    outdated: bool = Field(False, description="Only those that an older pipeline checked.")


class RescanAnswer(Answer):
    id: str
    state: RescanState
    total: int
    left: int
    under_way: int
    done: int
    created_at: datetime
    finished_at: datetime | None


class ChangeAnswer(Answer):
    upload: str
    submission: str
    material: str
    before: str | None
    after: str
    appeared: list[str]
    disappeared: list[str]


class RescanResult(RescanAnswer):
    """A re-scan with what it changed so far."""

    changed: int
    verdicts: dict[str, int] = Field(examples=[{"pass > review": 3}])
    appeared: dict[str, int]
    disappeared: dict[str, int]
    examples: list[ChangeAnswer]


class WebhookBody(Asked):
    url: Annotated[str, Field(max_length=500, examples=["https://portal.example.org/precheck"])]
    events: list[Event] = Field(min_length=1, max_length=20, examples=[["upload.checked"]])


class WebhookAnswer(Answer):
    """``secret`` stands only in the answer that made it."""

    id: str
    url: str
    events: list[Event]
    site: str | None
    created_at: datetime
    secret: str | None = None


class DeliveryAnswer(Answer):
    id: str
    event: Event
    data: dict[str, Any]
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    status: int | None
    trouble: str | None
    created_at: datetime


class TriageRow(Answer):
    upload: str
    submission: str
    material: str
    verdict: str
    codes: list[str]
    unable: list[str]


class TriageAnswer(Answer):
    """Counts over all, and a slice of the uploads, the worst first."""

    total: int
    verdicts: dict[str, int]
    codes: dict[str, int]
    unable: int
    offset: int
    uploads: list[TriageRow]


class Part(Answer):
    name: str
    ok: bool
    detail: str | None = None


class Ready(Answer):
    ready: bool
    parts: list[Part] | None = None
