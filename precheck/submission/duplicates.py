"""The same picture twice, in one submission or in another candidate's.

``duplicate.other_submission``: the same picture, compressed again, resized, turned, mirrored or cropped, stands in another
candidate's submission. The service finds it by the fingerprints that it keeps, a scan among its own pictures.

Flags: ``duplicate.same_submission``, one a repeated file, naming the first upload of it. Found by SHA-256, so only
the very same file counts. For staff: a candidate who took the wrong file gets told by the other checks. The same
name in the same slot twice is one upload listed twice, not a duplicate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from precheck.domain.flag import Audience, Flag, FlagKind, Remedy, Severity
from precheck.domain.geometry import Image
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts, Report
from precheck.imaging import header
from precheck.imaging.decode import Undecodable, decode
from precheck.imaging.fingerprint import Guess
from precheck.imaging.same_picture import likeness

CODE = "duplicate.same_submission"
OTHER = "duplicate.other_submission"

FLAGS = {
    CODE: FlagKind(
        Severity.REVIEW,
        "同一图片上传了两次：{first} 与 {second}，请核对是否传错材料。",
        "The same file was uploaded twice: {first} and {second}; was the wrong one taken?",
        audience=Audience.STAFF,
    ),
    OTHER: FlagKind(
        Severity.REVIEW,
        "另一报名中有相同的图片，请核对 {first} 是否为本人材料。",
        "Another submission holds the same picture; please check that {first} is the candidate's own.",
        remedy=Remedy.NONE,
        audience=Audience.STAFF,
    ),
}


class Settings(BaseModel):
    """``shared``: colleagues share this paper, so nothing is looked for; ``shared_views``: of this material only these, as
    an ID card's back, which many people's cards have in common. ``most_bits``: how far fingerprints may be apart;
    ``most_compared``: how many that are close are compared by their pixels, the closest first (0.1 s each).
    Of the blocks, ``least_alike`` must correlate by ``alike_from`` at least, and at most ``most_unlike`` by less than
    ``unlike_below``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shared: bool = False
    shared_views: tuple[str, ...] = ()
    most_bits: int = Field(default=0, ge=0, le=128)
    most_compared: int = Field(default=0, ge=0, le=100)
    alike_from: float = Field(default=1.0, ge=0, le=1)
    least_alike: float = Field(default=1.0, ge=0, le=1)
    unlike_below: float = Field(default=0.0, ge=0, le=1)
    most_unlike: float = Field(default=0.0, ge=0, le=1)

    def is_shared(self, image: ImageFacts) -> bool:
        """Whether everything that was recognised in the picture is other people's as well."""
        views = {page.view for page in image.pages} or {image.view}
        return self.shared or views <= set(self.shared_views)


def are_one_persons(one: Registration | None, other: Registration | None) -> bool:
    """Whether both declare one ID number: somebody who registers again sends the same pictures."""
    numbers = [declared.id_number if declared is not None else None for declared in (one, other)]
    return numbers[0] is not None and numbers[0] == numbers[1]


def open_picture(data: bytes) -> Image | None:
    """The picture in a file; None where there is none to compare."""
    try:
        return decode(data, header.probe(data))
    except Undecodable:
        return None


def is_same(kept: Image, came: Image, guess: Guess, settings: Settings) -> bool:
    """Whether the pixels bear out what the fingerprints suggest."""
    found = likeness(kept, came, guess, alike_from=settings.alike_from, unlike_below=settings.unlike_below)
    return found.alike >= settings.least_alike and found.unlike <= settings.most_unlike


def other_submission(other_upload: str, file: str | None) -> Flag:
    """The flag on an upload whose picture another candidate's submission holds."""
    flag = FLAGS[OTHER].flag(OTHER, {"first": file or "图片"}, {"first": file or "the picture"})
    return replace(flag, other_upload=other_upload)


def same_submission(reports: Sequence[Report]) -> Iterator[Flag]:
    """A flag for each upload whose file stood in the submission before."""
    first: dict[str, Report] = {}
    for report in reports:
        digest = report.upload.sha256
        if digest is None:
            continue
        other = first.setdefault(digest, report)
        if other is report or _slot(other) == _slot(report):
            continue
        flag = FLAGS[CODE].flag(
            CODE, {"first": other.upload.display_name, "second": report.upload.display_name}
        )
        yield replace(flag, other_upload=other.upload.id or other.upload.file or "?")


def _slot(report: Report) -> tuple[str | None, str | None, str]:
    return report.upload.id, report.upload.file, report.upload.material
