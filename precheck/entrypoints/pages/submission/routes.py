"""A submission's page: contact sheet, what is missing, contradictions, declaration, history; decisions on the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from precheck.domain.registration import Declared, Registration
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import OurForm, SignedIn, User
from precheck.entrypoints.pages.office import Office, Used
from precheck.entrypoints.pages.queue.routes import Asked, next_row, place_of, place_text
from precheck.entrypoints.pages.render import address
from precheck.entrypoints.pages.submission.view import history, sheet

router = APIRouter(prefix="/submissions/{id}")

List = Annotated[str, Query(max_length=2000)]
ListField = Annotated[str, Form(max_length=2000)]
# A form of texts, the person first; whatever else a registration holds stays as it is.
_OWN = [name for name in Registration.model_fields if name not in Declared.model_fields]
TEXT_KEYS = tuple(
    name
    for name in (*_OWN, *Declared.model_fields)
    if name not in ("diplomas", "employers", "role", "exam_year", "id_type")
    and "bool" not in str(Registration.model_fields[name].annotation)
)


@router.get("")
def get_submission(
    request: Request, used: Used, found: SignedIn, id: str, list: List = "", done: str = "", undo: str = ""
) -> Response:
    user = found.user
    assert user is not None
    opened = used.desk.open(user, id, claim=True)
    used.desk.note_submission_look(user, id)
    people = used.desk.users()
    return render.page(
        request,
        used,
        "submission/page.html.j2",
        opened=opened,
        sheet=sheet(
            opened,
            used.materials,
            used.services.rules,
            user.level,
            unmasked=not render.is_masked(request),
        ),
        history=history(opened, people),
        people=people,
        list=list,
        done=done,
        undo=undo,
        place=_place(used, id),
        text_keys=TEXT_KEYS,
        level=user.level,
        active="queue",
    )


@router.post("/accept", dependencies=[OurForm])
async def accept(request: Request, used: Used, found: SignedIn, id: str) -> Response:
    """Accept all; on to the next."""
    from anyio import to_thread

    form = await request.form()
    return await to_thread.run_sync(_accept, used, found, id, form)


def _accept(used: Office, found: SignedIn, id: str, form: FormData) -> Response:
    user = found.user
    assert user is not None
    seen = dict(pair.rsplit(":", 1) for pair in map(str, form.getlist("seen")) if ":" in pair)
    versions = {upload: int(version) for upload, version in seen.items() if version.isdigit()}
    asked, place = Asked.parse(str(form.get("list", ""))), place_of(str(form.get("place", "")))
    used.desk.accept_all(user, id, versions)
    used.desk.release(user, id)
    return to_next(used, found, asked, place, id, "accepted")


@router.get("/next")
def get_next(used: Used, found: SignedIn, id: str, list: List = "", place: str = "") -> Response:
    """On to the next without deciding."""
    user = found.user
    assert user is not None
    used.desk.release(user, id)
    return to_next(used, found, Asked.parse(list), place_of(place), id, "")


@router.post("/again", dependencies=[OurForm])
def again(
    used: Used,
    found: User,
    id: str,
    message: Annotated[str, Form()] = "",
    material: Annotated[list[str] | None, Form()] = None,
    list: ListField = "",
) -> Response:
    """Ask for materials that are missing."""
    known = [slug for slug in material or () if slug in used.materials]
    used.desk.ask_for(found, id, known, message)
    return RedirectResponse(address(f"/submissions/{id}", list=list, done="asked"), 303)


@router.post("/undo", dependencies=[OurForm])
def undo(used: Used, found: User, id: str, list: ListField = "") -> Response:
    """Take back what was accepted at once."""
    used.desk.withdraw_all(found, id)
    return RedirectResponse(address(f"/submissions/{id}", list=list, done="undone"), 303)


@router.post("/take", dependencies=[OurForm])
def take(used: Used, found: User, id: str, list: ListField = "") -> Response:
    used.desk.take_over(found, id)
    return RedirectResponse(address(f"/submissions/{id}", list=list), 303)


@router.post("/comments", dependencies=[OurForm])
def comment(
    request: Request,
    used: Used,
    found: User,
    id: str,
    text: Annotated[str, Form()] = "",
    upload: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Leave a comment; the answer is the list as it is then."""
    if upload and used.desk.submission_of(found, upload) != id:
        upload = ""
    used.desk.comment(found, id, text, upload or None)
    opened = used.desk.open(found, id)
    return render.page(
        request, used, "submission/comments.html.j2", opened=opened, people=used.desk.users(), upload=upload
    )


@router.post("/registration", dependencies=[OurForm])
async def correct(request: Request, used: Used, found: User, id: str) -> Response:
    """Correct what was declared."""
    from anyio import to_thread

    form = await request.form()
    return await to_thread.run_sync(_correct, used, found, id, form)


def _correct(used: Office, found: User, id: str, form: FormData) -> Response:
    opened = used.desk.open(found, id)
    declared: dict[str, Any] = (
        opened.registration.model_dump(mode="json", exclude_none=True) if opened.registration else {}
    )
    given = {key: str(form[key]).strip() for key in TEXT_KEYS if key in form}
    kept = {key: value for key, value in declared.items() if key not in given}
    version = str(form.get("version", ""))
    used.desk.correct(
        found,
        id,
        Registration.parse({**kept, **{key: value for key, value in given.items() if value}}),
        int(version) if version.isdigit() else -1,
    )
    back = str(form.get("back", ""))
    return RedirectResponse(
        address(
            f"/uploads/{back}" if back.isalnum() else f"/submissions/{id}",
            list=str(form.get("list", "")),
            done="corrected",
        ),
        303,
    )


def to_next(
    used: Office, found: SignedIn, asked: Asked, place: Any, id: str, done: str, undo: str = ""
) -> Response:
    """On to the next submission of the list, or back to the list where nothing is left."""
    row = next_row(used, found, asked, place, id)
    where = f"/submissions/{row.submission_id}" if row is not None else "/queue"
    query: Mapping[str, str] = {"list": asked.query(), "done": done, "undo": undo or (id if done else "")}
    if row is None:
        return RedirectResponse(f"/queue?{asked.query()}" if asked.query() else "/queue", 303)
    return RedirectResponse(address(where, **query), 303)


def _place(used: Office, id: str) -> str:
    row = used.desk.row(id)
    return place_text(row) if row is not None else ""
