"""``/uploads``: taking pictures, replacing, deleting and showing them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Anybody, Caller, Portal, Sender
from precheck.entrypoints.api.forms import body, read_form
from precheck.entrypoints.api.preconditions import Expected, RepeatKey, StoredId, SubmissionId, tag
from precheck.entrypoints.api.schemas import UploadAnswer
from precheck.entrypoints.api.services import Services, Used
from precheck.entrypoints.api.waiting import LONGEST_SECONDS
from precheck.service import Idempotency
from precheck.storage.values import Status, StoredUpload

router = APIRouter(tags=["uploads"])

Wait = Annotated[
    float,
    Query(
        ge=0, le=LONGEST_SECONDS, description="Seconds to wait for the report; 200 where it is there in time."
    ),
]
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": UploadAnswer, "description": "Stored, and checked already"}
}


@router.post(
    "/submissions/{id}/uploads",
    status_code=202,
    responses=_TAKEN,
    openapi_extra=body(),
    summary="上传 · Upload a picture",
)
async def post_upload(
    id: SubmissionId,
    request: Request,
    found: Sender,
    used: Used,
    response: Response,
    repeat: RepeatKey,
    wait: Wait = 0,
) -> UploadAnswer:
    """Stored durably when answered; its check is queued. The same file in the same place is one upload. A file over
    200k is taken and flagged."""
    form = await read_form(request)

    def take() -> StoredUpload:
        idempotency = Idempotency(found.key.id, repeat) if repeat else None
        return used.intake.submit_upload(
            id, form.material, form.data, form.file, idempotency=idempotency, reach=found.reach
        ).upload

    stored = await to_thread.run_sync(take)
    response.headers["location"] = f"/api/v1/uploads/{stored.id}"
    return await _taken(used, stored, found, wait, response)


@router.put(
    "/uploads/{id}",
    status_code=202,
    responses=_TAKEN,
    openapi_extra=body(material=False),
    summary="替换 · Replace the picture",
)
async def put_upload(
    id: StoredId,
    request: Request,
    found: Sender,
    used: Used,
    expected: Expected,
    response: Response,
    wait: Wait = 0,
) -> UploadAnswer:
    """The earlier picture's report is put aside and the new one is checked."""
    form = await read_form(request, material=False)

    def replace() -> StoredUpload:
        return used.intake.replace(id, form.data, form.file, expected_version=expected, reach=found.reach)

    stored = await to_thread.run_sync(replace)
    return await _taken(used, stored, found, wait, response)


@router.get("/uploads/{id}", summary="状态与结果 · Status and report")
async def get_upload(
    id: StoredId, found: Anybody, used: Used, response: Response, wait: Wait = 0
) -> UploadAnswer:
    """``queued``, ``checking``, ``checked`` or ``failed``: could not be checked, and a person looks."""
    if wait:
        await to_thread.run_sync(partial(used.intake.get_upload, id, reach=found.reach))
        await used.waiting.until_settled(id, wait)
    return await to_thread.run_sync(partial(_answer, used, id, found, response))


@router.delete("/uploads/{id}", status_code=204, summary="删除 · Delete, while unlocked")
def delete_upload(id: StoredId, found: Portal, used: Used, expected: Expected) -> None:
    """Gone at once; erased with the next housekeeping."""
    used.intake.delete(id, expected_version=expected, reach=found.reach)


@router.get(
    "/uploads/{id}/picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
    summary="图片 · The picture, written anew without metadata",
)
async def get_picture(
    id: StoredId,
    found: Anybody,
    used: Used,
    max_side: Annotated[int, Query(ge=16, le=2400, description="Pixels of the longer side, at most.")] = 1600,
) -> Response:
    """A JPEG of pixels alone: no EXIF, no position, nothing hidden behind."""
    picture = await used.showing.run(lambda: used.viewing.picture(id, max_side, reach=found.reach))
    return Response(
        picture,
        media_type="image/jpeg",
        headers={"content-disposition": "inline", "cache-control": "no-store"},
    )


async def _taken(
    used: Services, stored: StoredUpload, found: Caller, wait: float, response: Response
) -> UploadAnswer:
    if wait:
        await used.waiting.until_settled(stored.id, wait)
    if wait or stored.status is not Status.QUEUED:
        answer = await to_thread.run_sync(partial(_answer, used, stored.id, found, response))
    else:
        # Just taken, so not locked and not checked: the database has nothing to add.
        tag(response, stored.version)
        answer = shown.upload(stored, None, None, staff=found.staff)
    waits = answer.report is None or answer.status in (Status.QUEUED, Status.CHECKING)
    response.status_code = 202 if waits else 200
    return answer


def _answer(used: Services, id: str, found: Caller, response: Response) -> UploadAnswer:
    stored, report = used.intake.get_upload(id, reach=found.reach)
    held = used.intake.get_state(stored.submission_id)
    tag(response, stored.version)
    return shown.upload(stored, report, held, staff=found.staff)
