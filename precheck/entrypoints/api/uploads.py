"""Pictures: taken one by one or many in a ZIP, replaced, deleted, shown; or checked and not kept."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration
from precheck.entrypoints.api import serialize
from precheck.entrypoints.api.auth import Anybody, Caller, Portal, Sender
from precheck.entrypoints.api.forms import body, read_archive, read_form
from precheck.entrypoints.api.middleware import ARCHIVE_BYTES, FILE_BYTES, JSON_BYTES, too_large
from precheck.entrypoints.api.problems import HttpProblem
from precheck.entrypoints.api.requests import Expected, RepeatKey, StoredId, SubmissionId, set_etag
from precheck.entrypoints.api.schemas import ArchiveAnswer, ArchiveRow, Fault, JsonReport, UploadAnswer
from precheck.entrypoints.api.services import Services, ServicesDep, get_services
from precheck.entrypoints.api.waiting import LONGEST_SECONDS
from precheck.entrypoints.layout import REGISTRATION_FILE, decode_name, is_no_upload
from precheck.entrypoints.registrations import decode, parse_json
from precheck.reporting.masking import visible
from precheck.service import Idempotency
from precheck.service.errors import Refusal, Unacceptable
from precheck.service.registering import Actor
from precheck.storage.values import Status, StoredUpload

router = APIRouter()

Wait = Annotated[
    float,
    Query(
        ge=0, le=LONGEST_SECONDS, description="Seconds to wait for the report; 200 where it is there in time."
    ),
]
_CHECKED_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": UploadAnswer, "description": "Stored, and checked already"}
}


@router.post(
    "/submissions/{id}/uploads",
    tags=["uploads"],
    status_code=202,
    responses=_CHECKED_ALREADY,
    openapi_extra=body(),
    summary="上传 · Upload a picture",
)
async def post_upload(
    id: SubmissionId, request: Request, caller: Sender, response: Response, repeat: RepeatKey, wait: Wait = 0
) -> UploadAnswer:
    """Stored durably when answered; its check is queued. The same file in the same place is one upload. A file over
    200k is taken and flagged."""
    services = await get_services(request)
    form = await read_form(request)

    def take() -> StoredUpload:
        idempotency = Idempotency(caller.key.id, repeat) if repeat else None
        return services.intake.submit_upload(
            id, form.material, form.data, form.file, by=Actor(reach=caller.reach, idempotency=idempotency)
        ).upload

    stored = await to_thread.run_sync(take)
    response.headers["location"] = f"/api/v1/uploads/{stored.id}"
    return await _respond(services, stored, caller, wait, response)


@router.put(
    "/uploads/{id}",
    tags=["uploads"],
    status_code=202,
    responses=_CHECKED_ALREADY,
    openapi_extra=body(material=False),
    summary="替换 · Replace the picture",
)
async def put_upload(
    id: StoredId, request: Request, caller: Sender, expected: Expected, response: Response, wait: Wait = 0
) -> UploadAnswer:
    """The earlier picture's report is put aside and the new one is checked."""
    services = await get_services(request)
    form = await read_form(request, material=False)

    def replace() -> StoredUpload:
        return services.intake.replace(
            id, form.data, form.file, expected_version=expected, reach=caller.reach
        )

    stored = await to_thread.run_sync(replace)
    return await _respond(services, stored, caller, wait, response)


@router.get("/uploads/{id}", tags=["uploads"], summary="状态与结果 · Status and report")
async def get_upload(
    id: StoredId, caller: Anybody, services: ServicesDep, response: Response, wait: Wait = 0
) -> UploadAnswer:
    """``queued``, ``checking``, ``checked`` or ``failed``: could not be checked, and a person looks."""
    if wait:
        await to_thread.run_sync(partial(services.intake.get_upload, id, reach=caller.reach))
        await services.waiting.wait_for_report(id, wait)
    return await to_thread.run_sync(partial(_answer, services, id, caller, response))


@router.delete("/uploads/{id}", tags=["uploads"], status_code=204, summary="删除 · Delete, while unlocked")
def delete_upload(id: StoredId, caller: Portal, services: ServicesDep, expected: Expected) -> None:
    """Gone at once; erased with the next housekeeping."""
    services.intake.delete(id, expected_version=expected, reach=caller.reach)


@router.get(
    "/uploads/{id}/picture",
    tags=["uploads"],
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
    summary="图片 · The picture, written anew without metadata",
)
async def get_picture(
    id: StoredId,
    caller: Anybody,
    services: ServicesDep,
    max_side: Annotated[int, Query(ge=16, le=2400, description="Pixels of the longer side, at most.")] = 1600,
) -> Response:
    """A JPEG of pixels alone: no EXIF, no position, nothing hidden behind."""
    picture = await services.showing.run(lambda: services.viewing.picture(id, max_side, reach=caller.reach))
    return Response(
        picture,
        media_type="image/jpeg",
        headers={"content-disposition": "inline", "cache-control": "no-store"},
    )


async def _respond(
    services: Services, stored: StoredUpload, caller: Caller, wait: float, response: Response
) -> UploadAnswer:
    if wait:
        await services.waiting.wait_for_report(stored.id, wait)
    if wait or stored.status is not Status.QUEUED:
        answer = await to_thread.run_sync(partial(_answer, services, stored.id, caller, response))
    else:
        # Just taken, so not locked and not checked: the database has nothing to add.
        set_etag(response, stored.version)
        answer = serialize.upload(stored, None, None, staff=caller.staff)
    waits = answer.report is None or answer.status in (Status.QUEUED, Status.CHECKING)
    response.status_code = 202 if waits else 200
    return answer


def _answer(services: Services, id: str, caller: Caller, response: Response) -> UploadAnswer:
    stored, report = services.intake.get_upload(id, reach=caller.reach)
    held = services.intake.get_state(stored.submission_id)
    set_etag(response, stored.version)
    return serialize.upload(stored, report, held, staff=caller.staff)


MOST_ENTRIES = 2000
MOST_UNPACKED_BYTES = 4 * ARCHIVE_BYTES
"""Pictures are packed already: what grows further is no archive of pictures."""

_ENTRY = b"PK\1\2"
"""Every entry of the list at an archive's end begins with it."""

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


@router.post(
    "/uploads",
    tags=["uploads"],
    status_code=202,
    summary="批量上传 · Many uploads in a ZIP",
    openapi_extra=body(material=False, file="A ZIP, at most 64 MB"),
)
async def post_archive(request: Request, caller: Sender, services: ServicesDep) -> ArchiveAnswer:
    """Laid out as `<submission>/<material>/<file>` with `<submission>/registration.json`. Each file is taken or refused by
    itself; the uploads of a submission whose registration cannot be used are refused with it."""
    data = await read_archive(request)
    return await to_thread.run_sync(lambda: _ArchiveIntake(services, caller).take(data))


class _ArchiveIntake:
    def __init__(self, services: Services, caller: Caller) -> None:
        self._used, self._found = services, caller
        self._bad: set[str] = set()
        self._ignored = 0

    def take(self, data: bytes) -> ArchiveAnswer:
        """Everything of an archive, registrations first."""
        # Before the list is read: sixty megabytes of it would be a gigabyte of objects.
        if data.count(_ENTRY) > 2 * MOST_ENTRIES:
            raise HttpProblem("too-large", f"至多 {MOST_ENTRIES} 个文件 (at most that many files)")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = list(self._entries(archive))
                rows = [
                    self._register(archive, entry, path) for entry, path in entries if len(path.parts) == 2
                ]
                rows += [
                    self._submit(archive, entry, path) for entry, path in entries if len(path.parts) == 3
                ]
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            raise HttpProblem("bad-request", "ZIP 无法读取 (the archive is broken)") from None
        if not rows:
            raise Invalid("没有可取的图片，应为 <报名编号>/<材料>/<文件> (nothing to hand in)")
        return ArchiveAnswer(rows=rows, ignored=self._ignored)

    def _entries(self, archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise HttpProblem("too-large", f"至多 {MOST_ENTRIES} 个文件 (at most that many files)")
        # No more is ever read of an entry than it says that it holds.
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
            size = f"{MOST_UNPACKED_BYTES // 2**20} MB"
            raise HttpProblem("too-large", f"解压后超过 {size} (unpacked it is more than {size})")
        for entry in entries:
            path = PurePosixPath(_entry_name(entry))
            registers = len(path.parts) == 2 and path.name == REGISTRATION_FILE
            if not (registers or len(path.parts) == 3) or any(map(is_no_upload, path.parts)):
                self._ignored += 1
                continue
            yield entry, path

    def _register(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: PurePosixPath) -> ArchiveRow:
        submission = path.parts[0]
        try:
            declared = Registration.parse(parse_json(decode(_read(archive, entry, JSON_BYTES))))
            self._used.intake.registrations.put_registration(
                submission, declared, by=self._found.name, staff=self._found.staff, reach=self._found.reach
            )
        except (Invalid, Refusal) as error:
            self._bad.add(submission)
            return _archive_row(path, error=str(error))
        except (ValueError, RecursionError):
            self._bad.add(submission)
            return _archive_row(path, error="登记信息不是 JSON (the registration is no JSON)")
        return _archive_row(path)

    def _submit(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: PurePosixPath) -> ArchiveRow:
        submission, material, name = path.parts
        if submission in self._bad:
            return _archive_row(path, error="登记信息有误，先更正 (its registration cannot be used)")
        try:
            data = _read(archive, entry, FILE_BYTES)
            if self._found.key.per_minute is not None or self._found.key.per_day is not None:
                self._used.keys.count_upload(self._found.key)
            taken = self._used.intake.submit_upload(
                submission, material, data, visible(name, 200), by=Actor(reach=self._found.reach)
            )
        except (Invalid, Refusal) as error:
            return _archive_row(path, error=str(error))
        return _archive_row(path, upload=taken.upload.id)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The path inside; names that do not say that they are UTF-8 are what the sender's system wrote."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return decode_name(entry.filename.encode("cp437"))
    except UnicodeEncodeError:
        return entry.filename


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise Invalid("文件已加密 (encrypted)")
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Invalid(too_large(most).detail)
    return data


def _archive_row(path: PurePosixPath, *, upload: str | None = None, error: str | None = None) -> ArchiveRow:
    material = path.parts[1] if len(path.parts) == 3 else None
    return ArchiveRow(
        file=visible(str(path), 600),
        submission=visible(path.parts[0], 200),
        material=None if material is None else visible(material, 64),
        upload=upload,
        errors=[] if error is None else [Fault(at="file" if material else "registration", why=error)],
    )


@router.post(
    "/check",
    tags=["check"],
    openapi_extra=body(registration=True),
    summary="即时检查 · Check one picture, keep nothing",
)
async def check_picture(request: Request, caller: Sender, services: ServicesDep) -> JsonReport:
    """The report, ``precheck.report/1``. Pictures take turns, and 503 says that too many wait; for many of them use
    uploads."""
    services.checks.admit()
    form = await read_form(request)
    if form.material not in services.materials:
        known = ", ".join(sorted(services.materials))
        raise Unacceptable(f"没有这种材料 (no such material): {known}")
    report = await services.checks.run(
        partial(services.stateless.check, form.data, form.material, form.registration, form.file)
    )
    return serialize.for_caller(report, staff=caller.staff).to_dict()
