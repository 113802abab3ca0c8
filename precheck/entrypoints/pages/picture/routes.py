"""A picture's page, and the pictures themselves: only through here, never kept by a browser, every look noted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from precheck.domain.flag import Audience, Severity
from precheck.domain.report import Report
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import OurForm, SignedIn, User
from precheck.entrypoints.pages.office import Office, Used
from precheck.entrypoints.pages.picture.view import Change, Shown, changed, shown
from precheck.entrypoints.pages.queue.routes import Asked, place_of, place_text
from precheck.entrypoints.pages.render import address
from precheck.entrypoints.pages.submission.routes import TEXT_KEYS, to_next
from precheck.entrypoints.pages.submission.view import Tile, sheet
from precheck.reporting.visible import visible
from precheck.service.desk import Opened
from precheck.service.errors import NotFound, Stale, Unacceptable
from precheck.storage.users import StoredUser
from precheck.storage.values import Outcome

router = APIRouter()

SIDE_PX, THUMBNAIL_PX = 2000, 320
List = Annotated[str, Query(max_length=2000)]
ListField = Annotated[str, Form(max_length=2000)]


@router.get("/uploads/{id}")
def get_upload(
    request: Request, used: Used, found: SignedIn, id: str, list: List = "", done: str = "", undo: str = ""
) -> Response:
    user = found.user
    assert user is not None
    submission = used.desk.submission_of(user, id)
    opened = used.desk.open(user, submission, claim=True)
    used.desk.note_look(user, "picture.seen", id)
    return _page(request, used, user, opened, id, list=list, done=done, undo=undo)


@router.post("/uploads/{id}/decide", dependencies=[OurForm])
def decide(
    request: Request,
    used: Used,
    found: SignedIn,
    id: str,
    outcome: Annotated[Outcome, Form()],
    version: Annotated[int, Form()],
    last: Annotated[str, Form(max_length=40)] = "",
    generation: Annotated[int, Form()] = 1,
    message: Annotated[str, Form()] = "",
    list: ListField = "",
) -> Response:
    """Decide, and on to the next picture, or to the next submission."""
    user = found.user
    assert user is not None
    submission = used.desk.submission_of(user, id)
    row = used.desk.row(submission)
    try:
        used.desk.decide(user, id, outcome, message=message, version=version, last_decision=last)
    except Stale:
        opened = used.desk.open(user, submission)
        answer = _page(request, used, user, opened, id, list=list, status=409, since=generation)
        answer.headers["hx-push-url"] = address(f"/uploads/{id}", list=list)
        return answer
    opened = used.desk.open(user, submission)
    order = [tile.upload.id for tile in sheet(opened, used.materials, used.services.rules, user.level).tiles]
    left = {upload.id for upload in opened.undecided(user.level)} & set(order)
    behind = [one for one in (*order[order.index(id) :], *order) if one in left]
    if behind:
        where = address(f"/uploads/{behind[0]}", list=list, done=str(outcome), undo=f"upload:{id}")
        return RedirectResponse(where, 303)
    used.desk.release(user, submission)
    place = place_of(place_text(row)) if row is not None else None
    return to_next(used, found, Asked.parse(list), place, submission, str(outcome), f"upload:{id}")


@router.post("/uploads/{id}/undo", dependencies=[OurForm])
def undo(used: Used, found: User, id: str, list: ListField = "") -> Response:
    used.desk.withdraw(found, id)
    return RedirectResponse(address(f"/uploads/{id}", list=list, done="undone"), 303)


@router.post("/uploads/{id}/flags", dependencies=[OurForm])
def judge(
    used: Used,
    found: User,
    id: str,
    code: Annotated[str, Form(max_length=128)],
    right: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Whether a flag is right: ``yes``, ``no``, or nothing any more."""
    if right not in ("", "yes", "no"):
        raise Unacceptable("right: yes, no")
    used.desk.judge(found, id, code, None if right == "" else right == "yes")
    return Response(status_code=204)


@router.get("/pictures/{id}")
def get_picture(used: Used, found: User, id: str) -> Response:
    used.desk.submission_of(found, id)
    used.desk.note_look(found, "picture.served", id)
    return picture_response(used, id, SIDE_PX)


@router.get("/pictures/{id}/thumbnail")
def get_thumbnail(used: Used, found: User, id: str) -> Response:
    """For the sheet, whose look is noted as one."""
    used.desk.submission_of(found, id)
    return picture_response(used, id, THUMBNAIL_PX)


def picture_response(used: Office, id: str, side_px: int) -> Response:
    """Pixels alone, written anew."""
    return Response(
        used.services.viewing.picture(id, side_px),
        media_type="image/jpeg",
        headers={"cache-control": "no-store", "content-disposition": "inline"},
    )


def ready_message(report: Report | None) -> str:
    """What a candidate is asked for, from the flags: those that ask for another picture, else those to be looked at."""
    flags = [flag for flag in report.flags if flag.audience is not Audience.STAFF] if report else []
    for severity in (Severity.REUPLOAD, Severity.REVIEW):
        texts = dict.fromkeys(visible(flag.message, 400) for flag in flags if flag.severity is severity)
        if texts:
            return "\n".join(texts)
    return "请重新上传。"


def _page(
    request: Request,
    used: Office,
    user: StoredUser,
    opened: Opened,
    id: str,
    *,
    list: str,
    done: str = "",
    undo: str = "",
    status: int = 200,
    since: int | None = None,
) -> Response:
    tiles = sheet(opened, used.materials, used.services.rules, user.level).tiles
    here = next((number for number, tile in enumerate(tiles) if tile.upload.id == id), None)
    if here is None:
        raise NotFound("没有这件上传 (no such upload)")
    tile = tiles[here]
    made = [d for d in opened.decisions if d.upload_id == id and d.withdrawn_at is None]
    present = [d for d in made if d.generation == tile.upload.generation]
    return render.page(
        request,
        used,
        "picture/page.html.j2",
        status,
        opened=opened,
        tile=tile,
        tiles=tiles,
        number=here + 1,
        before=tiles[here - 1] if here else None,
        behind=tiles[here + 1] if here + 1 < len(tiles) else None,
        shown=_shown(used, tile, unmasked=not render.is_masked(request)),
        change=_change(used, tile, since, unmasked=not render.is_masked(request)),
        judged=used.desk.judged(tile.upload),
        message=ready_message(tile.report),
        last=present[-1] if present else None,
        own=bool(present) and present[-1].by == f"user:{user.id}",
        people=used.desk.users(),
        list=list,
        done=done,
        undo=undo,
        stale=status == 409,
        since=since,
        text_keys=TEXT_KEYS,
        level=user.level,
        active="queue",
    )


def _change(used: Office, tile: Tile, since: int | None, *, unmasked: bool) -> Change | None:
    """What a newer picture changed against the one of generation ``since``; None where both were not checked."""
    if since is None or since == tile.upload.generation or tile.report is None:
        return None
    before = used.desk.report_of(tile.upload.id, since)
    if before is None:
        return None
    return changed(before, tile.report, used.materials.get(tile.upload.material), unmasked=unmasked)


def _shown(used: Office, tile: Tile, *, unmasked: bool) -> Shown | None:
    if tile.report is None:
        return None
    return shown(tile.report, used.materials.get(tile.upload.material), unmasked=unmasked)
