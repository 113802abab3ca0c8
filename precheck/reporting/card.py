"""One upload as people see it: everything already in words, masked, and safe to show. Text, HTML and SVG all use it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from precheck.domain.flag import Audience, Flag
from precheck.domain.geometry import Orientation
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.reporting import masking, words
from precheck.reporting.differences import Pieces, compared
from precheck.reporting.names import flag_name, unit_name
from precheck.reporting.overlay import Shape, Upright, field_labels, shapes, upright
from precheck.reporting.visible import visible


@dataclass(frozen=True, slots=True)
class CardFlag:
    """One flag. ``number`` is what stands beside its region in the picture."""

    number: int
    code: str
    name: str
    severity: str
    word: str
    mark: str
    message: str
    message_en: str
    evidence: str
    remedy: str
    staff_only: bool


@dataclass(frozen=True, slots=True)
class CardField:
    """One field: what was read, what was declared, in pieces that say where they differ; how they compare."""

    name: str
    label: str
    read: Pieces
    declared: Pieces
    status: str
    word: str
    confidence: str

    @property
    def value(self) -> str:
        return "".join(piece.text for piece in self.read)

    @property
    def expected(self) -> str:
        return "".join(piece.text for piece in self.declared)


@dataclass(frozen=True, slots=True)
class Card:
    """One upload. ``unable`` holds checks and the reason that they share. ``picture`` is a ``data:`` address,
    empty where there is no picture to show."""

    number: int
    verdict: str
    word: str
    mark: str
    file: str
    submission: str
    material: str
    slug: str
    facts: tuple[tuple[str, str], ...]
    flags: tuple[CardFlag, ...]
    fields: tuple[CardField, ...]
    unable: tuple[tuple[str, str], ...]
    width: int
    height: int
    shapes: tuple[Shape, ...]
    picture: str
    original: str
    upright: Upright
    turned: bool

    @property
    def codes(self) -> str:
        """For filtering."""
        return " ".join(sorted({flag.code for flag in self.flags}))

    @property
    def unit(self) -> float:
        """A hundredth of the picture's longer side: what sizes in the drawing are measured in."""
        return max(self.width, self.height, 1) / 100


def card(
    report: Report,
    material: Material | None,
    *,
    number: int = 1,
    unmasked: bool = False,
    picture: bytes | None = None,
    original: str = "",
) -> Card:
    """The card of a report. ``picture``: a JPEG as a viewer shows the upload; ``original``: an address of the file."""
    labels = field_labels(material, report)
    upload = report.upload
    way = Orientation(report.image.rotation or 0, bool(report.image.mirrored))
    return Card(
        number=number,
        verdict=str(report.verdict),
        word=words.VERDICTS[report.verdict],
        mark=words.MARKS[report.verdict],
        file=visible(upload.file or upload.id or "（无文件名）"),
        submission=visible(upload.submission or ""),
        material=visible(material.title if material else upload.material or "（无材料）"),
        slug=visible(upload.material),
        facts=tuple(_facts(report, material)),
        flags=tuple(
            _flag(index, flag, report, material, unmasked) for index, flag in enumerate(report.flags, start=1)
        ),
        fields=tuple(_fields(report, labels, unmasked)),
        unable=_unable(report),
        width=upload.width or 0,
        height=upload.height or 0,
        shapes=tuple(shapes(report, material)),
        picture="" if picture is None else "data:image/jpeg;base64," + base64.b64encode(picture).decode(),
        original=original,
        upright=upright(way, float(upload.width or 1), float(upload.height or 1)),
        turned=way != Orientation(),
    )


def _fields(report: Report, labels: Mapping[str, str], unmasked: bool) -> Iterator[CardField]:
    for name, facts in report.fields.items():
        if facts.status is Status.ABSENT:
            continue
        read, declared = compared(name, facts.value, facts.expected, unmasked=unmasked)
        yield CardField(
            name=name,
            label=labels.get(name, visible(name)),
            read=read,
            declared=declared,
            status=str(facts.status),
            word=words.STATUSES[facts.status],
            confidence="" if facts.confidence is None else f"{facts.confidence:.0%}",
        )


def _flag(number: int, flag: Flag, report: Report, material: Material | None, unmasked: bool) -> CardFlag:
    def shown(text: str) -> str:
        return visible(text if unmasked else masking.message(text, report), limit=400)

    return CardFlag(
        number=number,
        code=flag.code,
        name=flag_name(flag.code, {material.slug: material} if material else {}),
        severity=str(flag.severity),
        word=words.SEVERITIES[flag.severity],
        mark=words.MARKS[flag.severity],
        message=shown(flag.message),
        message_en=shown(flag.message_en),
        evidence=evidence(flag),
        remedy=words.remedy(flag.remedy, flag.severity),
        staff_only=flag.audience is Audience.STAFF,
    )


def _unable(report: Report) -> tuple[tuple[str, str], ...]:
    """The checks that could not run, those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for item in report.unable:
        reasons.setdefault(visible(item.reason), []).append(visible(item.check))
    return tuple(("、".join(dict.fromkeys(checks)), reason) for reason, checks in reasons.items())


def evidence(flag: Flag) -> str:
    """What was measured, against which limit, in which unit; empty where nothing was."""
    share = flag.unit is not None and any(word in flag.unit for word in SHARES)
    parts = []
    if flag.measured is not None:
        parts.append(f"测得 {_number(flag.measured, share)}")
    if flag.threshold is not None:
        parts.append(f"限值 {_number(flag.threshold, share)}")
    unit = unit_name(flag.code) or flag.unit
    return " · ".join(parts) + (f"（{unit}）" if parts and unit else "")


SHARES = ("比例", "可能")
"""What a unit says of itself where it is a share or a chance of 1, which people read as percent."""


def _number(value: float, share: bool) -> str:
    if not share:
        return f"{value:g}"
    return f"{value:.0%}" if value >= 0.1 else f"{100 * value:.2g}%"


def _facts(report: Report, material: Material | None) -> list[tuple[str, str]]:
    upload, image = report.upload, report.image
    facts = []
    if upload.width and upload.height:
        facts.append(("尺寸", f"{upload.width} × {upload.height}"))
    if upload.bytes is not None:
        facts.append(("大小", f"{upload.bytes / 1024:.0f} K"))
    if upload.format:
        facts.append(("格式", upload.format.upper()))
    if image.view:
        titles = {view.name: view.title for view in material.views} if material else {}
        facts.append(("页面", titles.get(image.view, image.view)))
    if image.rotation:
        facts.append(("方向", f"顺时针转了 {image.rotation}°"))
    if image.mirrored:
        facts.append(("镜像", "左右颠倒"))
    if image.sharpness is not None:
        facts.append(("清晰度", f"{image.sharpness:.2f}"))
    if image.brightness is not None:
        facts.append(("亮度", f"{image.brightness:.2f}"))
    return facts
