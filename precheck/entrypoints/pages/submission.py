"""A submission's page: contact sheet, what is missing, contradictions, declaration, history; decisions on the whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from precheck.domain.flag import Flag
from precheck.domain.material import Material
from precheck.domain.registration import Declared, Registration
from precheck.domain.report import Report
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import CsrfChecked, SignedIn, User
from precheck.entrypoints.pages.queue import QueueQuery, format_place, next_row, parse_place
from precheck.entrypoints.pages.render import address
from precheck.reporting.masking import Pieces, compare
from precheck.service.desk import Opened
from precheck.storage.accounts import StoredUser
from precheck.storage.queue import Place
from precheck.storage.values import Decision, Level, StoredUpload
from precheck.submission.rules import Rules, declarations, required_materials


@dataclass(frozen=True, slots=True)
class Tile:
    """One upload on the sheet. ``decision`` at the reader's level."""

    upload: StoredUpload
    report: Report | None
    decision: Decision | None
    unlocked: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One material: its uploads, and the flags that stand for it as a whole (missing, too many)."""

    slug: str
    title: str
    required: bool
    paragraph: str
    tiles: Sequence[Tile]
    flags: Sequence[Flag]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two uploads that say different things, and what each says, the differing characters marked."""

    flag: Flag
    first: Tile
    second: Tile
    values: tuple[Pieces, Pieces]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``others``: flags of the whole submission that belong to no material."""

    slots: Sequence[Slot]
    pairs: Sequence[Contradiction]
    others: Sequence[Flag]

    @property
    def tiles(self) -> list[Tile]:
        return [tile for slot in self.slots for tile in slot.tiles]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history; ``kind`` names its words, ``text`` is what was written with it."""

    at: float
    kind: str
    who: str
    text: str
    material: str
    undone: bool = False


def sheet(
    opened: Opened, materials: Mapping[str, Material], rules: Rules, level: Level, *, unmasked: bool = True
) -> Sheet:
    """The materials in the order of the notice, then what else was uploaded."""
    needed = required_materials(rules, declarations(opened.registration, rules))
    wanted = {need.options[0].material: need for need in needed.needs} if needed is not None else {}
    own: dict[str, list[Tile]] = {}
    for upload in opened.uploads:
        tile = Tile(
            upload,
            opened.reports.get(upload.id),
            opened.standing.get((upload.id, level)),
            not opened.held.locks(upload.material),
        )
        own.setdefault(upload.material, []).append(tile)
    # A stand-in that was uploaded (a filing for a licence) fills the need in whose place it stands.
    for slug, need in list(wanted.items()):
        present = next((option.material for option in need.options if option.material in own), slug)
        if present != slug:
            wanted = {present if key == slug else key: value for key, value in wanted.items()}
    by_material: dict[str, list[Flag]] = {}
    others: list[Flag] = []
    for flag in opened.found.flags:
        first, _, rest = flag.code.partition(".")
        slug = rest.split(".")[0]
        if first in ("missing", "too_many", "extra") and slug in materials:
            by_material.setdefault(slug, []).append(flag)
        elif first != "contradicts":
            others.append(flag)
    slots = [
        Slot(
            slug=slug,
            title=materials[slug].title if slug in materials else slug,
            required=slug in wanted,
            paragraph=wanted[slug].paragraph if slug in wanted else "",
            tiles=own.get(slug, ()),
            flags=by_material.get(slug, ()),
        )
        for slug in dict.fromkeys((*wanted, *own, *by_material))
    ]
    return Sheet(slots, _contradictions(opened, own, unmasked), others)


def _value(tile: Tile, flag: Flag) -> str | None:
    facts = tile.report.fields.get(flag.field or "") if tile.report else None
    return facts.value if facts else None


def _contradictions(opened: Opened, own: Mapping[str, Sequence[Tile]], unmasked: bool) -> list[Contradiction]:
    tiles = {tile.upload.id: tile for some in own.values() for tile in some}
    pairs = []
    for flag in opened.found.flags:
        if flag.code.startswith("contradicts.") and flag.other_upload in tiles:
            second = next(
                (tile for id, tile in tiles.items() if id != flag.other_upload and id in flag.message), None
            )
            if second is not None:
                first = tiles[flag.other_upload]
                said = compare(flag.field or "", _value(first, flag), _value(second, flag), unmasked=unmasked)
                pairs.append(Contradiction(flag, first, second, said))
    return pairs


def history(opened: Opened, people: Mapping[str, StoredUser]) -> list[Event]:
    """All that happened, newest first."""
    material = {upload.id: upload.material for upload in opened.uploads}
    events = [Event(upload.created_at, "uploaded", "", "", upload.material) for upload in opened.uploads]
    events += [
        Event(upload.updated_at, "replaced", "", str(upload.generation), upload.material)
        for upload in opened.uploads
        if upload.generation > 1
    ]
    events += [
        Event(
            d.at,
            f"{d.outcome}",
            actor_name(d.by, people),
            d.comment or "",
            material.get(d.upload_id, ""),
            undone=d.withdrawn_at is not None,
        )
        for d in opened.decisions
    ]
    # A message that a decision sent stands with the decision.
    told = {(d.at, d.comment) for d in opened.decisions}
    events += [
        Event(m.at, "told", "", m.text, m.material or "")
        for m in opened.messages
        if (m.at, m.text) not in told
    ]
    for line in opened.events:
        if line.action == "registration.changed":
            events.append(Event(line.at, "corrected", actor_name(line.actor, people), "", ""))
        elif line.action == "material.unlocked":
            slugs = json.loads(line.details).get("materials", [])
            events.append(
                Event(
                    line.at,
                    "unlocked",
                    actor_name(line.actor, people),
                    "",
                    slugs[0] if len(slugs) == 1 else "",
                )
            )
        elif line.action == "link.issued":
            events.append(Event(line.at, "link", actor_name(line.actor, people), "", ""))
    return sorted(events, key=lambda event: event.at, reverse=True)


def actor_name(actor: str, people: Mapping[str, StoredUser]) -> str:
    user = people.get(actor.removeprefix("user:"))
    return user.name if user is not None else actor


router = APIRouter(prefix="/submissions/{id}")

List = Annotated[str, Query(max_length=2000)]
ListField = Annotated[str, Form(max_length=2000)]


class ReturnTo(BaseModel):
    """How a reviewer came here: the queue's filters, what was done before and what undoes it."""

    list: str = Field("", max_length=2000)
    done: str = ""
    undo: str = ""


ReturnQuery = Annotated[ReturnTo, Query()]
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
    request: Request, services: ServicesDep, user: User, id: str, came: ReturnQuery
) -> Response:
    opened = services.desk.open(user, id, claim=True)
    services.desk.note_submission_look(user, id)
    people = services.queue_view.users()
    return render.page(
        request,
        "submission/page.html.j2",
        opened=opened,
        sheet=sheet(
            opened,
            services.materials,
            services.rules,
            user.level,
            unmasked=not render.is_masked(request),
        ),
        history=history(opened, people),
        people=people,
        **came.model_dump(),
        place=format_place(row) if (row := services.queue_view.row(id)) is not None else "",
        text_keys=TEXT_KEYS,
        level=user.level,
        active="queue",
    )


@router.post("/accept", dependencies=[CsrfChecked])
async def accept(request: Request, services: ServicesDep, signed: SignedIn, id: str) -> Response:
    """Accept all; on to the next."""
    form = await request.form()
    return await to_thread.run_sync(_accept, services, signed, id, form)


def _accept(services: Services, signed: SignedIn, id: str, form: FormData) -> Response:
    user = signed.user
    seen = dict(pair.rsplit(":", 1) for pair in map(str, form.getlist("seen")) if ":" in pair)
    versions = {upload: int(version) for upload, version in seen.items() if version.isdigit()}
    asked, place = QueueQuery.parse(str(form.get("list", ""))), parse_place(str(form.get("place", "")))
    services.desk.accept_all(user, id, versions)
    services.desk.release(user, id)
    return redirect_to_next(services, signed, asked, place, id, {"done": "accepted", "undo": id})


@router.get("/next")
def get_next(services: ServicesDep, signed: SignedIn, id: str, list: List = "", place: str = "") -> Response:
    """On to the next without deciding."""
    user = signed.user
    services.desk.release(user, id)
    return redirect_to_next(services, signed, QueueQuery.parse(list), parse_place(place), id, {})


@router.post("/again", dependencies=[CsrfChecked])
def again(
    services: ServicesDep,
    user: User,
    id: str,
    message: Annotated[str, Form()] = "",
    material: Annotated[list[str] | None, Form()] = None,
    list: ListField = "",
) -> Response:
    """Ask for materials that are missing."""
    known = [slug for slug in material or () if slug in services.materials]
    services.desk.request_materials(user, id, known, message)
    return RedirectResponse(address(f"/submissions/{id}", list=list, done="asked"), 303)


@router.post("/undo", dependencies=[CsrfChecked])
def undo(services: ServicesDep, user: User, id: str, list: ListField = "") -> Response:
    """Take back what was accepted at once."""
    services.desk.withdraw_all(user, id)
    return RedirectResponse(address(f"/submissions/{id}", list=list, done="undone"), 303)


@router.post("/take", dependencies=[CsrfChecked])
def take(services: ServicesDep, user: User, id: str, list: ListField = "") -> Response:
    services.desk.take_over(user, id)
    return RedirectResponse(address(f"/submissions/{id}", list=list), 303)


@router.post("/comments", dependencies=[CsrfChecked])
def comment(
    request: Request,
    services: ServicesDep,
    user: User,
    id: str,
    text: Annotated[str, Form()] = "",
    upload: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Leave a comment; the answer is the list as it is then."""
    if upload and services.desk.submission_of(user, upload) != id:
        upload = ""
    services.desk.comment(user, id, text, upload or None)
    opened = services.desk.open(user, id)
    return render.page(
        request,
        "submission/comments.html.j2",
        opened=opened,
        people=services.queue_view.users(),
        upload=upload,
    )


@router.post("/registration", dependencies=[CsrfChecked])
async def correct(request: Request, services: ServicesDep, user: User, id: str) -> Response:
    """Correct what was declared."""
    form = await request.form()
    return await to_thread.run_sync(_correct, services, user, id, form)


def _correct(services: Services, user: User, id: str, form: FormData) -> Response:
    opened = services.desk.open(user, id)
    declared: dict[str, Any] = (
        opened.registration.model_dump(mode="json", exclude_none=True) if opened.registration else {}
    )
    given = {key: str(form[key]).strip() for key in TEXT_KEYS if key in form}
    kept = {key: value for key, value in declared.items() if key not in given}
    version = str(form.get("version", ""))
    services.desk.correct(
        user,
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


def redirect_to_next(
    services: Services,
    signed: SignedIn,
    asked: QueueQuery,
    place: Place | None,
    id: str,
    said: Mapping[str, str],
) -> Response:
    """On to the submission of the list that comes after ``id``, or back to the list where nothing is left."""
    row = next_row(services, signed, asked, place, id)
    if row is None:
        return RedirectResponse(f"/queue?{asked.query()}" if asked.query() else "/queue", 303)
    return RedirectResponse(address(f"/submissions/{row.submission_id}", list=asked.query(), **said), 303)
