"""Engines that crash, hang, lie and return garbage, and subjects that are what a test says they are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from precheck.domain.examined import Examined
from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation, Quad
from precheck.domain.material import FieldRule, Material, ViewRule
from precheck.domain.picture import CUTS, Exposure, Face, Legibility, PageMaps, Paper, Sharpness
from precheck.domain.reading import FieldReading, Hidden, Kind, Page, Turn
from precheck.domain.registration import Registration
from precheck.domain.text import TextLine
from precheck.domain.upload import FileKind, Header, Upload
from precheck.imaging import copies
from precheck.reading.orientation import turned
from precheck.vision.segment import NEEDED_MASKS

WHITE: Image = np.full((600, 800, 3), 255, np.uint8)


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    """A straight box of upright text."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def line(
    text: str, left: float = 0, top: float = 0, height: float = 20, confidence: float = 0.99, **more: Any
) -> TextLine:
    """A line of upright text whose characters are as wide as high, all equally sure."""
    count = max(1, len(text))
    return TextLine(
        box=box(left, top, left + height * count, top + height),
        text=text,
        confidence=confidence,
        characters=(confidence,) * len(text),
        spans=tuple((i / count, (i + 1) / count) for i in range(len(text))),
        **more,
    )


class StillEngine:
    """Sees no text; the others change one thing."""

    def version(self) -> str:
        return "double"

    def models(self) -> dict[str, str]:
        return {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [TextLine(box, "", 0.0) for box in boxes]


class PageEngine(StillEngine):
    """A page whose lines lie ``way``: in their true direction they read as they are, in others ``otherwise``.

    ``asked`` keeps how many boxes each call of ``read`` had.
    """

    def __init__(
        self,
        lines: Sequence[TextLine],
        way: Orientation = EIGHT_WAYS[0],
        otherwise: Callable[[TextLine, Orientation], tuple[str, float]] = lambda line, way: ("乱" * 8, 0.3),
    ) -> None:
        self._by_place = [_placed(line.box, way) for line in lines]
        self._answers = {
            turned(place, other): (line.text, line.confidence) if other == way else otherwise(line, other)
            for place, line in zip(self._by_place, lines, strict=True)
            for other in EIGHT_WAYS
        }
        self.asked: list[int] = []

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return list(self._by_place)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked.append(len(boxes))
        answers = [(box, *self._answers.get(box, ("", 0.0))) for box in boxes]
        return [
            TextLine(
                box,
                text,
                confidence,
                (confidence,) * len(text),
                tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text))),
            )
            for box, text, confidence in answers
        ]


def _placed(box: Quad, way: Orientation) -> Quad:
    """The order by place of a box given in its text's own order."""
    for start in range(4):
        for direction in (1, -1):
            candidate = tuple(box[(start + direction * step) % 4] for step in range(4))
            if turned(candidate, way) == box:  # type: ignore[arg-type]
                return candidate  # type: ignore[return-value]
    raise AssertionError("no order of the corners gives this box")


class CrashingEngine(StillEngine):
    """Raises where told: in ``boxes`` or in ``read``. Counts how often it was asked."""

    def __init__(self, where: str, error: Exception | None = None) -> None:
        self._where = where
        self._error = error or RuntimeError("内容：张三 110101199001011234")
        self.calls = 0

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        if self._where == "boxes":
            self.calls += 1
            raise self._error
        return [box(10, 10 + 40 * i, 310, 40 + 40 * i) for i in range(6)]

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.calls += 1
        raise self._error


class HangingEngine(StillEngine):
    """Waits in ``boxes`` until ``release`` is set; ``waiting`` is set once it hangs."""

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self.release = threading.Event()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        self.waiting.set()
        self.release.wait()
        return []


class LyingEngine(StillEngine):
    """Finds lines and answers with one line too few."""

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return [box(10, 10 + 40 * i, 310, 40 + 40 * i) for i in range(6)]

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [TextLine(box, "毕业证书", 0.99, (0.99,) * 4) for box in boxes][:-1]


class GarbageEngine(LyingEngine):
    """Answers for every line, with a certainty that is none."""

    def __init__(self, confidence: float) -> None:
        self._confidence = confidence

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [TextLine(box, "毕业证书编号", self._confidence, (self._confidence,) * 6) for box in boxes]


DIPLOMA = Material(
    slug="diploma",
    title="毕业证书",
    title_en="graduation diploma",
    titles=("毕业证书",),
    words=("准予毕业", "成绩合格"),
    entries="diplomas",
    fields=(
        FieldRule("name", "姓名", "name", "person_name", "name", labels=("姓名",)),
        FieldRule("sex", "性别", "sex", "sex", "sex", labels=("性别",)),
        FieldRule("birth_date", "出生日期", "date of birth", "date", "birth_date", labels=("出生日期",)),
        FieldRule(
            "certificate_number",
            "毕业证编号",
            "diploma number",
            "diploma_number",
            "diploma_number",
            labels=("证书编号",),
            required=True,
        ),
    ),
)
IDENTITY = Material(
    slug="identity",
    title="有效身份证明",
    title_en="identity document",
    titles=("居民身份证",),
    words=("姓名", "性别", "民族", "住址", "签发机关", "有效期限"),
    views=(
        ViewRule(
            "front",
            "人像面",
            "portrait",
            words=("姓名", "性别", "民族", "住址", "公民身份号码"),
            required=True,
            apart=True,
        ),
        ViewRule(
            "back",
            "国徽面",
            "emblem",
            words=("居民身份证", "签发机关", "有效期限"),
            required=True,
            apart=True,
        ),
    ),
    fields=(
        FieldRule(
            "id_number",
            "身份证号码",
            "ID number",
            "resident_id",
            "id_number",
            labels=("公民身份号码",),
            views=("front",),
            required=True,
        ),
        FieldRule("validity", "有效期限", "period", "validity", labels=("有效期限",), views=("back",)),
    ),
)
MATERIALS: Mapping[str, Material] = {"diploma": DIPLOMA, "identity": IDENTITY}

JPEG = FileKind("jpeg", "JPEG 图片", "a JPEG picture")


def page_maps(
    wide: int = 800, high: int = 600, shown: Mapping[str, Sequence[Quad]] | None = None, **scalars: float
) -> PageMaps:
    """Maps of a picture that is all paper, with nothing on it but what is ``shown`` where, and no side cut but as told."""
    masks = {name: np.zeros((96, 96), np.float32) for name in (*NEEDED_MASKS, "grey_seal", *(shown or ()))}
    masks["paper"][:] = 1
    scale = np.array([96 / wide, 96 / high])
    for name, boxes in (shown or {}).items():
        for one in boxes:
            (left, top), (right, bottom) = (
                np.round(np.array(p) * scale).astype(int) for p in (one[0], one[2])
            )
            masks[name][top:bottom, left:right] = 1
    return PageMaps(masks, {**dict.fromkeys((*CUTS, "display"), 0.0), **scalars}, wide, high)


@dataclass
class SubjectDouble:
    """The values of a good upright picture of nothing in particular, unless told otherwise. An exception given as a value is
    what its stage failed of."""

    upload: Upload = field(
        default_factory=lambda: Upload.from_bytes(b"bytes", material="diploma", file="a.jpg")
    )
    registration: Registration | None = None
    material: Material = DIPLOMA
    materials: Mapping[str, Material] = field(default_factory=lambda: MATERIALS)
    today: date = date(2026, 11, 23)
    header: Header = field(
        default_factory=lambda: Header("jpeg", JPEG, 5, 800, 600, 800, 600, bits=8, channels=3, complete=True)
    )
    image: Image = field(default_factory=lambda: WHITE)
    turn: Turn = field(default_factory=lambda: Turn(EIGHT_WAYS[0], {(0, False): 0.99}))
    lines: tuple[TextLine, ...] = (line("毕业证书", 100, 100), line("成绩合格准予毕业", 100, 140))
    pages: tuple[Page, ...] = ()
    kind: Kind = field(default_factory=lambda: Kind("diploma", {"diploma": 4.0}))
    faces: tuple[Face, ...] = ()
    holder: Face | None = None
    sharpness: Sharpness | None = None
    legibility: Legibility | None = None
    exposure: Exposure = field(default_factory=lambda: Exposure(0.8, 0.6))
    maps: PageMaps = field(default_factory=lambda: page_maps())
    papers: tuple[Paper, ...] = ()
    hidden: Mapping[str, tuple[Hidden, ...]] = field(default_factory=dict)
    fields: Mapping[str, FieldReading] = field(default_factory=dict)

    def examined(self) -> Examined:
        """What a check is really given. Raises nothing: what is an exception here is the failure of a stage there."""
        found = Examined(self.upload, self.registration, self.material, self.materials, self.today)
        values = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name in Examined.__annotations__
        }
        for name, value in {**values, "seen_fields": self.fields}.items():
            with found.stage("double", name):
                if isinstance(value, Exception):
                    raise value
                setattr(found, name, value)
        with found.stage("double", "overview"):
            found.overview = copies.overview(found.image)
        return found


def readings(*given: FieldReading) -> dict[str, FieldReading]:
    """By name."""
    return {reading.name: reading for reading in given}
