"""One upload as people see it: everything already in words, masked and safe to show, and what is drawn over its picture: the
document's outline, the fields, the flagged regions with their numbers. Text, HTML and SVG all use it."""

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from precheck.domain.flag import Audience, Flag
from precheck.domain.geometry import Orientation, Region, area, centre
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.reporting import masking, words
from precheck.reporting.masking import Pieces, compare, visible
from precheck.reporting.words import flag_name, unit_name

LARGE = 1 / 3
ARROW = 0.09
SAME_CORNER = 0.02
"""Share of the picture's longer side within which the numbers of two regions would cover each other."""

TOP_SIDE = {90: (1, 0), 180: (0, 1), 270: (-1, 0)}
"""Where the page's top is in a picture turned clockwise by so much, as a direction from the middle."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon in picture coordinates. ``kind`` is document, field or flag; ``state`` a severity or status
    and names the style; ``number`` points to the flag in the list beside (counted from 1), ``place`` which of several
    numbers at one corner it is (counted from 0)."""

    kind: str
    state: str
    region: Region
    title: str
    number: int | None = None
    place: int = 0

    @property
    def points(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.region)

    def label_position(self, radius: float) -> tuple[float, float]:
        """Where the number stands, in a disc of that radius: outside of the corner nearest the picture's top-left, so that it
        hides nothing of what it points to; several side by side."""
        x, y = self.corner
        return x + (2.1 * self.place - 0.8) * radius, y - 0.8 * radius

    @property
    def corner(self) -> tuple[float, float]:
        """The one nearest the picture's top-left."""
        return min(self.region, key=lambda point: point[0] + point[1])

    def is_large(self, width: float, height: float) -> bool:
        """Whether it takes up more than a third of a picture of that size: a tint would then change how the page looks."""
        return area(self.region) > LARGE * width * height

    @property
    def middle(self) -> tuple[float, float]:
        return centre(self.region)


@dataclass(frozen=True, slots=True)
class Upright:
    """The picture set upright: an SVG matrix and the size that it then has."""

    matrix: str
    width: float
    height: float

    def transform(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture then is."""
        a, b, c, d, e, f = (float(value) for value in self.matrix.split())
        return a * x + c * y + e, b * x + d * y + f


def shapes(report: Report, material: Material | None) -> list[Shape]:
    """Everything that has a place in the picture, what matters most last, that is on top."""
    documents = [page.document for page in report.image.pages if page.document]
    if not documents and report.image.document:
        documents = [report.image.document]
    outlines = [Shape("document", "document", region, "证件边缘") for region in documents]
    labels = field_labels(material, report)
    fields = [
        Shape("field", str(facts.status), facts.region, labels.get(name, name))
        for name, facts in report.fields.items()
        if facts.region
    ]
    near = SAME_CORNER * max(report.upload.width or 0, report.upload.height or 0)
    flags: list[Shape] = []
    for number, flag in enumerate(report.flags, start=1):
        region = flag.region
        if region is None and flag.field in report.fields:
            region = report.fields[flag.field].region
        if region is None and flag.code == "rotated.quarter_turn":
            region = _arrow(report)
        if region:
            shape = Shape("flag", str(flag.severity), region, flag.code, number)
            place = sum(math.dist(shape.corner, other.corner) <= near for other in flags)
            flags.append(replace(shape, place=place))
    return outlines + fields + flags


def _arrow(report: Report) -> Region | None:
    """An arrow's head on the side of the picture that is the page's top, pointing outwards."""
    width, height, rotation = report.upload.width, report.upload.height, report.image.rotation
    if not width or not height or rotation not in TOP_SIDE:
        return None
    x, y = TOP_SIDE[rotation]
    size = ARROW * min(width, height)
    tip = (width * (1 + x) / 2 - x * size / 4, height * (1 + y) / 2 - y * size / 4)
    foot = (tip[0] - x * size, tip[1] - y * size)
    return tip, (foot[0] - y * size, foot[1] + x * size), (foot[0] + y * size, foot[1] - x * size)


def field_labels(material: Material | None, report: Report) -> Mapping[str, str]:
    """The Chinese label of each field of a material, as the page shown calls it."""
    views = (report.image.view or "").split("+")
    return {rule.name: material.rule(rule.name, views).label for rule in material.fields} if material else {}


def set_upright(way: Orientation, width: float, height: float) -> Upright:
    """How a picture that lies so is set upright."""
    right, down = way.axes()
    corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    xs = [x * right[0] + y * right[1] for x, y in corners]
    ys = [x * down[0] + y * down[1] for x, y in corners]
    matrix = (right[0], down[0], right[1], down[1], -min(xs), -min(ys))
    return Upright(svg_numbers(matrix), max(xs) - min(xs), max(ys) - min(ys))


def svg_numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}" for value in values)


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
        upright=set_upright(way, float(upload.width or 1), float(upload.height or 1)),
        turned=way != Orientation(),
    )


def _fields(report: Report, labels: Mapping[str, str], unmasked: bool) -> Iterator[CardField]:
    for name, facts in report.fields.items():
        if facts.status is Status.ABSENT:
            continue
        read, declared = compare(name, facts.value, facts.expected, unmasked=unmasked)
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
        return visible(text if unmasked else masking.mask_message(text, report), limit=400)

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
        reasons.setdefault(visible(item.reason), []).append(visible(flag_name(item.check, {})))
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
