"""A picture's page: how it lies, its flags and fields, each field's line, values held side by side, the decision. And the
pictures themselves: only through here, never kept by a browser, every look noted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from precheck.domain.flag import Audience, Severity
from precheck.domain.geometry import Region
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import CsrfChecked, SignedIn, User
from precheck.entrypoints.pages.queue import QueueQuery, place_at
from precheck.entrypoints.pages.render import address
from precheck.entrypoints.pages.submission import (
    TEXT_KEYS,
    ListField,
    ReturnQuery,
    ReturnTo,
    Tile,
    redirect_to_next,
    sheet,
)
from precheck.reporting.card import Card, CardField, card, svg_numbers
from precheck.reporting.masking import Pieces, compare, visible
from precheck.service.desk import Opened
from precheck.service.errors import NotFound, Stale, Unacceptable
from precheck.storage.accounts import StoredUser
from precheck.storage.values import Outcome

LINE_PX = 46
LINE_MARGIN = 0.35
"""What is shown around a line, in its own heights."""


@dataclass(frozen=True, slots=True)
class LineCut:
    """A line cut out of the picture: an SVG view box, the matrix that lays the line straight in it, and its size shown."""

    box: str
    matrix: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its line, its outline in the picture, and the numbers of the flags about it."""

    field: CardField
    line: LineCut | None
    points: str
    flags: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether both values are the same to the letter."""
        declared, read = self.field.declared, self.field.read
        return bool(declared) and not any(piece.differs for piece in (*declared, *read))


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What another picture changed: codes of flags that came and went, and fields that read otherwise (label, before, now)."""

    appeared: Sequence[str]
    gone: Sequence[str]
    values: Sequence[tuple[str, Pieces, Pieces]]


def compare_reports(
    before: Report, now: Report, material: Material | None, *, unmasked: bool
) -> ReportChange:
    was, has = ([flag.code for flag in report.flags] for report in (before, now))
    labels = {field.name: field.label for report in (before, now) for field in card(report, material).fields}
    values = []
    for name, label in labels.items():
        old, new = (report.fields[name].value if name in report.fields else None for report in (before, now))
        if old != new:
            values.append((label, *compare(name, old, new, unmasked=unmasked)))
    return ReportChange(
        appeared=[code for code in dict.fromkeys(has) if code not in was],
        gone=[code for code in dict.fromkeys(was) if code not in has],
        values=values,
    )


def cut_line(region: Region) -> LineCut | None:
    """The part of a picture that a field's value stands on; None where it has no extent."""
    corners = region if len(region) == 4 else _around(region)
    (x, y), top_right, _, bottom_left = corners
    wide, high = math.dist(corners[0], top_right), math.dist(corners[0], bottom_left)
    if wide < 1 or high < 1:
        return None
    # Along the line and down from it, each one unit long; the matrix is the inverse of the two.
    ax, ay = (top_right[0] - x) / wide, (top_right[1] - y) / wide
    bx, by = (bottom_left[0] - x) / high, (bottom_left[1] - y) / high
    turn = ax * by - ay * bx
    if abs(turn) < 1e-3:
        return None
    a, b, c, d = by / turn, -ay / turn, -bx / turn, ax / turn
    margin = LINE_MARGIN * high
    box = (-margin, -margin, wide + 2 * margin, high + 2 * margin)
    matrix = (a, b, c, d, -(a * x + c * y), -(b * x + d * y))
    return LineCut(svg_numbers(box), svg_numbers(matrix), round(LINE_PX * box[2] / box[3]), LINE_PX)


def field_rows(report: Report, drawn: Card) -> list[FieldRow]:
    """The card's fields, what contradicts first."""
    about: dict[str, list[int]] = {}
    for number, flag in enumerate(report.flags, start=1):
        if flag.field is not None:
            about.setdefault(flag.field, []).append(number)
    rows = []
    for field in drawn.fields:
        region = report.fields[field.name].region
        points = " ".join(f"{x:.0f},{y:.0f}" for x, y in region or ())
        rows.append(
            FieldRow(field, cut_line(region) if region else None, points, tuple(about.get(field.name, ())))
        )
    order = [Status.MISMATCH, Status.UNREADABLE, Status.MATCH, Status.UNVERIFIED]
    return sorted(rows, key=lambda row: order.index(Status(row.field.status)))


def _around(region: Region) -> Region:
    xs, ys = [x for x, _ in region], [y for _, y in region]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    return (left, top), (right, top), (right, bottom), (left, bottom)


router = APIRouter()

SIDE_PX, THUMBNAIL_PX = 2000, 320


@router.get("/uploads/{id}")
def get_upload(request: Request, services: ServicesDep, user: User, id: str, came: ReturnQuery) -> Response:
    opened = services.desk.open(user, services.desk.submission_of(user, id), claim=True)
    services.desk.note_look(user, "picture.seen", id)
    return _page(request, services, opened, id, came)


class DecisionForm(BaseModel):
    """``version``, ``last`` and ``generation``: what was seen of the upload, its decisions and its picture."""

    outcome: Outcome
    version: int
    last: str = Field("", max_length=40)
    generation: int = 1
    message: str = ""
    list: str = Field("", max_length=2000)


@router.post("/uploads/{id}/decide", dependencies=[CsrfChecked])
def decide(
    request: Request, services: ServicesDep, signed: SignedIn, id: str, form: Annotated[DecisionForm, Form()]
) -> Response:
    """Decide, and on to the next picture, or to the next submission."""
    user, outcome = signed.user, form.outcome
    submission = services.desk.submission_of(user, id)
    row = services.queue_view.row(submission)
    try:
        services.desk.decide(
            user, id, outcome, message=form.message, version=form.version, last_decision=form.last
        )
    except Stale:
        opened = services.desk.open(user, submission)
        answer = _page(request, services, opened, id, ReturnTo(list=form.list), since=form.generation)
        answer.headers["hx-push-url"] = address(f"/uploads/{id}", list=form.list)
        return answer
    opened = services.desk.open(user, submission)
    order = [tile.upload.id for tile in sheet(opened, services.materials, services.rules, user.level).tiles]
    left = {upload.id for upload in opened.list_undecided(user.level)} & set(order)
    behind = [one for one in (*order[order.index(id) :], *order) if one in left]
    said = {"done": str(outcome), "undo": f"upload:{id}"}
    if behind:
        return RedirectResponse(address(f"/uploads/{behind[0]}", list=form.list, **said), 303)
    services.desk.release(user, submission)
    place = place_at(row) if row is not None else None
    return redirect_to_next(services, signed, QueueQuery.parse(form.list), place, submission, said)


@router.post("/uploads/{id}/undo", dependencies=[CsrfChecked])
def undo(services: ServicesDep, user: User, id: str, list: ListField = "") -> Response:
    services.desk.withdraw(user, id)
    return RedirectResponse(address(f"/uploads/{id}", list=list, done="undone"), 303)


@router.post("/uploads/{id}/flags", dependencies=[CsrfChecked])
def judge(
    services: ServicesDep,
    user: User,
    id: str,
    code: Annotated[str, Form(max_length=128)],
    right: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Whether a flag is right: ``yes``, ``no``, or nothing any more."""
    if right not in ("", "yes", "no"):
        raise Unacceptable("right: yes, no")
    services.desk.judge(user, id, code, None if right == "" else right == "yes")
    return Response(status_code=204)


@router.get("/pictures/{id}")
def get_picture(services: ServicesDep, user: User, id: str) -> Response:
    services.desk.submission_of(user, id)
    services.desk.note_look(user, "picture.served", id)
    return render.picture(services, id, SIDE_PX)


@router.get("/pictures/{id}/thumbnail")
def get_thumbnail(services: ServicesDep, user: User, id: str) -> Response:
    """For the sheet, whose look is noted as one."""
    services.desk.submission_of(user, id)
    return render.picture(services, id, THUMBNAIL_PX)


def ready_message(report: Report | None) -> str:
    """What a candidate is asked for, from the flags: those that ask for another picture, else those to be looked at."""
    flags = [flag for flag in report.flags if flag.audience is not Audience.STAFF] if report else []
    for severity in (Severity.REUPLOAD, Severity.REVIEW):
        texts = dict.fromkeys(visible(flag.message, 400) for flag in flags if flag.severity is severity)
        if texts:
            return "\n".join(texts)
    return "请重新上传。"


def _page(
    request: Request, services: Services, opened: Opened, id: str, came: ReturnTo, since: int | None = None
) -> Response:
    """``since``: the generation of the picture that was decided on, where there is a newer one or another decision."""
    user: StoredUser = request.state.signed.user
    tiles = sheet(opened, services.materials, services.rules, user.level).tiles
    here = next((number for number, tile in enumerate(tiles) if tile.upload.id == id), None)
    if here is None:
        raise NotFound("没有这件上传 (no such upload)")
    tile, unmasked = tiles[here], not render.is_masked(request)
    material = services.materials.get(tile.upload.material)
    drawn = card(tile.report, material, unmasked=unmasked) if tile.report is not None else None
    made = [d for d in opened.decisions if d.upload_id == id and d.withdrawn_at is None]
    present = [d for d in made if d.generation == tile.upload.generation]
    return render.page(
        request,
        "picture/page.html.j2",
        200 if since is None else 409,
        opened=opened,
        tile=tile,
        tiles=tiles,
        number=here + 1,
        before=tiles[here - 1] if here else None,
        behind=tiles[here + 1] if here + 1 < len(tiles) else None,
        shown=drawn,
        rows=field_rows(tile.report, drawn) if tile.report and drawn else (),
        change=_change(services, tile, since, unmasked=unmasked),
        judged=services.desk.judged(tile.upload),
        message=ready_message(tile.report),
        last=present[-1] if present else None,
        own=bool(present) and present[-1].by == f"user:{user.id}",
        people=services.queue_view.users(),
        **came.model_dump(),
        stale=since is not None,
        since=since,
        text_keys=TEXT_KEYS,
        level=user.level,
        active="queue",
    )


def _change(services: Services, tile: Tile, since: int | None, *, unmasked: bool) -> ReportChange | None:
    """What a newer picture changed against the one of generation ``since``; None where both were not checked."""
    if since is None or since == tile.upload.generation or tile.report is None:
        return None
    before = services.desk.report_of(tile.upload.id, since)
    if before is None:
        return None
    return compare_reports(
        before, tile.report, services.materials.get(tile.upload.material), unmasked=unmasked
    )
