"""Reports made up for tests of what is shown."""

from __future__ import annotations

from typing import Any

from precheck.domain.flag import Flag, Severity
from precheck.domain.material import FieldRule, Material, ViewRule
from precheck.domain.reading import Status
from precheck.domain.report import FieldFacts, ImageFacts, PageFacts, Provenance, Report, UploadFacts

BOX = ((10.0, 20.0), (110.0, 20.0), (110.0, 50.0), (10.0, 50.0))

DIPLOMA = Material(
    slug="diploma",
    title="毕业证书",
    title_en="graduation diploma",
    fields=(
        FieldRule("name", "姓名", "name", "person_name", "name"),
        FieldRule("certificate_number", "毕业证编号", "diploma number", "diploma_number", "diploma_number"),
    ),
)

IDENTITY = Material(
    slug="identity",
    title="有效身份证明",
    title_en="identity document",
    views=(
        ViewRule("front", "身份证人像面", "face with the portrait", required=True),
        ViewRule("back", "身份证国徽面", "face with the emblem", required=True),
        ViewRule("handheld", "手持身份证照片", "holder with the card", required=True),
        ViewRule("cover", "护照封面", "passport cover"),
    ),
)

MATERIALS = {"diploma": DIPLOMA, "identity": IDENTITY}


def flag(
    code: str = "unreadable.certificate_number", severity: Severity = Severity.REUPLOAD, **more: Any
) -> Flag:
    """A flag, the one of the tests' favourite message unless told otherwise."""
    values: dict[str, Any] = {
        "message": "毕业证编号无法识别，请重新上传！",
        "message_en": "The diploma number cannot be read: please upload it again.",
        **more,
    }
    return Flag(code=code, severity=severity, **values)


def report(
    *flags: Flag,
    file: str | None = "a.jpg",
    material: str = "diploma",
    submission: str | None = "s1",
    sha256: str | None = "ab" * 32,
    views: tuple[str | None, ...] = (None,),
    fields: dict[str, FieldFacts] | None = None,
    **more: Any,
) -> Report:
    """A report on a 400 × 300 JPEG with a name and a number that match."""
    if fields is None:
        fields = {
            "name": FieldFacts("张小三", 0.99, "张小三", Status.MATCH, BOX),
            "certificate_number": FieldFacts(
                "106311201505001234", 0.98, "106311201505001234", Status.MATCH, BOX
            ),
        }
    values: dict[str, Any] = {"unable": (), "seconds": {"total": 0.2}, **more}
    return Report(
        checked_at="2026-11-23T09:30:00+08:00",
        upload=UploadFacts(None, file, material, submission, sha256, 1000, "jpeg", 400, 300),
        flags=flags,
        image=ImageFacts(
            rotation=0, mirrored=False, sharpness=0.93, pages=tuple(page(view) for view in views)
        ),
        fields=fields,
        provenance=Provenance("0.1.0", "p" * 64, None, "double"),
        **values,
    )


def page(view: str | None) -> PageFacts:
    """A page of this view."""
    return PageFacts(view, 0, False, None)
