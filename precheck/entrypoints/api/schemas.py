"""What requests and answers look like. Times are ISO 8601 in China's time; a submission's id is the portal's own."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from precheck.domain.cleaning import CHINA
from precheck.domain.flag import Verdict
from precheck.storage.values import DeliveryState, Event, Level, Outcome, RescanState, Status

MODEL = "x-model"
"""Marks a place of the document that refers to a schema which is not made of this file's classes."""

JsonReport = Annotated[dict[str, Any], WithJsonSchema({MODEL: "Report"})]
JsonSubmissionReport = Annotated[dict[str, Any], WithJsonSchema({MODEL: "SubmissionReport"})]
JsonRegistration = Annotated[dict[str, Any], WithJsonSchema({MODEL: "Registration"})]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["diploma"])]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,127}$", examples=["blurred"])]
Line = Annotated[str, Field(min_length=1, max_length=1000)]


_STORED_AS = {
    "upload": "upload_id",
    "submission": "submission_id",
    "before": "verdict_before",
    "after": "verdict_after",
}
"""What a stored value calls what an answer calls otherwise."""


def china_time(seconds: float | datetime) -> datetime:
    return seconds if isinstance(seconds, datetime) else datetime.fromtimestamp(round(seconds, 3), CHINA)


Moment = Annotated[datetime, BeforeValidator(china_time)]


class Answer(BaseModel):
    """What is sent back."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def from_stored(cls, stored: object, **more: Any) -> Self:
        """What a stored value says, under the names that answers have, and ``more`` that it does not say by itself."""
        names = {name: _STORED_AS.get(name, name) for name in cls.model_fields if name not in more}
        said = {name: getattr(stored, own) for name, own in names.items() if hasattr(stored, own)}
        return cls.model_validate({**said, **more})


class RequestBody(BaseModel):
    """What is sent in; a key that is not known is refused, so that a typing error is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(Answer):
    """One thing that is wrong: where, and why; never the value."""

    at: str = Field(examples=["body.id_number"])
    why: str


class MissingAnswer(Answer):
    """A material or page that is missing."""

    code: str = Field(examples=["missing.identity.back"])
    message: str
    message_en: str


class Problem(Answer):
    """An error, RFC 9457. ``errors``: what is wrong with what was sent; ``missing``: what has to be handed in too."""

    type: str = Field(examples=["urn:precheck:problem:locked"])
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[Fault] | None = None
    missing: list[MissingAnswer] | None = None


class MessageAnswer(Answer):
    """What the candidate is told. ``shown``: as the guide shows it."""

    at: Moment
    text: str
    shown: str = Field(examples=["2022/3/12 22:02:08 毕业证编号无法识别，请重新上传！"])
    upload: str | None
    material: str | None


class _Upload(Answer):
    id: str
    submission: str
    material: str
    status: Status
    file: str | None
    bytes: int
    version: int
    created_at: Moment
    updated_at: Moment


class UploadAnswer(_Upload):
    """An upload. ``report`` is null until it is checked; ``version`` is what the ETag holds."""

    report: JsonReport | None = Field(description="precheck.report/1")
    locked: bool


class ChangedValue(Answer):
    """A declared value that was cleaned: its key, and how."""

    at: str = Field(examples=["id_number"])
    how: str = Field(examples=["去除不可见字符 (invisible characters)"])


class SubmissionAnswer(Answer):
    """A submission. ``cleaned`` stands in the answer to a registration only. ``state``: 未锁定 or 已锁定; ``unlocked``:
    the materials of a locked one that were opened again."""

    id: str
    state: Literal["未锁定", "已锁定"]
    locked: bool
    locked_at: Moment | None
    unlocked: list[str]
    registration: JsonRegistration | None
    uploads: list[UploadAnswer]
    report: JsonSubmissionReport | None = Field(
        description="precheck.submission/1 over what is checked so far"
    )
    messages: list[MessageAnswer]
    version: int
    cleaned: list[ChangedValue] = []


class UploadRow(_Upload):
    """An upload in a list. ``verdict`` is null until it is checked."""

    verdict: Verdict | None


class UploadPage(Answer):
    """``next`` goes on behind the last one; null at the end."""

    items: list[UploadRow]
    next: str | None


class SubmissionRow(Answer):
    """A submission in a list. ``uploads``: how many."""

    id: str
    locked: bool
    locked_at: Moment | None
    uploads: int
    version: int
    created_at: Moment
    updated_at: Moment


class SubmissionPage(Answer):
    """``next`` goes on behind the last one; null at the end."""

    items: list[SubmissionRow]
    next: str | None


class ViewAnswer(Answer):
    name: str
    title: str
    title_en: str
    required: bool


class FieldAnswer(Answer):
    """``declared``: the key of the registration that it is compared with."""

    name: str
    label: str
    label_en: str
    declared: str | None


class MaterialAnswer(Answer):
    """A kind of document."""

    slug: str
    title: str
    title_en: str
    views: list[ViewAnswer]
    fields: list[FieldAnswer]


class ListedRegistration(RequestBody):
    submission: Annotated[str, Field(min_length=1, max_length=200, examples=["2026-000123"])]
    registration: JsonRegistration


class RegistrationListBody(RequestBody):
    registrations: list[ListedRegistration] = Field(min_length=1, max_length=500)


class RegistrationOutcome(Answer):
    """What became of a row, or would have. ``changed``: the keys that are different."""

    submission: str
    outcome: Literal["new", "changed", "same", "refused"]
    changed: list[str] = []
    errors: list[Fault] = []
    cleaned: list[ChangedValue] = []


class RegistrationReport(Answer):
    """Every row of the list, in its order."""

    imported: bool
    rows: list[RegistrationOutcome]


class ArchiveRow(Answer):
    """A file of the archive. ``upload``: its id, null for a registration and where it is refused."""

    file: str
    submission: str
    material: str | None
    upload: str | None
    errors: list[Fault]


class ArchiveAnswer(Answer):
    """``ignored``: files that are no uploads by their place or name."""

    rows: list[ArchiveRow]
    ignored: int


class SubmitBody(RequestBody):
    acknowledge_missing: bool = Field(False, description="Submit although something is missing.")


class UnlockBody(RequestBody):
    materials: list[Slug] | None = Field(
        None,
        min_length=1,
        max_length=50,
        description="Which; all of them where not given.",
        examples=[["diploma"]],
    )
    message: Line | None = Field(None, examples=["毕业证编号无法识别，请重新上传！"])


class DecisionBody(RequestBody):
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
    at: Moment


class RescanBody(RequestBody):
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
    created_at: Moment
    finished_at: Moment | None


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


class LinkAnswer(Answer):
    """``link``: an address, or a path where PRECHECK_PUBLIC_URL is not set."""

    link: str = Field(examples=["https://precheck.example/c/6f1d…"])
    expires_at: Moment


class WebhookBody(RequestBody):
    url: Annotated[str, Field(max_length=500, examples=["https://portal.example.org/precheck"])]
    events: list[Event] = Field(min_length=1, max_length=20, examples=[["upload.checked"]])


class WebhookAnswer(Answer):
    """``secret`` stands only in the answer that made it."""

    id: str
    url: str
    events: list[Event]
    site: str | None
    created_at: Moment
    secret: str | None = None


class DeliveryAnswer(Answer):
    id: str
    event: Event
    data: dict[str, Any]
    state: DeliveryState
    attempts: int
    next_at: Moment | None
    status: int | None
    trouble: str | None
    created_at: Moment


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
