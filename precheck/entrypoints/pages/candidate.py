"""A candidate's page, laid out as the guide describes it: each material with its example, uploads, handing in, messages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from precheck.domain.flag import Audience, Flag, Severity, Verdict, verdict
from precheck.domain.material import Material
from precheck.entrypoints.api import serialize
from precheck.entrypoints.api.forms import read_form
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.pages import access, render
from precheck.entrypoints.pages.access import SESSION, Candidate, CsrfChecked
from precheck.service.errors import Forbidden, MissingMaterials, NotFound
from precheck.service.viewing import parse_reports
from precheck.storage.values import Status, StoredReport, StoredSubmission, StoredUpload
from precheck.submission.rules import declarations, required_materials

router = APIRouter()

EXAMPLES = Path(__file__).parent / "examples"
_EXAMPLE = re.compile(r"[a-z_]+(\.[a-z_]+)?")

BY = "candidate"
THUMBNAIL_PX, LARGE_PX = 400, 1600
SHRUNK_BYTES = 200 * 1024
"""What the office asks pictures to stay within (the guide)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One upload as its candidate sees it. ``verdict`` None: not checked yet; ``unseen``: it cannot be opened."""

    upload: StoredUpload
    verdict: Verdict | None
    flags: Sequence[Flag]
    failed: bool
    unseen: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One material. ``examples``: what each of its pages is called, with the file that shows one."""

    slug: str
    title: str
    examples: Sequence[tuple[str, str | None]]
    required: bool
    locked: bool
    pictures: Sequence[Picture]
    missing: Sequence[Flag]

    @property
    def waits(self) -> bool:
        return any(picture.verdict is None and not picture.failed for picture in self.pictures)


@router.get("/c/{token}")
def enter(services: ServicesDep, token: str) -> Response:
    """The link that the office hands out; its token stays in no address."""
    signed = services.accounts.sign_in_candidate(token)
    response = RedirectResponse("/my", 303)
    access.set_cookie(response, services, SESSION, signed.token)
    return response


@router.get("/my")
def get_page(request: Request, services: ServicesDep, submission: Candidate, done: str = "") -> Response:
    return _page(request, services, submission, done=done)


@router.get("/my/materials/{slug}")
def get_slot(request: Request, services: ServicesDep, submission: Candidate, slug: str) -> Response:
    """One material as it is now, for the page to put in its place."""
    return _slot(request, services, submission, slug)


@router.get("/examples/{name}")
def get_example(name: str) -> Response:
    """A fictional paper, for everybody to see."""
    path = EXAMPLES / f"{name}.webp"
    if not _EXAMPLE.fullmatch(name) or not path.is_file():
        raise NotFound("没有找到 (not found)")
    return Response(
        path.read_bytes(), media_type="image/webp", headers={"cache-control": "public, max-age=86400"}
    )


@router.get("/my/messages")
def get_messages(request: Request, services: ServicesDep, submission: Candidate) -> Response:
    held, uploads, reports = services.intake.get_submission(submission)
    told = serialize.candidate_messages(services.review.messages(held.id), uploads, reports)
    return render.page(request, "candidate/messages.html.j2", messages=told)


@router.post("/my/uploads", dependencies=[CsrfChecked])
async def post_upload(
    request: Request,
    services: ServicesDep,
    submission: Candidate,
    replaces: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """A picture for a material, or in the place of another one."""
    form = await read_form(request, material=True)

    def take() -> Response:
        if replaces:
            _own_upload(services, submission, replaces)
            services.intake.replace(replaces, form.data, form.file)
        else:
            services.intake.submit_upload(submission, form.material, form.data, form.file)
        return _slot(request, services, submission, form.material)

    return await to_thread.run_sync(take)


@router.post("/my/uploads/{id}/delete", dependencies=[CsrfChecked])
def delete(request: Request, services: ServicesDep, submission: Candidate, id: str) -> Response:
    upload = _own_upload(services, submission, id)
    services.intake.delete(id)
    return _slot(request, services, submission, upload.material)


@router.post("/my/submit", dependencies=[CsrfChecked])
def submit(
    request: Request,
    services: ServicesDep,
    submission: Candidate,
    acknowledge: Annotated[bool, Form()] = False,
) -> Response:
    """提交审核: everything is locked. What is missing is said once before."""
    try:
        services.review.submit(submission, by=BY, acknowledge_missing=acknowledge)
    except MissingMaterials as error:
        flags = [flag for flag in error.flags if flag.audience is not Audience.STAFF]
        return _page(request, services, submission, status=422, absent=flags)
    return RedirectResponse("/my?done=submitted", 303)


@router.get("/my/pictures/{id}")
def get_picture(services: ServicesDep, submission: Candidate, id: str, large: bool = False) -> Response:
    _own_upload(services, submission, id)
    return render.picture(services, id, LARGE_PX if large else THUMBNAIL_PX)


def _own_upload(services: Services, submission: str, id: str) -> StoredUpload:
    upload, _ = services.intake.get_upload(id)
    if upload.submission_id != submission:
        raise NotFound("没有这件上传 (no such upload)")
    return upload


def _page(
    request: Request,
    services: Services,
    submission: str,
    *,
    status: int = 200,
    done: str = "",
    absent: Sequence[Flag] = (),
) -> Response:
    held, uploads, reports = services.intake.get_submission(submission)
    slots = _slots(services, held, uploads, reports)
    return render.page(
        request,
        "candidate/page.html.j2",
        status,
        held=held,
        needed=[slot for slot in slots if slot.required or slot.pictures or slot.missing],
        optional=[slot for slot in slots if not (slot.required or slot.pictures or slot.missing)],
        messages=serialize.candidate_messages(services.review.messages(submission), uploads, reports),
        absent=absent,
        done=done,
        most_bytes=SHRUNK_BYTES,
        open=held.locked_at is None or bool(held.unlocked),
    )


def _slot(request: Request, services: Services, submission: str, slug: str) -> Response:
    held, uploads, reports = services.intake.get_submission(submission)
    slot = next((slot for slot in _slots(services, held, uploads, reports) if slot.slug == slug), None)
    if slot is None:
        raise Forbidden("没有这种材料 (no such material)")
    return render.page(request, "candidate/slot.html.j2", slot=slot)


def _slots(
    services: Services,
    held: StoredSubmission,
    uploads: Sequence[StoredUpload],
    reports: Sequence[StoredReport],
) -> list[Slot]:
    """Every material there is, the ones that the notice asks for first and in its order."""
    rules = services.rules
    needed = required_materials(rules, declarations(held.registration, rules))
    wanted = [need.options[0].material for need in needed.needs] if needed is not None else []
    ready = parse_reports(reports)
    found = services.queueing.assess(held, uploads, ready)
    by_upload = {report.upload.id: report for report in ready}
    slots = []
    for slug in dict.fromkeys((*wanted, *services.materials)):
        material = services.materials[slug]
        pictures = []
        for upload in (upload for upload in uploads if upload.material == slug):
            report = by_upload.get(upload.id)
            settled = report is not None and upload.status not in (Status.QUEUED, Status.CHECKING)
            flags = [flag for flag in report.flags if _is_for_candidate(flag)] if report and settled else []
            unseen = report is not None and not report.upload.width
            said = verdict(flags, report.unable) if report and settled else None
            pictures.append(Picture(upload, said, flags, upload.status is Status.FAILED, unseen))
        absent = [flag for flag in found.flags if flag.code.startswith(f"missing.{slug}.") and pictures]
        slots.append(
            Slot(
                slug=slug,
                title=material.title,
                examples=_examples(material, held),
                required=slug in wanted,
                locked=held.locks(slug),
                pictures=pictures,
                missing=absent,
            )
        )
    return slots


def _examples(material: Material, held: StoredSubmission) -> list[tuple[str, str | None]]:
    """The pages of a material that this candidate owes, a passport's only of who declared one; with an example."""
    declared = held.registration.id_type if held.registration is not None else None
    first = next((kind for view in material.views for kind in view.id_types), None)
    kind = declared or first
    pages = [
        (view.title, f"{material.slug}.{view.name}")
        for view in material.views
        if not view.id_types or kind in view.id_types
    ]
    found = pages or [(material.title, material.slug)]
    return [(title, name if (EXAMPLES / f"{name}.webp").is_file() else None) for title, name in found]


def _is_for_candidate(flag: Flag) -> bool:
    return flag.audience is not Audience.STAFF and flag.severity is not Severity.INFO
